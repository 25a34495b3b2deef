//! Interest: which drafts tell of public affairs rather than of trade, play or private life.
//!
//! The words of conflict and diplomacy are everybody's words: firms agree and sell, teams attack
//! and beat, sheep die. What makes an event one of the ontology's is who takes part: states, forces,
//! parties, courts, crowds. So every draft is held against the standing of its parties, and more is
//! asked of it where the article as a whole is on another subject (`data/en/topics.tsv`).

use std::collections::BTreeSet;

use hearsay_mentions::{Actor, ActorId, ActorKind, GroupId};
use hearsay_syntax::{Dep, tree};

use crate::assembly::Draft;
use crate::lexicon::{LEXICON, List};
use crate::ontology::EventType;
use crate::roles;
use crate::scene::Scene;

/// What somebody is in public affairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// Firms, media, doctors: they take part only where others do.
    Private,
    /// Persons and bodies of whom the text says no more.
    Unknown,
    /// States and whoever governs, judges, fights or protests.
    Public,
}

/// The standing of an actor as one mention tells of it.
pub(crate) fn standing(actor: &Actor) -> Standing {
    use ActorKind as Kind;
    match actor.kind {
        // "Oravian officials"
        Kind::Unidentified if actor.country.is_some() => Standing::Public,
        Kind::Business | Kind::Media | Kind::Medical => Standing::Private,
        Kind::Person | Kind::Organization | Kind::Civilians | Kind::Unidentified => {
            Standing::Unknown
        }
        _ => Standing::Public,
    }
}

/// Whether a draft tells of public affairs.
pub(crate) fn is_public(scene: &Scene, draft: &Draft) -> bool {
    let claim = &draft.claim;
    let parties = || claim.actors.iter().chain(&claim.recipients);
    if is_exchange(scene, draft) && !is_exchanged(scene, draft) {
        return false;
    }
    if is_quarrel(scene, draft) {
        return false;
    }
    if scene.is_elsewhere() {
        // People die there too, but of age and accidents.
        let dies = scene.trigger(draft.trigger).is_some_and(|trigger| trigger.set == "suffer");
        return !dies && (acts_in_public(scene, draft) || harms_somebody(scene, draft));
    }
    let violent = matches!(
        draft.code.kind,
        EventType::Assault | EventType::Coerce | EventType::Protest | EventType::Retreat
    );
    let verb = tree::is_verb(scene.document, draft.trigger);
    if draft.code.kind == EventType::Mobilize && verb && parties().next().is_none() {
        return scene.trigger(draft.trigger).is_some_and(|trigger| trigger.words.len() > 1);
    }
    violent
        || parties().next().is_none()
        || parties().any(|id| scene.standing(*id) > Standing::Private)
}

/// Whether those who attack or clash are parties, parliaments, papers or firms alone, and nobody is
/// hurt: then it is a war of words.
fn is_quarrel(scene: &Scene, draft: &Draft) -> bool {
    let claim = &draft.claim;
    let peaceful = |id: &ActorId| {
        use ActorKind as Kind;
        let kind = scene.mentions.actors[id.0].kind;
        matches!(kind, Kind::Party | Kind::Legislature | Kind::Media | Kind::Business)
    };
    let mut parties = claim.actors.iter().chain(&claim.recipients).peekable();
    draft.code.kind == EventType::Assault
        && draft.code.mode.is_none()
        && claim.toll.is_empty()
        && parties.peek().is_some()
        && parties.all(peaceful)
}

/// Whether the event is one of giving and taking, which takes two.
fn is_exchange(scene: &Scene, draft: &Draft) -> bool {
    // Joint exercises are told of by one side.
    let goods = draft.code.kind == EventType::Cooperate && draft.code.cameo != "062";
    goods || LEXICON.is_listed(List::Exchange, scene.document, draft.trigger)
}

/// Whether somebody public gives or takes, and nobody private; where the article is on another
/// subject, two must be named: who sold what to whom.
fn is_exchanged(scene: &Scene, draft: &Draft) -> bool {
    let claim = &draft.claim;
    let mut ids: Vec<ActorId> = claim.actors.iter().chain(&claim.recipients).copied().collect();
    ids.extend(partners(scene, draft.trigger));
    if ids.iter().any(|id| scene.standing(*id) == Standing::Private) {
        return false;
    }
    let groups: BTreeSet<GroupId> =
        ids.iter().map(|id| scene.mentions.actors[id.0].group).collect();
    let several = |id: &ActorId| roles::is_several(&scene.mentions.actors[id.0]);
    ids.iter().any(|id| scene.standing(*id) == Standing::Public)
        && (!scene.is_elsewhere() || groups.len() > 1 || ids.iter().any(several))
}

/// The other parties to an exchange: "sold oil to Tarsk".
fn partners(scene: &Scene, trigger: usize) -> Vec<ActorId> {
    let document = scene.document;
    let objects = document.children_by(trigger, Dep::Dobj);
    let tokens: Vec<usize> = std::iter::once(trigger)
        .chain(objects)
        .flat_map(|token| document.children_by(token, Dep::Prep))
        .filter(|p| LEXICON.is_listed(List::Partner, document, *p))
        .flat_map(|p| document.children_by(p, Dep::Pobj))
        .collect();
    roles::actors(scene, &tokens)
}

/// Whether somebody public does it, or suffers it from anybody but a private party.
fn acts_in_public(scene: &Scene, draft: &Draft) -> bool {
    let claim = &draft.claim;
    let arguments = &draft.arguments;
    let private = claim.actors.iter().any(|id| scene.standing(*id) == Standing::Private);
    is_headed_by_public(scene, &arguments.actors, &claim.actors)
        || (!private && is_headed_by_public(scene, &arguments.recipients, &claim.recipients))
}

/// Whether one of the tokens heads the mention of somebody public: "Japanese chip makers" are no
/// Japan.
fn is_headed_by_public(scene: &Scene, tokens: &[usize], ids: &[ActorId]) -> bool {
    let heads: Vec<usize> =
        tokens.iter().flat_map(|token| tree::coordinated(scene.document, *token)).collect();
    ids.iter().any(|id| {
        scene.standing(*id) == Standing::Public && heads.contains(&scene.mentions.actors[id.0].head)
    })
}

/// Whether it is violence by somebody against somebody, or an arrest: that is of interest anywhere.
fn harms_somebody(scene: &Scene, draft: &Draft) -> bool {
    let claim = &draft.claim;
    let Some(trigger) = scene.trigger(draft.trigger) else { return false };
    let harm = trigger.toll.is_some() && trigger.set == "act";
    let named = |ids: &[ActorId]| ids.iter().any(|id| scene.standing(*id) > Standing::Private);
    match draft.code.kind {
        EventType::Assault => harm && named(&claim.actors) && named(&claim.recipients),
        EventType::Coerce => harm && named(&claim.recipients),
        _ => false,
    }
}
