//! Tolls: how many were lost, whose they were, and whether the figure is a running total.
//!
//! A figure is a toll only where the words that name the loss take it as theirs: "16 soldiers were
//! killed", "killing three", "12 casualties", "the death toll rose to 22". No figure, no toll; an
//! age, a number of villages or a date never counts people.

use hearsay_mentions::{Harm, Quantity, QuantityId};
use hearsay_syntax::{Dep, Document, Pos, Tag, tree};

use crate::claim::Toll;
use crate::lexicon::{LEXICON, List};
use crate::roles;
use crate::scene::Scene;

/// The tolls of the trigger at token `i`, whose sufferers stand at `sufferers`.
pub(crate) fn tolls(scene: &Scene, i: usize, sufferers: &[usize]) -> Vec<Toll> {
    let Some(trigger) = scene.trigger(i) else { return Vec::new() };
    let document = scene.document;
    // "Fatally shot": the adverb says what became of them.
    let deadly = || document.children(i).any(|c| LEXICON.is_listed(List::Deadly, document, c));
    let kind = trigger.toll.or_else(|| deadly().then_some(Harm::Killed));
    let Some(mut kind) = kind else { return Vec::new() };
    if is_undivided(scene, i) {
        kind = Harm::Casualties;
    }
    let mut found = Vec::new();
    if trigger.set == "toll" {
        found.extend(running_total(scene, i, kind));
        return found;
    }
    if trigger.set == "loss" {
        // "the dead might number nine", "put the number of dead at three"
        let counted = tally(document, i);
        let head = document.token(counted).head();
        let amounts = LEXICON.is_listed(List::Amount, document, head);
        if counted != i || (document.token(i).dep == Dep::Nsubj && amounts) {
            found.extend(running_total(scene, counted, kind));
        }
        if !found.is_empty() {
            return found;
        }
    }
    // With "12 deaths" the figure stands with the loss itself, so it does in "suffered 12 deaths".
    let verb = tree::is_verb(document, i);
    let named = scene.trigger_tokens(i).iter().copied();
    let own: Vec<usize> = if verb { named.filter(|t| *t != i).collect() } else { vec![i] };
    let sufferers: Vec<usize> = own.iter().chain(sufferers).copied().collect();
    for sufferer in sufferers {
        for one in tree::coordinated(document, sufferer) {
            // "58 killed and 527 injured": the second figure is another loss's.
            let other = |c: usize| c != i && scene.trigger(c).is_some_and(|t| t.toll.is_some());
            if one != sufferer && document.children_by(one, Dep::Acl).any(other) {
                continue;
            }
            let Some(id) = figure(scene, one) else {
                found.extend(single(scene, kind, one, i));
                continue;
            };
            let quantity = &scene.mentions.quantities[id.0];
            let things = quantity.of_head.is_some_and(|of| !counts_people(scene, of, i));
            // "Five of the dead" are a part of them.
            let part = one == i
                && document.token(i).dep == Dep::Pobj
                && document.children_by(i, Dep::Det).next().is_some();
            if quantity.unit.is_some() || things || part || !counts_people(scene, one, i) {
                continue;
            }
            let toll = toll(scene, kind, quantity, one, i);
            if !found.iter().any(|other: &Toll| other.span == toll.span) {
                found.push(toll);
            }
        }
    }
    found
}

