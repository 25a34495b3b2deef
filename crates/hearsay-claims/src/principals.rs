//! Principals: who acts on whom in a sentence, whether or not a word of the lexicon names the deed.
//!
//! Claims need a known event; a reader who asks "who did it to whom" does not. The deed is the main
//! predicate, below words of saying that only report it. Its subject acts, or the actors of a claim
//! made of it. The recipients of that claim are acted on; else the first named in the complement: the
//! object, whose object it is, to whom, with whom, against whom, where.

use std::ops::Range;

use hearsay_mentions::{ActorId, ActorKind, PlaceId};
use hearsay_syntax::{Dep, Document, Pos, Span, Tag, tree};

use crate::claim::{Claim, Claims, EventClass};
use crate::coding;
use crate::lexicon::{LEXICON, List, Trigger};
use crate::ontology::{EventType, ONTOLOGY};
use crate::roles;
use crate::scene::Scene;

/// Who acts on whom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Principals {
    /// Those who act.
    pub sources: Vec<Principal>,
    /// Those acted on.
    pub targets: Vec<Principal>,
    /// What they do, as one code: what is only announced is an agreement or a threat.
    pub event: Option<EventClass>,
    /// The same under CAMEO's head where PLOVER's manual has another: a conviction is a sanction
    /// to the one, an accusation to the other.
    pub coded: Option<EventClass>,
}

/// One of those who act or are acted on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Principal {
    /// The words.
    pub span: Span,
    /// The actor mention, when the words are one.
    pub actor: Option<ActorId>,
    /// The place that stands for those who live or rule there: "sent troops to Corvane".
    pub place: Option<PlaceId>,
}

/// How deep reports are nested at most: "X said that Y had announced that".
const REPORTS: usize = 4;

/// The principals of the article's first sentence that has any; what has no finite verb is a
/// dateline or a headline and comes last.
pub(crate) fn of(scene: &Scene, claims: &Claims) -> Principals {
    let document = scene.document;
    let sentences = document.sentences().iter();
    let (whole, broken): (Vec<_>, Vec<_>) =
        sentences.partition(|sentence| tree::is_finite(document, (*sentence).clone()));
    let sentences: Vec<_> = whole.into_iter().chain(broken).collect();
    let mut found = sentences.iter().map(|sentence| in_sentence(scene, claims, sentence));
    let found = found.find(|found| !found.sources.is_empty() || !found.targets.is_empty());
    let event = sentences.iter().find_map(|sentence| coding::of(scene, sentence));
    let coded = event.as_ref().map(|code| ONTOLOGY.class(&ONTOLOGY.coded(code)));
    let event = event.map(|code| ONTOLOGY.class(&code));
    Principals { event, coded, ..found.unwrap_or_default() }
}

fn in_sentence(scene: &Scene, claims: &Claims, sentence: &Range<usize>) -> Principals {
    let document = scene.document;
    let Some(root) = sentence.clone().find(|i| document.token(*i).dep == Dep::Root) else {
        return Principals::default();
    };
    let first = claims.claims.partition_point(|claim| claim.trigger_token < sentence.start);
    let told: Vec<&Claim> = claims.claims[first..]
        .iter()
        .take_while(|claim| sentence.contains(&claim.trigger_token))
        .collect();
    let deed = deed(scene, &told, root);
    let claim = told
        .into_iter()
        .filter_map(|claim| Some((distance(document, claim.trigger_token, deed)?, claim)))
        .min_by_key(|(distance, claim)| (*distance, claim.trigger_token))
        .map(|(_, claim)| claim);

    let mut sources = doers(scene, deed);
    if sources.iter().all(|source| source.actor.is_none())
        && let Some(claim) = claim
        && !claim.actors.is_empty()
    {
        sources = of_actors(scene, &claim.actors);
    }
    let mut targets = claim.map_or(Vec::new(), |claim| of_actors(scene, &claim.recipients));
    let trigger = claim.and_then(|claim| scene.trigger(claim.trigger_token));
    // Who dies or flees does nothing to anybody.
    if trigger.is_some_and(|trigger| trigger.set == "suffer") {
        sources.retain(|source| !is_one_of(scene, source, &targets));
    }
    targets.retain(|target| !is_one_of(scene, target, &sources));
    if targets.iter().all(|target| is_what_is_sent(scene, target)) {
        let further = acted_on(scene, deed, &sources);
        if !further.is_empty() {
            targets = further;
        }
    }
    // "Corvane and Tarsk agreed": each does it with the other.
    if targets.is_empty() && sources.len() > 1 && trigger.is_some_and(is_reciprocal) {
        targets = sources[1..].to_vec();
    }
    Principals {
        sources: by_name(scene, &sources),
        targets: by_name(scene, &targets),
        ..Principals::default()
    }
}

