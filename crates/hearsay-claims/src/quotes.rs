//! Direct quotation: which tokens stand between quotation marks.
//!
//! Newspapers mix marks and lose them. A mark left open ends with its paragraph when it is one
//! that can only open; a straight one, which may be an inch or a slip, is then forgotten. Nothing
//! here can fail.

use std::ops::Range;

use hearsay_syntax::{Document, Pos};

/// The quoted stretches as token ranges, marks included, in text order and without overlap.
pub(crate) fn quotes(document: &Document) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    // Where the open quote began, and the marks that may close it.
    let mut open: Option<(usize, &[&str])> = None;
    for i in 0..document.len() {
        let word = document.word(i);
        if word.contains('\n') && is_paragraph_end(word) {
            if let Some((start, closers)) = open.take()
                && closers != ["\"", "''", "”", "“"]
                && start + 1 < i
            {
                found.push(start..i);
            }
            continue;
        }
        match open {
            None => {
                let closers: &[&str] = match word {
                    "“" | "‟" | "``" => &["”", "“", "''", "\""],
                    "„" => &["“", "”", "‟"],
                    "«" => &["»"],
                    "»" => &["«"],
                    "\"" | "''" => &["\"", "''", "”", "“"],
                    "”" if i + 1 < document.len() && document.token(i).starts_sentence => &["”"],
                    "‘" => &["’"],
                    _ => continue,
                };
                open = Some((i, closers));
            }
            // A straight mark with a blank before it and none after opens: the last was left open.
            Some((start, closers)) if word == "\"" && opens(document, i) => {
                if start + 1 < i {
                    found.push(start..i);
                }
                open = Some((i, closers));
            }
            Some((start, closers)) if closers.contains(&word) => {
                if start + 1 < i {
                    found.push(start..i + 1);
                }
                open = None;
            }
            Some(_) => {}
        }
    }
    if let Some((start, closers)) = open
        && closers != ["\"", "''", "”", "“"]
        && start + 1 < document.len()
    {
        found.push(start..document.len());
    }
    found
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