/// "A soldier was killed", "a mother and her two children": one.
fn single(scene: &Scene, kind: Harm, one: usize, trigger: usize) -> Option<Toll> {
    let document = scene.document;
    let token = document.token(one);
    let article = document
        .children_by(one, Dep::Det)
        .find(|c| matches!(document.word(*c).to_lowercase().as_str(), "a" | "an" | "another"))?;
    let crowd = LEXICON.is_listed(List::Crowd, document, one);
    if one == trigger || token.tag != Tag::Nn || crowd || scene.actor_headed(one).is_none() {
        return None;
    }
    let span = document.span_of(article.min(one)..one + 1);
    let words: Vec<&str> =
        (article + 1..one + 1).map(|t| document.word(t)).filter(|word| *word != "-").collect();
    Some(Toll {
        kind,
        min: Some(1),
        max: Some(1),
        hedge: None,
        who: Some(words.join(" ")),
        side: scene.actor_headed(one),
        cumulative: document.word(article).eq_ignore_ascii_case("another").then_some(false),
        span,
    })
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
    let at = document.children_by(i, Dep::Det).find(is_no).or_else(subject)?;
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

/// The noun that counts the loss at token `i`: "the number of dead"; else itself.
fn tally(document: &Document, i: usize) -> usize {
    let of = document.token(i).head();
    let above = document.token(of).head();
    let counts = document.token(i).dep == Dep::Pobj
        && document.lemma(of) == "of"
        && LEXICON.is_listed(List::Tally, document, above);
    if counts { above } else { i }
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

/// Whether what is counted may be people: the words of loss say so, unless it is a thing.
fn counts_people(scene: &Scene, counted: usize, trigger: usize) -> bool {
    let document = scene.document;
    let thing = |t: usize| LEXICON.is_listed(List::Thing, document, t);
    // "One of the strongest fortresses": what it is one of.
    let of = document
        .children_by(counted, Dep::Prep)
        .filter(|p| document.lemma(*p) == "of" && document.token(counted).pos == Pos::Num);
    let mut whole = of.flat_map(|p| document.children_by(p, Dep::Pobj));
    counted == trigger || !(thing(counted) || whole.any(thing))
}

/// "Killed or wounded": one figure for both.
fn is_undivided(scene: &Scene, i: usize) -> bool {
    let document = scene.document;
    let mut first = i;
    while document.token(first).dep == Dep::Conj {
        first = document.token(first).head();
    }
    let mut all = vec![first];
    let mut or = false;
    for at in 0..8 {
        let Some(one) = all.get(at).copied() else { break };
        or |= document.children_by(one, Dep::Cc).any(|c| document.lemma(c) == "or");
        all.extend(document.children_by(one, Dep::Conj));
    }
    let losses = all.iter().filter(|t| scene.trigger(**t).is_some_and(|t| t.toll.is_some()));
    or && losses.count() > 1 && all.contains(&i)
}

fn toll(scene: &Scene, kind: Harm, quantity: &Quantity, counted: usize, trigger: usize) -> Toll {
    let document = scene.document;
    let text = document.text();
    // "Suffered 3,000 casualties": the words of the loss are not whose loss it is.
    let own = |t: usize| t == trigger || scene.trigger_tokens(trigger).contains(&t);
    let of = quantity.of.filter(|_| !quantity.of_head.is_some_and(own));
    let who = of.map(|span| span.of(text).to_owned()).or_else(|| {
        let noun = matches!(document.token(counted).pos, Pos::Noun | Pos::Propn);
        let figure_itself = quantity.tokens.contains(&counted); // "dozens were wounded"
        (noun && !own(counted) && !figure_itself).then(|| {
            let words: Vec<&str> = document
                .children(counted)
                .filter(|c| {
                    *c < counted
                        && matches!(document.token(*c).dep, Dep::Amod | Dep::Compound | Dep::Nmod)
                        && !quantity.tokens.contains(c)
                })
                .chain(std::iter::once(counted))
                .map(|t| document.word(t))
                .collect();
            words.join(" ")
        })
    });
    let cumulative = is_total(document, trigger).then_some(true).or_else(|| {
        let hedge = quantity.hedge.as_deref().unwrap_or("").to_lowercase();
        let more = ["another", "further", "more", "additional"];
        more.iter().any(|word| hedge.contains(word)).then_some(false)
    });
    Toll {
        kind,
        min: quantity.min,
        max: quantity.max,
        hedge: quantity.hedge.clone(),
        who,
        side: roles::actors(scene, &[counted]).first().copied().filter(|_| !own(counted)),
        cumulative,
        span: quantity.span,
    }
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

/// "The death toll rose to 22", "a death toll of 22".
fn running_total(scene: &Scene, i: usize, kind: Harm) -> Option<Toll> {
    let document = scene.document;
    let head = document.token(i).head();
    let to = |parent: usize| {
        document
            .children(parent)
            .filter(|c| {
                matches!(document.lemma(*c), "to" | "at" | "of" | "past" | "above")
                    && document.token(*c).dep == Dep::Prep
            })
            .flat_map(|p| document.children_by(p, Dep::Pobj))
            .find_map(|o| scene.quantity(o).or_else(|| figure(scene, o)))
    };
    let id = to(i).or_else(|| (head != i).then(|| to(head)).flatten()).or_else(|| {
        (head != i)
            .then(|| {
                document
                    .children(head)
                    .filter(|c| matches!(document.token(*c).dep, Dep::Dobj | Dep::Attr))
                    .find_map(|o| scene.quantity(o).or_else(|| figure(scene, o)))
            })
            .flatten()
    })?;
    let quantity = &scene.mentions.quantities[id.0];
    if quantity.unit.is_some() {
        return None;
    }
    Some(Toll {
        kind,
        min: quantity.min,
        max: quantity.max,
        hedge: quantity.hedge.clone(),
        who: quantity.of.map(|span| span.of(document.text()).to_owned()),
        side: None,
        cumulative: Some(true),
        span: quantity.span,
    })
}