/// The same by name where pronouns stand for them, each once.
fn by_name(scene: &Scene, principals: &[Principal]) -> Vec<Principal> {
    let mut found: Vec<Principal> = Vec::new();
    for one in principals {
        let one = one.actor.map_or(*one, |id| as_written(scene, named(scene, id)));
        if !is_one_of(scene, &one, &found) {
            found.push(one);
        }
    }
    found
}

/// Whether several who do it do it with or to each other.
fn is_reciprocal(trigger: &Trigger) -> bool {
    matches!(trigger.set, "mutual") || trigger.code.kind == EventType::Agree
}

/// The predicate that a sentence is chiefly about: the root, or what the root only reports.
fn deed(scene: &Scene, told: &[&Claim], root: usize) -> usize {
    let document = scene.document;
    let mut at = root;
    for _ in 0..REPORTS {
        if LEXICON.cue(document, at).is_none() {
            break;
        }
        let Some(content) =
            document.children_by(at, Dep::Ccomp).find(|c| tree::is_verb(document, *c))
        else {
            break;
        };
        // "Troops left, the ministry said": the report comes after what it reports.
        let is_afterthought = content < at;
        let speaker = tree::subject(document, at).and_then(|s| scene.actor(s));
        let doer = tree::subject(document, content).and_then(|s| scene.actor(s));
        let is_own = matches!((speaker, doer), (Some(a), Some(b)) if scene.is_same(a, b));
        let is_told = told.iter().any(|claim| {
            let is_speaker = |actor: &ActorId| speaker.is_some_and(|s| scene.is_same(s, *actor));
            !claim.actors.is_empty()
                && !claim.actors.iter().any(is_speaker)
                && distance(document, claim.trigger_token, content).is_some()
        });
        let is_told_itself = told.iter().any(|claim| claim.trigger_token == at);
        let is_act = doer.is_some() && is_plain_act(scene, content) && !is_told_itself;
        if !(is_afterthought || is_own || is_act || is_told && !is_told_itself) {
            break;
        }
        at = content;
    }
    at
}

/// Whether a clause tells of something done, rather than of what is so or ought to be.
fn is_plain_act(scene: &Scene, verb: usize) -> bool {
    let document = scene.document;
    let ought = document.children_by(verb, Dep::Aux).any(|aux| {
        document.token(aux).tag == Tag::Md
            && !LEXICON.lists(List::Future, &document.word(aux).to_lowercase())
    });
    document.token(verb).pos == Pos::Verb
        && !ought
        && document.children_by(verb, Dep::Neg).next().is_none()
}

/// How many words lie between the predicate `deed` and token `i` in its complement; none where a
/// clause parts them that only describes or dates.
fn distance(document: &Document, mut i: usize, deed: usize) -> Option<usize> {
    let mut distance = 0;
    while i != deed {
        let token = document.token(i);
        let apart =
            matches!(token.dep, Dep::Relcl | Dep::Advcl | Dep::Acl | Dep::Parataxis | Dep::Nsubj);
        if apart || token.head() == i {
            return None;
        }
        i = token.head();
        distance += 1;
    }
    Some(distance)
}

/// Actor mentions as principals.
fn of_actors(scene: &Scene, actors: &[ActorId]) -> Vec<Principal> {
    actors.iter().map(|id| as_written(scene, *id)).collect()
}

fn as_written(scene: &Scene, id: ActorId) -> Principal {
    Principal { span: scene.mentions.actors[id.0].span, actor: Some(id), place: None }
}

/// The mention to show for an actor: itself, or for a pronoun the first of its group that is none.
fn named(scene: &Scene, id: ActorId) -> ActorId {
    let actors = &scene.mentions.actors;
    let is_pronoun = |actor: usize| scene.document.token(actors[actor].head).pos == Pos::Pron;
    if !is_pronoun(id.0) {
        return id;
    }
    let same = |other: &usize| actors[*other].group == actors[id.0].group && !is_pronoun(*other);
    (0..actors.len()).find(same).map_or(id, ActorId)
}

