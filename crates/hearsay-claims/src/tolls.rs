//! Tolls: how many were lost, whose they were, and whether the figure is a running total.
//!
//! A figure is a toll only where the words that name the loss take it as theirs: "16 soldiers were
//! killed", "killing three", "12 casualties", "the death toll rose to 22". No figure, no toll; an
//! age, a number of villages or a date never counts people.

use hearsay_mentions::{ActorId, Harm, Quantity, QuantityId};
use hearsay_syntax::{Dep, Document, Pos, tree};

use crate::claim::Toll;
use crate::negation;
use crate::roles;
use crate::scene::Scene;

/// The tolls of the trigger at token `i`: what befell those counted, by the words that name it.
pub(crate) fn tolls(scene: &Scene, i: usize) -> Vec<Toll> {
    let mut words: Vec<usize> = scene.trigger_tokens(i).to_vec();
    if !words.contains(&i) {
        words.push(i);
    }
    let mut found: Vec<Toll> = Vec::new();
    for word in words {
        for id in scene.lost(word) {
            let quantity = &scene.mentions.quantities[id.0];
            let loss = quantity.losses.iter().find(|loss| loss.word == word);
            let harm = loss.expect("the quantity was found by its loss").harm;
            let toll = toll(scene, harm, quantity, i);
            if !is_part(scene, quantity, harm)
                && is_counted(scene, quantity)
                && !found.contains(&toll)
            {
                found.push(toll);
            }
        }
    }
    found
}

/// Whether the quantity counts a part of one that suffered the same: "17 people, eight of them
/// soldiers".
fn is_part(scene: &Scene, quantity: &Quantity, harm: Harm) -> bool {
    let whole = quantity.part_of.map(|whole| &scene.mentions.quantities[whole.0]);
    whole.is_some_and(|whole| whole.losses.iter().any(|loss| loss.harm == harm))
}

/// Whether a figure stands there, or "a soldier": who is known by name or told of before is no toll.
fn is_counted(scene: &Scene, quantity: &Quantity) -> bool {
    let first = scene.document.word(quantity.tokens.start).to_lowercase();
    !quantity.is_implied || matches!(first.as_str(), "a" | "an" | "another" | "one")
}

/// "No casualties", "nobody was killed": a toll of none, where no particular people are spared.
pub(crate) fn nobody(scene: &Scene, i: usize) -> Option<Toll> {
    let document = scene.document;
    let kind = scene.trigger(i)?.toll?;
    let is_no = |c: &usize| document.word(*c).eq_ignore_ascii_case("no");
    let subject = || {
        let subjects = document.children(i);
        subjects.filter(|c| matches!(document.token(*c).dep, Dep::Nsubj | Dep::Nsubjpass)).find(
            |c| {
                matches!(document.word(*c).to_lowercase().as_str(), "nobody" | "none")
                    || document.children_by(*c, Dep::Det).any(|d| is_no(&d))
            },
        )
    };
    // "Without killing anyone", "did not wound any soldiers".
    let anyone = |c: usize| {
        let any = |t: usize| {
            matches!(document.word(t).to_lowercase().as_str(), "any" | "anyone" | "anybody" | "a")
        };
        any(c) || document.children_by(c, Dep::Det).any(any) || negation::is_nobody(document, c)
    };
    let object = || document.children_by(i, Dep::Dobj).find(|c| anyone(*c));
    // "No reports of casualties", "without casualties": of those in particular nothing is said.
    let unknown = || {
        let known = |c: usize| {
            matches!(document.token(c).dep, Dep::Det | Dep::Poss | Dep::Nummod) && !anyone(c)
        };
        (!tree::is_verb(document, i) && !document.children(i).any(known)).then_some(i)
    };
    let at = document
        .children_by(i, Dep::Det)
        .find(is_no)
        .or_else(subject)
        .or_else(object)
        .or_else(unknown)?;
    Some(Toll {
        kind,
        min: Some(0),
        max: Some(0),
        hedge: None,
        who: None,
        side: None,
        cumulative: None,
        span: document.token(at).span(),
    })
}

/// The quantity that counts what token `i` names: "16" of soldiers; "12" itself.
pub(crate) fn figure(scene: &Scene, i: usize) -> Option<QuantityId> {
    let document = scene.document;
    // "14 of them", "dozens of people", or a bare "12".
    if let Some(id) = scene.quantity(i) {
        return Some(id);
    }
    // "Seven dead" stands by itself in a headline.
    let token = document.token(i);
    if token.dep == Dep::Amod && document.token(token.head()).pos == Pos::Num {
        return scene.quantity(token.head());
    }
    document
        .children(i)
        .filter(|c| {
            matches!(
                document.token(*c).dep,
                Dep::Nummod | Dep::Det | Dep::Amod | Dep::Compound | Dep::Nmod | Dep::Quantmod
            )
        })
        .find_map(|c| scene.quantity(c))
        .or_else(|| {
            // "hundreds of people" seen from "people".
            let head = document.token(i).head();
            let above = document.token(head).head();
            (document.token(i).dep == Dep::Pobj && document.lemma(head) == "of")
                .then(|| scene.quantity(above))
                .flatten()
        })
}

fn toll(scene: &Scene, harm: Harm, quantity: &Quantity, trigger: usize) -> Toll {
    let document = scene.document;
    // "Suffered 3,000 casualties": the words of the loss are not whose loss it is.
    let own = |t: usize| t == trigger || scene.trigger_tokens(trigger).contains(&t);
    let counted = quantity.of_head.filter(|of| !own(*of));
    let cumulative =
        (quantity.is_cumulative || is_total(document, trigger)).then_some(true).or_else(|| {
            // "More than 40" is no forty more.
            let hedge = quantity.hedge.as_deref().unwrap_or("").to_lowercase();
            let hedge = hedge.replace("more than", "").replace("or more", "");
            let more = ["another", "further", "more", "additional"];
            more.iter().any(|word| hedge.contains(word)).then_some(false)
        });
    Toll {
        kind: harm,
        min: quantity.min,
        max: quantity.max,
        hedge: quantity.hedge.clone(),
        who: quantity.of.filter(|_| counted.is_some()).map(|of| of.of(document.text()).to_owned()),
        side: counted.and_then(|of| side(scene, of)),
        cumulative,
        span: quantity.span,
    }
}

/// Whose loss those counted at `of` are: "its soldiers" are those of the one before; else their own.
fn side(scene: &Scene, of: usize) -> Option<ActorId> {
    let owner = scene.document.children_by(of, Dep::Poss).next();
    owner
        .and_then(|owner| scene.actor_headed(owner))
        .or_else(|| roles::actors(scene, &[of]).first().copied())
}

/// "so far", "in total", "since": words of a running total in the clause.
fn is_total(document: &Document, trigger: usize) -> bool {
    document.children(trigger).any(|c| {
        let far = document.word(c).eq_ignore_ascii_case("far");
        let total = document.word(c).eq_ignore_ascii_case("in")
            && document
                .children_by(c, Dep::Pobj)
                .any(|o| matches!(document.lemma(o), "total" | "all"));
        let since = document.word(c).eq_ignore_ascii_case("since");
        far || total || since
    })
}
