//! Roles: from the tokens that frames find to the actors of the mentions.

use hearsay_mentions::{Actor, ActorId, ActorKind};
use hearsay_syntax::{Dep, Document, Pos, tree};

use crate::lexicon::{LEXICON, List};
use crate::scene::Scene;

/// The actors at the given tokens, coordinated ones included, each once, in order.
pub(crate) fn actors(scene: &Scene, tokens: &[usize]) -> Vec<ActorId> {
    let mut found = Vec::new();
    for token in tokens {
        for one in tree::coordinated(scene.document, *token) {
            if let Some(actor) = actor_at(scene, one, 3)
                && !found.contains(&actor)
            {
                found.push(actor);
            }
        }
    }
    found
}

/// The actor at one token: the mention headed there; behind a word of number or membership the one
/// it is of ("dozens of soldiers"); in front of a thing the one whose thing it is ("rebel
/// positions").
fn actor_at(scene: &Scene, token: usize, depth: usize) -> Option<ActorId> {
    let document = scene.document;
    if let Some(several) = each_of(scene, token) {
        return Some(several);
    }
    if let Some(actor) = scene.actor_headed(token) {
        return Some(actor);
    }
    // Inside a longer name whose head the parser put elsewhere.
    if let Some(actor) = scene.actor(token) {
        let mention = &scene.mentions.actors[actor.0];
        if document.token(token).pos == Pos::Propn || mention.tokens.len() <= 2 {
            return Some(actor);
        }
    }
    if depth == 0 {
        return None;
    }
    let of = document
        .children_by(token, Dep::Prep)
        .filter(|p| matches!(document.lemma(*p), "of"))
        .filter_map(|p| document.children_by(p, Dep::Pobj).next());
    let partitive = matches!(document.token(token).pos, Pos::Num)
        || LEXICON.is_listed(List::Partitive, document, token);
    if partitive {
        let mut of = of;
        if let Some(actor) = of.find_map(|o| actor_at(scene, o, depth - 1)) {
            return Some(actor);
        }
    }
    if let Some(named) = document.children_by(token, Dep::Appos).find_map(|c| scene.actor_headed(c))
    {
        return Some(named);
    }
    // "Her counterpart Tomas Reyl" is he, not she.
    if let Some(actor) = scene.actor(token)
        && !scene.mentions.actors[actor.0].tokens.contains(&document.token(token).head())
    {
        return Some(actor);
    }
    document
        .children(token)
        .filter(|c| {
            matches!(document.token(*c).dep, Dep::Amod | Dep::Compound | Dep::Poss | Dep::Nmod)
        })
        .find_map(|c| scene.actor(c))
}

/// Whether the token is a first-person pronoun, which stands for the one who speaks.
pub(crate) fn is_speaker(document: &Document, token: usize) -> bool {
    matches!(
        document.word(token).to_lowercase().as_str(),
        "i" | "we" | "us" | "me" | "our" | "my" | "ourselves"
    )
}

/// Whether the token takes several one by one: "each", "each government".
fn is_each(document: &Document, token: usize) -> bool {
    let each = |t: usize| LEXICON.is_listed(List::Each, document, t);
    each(token) || document.children_by(token, Dep::Det).any(each)
}

/// "Each", "each government": the last mention before that stands for several.
pub(crate) fn each_of(scene: &Scene, token: usize) -> Option<ActorId> {
    if !is_each(scene.document, token) {
        return None;
    }
    let before = scene.mentions.actors.partition_point(|actor| actor.head < token);
    let several = scene.mentions.actors[..before].iter().rposition(is_several);
    several.map(ActorId)
}

/// Whether a mention stands for several actors.
pub(crate) fn is_several(actor: &Actor) -> bool {
    actor.members.len() > 1 || actor.kind == ActorKind::Sides
}

/// Whether the token is "each other", "one another", or "the other" where each does it.
pub(crate) fn is_reciprocal(document: &Document, token: usize) -> bool {
    let other = matches!(document.lemma(token).to_lowercase().as_str(), "other" | "another");
    if !other {
        return false;
    }
    let before = token.checked_sub(1);
    before.is_some_and(|t| matches!(document.lemma(t), "each" | "one")) || {
        let the = before.is_some_and(|t| document.word(t).eq_ignore_ascii_case("the"));
        let subject = tree::subject(document, document.token(token).head());
        the && subject.is_some_and(|subject| is_each(document, subject))
    }
}