/// To whom a deed is done where no frame tells: those named in its own complement, "objected to the
/// council's plan", "cut its aid for Tarsk". With an `object` only those whose it is: "overran the
/// headquarters of the brigade".
pub(crate) fn recipients(
    scene: &Scene,
    trigger: usize,
    object: Option<usize>,
    doers: &[ActorId],
) -> Vec<ActorId> {
    let doers = of_actors(scene, doers);
    let found = match object {
        Some(object) => nearest(scene, object, &doers, owner_step),
        None => nearest(scene, trigger, &doers, close_step),
    };
    let found = found.into_iter().filter(|one| !is_what_is_sent(scene, one));
    found.filter_map(|one| one.actor).collect()
}

/// Those who do it: the subject, in the passive whom "by" names.
fn doers(scene: &Scene, deed: usize) -> Vec<Principal> {
    let document = scene.document;
    let doer = if tree::is_passive(document, deed) {
        let agents = document.children_by(deed, Dep::Agent);
        agents.flat_map(|agent| document.children_by(agent, Dep::Pobj)).next()
    } else {
        tree::subject(document, deed)
    };
    let Some(doer) = doer else { return Vec::new() };
    let actors = roles::actors(scene, &[doer]);
    if !actors.is_empty() {
        return of_actors(scene, &actors);
    }
    let mut within = first_named(scene, doer, &[]);
    // What blows up near a town is not the town.
    within.retain(|principal| {
        principal.actor.is_some() || principal.span == scene.document.token(doer).span()
    });
    if !within.is_empty() {
        return within;
    }
    phrase(scene, doer).into_iter().collect()
}

/// Those acted on.
fn acted_on(scene: &Scene, deed: usize, sources: &[Principal]) -> Vec<Principal> {
    let document = scene.document;
    if tree::is_passive(document, deed)
        && let Some(subject) = tree::subject(document, deed)
    {
        let actors = roles::actors(scene, &[subject]);
        let found = if actors.is_empty() {
            first_named(scene, subject, sources)
        } else {
            of_actors(scene, &actors)
        };
        if !found.is_empty() {
            return found;
        }
    }
    first_named(scene, deed, sources)
}

/// The first ones named in the complement of `head`: those nearest to it in the tree, and of these
/// the first in the text, with whoever is coordinated with them.
fn first_named(scene: &Scene, head: usize, sources: &[Principal]) -> Vec<Principal> {
    nearest(scene, head, sources, step)
}

/// The same, as far as the steps lead that may be taken.
fn nearest(
    scene: &Scene,
    head: usize,
    sources: &[Principal],
    step: impl Fn(&Document, usize) -> Option<usize>,
) -> Vec<Principal> {
    let document = scene.document;
    let mut best: Option<(usize, usize)> = None;
    let mut open = vec![(head, 0)];
    while let Some((at, distance)) = open.pop() {
        // "Oravia was the largest donor": the complement is the subject once more.
        let is_subject_again =
            document.token(at).dep == Dep::Attr && document.token(at).head() == head;
        let fits = (at != head || !tree::is_verb(document, head)) && !is_subject_again;
        let mut inside = 0;
        if fits
            && let Some(principal) = principal_at(scene, at)
            && !is_one_of(scene, &principal, sources)
        {
            // "His rival" is the rival before he is he.
            inside = 1;
            let moved = usize::from(is_what_is_sent(scene, &principal)) * MOVED;
            if best.is_none_or(|known| (distance + moved, at) < known) {
                best = Some((distance + moved, at));
            }
        }
        for child in document.children(at) {
            if at == head
                && tree::is_verb(document, head)
                && child < head
                && document.token(child).dep != Dep::Dobj
            {
                continue;
            }
            if let Some(step) = step(document, child) {
                open.push((child, distance + step + inside));
            }
        }
    }
    let Some((_, first)) = best else { return Vec::new() };
    let mut found: Vec<Principal> = Vec::new();
    for one in tree::coordinated(document, first) {
        if let Some(principal) = principal_at(scene, one)
            && !is_one_of(scene, &principal, sources)
            && !found.contains(&principal)
        {
            found.push(principal);
        }
    }
    found
}

