//! Direct quotation: which tokens stand between quotation marks.
//!
//! Newspapers mix marks and lose them. A mark left open ends with its paragraph when it is one
//! that can only open; a straight one, which may be an inch or a slip, is then forgotten. Nothing
//! here can fail.

use std::ops::Range;

use hearsay_syntax::Document;

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

/// Whether white space ends a paragraph: a blank line.
pub(crate) fn is_paragraph_end(word: &str) -> bool {
    word.matches('\n').count() >= 2
}
