//! Passages: which sentences are places for claims, and which are captions, list items or fragments.

use std::ops::Range;

use hearsay_syntax::{Dep, Pos, Tag, tree};

use crate::claim::Note;
use crate::lexicon::{LEXICON, List};
use crate::scene::Scene;
use crate::tolls;

/// Whether a sentence is no place for claims: a caption, a list item, a fragment, a runaway.
/// `Some(None)` when that is not worth a note.
pub(crate) fn passed_over(scene: &Scene, sentence: &Range<usize>) -> Option<Option<Note>> {
    let document = scene.document;
    let words: Vec<usize> =
        sentence.clone().filter(|i| document.token(*i).pos != Pos::Space).collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return Some(None) };
    let span = document.span_of(*first..*last + 1);
    let note = |text: &str| Some(Some(Note { span: Some(span), note: text.to_owned() }));
    if sentence.len() > crate::LONGEST_SENTENCE {
        return note("a sentence too long to be one; passed over");
    }
    let opening = document.word(*first);
    let lower = opening.to_lowercase();
    let labelled = LEXICON.lists(List::Caption, lower.trim_end_matches(':'))
        && words.get(1).is_some_and(|i| matches!(document.word(*i), ":" | "/" | "by"));
    if labelled {
        return note("a photo caption; no claim taken from it");
    }
    let finite = tree::is_finite(document, sentence.clone());
    let bullet = LEXICON.lists(List::Bullet, opening);
    if bullet && !finite {
        return note("a list item or caption without a finite verb; no claim taken from it");
    }
    if !finite {
        // "Three killed in shelling" is a headline and asserts; "Residents of Hask" does not.
        let root = words.iter().find(|i| document.token(**i).head() == **i);
        let counted = words.iter().any(|i| {
            // "Three killed", "seven dead".
            scene.trigger(*i).is_some_and(|t| {
                t.toll.is_some()
                    && (matches!(document.token(*i).tag, Tag::Vbn | Tag::Vbd)
                        || (t.set == "loss" && tolls::figure(scene, *i).is_some()))
            })
        });
        let headline = counted
            || root.is_some_and(|root| {
                matches!(document.token(*root).tag, Tag::Vbn | Tag::Vb)
                    && document
                        .children(*root)
                        .any(|c| matches!(document.token(c).dep, Dep::Nsubj | Dep::Nsubjpass))
            });
        if !headline {
            let event = words.iter().any(|i| LEXICON.trigger(document, *i).is_some());
            return Some(event.then(|| Note {
                span: Some(span),
                note: "words without a finite verb; no claim taken from them".to_owned(),
            }));
        }
    }
    None
}
