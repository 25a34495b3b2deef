//! The words of a claim in their paragraph.

use hearsay::SpanForm;

/// A stretch of a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    /// Whether it is of the evidence.
    pub(crate) is_evidence: bool,
    /// Whether it names the event.
    pub(crate) is_trigger: bool,
}

/// The paragraph in which the evidence begins, in pieces. Spans count code points.
pub(crate) fn passage(text: &str, evidence: &[SpanForm], trigger: &SpanForm) -> Vec<Piece> {
    let Some(first) = evidence.first() else { return Vec::new() };
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let byte = |point: usize| starts[point.min(starts.len() - 1)];
    let from = text[..byte(first.start)].rfind('\n').map_or(0, |at| at + 1);
    let last = evidence.iter().map(|span| byte(span.end)).max().unwrap_or_default();
    let to = text[last..].find('\n').map_or(text.len(), |at| last + at);
    let mut cuts = vec![from, to, byte(trigger.start), byte(trigger.end)];
    cuts.extend(evidence.iter().flat_map(|span| [byte(span.start), byte(span.end)]));
    cuts.retain(|at| (from..=to).contains(at));
    cuts.sort_unstable();
    cuts.dedup();
    let within =
        |span: &SpanForm, from: usize, to: usize| byte(span.start) <= from && to <= byte(span.end);
    let pieces = cuts.windows(2).map(|cut| Piece {
        text: text[cut[0]..cut[1]].to_owned(),
        is_evidence: evidence.iter().any(|span| within(span, cut[0], cut[1])),
        is_trigger: within(trigger, cut[0], cut[1]),
    });
    pieces.collect()
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
    fn check(text: &str, evidence: &[&str], trigger: &str, expected: &str) {
        let evidence: Vec<SpanForm> = evidence.iter().map(|words| span(text, words)).collect();
        let pieces = passage(text, &evidence, &span(text, trigger));
        let shown: String = pieces
            .iter()
            .map(|piece| match (piece.is_evidence, piece.is_trigger) {
                (true, true) => format!("[*{}*]", piece.text),
                (true, false) => format!("[{}]", piece.text),
                (false, true) => format!("*{}*", piece.text),
                (false, false) => piece.text.clone(),
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn passage_is_the_paragraph() {
        let text = "Ärger.\nOrlan said shelling killed three. Nobody replied.\nMore.";
        check(
            text,
            &["shelling killed three"],
            "killed",
            "Orlan said [shelling ][*killed*][ three]. Nobody replied.",
        );
    }

    #[test]
    fn evidence_in_two_parts_keeps_what_is_between() {
        let text = "The ministry – he said – lost two men.";
        check(
            text,
            &["The ministry", "lost two men"],
            "lost",
            "[The ministry] – he said – [*lost*][ two men].",
        );
    }
}
