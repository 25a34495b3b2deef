//! The part of a sentence's tree that an explanation draws, and the ways through it in words.

use hearsay_syntax::Document;

use crate::pattern::Miss;

/// A token of the drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The token.
    pub token: usize,
    /// The slot that it fills: `trigger`, `actor`, `recipient`, …; empty for a word on the way.
    pub slot: String,
}

/// The named tokens and all that lie on the ways between the first and the others, in text order.
pub(super) fn nodes(document: &Document, named: &[(usize, String)]) -> Vec<Node> {
    let Some((first, _)) = named.first() else { return Vec::new() };
    let mut tokens: Vec<usize> = vec![*first];
    for (token, _) in named {
        if document.sentence_of(*token) == document.sentence_of(*first) {
            tokens.extend(way(document, *first, *token).into_iter().map(|(token, _)| token));
        }
    }
    tokens.sort_unstable();
    tokens.dedup();
    let slot = |token: usize| {
        let slots: Vec<&str> =
            named.iter().filter(|(t, _)| *t == token).map(|(_, slot)| slot.as_str()).collect();
        slots.join(", ")
    };
    tokens.into_iter().map(|token| Node { token, slot: slot(token) }).collect()
}

/// The way from one token to another of its sentence: each token with the step that led to it.
fn way(document: &Document, from: usize, to: usize) -> Vec<(usize, String)> {
    let above = |mut i: usize| {
        let mut all = vec![i];
        while document.token(i).head() != i {
            i = document.token(i).head();
            all.push(i);
        }
        all
    };
    let (left, right) = (above(from), above(to));
    let Some(top) = left.iter().copied().find(|i| right.contains(i)) else { return Vec::new() };
    let mut steps: Vec<(usize, String)> = Vec::new();
    for pair in left.windows(2).take_while(|pair| pair[0] != top) {
        steps.push((pair[1], format!("above it by {}", document.token(pair[0]).dep)));
    }
    let down: Vec<usize> = right.iter().copied().take_while(|i| *i != top).collect();
    steps.extend(down.into_iter().rev().map(|i| (i, document.token(i).dep.to_string())));
    steps
}

/// A way as one reads it: “killed” → agent “by” → pobj “gunmen”.
pub(super) fn way_in_words(document: &Document, from: usize, to: usize) -> String {
    let steps = way(document, from, to);
    let told = steps.iter().map(|(token, step)| format!(" → {step} “{}”", document.word(*token)));
    format!("“{}”{}", document.word(from), told.collect::<String>())
}

/// Why a pattern does not fit, in words.
pub(super) fn miss(document: &Document, miss: &Miss) -> String {
    match miss {
        Miss::Test { token, test } => failed(document, *token, test),
        Miss::Nothing { token, relation } => {
            format!("“{}” has no {}", document.word(*token), relation_in_words(relation))
        }
        Miss::Forbidden { token, relation, other } => format!(
            "“{}” has “{}” as its {}, which must not be",
            document.word(*token),
            document.word(*other),
            relation_in_words(relation)
        ),
    }
}

fn failed(document: &Document, i: usize, test: &str) -> String {
    let word = document.word(i);
    let token = document.token(i);
    let (negated, plain) = test.strip_prefix('!').map_or((false, test), |rest| (true, rest));
    let (key, value) = plain.split_once(':').unwrap_or((plain, ""));
    let list = value.replace('|', ", ");
    let few: String = match list.char_indices().nth(60) {
        Some((end, _)) => format!("{} …", &list[..end]),
        None => list,
    };
    match (key, negated) {
        ("pos", false) => format!("“{word}” is read as {}, not {few}", token.pos),
        ("tag", false) => format!("“{word}” is read as {}, not {few}", token.tag),
        ("dep", false) => format!("“{word}” hangs as {}, not {few}", token.dep),
        ("voice", false) => format!("“{word}” is not {few}"),
        ("mention", false) => format!("“{word}” is no {few}"),
        ("event", false) => format!("“{word}” names no {few}"),
        ("effect", false) => format!("“{word}” is no word of the kind {few}"),
        ("lemma" | "word", false) => format!("“{word}” is not one of: {few}"),
        (_, true) => format!("“{word}” is what it must not be: {key} {few}"),
        _ => format!("“{word}” does not pass `{test}`"),
    }
}

/// A relation of the pattern language as a noun.
fn relation_in_words(relation: &str) -> String {
    let known = match relation {
        ">subject" => "subject",
        ">object" => "object",
        ">dobj" => "direct object",
        ">nsubj" => "subject of its own",
        ">prep" => "preposition",
        ">pobj" => "noun after it",
        ">agent" => "“by” with a doer",
        ">poss" => "possessor",
        ">compound" => "noun in front of it",
        ">xcomp" | ">ccomp" | ">xcomp|ccomp" => "clause that it governs",
        ">neg" => "negation",
        ">>" => "such word below it",
        "<<" => "such word above it",
        "." => "such word after it",
        _ => return format!("word that stands to it as `{relation}`"),
    };
    known.to_owned()
}
