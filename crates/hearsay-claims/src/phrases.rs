//! Phrases that name a source without a verb: "according to Baku", "in the words of the minister",
//! "in Moscow's view"; and words that name none: "reportedly".

use std::ops::Range;
use std::sync::LazyLock;

use hearsay_syntax::{Dep, Pos, tree};

use crate::attribution::{Saying, source_actor, source_span, spans};
use crate::claim::{Act, Attribution};
use crate::scene::Scene;
use hearsay_syntax::table::{self, DataError};

/// A row of `phrases.tsv`.
struct Phrase {
    first: &'static str,
    word: Option<&'static str>,
    source: Place,
    article: bool,
    act: Act,
}

impl Phrase {
    /// The row's name in an attribution's `rule`: `phrases.tsv:according to`.
    fn name(&self) -> String {
        let last = if let Place::After(last) = self.source { Some(last) } else { None };
        let words = [Some(self.first), self.word, last];
        format!("phrases.tsv:{}", words.into_iter().flatten().collect::<Vec<_>>().join(" "))
    }
}

/// Where a phrase has its source.
enum Place {
    /// Behind a preposition at the end: "in the words of".
    After(&'static str),
    /// In front of the word: "in his words".
    Owner,
    /// Behind the first word itself: "per the agency".
    Object,
    /// Nowhere: "reportedly".
    Nobody,
}

static PHRASES: LazyLock<Vec<Phrase>> =
    LazyLock::new(|| load().unwrap_or_else(|error| panic!("our own data is sound: {error}")));

fn load() -> Result<Vec<Phrase>, DataError> {
    let text = include_str!("../data/en/phrases.tsv");
    let rows = table::rows("data/en/phrases.tsv", text)?;
    let phrase = |row: &table::Row<'static>| {
        Ok(Phrase {
            first: row.get("first"),
            word: row.text("word"),
            source: match row.get("source") {
                "owner" => Place::Owner,
                "object" => Place::Object,
                "nobody" => Place::Nobody,
                preposition => Place::After(preposition),
            },
            article: row.text("article").is_some(),
            act: row.required("act")?,
        })
    };
    rows.iter().map(phrase).collect()
}

/// Checks the data of this module.
#[cfg(test)]
pub(crate) fn check_data() -> Result<(), DataError> {
    load().map(|_| ())
}

/// The tokens and the source of a phrase that begins at token `i`.
fn matched<'a>(
    scene: &Scene,
    i: usize,
    phrase: &'a Phrase,
) -> Option<(&'a Phrase, Vec<usize>, Option<usize>)> {
    let document = scene.document;
    let mut tokens = vec![i];
    let mut at = i;
    if let Some(word) = phrase.word {
        at = document
            .children_by(i, Dep::Pobj)
            .find(|c| document.lemma(*c).eq_ignore_ascii_case(word))?;
        tokens.push(at);
    }
    let the = |c: usize| document.word(c).eq_ignore_ascii_case("the");
    if phrase.article && !document.children_by(at, Dep::Det).any(the) {
        return None;
    }
    let source = match phrase.source {
        Place::After(last) => {
            let last = document
                .children(at)
                .find(|c| *c > at && document.word(*c).eq_ignore_ascii_case(last))?;
            tokens.push(last);
            Some(document.children_by(last, Dep::Pobj).next()?)
        }
        Place::Owner => Some(document.children_by(at, Dep::Poss).next()?),
        // "Per person", "per the terms" name nobody.
        Place::Object => {
            Some(document.children_by(at, Dep::Pobj).find(|c| scene.actor(*c).is_some())?)
        }
        Place::Nobody => None,
    };
    Some((phrase, tokens, source))
}

/// "According to Baku", "in the words of the minister", "reportedly".
pub(crate) fn phrase_saying(scene: &Scene, i: usize, sentence: &Range<usize>) -> Option<Saying> {
    let document = scene.document;
    let word = document.word(i).to_lowercase();
    let (phrase, tokens, source) = PHRASES
        .iter()
        .filter(|phrase| phrase.first == word)
        .find_map(|phrase| matched(scene, i, phrase))?;
    let own = if source.is_some() { document.subtree(i) } else { vec![i] };
    let first_word = sentence.clone().find(|t| !tree::is_mark(document, *t))?;
    let lead = |t: usize| {
        // "Meanwhile, according to": a connective may stand in front.
        (first_word..t).all(|t| {
            tree::is_mark(document, t)
                || matches!(document.token(t).pos, Pos::Adv | Pos::Cconj | Pos::Sconj)
        })
    };
    let mut content: Vec<usize> = if source.is_some() && lead(i) {
        sentence.clone().collect()
    } else {
        let mut head = document.token(i).head();
        if head == i {
            return None;
        }
        head = tree::clause(document, head);
        // At the end of a sentence it covers also the clause in which the parser did not hang it.
        document.subtree(head)
    };
    content.retain(|t| own.binary_search(t).is_err());
    let attribution = Attribution {
        source: source.map(|source| source_span(scene, source)).into_iter().collect(),
        cue: spans(document, &tokens),
        content: Vec::new(),
        actor: source.and_then(|source| source_actor(scene, source)),
        act: phrase.act,
        direct: false,
        negated: false,
        within: None,
        inferred: false,
        rule: phrase.name(),
    };
    Some(Saying {
        attribution,
        content,
        cue: Some(i),
        source,
        impersonal: source.is_none(),
        answers: false,
    })
}
