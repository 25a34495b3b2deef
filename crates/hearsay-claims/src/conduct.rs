//! Conduct: what the police of an article did, or failed to do.
//!
//! Who asks about one institution wants every mention of what it did, also where it is not named:
//! "forty people were arrested", "three died in police firing". So its deeds are looked for by word
//! in each sentence, and the tree tells whether they are told as done.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::LazyLock;

use hearsay_syntax::table::{self, DataError};
use hearsay_syntax::{Dep, Document, Pos, labels, tree};

use crate::claim::{Modality, Polarity};
use crate::factuality;
use crate::lexicon::LEXICON;
use crate::scene::Scene;

labels! {
    /// What the police may do.
    Conduct {
        /// Kill somebody.
        Kill = "KILL",
        /// Arrest somebody.
        Arrest = "ARREST",
        /// Use force.
        Force = "FORCE",
        /// Leave undone what was theirs to do.
        Fail = "FAIL",
        /// Do anything.
        Act = "ANY_ACTION",
    }
}

labels! {
    /// What a word of `conduct.tsv` tells.
    Kind {
        Agent = "agent", Arrest = "arrest", Force = "force", Death = "death", Place = "place", Member = "member", State = "state", Deed = "deed", Fail = "fail", Act = "act",
    }
}

/// By last word: the words in front of it, its part of speech if one is asked for, what they tell.
type Words = HashMap<&'static str, Vec<(Vec<&'static str>, Option<Pos>, Kind)>>;

static WORDS: LazyLock<Words> =
    LazyLock::new(|| load().unwrap_or_else(|error| panic!("our own data is sound: {error}")));

const TEXT: &str = include_str!("../data/en/conduct.tsv");

/// Reads the words.
pub(crate) fn load() -> Result<Words, DataError> {
    let mut words = Words::new();
    for row in table::rows("data/en/conduct.tsv", TEXT)? {
        let mut parts: Vec<&str> = row.get("word").split(' ').collect();
        let last = parts.pop().expect("a cell has a word");
        let pos = if row.get("pos") == "ANY" { None } else { Some(row.required("pos")?) };
        words.entry(last).or_default().push((parts, pos, row.required("kind")?));
    }
    Ok(words)
}

/// What the police did in any sentence.
pub(crate) fn of(scene: &Scene) -> BTreeSet<Conduct> {
    scene.document.sentences().iter().flat_map(|sentence| in_sentence(scene, sentence)).collect()
}

fn in_sentence(scene: &Scene, sentence: &Range<usize>) -> BTreeSet<Conduct> {
    let document = scene.document;
    let told: Vec<(usize, Kind)> = sentence
        .clone()
        .flat_map(|i| kinds(document, i).into_iter().map(move |kind| (i, kind)))
        .collect();
    let of_kind = |kind: Kind| told.iter().filter(move |(_, k)| *k == kind).map(|(i, _)| *i);
    let done = |i: &usize| is_done(scene, *i);
    // A police station does nothing.
    let place = |i: usize| of_kind(Kind::Place).any(|place| place == i + 1);
    let agents: Vec<usize> = of_kind(Kind::Agent).filter(|i| !place(*i)).collect();
    let named = !agents.is_empty();
    let mut conduct = BTreeSet::new();
    if of_kind(Kind::Arrest).any(|i| done(&i)) {
        conduct.insert(Conduct::Arrest);
    }
    if named && of_kind(Kind::Force).any(|i| done(&i)) {
        conduct.insert(Conduct::Force);
        if of_kind(Kind::Death).any(|i| done(&i)) {
            conduct.insert(Conduct::Kill);
        }
    }
    let does =
        |i: usize, who: &[usize]| tree::subject(document, i).is_some_and(|s| who.contains(&s));
    let theirs = |i: usize| does(i, &agents);
    let left_undone = sentence.clone().any(|i| {
        tree::is_verb(document, i)
            && document.children_by(i, Dep::Neg).next().is_some()
            && theirs(i)
            && document.children_by(i, Dep::Xcomp).next().is_none()
            && LEXICON.cue(document, i).is_none()
    });
    // Who refuses to comment has failed nobody.
    let is_silent = |i: usize| {
        document.children_by(i, Dep::Xcomp).any(|said| LEXICON.cue(document, said).is_some())
    };
    let failed = of_kind(Kind::Fail).filter(|i| !is_silent(*i)).any(|i| {
        let subject = tree::subject(document, i);
        !tree::is_verb(document, i) || subject.is_none() || theirs(i)
    });
    // "The government failed to protect them": its police did.
    let rulers: Vec<usize> = of_kind(Kind::State).collect();
    let abandoned = of_kind(Kind::Fail).any(|i| tree::is_verb(document, i) && does(i, &rulers));
    let failed = abandoned || named && (failed || left_undone);
    let members: Vec<usize> = agents.iter().copied().chain(of_kind(Kind::Member)).collect();
    let acts = sentence.clone().any(|i| {
        tree::is_verb(document, i)
            && does(i, &members)
            && of_kind(Kind::Fail).all(|fail| fail != i)
            && LEXICON.cue(document, i).is_none()
            && done(&i)
    });
    let by_them = members.iter().any(|agent| {
        let above = document.token(*agent).head();
        document.token(above).dep == Dep::Agent
    });
    let deeds = of_kind(Kind::Deed).any(|i| done(&i));
    let named_act = named && of_kind(Kind::Act).any(|i| done(&i));
    if acts || deeds || by_them || named_act || !conduct.is_empty() {
        conduct.insert(Conduct::Act);
    }
    if failed {
        conduct.insert(Conduct::Fail);
    }
    conduct
}

/// What the word that ends at token `i` tells.
fn kinds(document: &Document, i: usize) -> Vec<Kind> {
    let is = |at: usize, word: &str| {
        document.lemma(at).eq_ignore_ascii_case(word)
            || document.word(at).eq_ignore_ascii_case(word)
    };
    let fits = |before: &[&str]| {
        before
            .iter()
            .rev()
            .enumerate()
            .all(|(back, word)| i.checked_sub(back + 1).is_some_and(|at| is(at, word)))
    };
    let lemma = document.lemma(i).to_lowercase();
    let word = document.word(i).to_lowercase();
    let mut found: Vec<Kind> = [lemma.as_str(), word.as_str()]
        .into_iter()
        .filter_map(|key| WORDS.get(key))
        .flatten()
        .filter(|(before, pos, _)| {
            pos.is_none_or(|pos| pos == document.token(i).pos) && fits(before)
        })
        .map(|(_, _, kind)| *kind)
        .collect();
    found.dedup();
    found
}

/// Whether what token `i` names is told as done.
fn is_done(scene: &Scene, i: usize) -> bool {
    let stance = factuality::stance(scene, i);
    let told =
        matches!(stance.modality, Modality::Actual | Modality::Historical | Modality::Habitual);
    told && stance.polarity == Polarity::Positive && stance.absorbed_by.is_none()
}
