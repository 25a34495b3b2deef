//! The words of a claim among their sentences.

use hearsay::{Scratch, SpanForm};
use hearsay_syntax::Backbone;

/// So many bytes before and after the evidence are looked through for sentences; a text may be a single
/// paragraph of any length.
const AROUND: usize = 2000;

/// The sentences in which the evidence stands, with the one before and the one after in the same
/// paragraph: who speaks is often told there. Spans count code points, as those of a reading.
pub(super) fn passage(text: &str, evidence: &[SpanForm]) -> Option<SpanForm> {
    let first = evidence.iter().map(|span| span.start).min()?;
    let last = evidence.iter().map(|span| span.end).max()?;
    let (first, last) = (byte(text, first), byte(text, last));
    let before = &text[text.floor_char_boundary(first.saturating_sub(AROUND))..first];
    let after = &text[last..text.floor_char_boundary(last.saturating_add(AROUND))];
    let from = first - before.len() + before.rfind('\n').map_or(0, |at| at + 1);
    let to = last + after.find('\n').unwrap_or(after.len());
    let document = Backbone::embedded().parse(&text[from..to], &mut Scratch::default());
    let sentences: Vec<(usize, usize)> = document
        .sentences()
        .iter()
        .map(|tokens| document.span_of(tokens.clone()))
        .map(|span| (from + span.start, from + span.end))
        .collect();
    let begins = sentences.iter().position(|(_, end)| *end > first).unwrap_or_default();
    let ends = sentences.iter().rposition(|(start, _)| *start < last).unwrap_or_default();
    let start = sentences.get(begins.saturating_sub(1)).map_or(from, |(start, _)| *start);
    let end = sentences.get(ends + 1).or(sentences.last()).map_or(to, |(_, end)| *end);
    let (start, end) = (start.min(first), end.max(last));
    let words = text[start..end].trim_end();
    let point = text[..start].chars().count();
    Some(SpanForm { start: point, end: point + words.chars().count(), text: words.to_owned() })
}

/// The byte at which a code point begins.
fn byte(text: &str, point: usize) -> usize {
    text.char_indices().nth(point).map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str, words: &str) -> SpanForm {
        let at = text.find(words).expect("the words are there");
        let start = text[..at].chars().count();
        SpanForm { start, end: start + words.chars().count(), text: words.to_owned() }
    }

    #[track_caller]
    fn check(text: &str, evidence: &[&str], expected: &str) {
        let evidence: Vec<SpanForm> = evidence.iter().map(|words| span(text, words)).collect();
        let passage = passage(text, &evidence).expect("there is evidence");
        assert_eq!(passage.text, expected);
        let reproduced: String =
            text.chars().skip(passage.start).take(passage.end - passage.start).collect();
        assert_eq!(reproduced, expected);
    }

    const TEXT: &str = "Ärger.\n\nNobody slept. Orlan spoke late. He said shelling had killed three men. \
                        Tarsk was silent. It rained.\n\nMore.";

    #[test]
    fn passage_has_a_sentence_on_either_side() {
        check(
            TEXT,
            &["shelling had killed three men"],
            "Orlan spoke late. He said shelling had killed three men. Tarsk was silent.",
        );
    }

    #[test]
    fn passage_ends_with_its_paragraph() {
        check(TEXT, &["Nobody slept"], "Nobody slept. Orlan spoke late.");
        check(TEXT, &["More"], "More.");
    }

    #[test]
    fn long_paragraph_is_not_given_whole() {
        let text =
            format!("{}Shelling killed three men. {}", "and so on ".repeat(900), "ü ".repeat(9000));
        let passage = passage(&text, &[span(&text, "Shelling killed three men")]);
        let passage = passage.expect("there is evidence");
        assert!(passage.text.contains("Shelling killed three men."));
        assert!(passage.text.len() < 3 * AROUND);
    }
}
