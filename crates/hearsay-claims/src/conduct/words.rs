//! The words of `conduct.tsv`, and where they stand in a sentence.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::LazyLock;

use hearsay_syntax::table::{self, DataError};
use hearsay_syntax::{Document, Pos, labels, tree};

labels! {
    /// What a word of `conduct.tsv` tells.
    Kind {
        /// Police, by whatever name.
        Agent = "agent",
        /// One who may be police, and is where police are named: "an officer of police".
        Member = "member",
        /// Makes of police in front of it a place or a paper: "station".
        Place = "place",
        /// An arrest, whoever makes it.
        Arrest = "arrest",
        /// An arrest when police do it or it is done to somebody: "picked up".
        Held = "held",
        /// An arrest of nobody: "cardiac arrest".
        NoArrest = "no-arrest",
        /// Force that only police use: tear gas, batons.
        Crowd = "crowd",
        /// Shooting.
        Fire = "fire",
        /// Other force, when it is theirs.
        Force = "force",
        /// A clash, forceful when police are one side.
        Clash = "clash",
        /// That people died.
        Death = "death",
        /// Killing.
        Kill = "kill",
        /// Leaving undone what was theirs to do.
        Fail = "fail",
        /// The same, also where only the sentence names police.
        Grave = "grave",
        /// What police are there to do: not doing it is failing.
        Duty = "duty",
        /// What is done to somebody: police to whom it is done do nothing.
        Harm = "harm",
        /// Ordering or moving police.
        Send = "send",
        /// What police do, where they are named.
        Act = "act",
        /// What police do, named or not.
        Deed = "deed",
    }
}

/// A row: the words in front of the last one (of a verb, below it), the part of speech if one is
/// asked for, what they tell.
type Row = (Vec<&'static str>, Option<Pos>, Kind);

/// The rows by the word that decides where they stand.
#[derive(Default)]
pub(crate) struct Words {
    /// By their last word.
    phrases: HashMap<&'static str, Vec<Row>>,
    /// Verbs of several words by the verb.
    verbs: HashMap<&'static str, Vec<Row>>,
}

static WORDS: LazyLock<Words> =
    LazyLock::new(|| load().unwrap_or_else(|error| panic!("our own data is sound: {error}")));

const TEXT: &str = include_str!("../../data/en/conduct.tsv");

/// Reads the words.
pub(crate) fn load() -> Result<Words, DataError> {
    let mut words = Words::default();
    for row in table::rows("data/en/conduct.tsv", TEXT)? {
        let mut parts: Vec<&str> = row.get("word").split(' ').collect();
        let pos = if row.get("pos") == "ANY" { None } else { Some(row.required("pos")?) };
        let of_verb = pos == Some(Pos::Verb) && parts.len() > 1;
        let (key, home) = if of_verb {
            (parts.remove(0), &mut words.verbs)
        } else {
            (parts.pop().expect("a cell has a word"), &mut words.phrases)
        };
        home.entry(key).or_default().push((parts, pos, row.required("kind")?));
    }
    Ok(words)
}

/// The tokens of a sentence that tell of each kind.
pub(super) fn told(document: &Document, sentence: &Range<usize>) -> HashMap<Kind, BTreeSet<usize>> {
    let mut told: HashMap<Kind, BTreeSet<usize>> = HashMap::new();
    for i in sentence.clone() {
        for kind in kinds(document, i) {
            told.entry(kind).or_default().insert(i);
            if kind == Kind::Grave {
                told.entry(Kind::Fail).or_default().insert(i);
            }
        }
    }
    told
}

/// What the phrase that ends at token `i` tells, and the verb at `i` with the words below it.
fn kinds(document: &Document, i: usize) -> Vec<Kind> {
    let stands =
        |before: &[&str]| {
            before.iter().rev().enumerate().all(|(back, word)| {
                i.checked_sub(back + 1).is_some_and(|at| is(document, at, word))
            })
        };
    let lemma = document.lemma(i).to_lowercase();
    let word = document.word(i).to_lowercase();
    let mut keys = vec![lemma.as_str()];
    if word != lemma {
        keys.push(word.as_str());
    }
    let pos = document.token(i).pos;
    let fits = |wanted: Option<Pos>| {
        wanted.is_none_or(|wanted| pos == wanted || wanted == Pos::Noun && pos == Pos::Propn)
    };
    let rows = keys.iter().filter_map(|key| WORDS.phrases.get(key)).flatten();
    let mut found: Vec<Kind> = rows
        .filter(|(before, pos, _)| fits(*pos) && stands(before))
        .map(|(_, _, kind)| *kind)
        .collect();
    if let Some(rows) = WORDS.verbs.get(lemma.as_str()).filter(|_| tree::is_verb(document, i)) {
        let near: Vec<usize> = document
            .children(i)
            .flat_map(|c| std::iter::once(c).chain(document.children(c)))
            .collect();
        let has = |word: &&str| near.iter().any(|at| is(document, *at, word));
        found.extend(
            rows.iter().filter(|(others, _, _)| others.iter().all(&has)).map(|(_, _, k)| *k),
        );
    }
    found
}

fn is(document: &Document, at: usize, word: &str) -> bool {
    document.lemma(at).eq_ignore_ascii_case(word) || document.word(at).eq_ignore_ascii_case(word)
}
