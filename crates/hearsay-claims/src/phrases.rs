//! Phrases that name a source without a verb: "according to Baku", "in the words of the minister".

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
    last: &'static str,
    act: Act,
}

impl Phrase {
    /// The row's name in an attribution's `rule`: `phrases.tsv:according to`.
    fn name(&self) -> String {
        let words = [Some(self.first), self.word, Some(self.last)];
        format!("phrases.tsv:{}", words.into_iter().flatten().collect::<Vec<_>>().join(" "))
    }
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
            last: row.get("last"),
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

/// "According to Baku", "in the words of the minister".
pub(crate) fn phrase_saying(scene: &Scene, i: usize, sentence: &Range<usize>) -> Option<Saying> {
    let document = scene.document;
    let word = document.word(i).to_lowercase();
    let phrase_and_tokens =
        PHRASES.iter().filter(|phrase| phrase.first == word).find_map(|phrase| {
            let mut tokens = vec![i];
            let mut at = i;
            if let Some(word) = phrase.word {
                at = document
                    .children_by(i, Dep::Pobj)
                    .find(|c| document.lemma(*c).eq_ignore_ascii_case(word))?;
                tokens.push(at);
            }
            let last = document
                .children(at)
                .find(|c| *c > at && document.word(*c).eq_ignore_ascii_case(phrase.last))?;
            tokens.push(last);
            let source = document.children_by(last, Dep::Pobj).next()?;
            Some((phrase, tokens, source))
        });
    let (phrase, tokens, source) = phrase_and_tokens?;
    let own = document.subtree(i);
    let first_word = sentence.clone().find(|t| !tree::is_mark(document, *t))?;
    let lead = |t: usize| {
        // "Meanwhile, according to": a connective may stand in front.
        (first_word..t).all(|t| {
            tree::is_mark(document, t)
                || matches!(document.token(t).pos, Pos::Adv | Pos::Cconj | Pos::Sconj)
        })
    };
    let mut content: Vec<usize> = if lead(i) {
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
        source: vec![source_span(scene, source)],
        cue: spans(document, &tokens),
        content: Vec::new(),
        actor: source_actor(scene, source),
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
        source: Some(source),
        impersonal: false,
        answers: false,
    })
}