/// What is sent somewhere is acted on only where nobody else is.
const MOVED: usize = 3;

/// How much farther from the deed one stands who hangs on a word with this label; none where the
/// word leads away from it.
fn step(document: &Document, i: usize) -> Option<usize> {
    match document.token(i).dep {
        Dep::Prep if is_circumstance(document, i) => Some(6),
        Dep::Prep if matches!(document.lemma(i), "in" | "at" | "near" | "over") => Some(2),
        Dep::Appos | Dep::Acl | Dep::Conj => Some(2),
        Dep::Advcl => Some(4),
        Dep::Relcl => Some(6),
        Dep::Parataxis | Dep::Punct | Dep::Det => None,
        _ => Some(0),
    }
}

/// The steps from a thing to whose it is.
fn owner_step(document: &Document, i: usize) -> Option<usize> {
    match document.token(i).dep {
        Dep::Poss | Dep::Amod | Dep::Compound | Dep::Nmod | Dep::Pobj => Some(0),
        Dep::Prep if document.lemma(i) == "of" => Some(0),
        _ => None,
    }
}

/// The steps that stay with the words of the deed itself.
fn close_step(document: &Document, i: usize) -> Option<usize> {
    match document.token(i).dep {
        Dep::Dobj | Dep::Dative | Dep::Pobj | Dep::Xcomp | Dep::Agent => Some(0),
        Dep::Poss | Dep::Amod | Dep::Compound | Dep::Nmod => Some(0),
        Dep::Prep if LEXICON.is_listed(List::Aimed, document, i) => Some(0),
        _ => None,
    }
}

/// Whether a preposition tells when, why or according to whom rather than to whom.
fn is_circumstance(document: &Document, i: usize) -> bool {
    LEXICON.lists(List::Circumstance, &document.word(i).to_lowercase())
}

/// The actor or place named at token `i`.
fn principal_at(scene: &Scene, i: usize) -> Option<Principal> {
    if let Some(id) = scene.actor_headed(i) {
        return Some(as_written(scene, id));
    }
    let id = scene.place(i)?;
    let place = &scene.mentions.places[id.0];
    // "The border" is nobody; a name may stand for who lives there.
    if !place.tokens.clone().any(|t| scene.document.token(t).pos == Pos::Propn) {
        return None;
    }
    let is_head = scene.document.token(i).head() == i
        || !place.tokens.contains(&scene.document.token(i).head());
    is_head.then_some(Principal { span: place.span, actor: None, place: Some(id) })
}

fn is_one_of(scene: &Scene, principal: &Principal, others: &[Principal]) -> bool {
    let members = |id: ActorId| &scene.mentions.actors[id.0].members;
    others.iter().any(|other| match (principal.actor, other.actor) {
        // "French and British officials" are of "their countries".
        (Some(a), Some(b)) => {
            scene.is_same(a, b) || !members(a).is_empty() && members(a) == members(b)
        }
        _ => principal.span == other.span,
    })
}

/// Whether a principal is what a verb sends, gives or withdraws, as troops and experts are.
fn is_what_is_sent(scene: &Scene, principal: &Principal) -> bool {
    let document = scene.document;
    let Some(id) = principal.actor else { return false };
    let actor = &scene.mentions.actors[id.0];
    let is_country = matches!(actor.kind, ActorKind::Country | ActorKind::Government);
    let object = of_phrase(document, actor.head);
    let token = document.token(object);
    !is_country
        && matches!(token.dep, Dep::Dobj | Dep::Nsubjpass)
        && LEXICON.is_listed(List::Sends, document, token.head())
}

/// The noun whose "of" phrase token `i` stands in: "teams of experts".
fn of_phrase(document: &Document, mut i: usize) -> usize {
    for _ in 0..4 {
        let above = document.token(i).head();
        let is_of = document.token(i).dep == Dep::Pobj && document.lemma(above) == "of";
        if !is_of {
            break;
        }
        i = document.token(above).head();
    }
    i
}

/// The phrase that token `i` heads, when it may be somebody or something.
fn phrase(scene: &Scene, i: usize) -> Option<Principal> {
    let document = scene.document;
    let token = document.token(i);
    let is_thing = matches!(token.pos, Pos::Noun | Pos::Propn) && token.tag != Tag::Cd;
    is_thing.then(|| Principal { span: tree::phrase(document, i), actor: None, place: None })
}
