//! Requests: what somebody asks for, and who asks where no word of asking stands by.

use hearsay_mentions::ActorId;
use hearsay_syntax::tree;

use crate::factuality;
use crate::lexicon::{LEXICON, List};
use crate::ontology::{EventCode, EventType, ONTOLOGY};
use crate::roles;
use crate::scene::Scene;

/// The code of a request for an event: its mode is what is asked.
pub(crate) fn request(code: &EventCode, kind: EventType, avoided: bool) -> EventCode {
    let mode = if avoided { "yield" } else { ONTOLOGY.asked(kind) };
    // Calls are appeals in CAMEO, demands are demands.
    let demand = code.cameo.starts_with("10");
    let cameo = match (mode, demand) {
        ("yield", false) => "0256",
        ("yield", true) => "1056",
        ("meet", false) => "026",
        ("meet", true) => "106",
        ("assist", false) => "023",
        ("assist", true) => "101",
        ("change", false) => "024",
        (_, _) => "104",
    };
    let name = code.kind.as_str();
    let cameo = if code.kind == EventType::Request { cameo } else { code.cameo };
    ONTOLOGY.code(&format!("{name}/{mode}"), Some(cameo)).unwrap_or_else(|_| code.clone())
}

/// What a request asks for when that is named in front of it or hangs somewhere else: the first
/// trigger below it.
pub(crate) fn named_content(scene: &Scene, i: usize) -> Option<(EventType, bool)> {
    let document = scene.document;
    let own = scene.trigger_tokens(i);
    document
        .subtree(i)
        .into_iter()
        .filter(|t| *t > i && !own.contains(t))
        .find_map(|t| Some((scene.event(t)?, factuality::stance(scene, t).ended)))
        .filter(|(kind, _)| !matches!(kind, EventType::Request | EventType::Accuse))
}

/// The subject of the word of saying or wishing above, for what "ought" to be without a saying
/// around it: "stressed the importance of a ceasefire", "wants parliament to".
pub(crate) fn cue_actor(scene: &Scene, i: usize) -> Option<ActorId> {
    let document = scene.document;
    let mut at = i;
    for _ in 0..6 {
        let head = document.token(at).head();
        if head == at {
            return None;
        }
        at = head;
        let asks =
            LEXICON.cue(document, at).is_some() || LEXICON.is_listed(List::Wishes, document, at);
        if asks && tree::is_verb(document, at) {
            let subject = tree::subject(document, at)?;
            return roles::actors(scene, &[subject]).first().copied();
        }
    }
    None
}
