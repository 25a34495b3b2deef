//! The words that tell an article's story from others.

use std::collections::BTreeMap;

use hearsay::Reading;

use crate::claim::Claim;
use crate::merging::words::{singular, weight};

/// The most words that an account carries.
const MOST: usize = 40;
/// How much of a text is its lede, in characters.
pub(super) const LEDE: usize = 500;
/// What a word of the headline counts for, and one of the lede, beside one elsewhere.
const HEADLINE: usize = 3;
const IN_LEDE: usize = 2;

/// Telling words of an article: of its headline, its lede, and those that it repeats.
pub(super) fn of_article(reading: &Reading) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut add = |text: &str, each: usize| {
        for word in words(text) {
            *counts.entry(word).or_default() += each;
        }
    };
    let text = &reading.article.text;
    let lede = text.char_indices().nth(LEDE).map_or(text.len(), |(at, _)| at);
    add(reading.article.title.as_deref().unwrap_or_default(), HEADLINE);
    add(&text[..lede], IN_LEDE);
    add(&text[lede..], 1);
    let mut told: Vec<(usize, String)> = counts
        .into_iter()
        .filter(|(_, count)| *count > IN_LEDE)
        .map(|(word, count)| (usize::from(weight(&word)) * count.min(8), word))
        .collect();
    told.sort_by(|a, b| b.cmp(a));
    told.truncate(MOST);
    sorted(told.into_iter().map(|(_, word)| word).collect())
}

/// Rare words of the evidence.
pub(super) fn of_claims(claims: &[Claim]) -> Vec<String> {
    let evidence = claims.iter().flat_map(|claim| &claim.evidence);
    let mut told: Vec<String> =
        evidence.flat_map(|span| words(&span.text)).filter(|word| weight(word) > 2).collect();
    told = sorted(told);
    told.truncate(MOST);
    told
}

fn sorted(mut words: Vec<String>) -> Vec<String> {
    words.sort();
    words.dedup();
    words
}

/// Content words, small and in the singular.
fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
    parts
        .map(str::to_lowercase)
        .filter(|word| weight(word) > 1)
        .map(|word| singular(&word).trim_matches(['\'', '’']).to_owned())
        .filter(|word| word.chars().count() > 2 && word.chars().all(char::is_alphabetic))
        .filter(|word| weight(word) > 1)
        .collect()
}
