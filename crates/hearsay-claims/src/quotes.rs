//! Direct quotation: which tokens stand between quotation marks.
//!
//! Newspapers mix marks and lose them. A mark left open ends with its paragraph when it is one
//! that can only open; a straight one, which may be an inch or a slip, is then forgotten. Nothing
//! here can fail.

use std::ops::Range;

use hearsay_syntax::{Document, Pos, Tag};

/// A quotation that closing marks open is no longer than so many tokens.
const LONGEST: usize = 120;
/// What may close a quotation that a straight mark has opened.
const STRAIGHT: &[&str] = &["\"", "''", "”", "“"];
/// What may close one that nobody but a single quotation mark has opened.
const SINGLE: &[&str] = &["'"];

/// The quoted stretches as token ranges, marks included, in text order and without overlap.
pub(crate) fn quotes(document: &Document) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    // Where the open quote began, and the marks that may close it.
    let mut open: Option<(usize, &[&str])> = None;
    for i in 0..document.len() {
        let word = document.word(i);
        // An apostrophe that opened nothing must not run on: it is forgotten at the line's end. So
        // is a mark that was meant to close, or to stand for inches, when nothing closes it soon.
        if open.is_some_and(|(start, closers)| {
            closers == SINGLE && word.contains('\n')
                || closers == STRAIGHT && i > start + LONGEST && document.word(start) == "''"
        }) {
            open = None;
        }
        if word.contains('\n') && is_paragraph_end(word) {
            if let Some((start, closers)) = open.take()
                && (may_stay_open(closers) || opens_again(document, start, i))
                && start + 1 < i
            {
                found.push(start..i);
            }
            continue;
        }
        match open {
            None => {
                if let Some(closers) = closers(document, i) {
                    open = Some((i, closers));
                }
            }
            // A straight mark with a blank before it and none after opens: the last was left open.
            Some((start, closers)) if matches!(word, "\"" | "''") && opens(document, i) => {
                if start + 1 < i {
                    found.push(start..i);
                }
                open = Some((i, closers));
            }
            Some((start, closers)) if start < i && closes(document, i, closers) => {
                if start + 1 < i {
                    found.push(start..i + 1);
                }
                open = None;
            }
            Some(_) => {}
        }
    }
    if let Some((start, closers)) = open
        && may_stay_open(closers)
        && start + 1 < document.len()
    {
        found.push(start..document.len());
    }
    found
}

/// A mark that can only open tells that what it opens is quoted, though nothing closes it.
fn may_stay_open(closers: &[&str]) -> bool {
    closers != STRAIGHT && closers != SINGLE
}

/// The marks that may close what token `i` opens, when it opens a quotation.
fn closers(document: &Document, i: usize) -> Option<&'static [&'static str]> {
    let word = document.word(i);
    Some(match word {
        "“" | "‟" | "``" => &["”", "“", "''", "\""],
        "`" if document.tokens().get(i + 1).is_some() && document.word(i + 1) == "`" => {
            &["”", "“", "''", "\""]
        }
        "„" => &["“", "”", "‟", "\""],
        "«" => &["»"],
        "»" => &["«"],
        "\"" | "''" => STRAIGHT,
        "”" if i + 1 < document.len() && document.token(i).starts_sentence => &["”"],
        "‘" => &["’"],
        "'" if opens(document, i) && document.token(i).tag != Tag::Pos => SINGLE,
        // Marks that were decoded as another alphabet's bytes stick to their words.
        _ if word.starts_with("â€œ") && word != "â€œ" => &["â€\u{9d}", "â€"],
        _ => return None,
    })
}

/// Whether token `i` is, or ends with, one of the marks.
fn closes(document: &Document, i: usize, closers: &[&str]) -> bool {
    let word = document.word(i);
    if closers.contains(&word) {
        // "The rebels' leader": an apostrophe, unless a mark of the sentence stands beside it.
        return closers != SINGLE
            || document.token(i - 1).pos == Pos::Punct
            || document.tokens().get(i + 1).is_some_and(|next| next.pos == Pos::Punct);
    }
    closers.contains(&"â€") && (closers.iter().any(|mark| word.ends_with(mark)) || word == "â€œ")
}

/// Whether the next paragraph opens with the mark with which this quotation opened at the start of
/// its own: a speech of several paragraphs is closed at its end only.
fn opens_again(document: &Document, start: usize, end: usize) -> bool {
    let begins = document.token(start).starts_sentence
        || start > 0 && document.word(start - 1).contains('\n');
    begins
        && document
            .tokens()
            .get(end + 1)
            .is_some_and(|_| document.word(end + 1) == document.word(start))
}

/// Whether a straight mark stands as an opening one does, at the start of a sentence or clause.
fn opens(document: &Document, i: usize) -> bool {
    let blank_before = i > 0 && document.token(i - 1).followed_by_blank;
    let word_after = document
        .tokens()
        .get(i + 1)
        .is_some_and(|next| !matches!(next.pos, Pos::Punct | Pos::Space));
    blank_before && !document.token(i).followed_by_blank && word_after
}

/// Whether white space ends a paragraph: a blank line.
pub(crate) fn is_paragraph_end(word: &str) -> bool {
    word.matches('\n').count() >= 2
}
