//! Two drawings: the sentence with marks under its words, and the part of its tree that matched.

use hearsay::{NodeForm, SpanForm};
use hearsay_ledger::words::one_line;
use unicode_width::UnicodeWidthChar;

use crate::wrap::width;

/// A stretch of the sentence and what it is called, in code points of the sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) label: String,
}

/// What is drawn under a sentence: spans with labels; of two that overlap the first is kept.
pub(super) fn marks<'a>(
    sentence: &SpanForm,
    named: impl Iterator<Item = (&'a SpanForm, String)>,
) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    for (span, label) in named {
        let inside = span.start >= sentence.start && span.end <= sentence.end;
        if !inside || span.start >= span.end || label.is_empty() {
            continue;
        }
        let (start, end) = (span.start - sentence.start, span.end - sentence.start);
        if let Some(same) = marks.iter_mut().find(|m| m.start < end && start < m.end) {
            if same.start == start && same.end == end && !same.label.contains(&label) {
                same.label = format!("{}, {label}", same.label);
            }
            continue;
        }
        marks.push(Mark { start, end, label });
    }
    marks.sort_by_key(|mark| mark.start);
    marks
}

/// A line of the drawing; the text, or what stands under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    Text(String),
    Under(String),
}

/// The sentence in lines no wider than `room`, with marks and their labels under the words.
pub(super) fn sentence(text: &str, marks: &[Mark], room: usize) -> Vec<Line> {
    let letters: Vec<char> = text.chars().collect();
    let mut drawn = Vec::new();
    for (start, end) in lines(&letters, room) {
        let line = &letters[start..end];
        drawn.push(Line::Text(one_line(&line.iter().collect::<String>()).trim_end().to_owned()));
        let column = |at: usize| letters[start..at].iter().map(|c| columns(*c)).sum::<usize>();
        let here: Vec<(usize, usize, &str)> = marks
            .iter()
            .filter(|mark| mark.start < end && mark.end > start)
            .map(|mark| {
                let label = if mark.start >= start { mark.label.as_str() } else { "" };
                (column(mark.start.max(start)), column(mark.end.min(end)), label)
            })
            .collect();
        if here.is_empty() {
            continue;
        }
        let mut carets = String::new();
        for (from, to, _) in &here {
            carets.push_str(&" ".repeat(from.saturating_sub(width(&carets))));
            carets.push_str(&"^".repeat(to - from));
        }
        drawn.push(Line::Under(carets));
        drawn.extend(labels(&here, room).into_iter().map(Line::Under));
    }
    drawn
}

/// The labels under their marks, in as many rows as they need not to run into each other.
fn labels(here: &[(usize, usize, &str)], room: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for (from, _, label) in here.iter().filter(|(.., label)| !label.is_empty()) {
        // At the right edge a label begins before its mark, so that the line stays as wide.
        let from = &(*from).min(room.saturating_sub(width(label)));
        let label: String = label.chars().take(room).collect();
        let fits = |row: &&mut String| row.is_empty() || width(row) < *from;
        let row = match rows.iter_mut().find(fits) {
            Some(row) => row,
            None => {
                rows.push(String::new());
                rows.last_mut().expect("it was just pushed")
            }
        };
        row.push_str(&" ".repeat(from - width(row)));
        row.push_str(&label);
    }
    rows
}

/// Where lines of at most `room` columns begin and end; they break at blanks.
fn lines(letters: &[char], room: usize) -> Vec<(usize, usize)> {
    let mut lines = Vec::new();
    let mut start = 0;
    while start < letters.len() {
        let mut used = 0;
        let mut end = start;
        let mut blank = None;
        while end < letters.len() {
            used += columns(letters[end]);
            if used > room {
                break;
            }
            end += 1;
            if letters[end - 1].is_whitespace() {
                blank = Some(end);
            }
        }
        if end < letters.len() {
            end = blank.filter(|at| *at > start).unwrap_or(end.max(start + 1));
        }
        lines.push((start, end));
        start = end;
    }
    lines
}

