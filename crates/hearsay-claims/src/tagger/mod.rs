//! A small learned tagger of attributions, over words and syntax.
//!
//! Three steps, each a table of weights over hashed features: which words are cues, which stretch
//! a cue tells of, and who says it. `cargo xtask attribution-model` trains the weights, which
//! `models/README.md` describes. It knows nothing of the rules: `joining.rs` joins both.

pub mod contents;
mod model;
pub mod sources;
pub mod spots;
mod words;

use std::ops::Range;
use std::sync::LazyLock;

use hearsay_syntax::table::DataError;
use hearsay_syntax::{Document, Pos};

pub use self::model::{Model, Step, chances, exp, slot};
pub use self::words::Words;
use self::words::mix;

/// A word that is less likely a cue than this is not looked at further.
pub const LEAST_SPOT: f32 = 0.03;
/// An attribution that is less likely right than this is not told.
const LEAST_SURE: f32 = 0.3;
/// A word that tells something with less than this chance is doubted, whoever takes it for a cue.
const LEAST_LIKELY: f32 = 0.15;
/// Two contents are alike when they share so much, by Dice's measure.
const ALIKE: f32 = 0.5;

/// The weights that are compiled in.
pub static MODEL: LazyLock<Model> =
    LazyLock::new(|| load().expect("the model that is built in is whole"));

/// Reads the weights that are compiled in.
pub(crate) fn load() -> Result<Model, DataError> {
    Model::from_bytes(include_bytes!("../../../../models/attribution.bin"))
}

/// An act of saying as the tagger sees it.
#[derive(Clone, Debug)]
pub struct Tagged {
    /// The token that heads the cue.
    pub cue: usize,
    /// The head and phrase of the source.
    pub source: Option<sources::Candidate>,
    /// What is said: ranges of tokens.
    pub content: Vec<Range<usize>>,
    /// The chance that content and source are right.
    pub sure: f32,
}

/// What the tagger sees in a document.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The acts of saying in text order; no two tell the same words.
    pub sayings: Vec<Tagged>,
    /// The words that tell something with some chance, in order.
    likely: Vec<usize>,
}

impl Seen {
    /// Whether it is unlikely that the word at token `i` tells anything.
    pub(crate) fn doubts(&self, i: usize) -> bool {
        self.likely.binary_search(&i).is_err()
    }
}

/// The acts of saying that a model sees in a document.
#[must_use]
pub fn tag(model: &Model, document: &Document) -> Seen {
    let words = Words::new(document);
    let mut seen = Seen::default();
    for sentence in document.sentences() {
        if sentence.len() > crate::LONGEST_SENTENCE {
            continue;
        }
        for i in sentence.clone().filter(|i| spots::is_spot(&words, *i)) {
            let logit = model.score(Step::Spot, &spots::features(&words, i));
            if chance(logit) >= LEAST_SPOT {
                saying(model, &words, i, logit, &mut seen);
            }
        }
    }
    // The surer one keeps the words that two tell.
    seen.sayings.sort_by(|a, b| b.sure.total_cmp(&a.sure).then(a.cue.cmp(&b.cue)));
    let mut taken = vec![false; document.len()];
    seen.sayings.retain(|tagged| {
        let free = tagged.content.iter().all(|range| !taken[range.clone()].contains(&true));
        if free {
            tagged.content.iter().for_each(|range| taken[range.clone()].fill(true));
        }
        free
    });
    seen.sayings.sort_by_key(|tagged| tagged.cue);
    seen
}

/// The chance that a score stands for.
#[must_use]
pub fn chance(logit: f32) -> f32 {
    1.0 / (1.0 + exp(-logit))
}

/// The features that a cue as such gives each of its candidates, `logit` being its score as a cue.
#[must_use]
pub fn cue_features(words: &Words, i: usize, logit: f32) -> Vec<u32> {
    let score = (logit * 2.0).round().clamp(-10.0, 12.0) as i32 as u32;
    let token = words.document.token(i);
    let (lemma, pos) = (words.lemma[i], token.pos as u32);
    vec![
        mix(&[101, score]),
        mix(&[102, score, pos]),
        mix(&[103, lemma]),
        mix(&[104, words.shape(i), pos]),
        mix(&[105, u32::from(words.quoted[i] != 0), score]),
    ]
}

/// Adds the likeliest content and source at cue `i`, when they are likely enough.
fn saying(model: &Model, words: &Words, i: usize, logit: f32, seen: &mut Seen) {
    let contents = contents::candidates(words, i);
    let base = model.score(Step::Content, &cue_features(words, i, logit));
    let scores: Vec<f32> = contents
        .iter()
        .map(|c| base + model.score(Step::Content, &contents::features(words, i, c)))
        .collect();
    let (likely, none) = chances(&scores);
    if none > 1.0 - LEAST_LIKELY {
        return;
    }
    seen.likely.push(i);
    if none > 1.0 - LEAST_SURE {
        return;
    }
    // Not the likeliest alone, but the one that most likely ones resemble.
    let weighty: Vec<usize> = (0..contents.len()).filter(|n| likely[*n] > 0.01).collect();
    let alike = |n: usize| -> f32 {
        let near = |m: &&usize| words.likeness(&contents[n].ranges, &contents[**m].ranges) >= ALIKE;
        weighty.iter().filter(near).map(|m| likely[*m]).sum()
    };
    let best = weighty
        .iter()
        .map(|n| (*n, alike(*n)))
        .max_by(|a, b| (a.1 + likely[a.0]).total_cmp(&(b.1 + likely[b.0])));
    let Some((best, right)) = best else { return };
    let content = &contents[best].ranges;
    let sources = sources::candidates(words, i, content);
    let scores: Vec<f32> = sources
        .iter()
        .map(|c| model.score(Step::Source, &sources::features(words, i, content, c)))
        .collect();
    let (likely, nobody) = chances(&scores);
    let who = (0..sources.len()).max_by(|a, b| likely[*a].total_cmp(&likely[*b]));
    let who = who.filter(|who| likely[*who] >= nobody);
    let sure = right * who.map_or(nobody, |who| likely[who]);
    if sure >= LEAST_SURE {
        let source = who.map(|who| sources[who].clone());
        seen.sayings.push(Tagged { cue: i, source, content: content.clone(), sure });
    }
}

/// The token of a cue's words at which the tagger looks: the last verb, else the last noun, ...
#[must_use]
pub fn anchor(document: &Document, cue: &[usize]) -> Option<usize> {
    let order =
        [Pos::Verb, Pos::Noun, Pos::Adj, Pos::Adv, Pos::Propn, Pos::Aux, Pos::Punct, Pos::Adp];
    let last = |pos: &Pos| cue.iter().rev().copied().find(|i| document.token(*i).pos == *pos);
    order.iter().find_map(last).or_else(|| cue.last().copied())
}
