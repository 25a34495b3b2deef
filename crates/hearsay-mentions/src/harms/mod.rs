//! What befell those whom a quantity counts: killed, wounded, missing, captured, displaced.
//!
//! A word of harm has its victims at a known place of the tree (`data/en/harms.tsv`); their figure
//! is a quantity that was found before, or one person who is told of without a number. A number
//! that stands at no such place harms nobody.

mod figures;
mod lists;
mod reality;
mod victims;

use std::collections::HashMap;
use std::ops::Range;

use hearsay_syntax::{Dep, Pos};
use jiff::civil::DateTime;

use crate::context::Context;
use crate::data::HarmWord;
use crate::mention::{Actor, Loss, Quantity, QuantityId, Time};
use figures::{Figure, Figures};

/// Longer sentences are lists or broken text, and walking their trees again and again takes long.
const LONGEST_SENTENCE: usize = 500;

/// Adds to the quantities what befell those they count, and the single persons that something
/// befell.
pub(crate) fn find(
    context: &Context,
    actors: &[Actor],
    times: &[Time],
    created: Option<DateTime>,
    quantities: &mut Vec<Quantity>,
) {
    let background = reality::Background::new(context, times, created);
    let mut persons: Vec<Quantity> = Vec::new();
    let mut person_at: HashMap<usize, usize> = HashMap::new();
    let figures = Figures::new(actors, quantities);
    for sentence in context.document.sentences() {
        if sentence.len() > LONGEST_SENTENCE {
            continue;
        }
        for i in sentence.clone() {
            let Some((entry, tokens)) = word(context, i) else { continue };
            let found = victims::figures(context, i, &tokens, entry, &figures, quantities);
            if found.is_empty() {
                continue;
            }
            let loss = Loss {
                harm: victims::kind(context, i, entry),
                span: context.span(covering(&tokens)),
                word: i,
                reality: background.reality(context, i),
            };
            for figure in found {
                let quantity = match figure {
                    Figure::Stated(at) => &mut quantities[at],
                    Figure::Person(person) => {
                        let at = *person_at.entry(person.head).or_insert_with(|| {
                            persons.push(person);
                            persons.len() - 1
                        });
                        &mut persons[at]
                    }
                };
                quantity.is_cumulative |= victims::is_running(context, i, entry);
                if !quantity.losses.contains(&loss) {
                    quantity.losses.push(loss.clone());
                }
            }
        }
    }
    quantities.append(&mut persons);
    quantities.sort_by_key(|quantity| (quantity.tokens.start, quantity.tokens.end));
    parts(context, quantities);
}

/// The word of harm at token `i`, with all its tokens.
pub(crate) fn word<'c>(context: &'c Context, i: usize) -> Option<(&'c HarmWord, Vec<usize>)> {
    let harms = &context.lexicon.harms;
    let entries = harms.get(context.base(i)).or_else(|| harms.get(context.lower(i)))?;
    // "At Least 17 Slain in Border Battle": in a headline the model takes any word for a name.
    let is_class = |pos: Pos| match context.pos(i) {
        Pos::Aux => pos == Pos::Verb,
        Pos::Propn => pos == Pos::Noun,
        own => own == pos,
    };
    entries.iter().filter(|entry| is_class(entry.pos)).find_map(|entry| {
        let mut tokens = vec![i];
        for word in &entry.rest {
            tokens.push(below(context, i, word)?);
        }
        tokens.sort_unstable();
        Some((entry, tokens))
    })
}

/// The token with that base form below token `i`, or below a preposition or object of it.
fn below(context: &Context, i: usize, word: &str) -> Option<usize> {
    let children = || context.document.children(i).filter(|c| c.abs_diff(i) <= 12);
    let leads = |c: &usize| matches!(context.dep(*c), Dep::Prep | Dep::Dobj | Dep::Prt);
    let grandchildren = || children().filter(leads).flat_map(|c| context.document.children(c));
    // "Five received wounds" the parser may take for wounds that are received.
    let described = (context.dep(i) == Dep::Amod).then(|| context.head(i));
    children()
        .chain(grandchildren().filter(|c| c.abs_diff(i) <= 12))
        .chain(described)
        .find(|c| context.base(*c) == word || context.lower(*c) == word)
}

fn covering(tokens: &[usize]) -> Range<usize> {
    let (first, last) = (tokens[0], tokens[tokens.len() - 1]);
    // A span does not run over half a sentence to reach the second word.
    if last - first > 4 { first..first + 1 } else { first..last + 1 }
}

/// Marks the quantities that count a part of those counted before: "19 people, including three
/// children", "three of them". A part suffers what its whole does, unless it is told otherwise.
fn parts(context: &Context, quantities: &mut [Quantity]) {
    let mut whole: Option<usize> = None;
    for at in 0..quantities.len() {
        let start = quantities[at].tokens.start;
        let is_near = |whole: &usize| {
            context.document.sentence_of(start)
                == context.document.sentence_of(quantities[*whole].tokens.start)
        };
        let is_part = quantities[at].unit.is_none() && names_part(context, &quantities[at]);
        match whole.filter(is_near).filter(|_| is_part) {
            Some(whole) => {
                quantities[at].part_of = Some(QuantityId(whole));
                if quantities[at].losses.is_empty() {
                    quantities[at].losses = quantities[whole].losses.clone();
                }
            }
            None if !quantities[at].losses.is_empty() => whole = Some(at),
            None => {}
        }
    }
}

/// Whether the words of a quantity, or those before it, say that it counts a part.
fn names_part(context: &Context, quantity: &Quantity) -> bool {
    let start = quantity.tokens.start;
    let pronoun = quantity.of_head.is_some_and(|of| {
        matches!(context.lower(of), "them" | "whom" | "these" | "those")
            || (context.lower(of) == "which" && of > quantity.head)
    });
    let sentence = context.sentence(start);
    // "including a pregnant woman and two of her children": back to the word, over a list.
    let mut at = start;
    let mut is_included = false;
    while at > sentence.start && start - at < 24 {
        at -= 1;
        if context.lower(at) == "including"
            || (context.lower(at) == "them" && at > 0 && context.lower(at - 1) == "among")
        {
            is_included = true;
            break;
        }
        if matches!(context.pos(at), Pos::Verb | Pos::Aux) || context.lower(at) == ";" {
            break;
        }
    }
    pronoun || is_included
}
