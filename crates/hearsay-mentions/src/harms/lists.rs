//! Who stands beside a victim in a list and shares the harm, however the parser hangs them.

use hearsay_syntax::{Dep, Pos, Tag, tree};

use super::figures::{Figures, is_thing};
use crate::context::Context;

/// `head` with all listed beside it who are others than `head`.
///
/// The parser calls the middle of "two men, three children and a guard" an apposition, and takes
/// what somebody is for somebody more: "Ansel Rudvik, a farmer and councillor, and his brother".
pub(super) fn listed(context: &Context, i: usize, head: usize, figures: &Figures) -> Vec<usize> {
    let document = context.document;
    let mut found = vec![head];
    let listed = tree::coordinated(document, head);
    let is_two = listed.len() == 2 && has_plural_verb(context, i);
    let others = listed.into_iter().skip(1);
    found.extend(others.filter(|one| is_two || !is_same_person(context, *one, figures)));
    found.extend(torn(context, i, head, figures));
    found.extend(listed_before(context, i, head, figures));
    for middle in document.children_by(head, Dep::Appos) {
        let listed = tree::coordinated(document, middle);
        let counts = listed.iter().any(|one| figures.of(context, *one).is_some())
            || figures.of(context, head).is_some();
        let is_other = |one: &usize| {
            let has = |dep| document.children_by(*one, dep).next().is_some();
            figures.of(context, *one).is_some()
                || counts && has(Dep::Det)
                || *one != middle && has(Dep::Poss)
        };
        if listed.len() > 1 {
            found.extend(listed.into_iter().filter(is_other));
        }
    }
    // "The imam of a mosque and three others", where the list hangs on the mosque.
    let places = document
        .children_by(head, Dep::Prep)
        .flat_map(|p| document.children_by(p, Dep::Pobj))
        .filter(|o| is_thing(context, *o));
    let beside = places.flat_map(|o| document.children_by(o, Dep::Conj));
    found.extend(beside.filter(|c| figures.of(context, *c).is_some()));
    found
}

/// "Five officers and ten rebels left dead": what a participle after a list says holds for all of it.
fn listed_before(context: &Context, i: usize, head: usize, figures: &Figures) -> Vec<usize> {
    let above = context.head(i);
    let is_after = |t: usize| context.dep(t) == Dep::Acl && context.head(t) == head;
    let mut found = Vec::new();
    let mut at = head;
    while (is_after(i) || is_after(above)) && context.dep(at) == Dep::Conj && context.head(at) != at
    {
        at = context.head(at);
        if figures.of(context, at).is_none() || suffers_otherwise(context, at, i) {
            break;
        }
        found.push(at);
    }
    found
}

/// "Four guards and a child were killed", where the parser has torn the list: a verb in the plural
/// wants more than the one subject that it was left with.
fn torn(context: &Context, i: usize, head: usize, figures: &Figures) -> Option<usize> {
    let first = context.document.children(head).next().unwrap_or(head).min(head);
    let before = first.checked_sub(2)?;
    let is_torn = has_plural_verb(context, i)
        && context.tag(head) == Tag::Nn
        && context.lower(first - 1) == "and"
        && context.head(first - 1) != head;
    (is_torn && figures.by_counted.contains_key(&before)).then_some(before)
}

/// Whether the verb `i` agrees with several: "were killed".
fn has_plural_verb(context: &Context, i: usize) -> bool {
    context.document.children(i).any(|c| matches!(context.lower(c), "were" | "are" | "have"))
}

/// Whether a noun in a list only tells more about the person before it: "a farmer and councillor",
/// "the former minister, Omar Rudvik".
fn is_same_person(context: &Context, one: usize, figures: &Figures) -> bool {
    let document = context.document;
    let before = context.head(one);
    let is_his = document.children_by(before, Dep::Poss).next().is_some();
    let is_single = matches!(context.tag(before), Tag::Nn | Tag::Nnp) && !is_his;
    let is_bare = context.tag(one) == Tag::Nn
        && !context.person_at[one]
        && figures.of(context, one).is_none()
        && document.children(one).all(|c| !matches!(context.dep(c), Dep::Det | Dep::Poss));
    let is_name = context.person_at[one]
        && context.tag(before) == Tag::Nn
        && document.children_by(before, Dep::Cc).all(|and| and > one);
    is_single && (is_bare || is_name)
}

/// "58 killed and 527 injured": the second figure is another harm's.
pub(super) fn suffers_otherwise(context: &Context, one: usize, i: usize) -> bool {
    let document = context.document;
    let is_other = |t: usize| t != i && super::word(context, t).is_some();
    let is_number = context.pos(one) == Pos::Num;
    is_other(one)
        || is_number && is_other(one + 1)
        || document.children_by(one, Dep::Acl).any(is_other)
        || document.children_by(one, Dep::Amod).any(|c| c > one && is_other(c))
}

/// "He was killed along with two guards", "in addition to two guards", "as well as two guards":
/// those who share the fate of verb `i`.
pub(super) fn company(context: &Context, i: usize) -> Vec<usize> {
    let sentence = context.sentence(i);
    let joins = |t: usize| match context.lower(t) {
        "with" => matches!(context.lower(t - 1), "along" | "together"),
        "to" => context.lower(t - 1) == "addition",
        "as" => context.lower(t - 1) == "well",
        _ => false,
    };
    let near = i + 1..(i + 12).min(sentence.end);
    let clause = near.take_while(|t| context.pos(*t) != Pos::Verb);
    clause
        .filter(|t| joins(*t) && t + 1 < sentence.end)
        .map(|t| phrase_head(context, t + 1))
        .collect()
}

/// The head of the noun phrase that starts at token `i`.
fn phrase_head(context: &Context, mut i: usize) -> usize {
    for _ in 0..8 {
        let head = context.head(i);
        let is_inside = matches!(
            context.dep(i),
            Dep::Det
                | Dep::Nummod
                | Dep::Amod
                | Dep::Compound
                | Dep::Poss
                | Dep::Nmod
                | Dep::Quantmod
                | Dep::Advmod
        );
        if !is_inside || head <= i {
            break;
        }
        i = head;
    }
    i
}