/// White space of any kind is shown as one blank.
fn columns(letter: char) -> usize {
    if letter.is_whitespace() { 1 } else { letter.width().unwrap_or(0) }
}

/// The matched words as a tree, a line each.
pub(super) fn tree(nodes: &[NodeForm]) -> Vec<String> {
    let mut drawn = Vec::new();
    for (number, node) in nodes.iter().enumerate() {
        if node.head.is_none() {
            drawn.push(format!("{}{}", one_line(&node.span.text), slot(node)));
            below(nodes, number, "", &mut drawn, 0);
        }
    }
    drawn
}

/// Trees nest no deeper than a sentence has words; a list from elsewhere might.
const DEEPEST: usize = 60;

fn below(nodes: &[NodeForm], number: usize, edge: &str, drawn: &mut Vec<String>, depth: usize) {
    let children: Vec<usize> =
        (0..nodes.len()).filter(|at| nodes[*at].head == Some(number)).collect();
    if depth > DEEPEST {
        return;
    }
    for (at, child) in children.iter().enumerate() {
        let is_last = at + 1 == children.len();
        let node = &nodes[*child];
        let (branch, more) = if is_last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        let word = one_line(&node.span.text);
        drawn.push(format!("{edge}{branch}{} {word}{}", node.dep, slot(node)));
        below(nodes, *child, &format!("{edge}{more}"), drawn, depth + 1);
    }
}

fn slot(node: &NodeForm) -> String {
    if node.slot.is_empty() { String::new() } else { format!("   = {}", node.slot) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: usize, text: &str) -> SpanForm {
        SpanForm { start, end: start + text.chars().count(), text: text.to_owned() }
    }

    #[test]
    fn marks_stand_under_their_words_and_labels_do_not_run_into_each_other() {
        let text = "Gunmen shot a man in Hask on Monday.";
        let named = [
            (span(0, "Gunmen"), "actor"),
            (span(7, "shot"), "trigger"),
            (span(12, "a man"), "recipient"),
            (span(14, "man"), "again"),
            (span(21, "Hask"), "place"),
        ];
        let named = named.iter().map(|(span, label)| (span, (*label).to_owned()));
        let marks = marks(&span(0, text), named);
        let under = |line: &str| Line::Under(line.to_owned());
        assert_eq!(
            sentence(text, &marks, 24),
            [
                Line::Text("Gunmen shot a man in".to_owned()),
                under("^^^^^^ ^^^^ ^^^^^"),
                under("actor  trigger"),
                under("            recipient"),
                Line::Text("Hask on Monday.".to_owned()),
                under("^^^^"),
                under("place"),
            ]
        );
    }

    #[test]
    fn odd_sentences_are_drawn() {
        for text in
            ["", "\n\n", "停火停火停火", "averylongwordwithoutanyblankinit", "e\u{301} a\tb\u{1b}"]
        {
            let length = text.chars().count();
            let all = marks(&span(0, text), [(&span(0, text), "x".to_owned())].into_iter());
            for line in sentence(text, &all, 8) {
                let (Line::Text(line) | Line::Under(line)) = line;
                assert!(width(&line) <= 8 && !line.contains('\u{1b}'), "{length}: {line:?}");
            }
        }
    }

    #[test]
    fn trees_are_drawn_with_their_slots() {
        let node = |text: &str, dep: &str, head, slot: &str| NodeForm {
            span: span(0, text),
            dep: dep.to_owned(),
            head,
            slot: slot.to_owned(),
            ..NodeForm::default()
        };
        let nodes = [
            node("farmers", "nsubjpass", Some(1), "recipient"),
            node("killed", "ROOT", None, "trigger"),
            node("by", "agent", Some(1), ""),
            node("gunmen", "pobj", Some(2), "actor"),
        ];
        assert_eq!(
            tree(&nodes),
            [
                "killed   = trigger",
                "├─ nsubjpass farmers   = recipient",
                "└─ agent by",
                "   └─ pobj gunmen   = actor",
            ]
        );
    }
}
