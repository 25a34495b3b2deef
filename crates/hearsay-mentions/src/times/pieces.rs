//! The words of an article as time expressions see them: "10-year" is three pieces, "5:30pm" two.

use hearsay_syntax::Span;

use crate::context::Context;

/// A word, or the part of one that stands beside a hyphen or a digit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'a> {
    /// In lower case; every hyphen is `-`, the end of a paragraph is a line break.
    pub(super) lower: &'a str,
    pub(super) token: usize,
    /// Where it lies in the text.
    pub(super) span: Span,
    /// Whether no blank stands before it.
    pub(super) is_glued: bool,
    pub(super) is_capitalized: bool,
}

/// The pieces of all tokens, without the white space inside a paragraph.
pub(super) fn pieces<'a>(context: &'a Context) -> Vec<Piece<'a>> {
    let mut pieces = Vec::with_capacity(context.len() + context.len() / 16);
    let mut is_glued = false;
    for token in 0..context.len() {
        let followed_by_blank = context.document.token(token).followed_by_blank;
        if context.is_space(token) {
            if context.ends_paragraph(token) {
                let span = context.document.token(token).span();
                pieces.push(Piece {
                    lower: "\n",
                    token,
                    span,
                    is_glued: false,
                    is_capitalized: false,
                });
            }
            is_glued = false;
            continue;
        }
        let is_capitalized = context.is_capitalized(token);
        let (word, whole) = (context.lower(token), context.document.token(token).span());
        // Letters that change their length in lower case leave no way back to the text.
        let is_same_length = word.len() == whole.end - whole.start;
        let mut start = whole.start;
        for part in parts(word) {
            let span = if is_same_length { Span::new(start, start + part.len()) } else { whole };
            start = span.end;
            let lower = if matches!(part, "–" | "—" | "−") { "-" } else { part };
            pieces.push(Piece { lower, token, span, is_glued, is_capitalized });
            is_glued = true;
        }
        is_glued = !followed_by_blank;
    }
    pieces
}

/// The parts of a word: cut at the hyphens of a word with a digit, and between the figures of a
/// time of day and what follows them.
fn parts(word: &str) -> impl Iterator<Item = &str> {
    let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
    let mut rest = word;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = if has_digit { cut(rest) } else { rest.len() };
        let (part, after) = rest.split_at(end);
        rest = after;
        Some(part)
    })
}

/// Where the first part of a word with a digit ends.
fn cut(word: &str) -> usize {
    let hyphen = word.char_indices().find(|(_, c)| matches!(c, '-' | '–' | '—' | '/'));
    match hyphen {
        Some((0, c)) => return c.len_utf8(),
        Some((at, _)) => return at,
        None => {}
    }
    let figures = word.bytes().take_while(|b| b.is_ascii_digit() || *b == b':').count();
    match &word[figures..] {
        "am" | "pm" | "a.m." | "p.m." | "a.m" | "p.m" | "hrs" | "h" | "bc" | "bce" | "ad"
            if figures > 0 =>
        {
            figures
        }
        _ => word.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[track_caller]
    fn check(word: &str, expected: &[&str]) {
        assert_eq!(parts(word).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn words_with_figures_are_cut_at_hyphens_and_units() {
        check("mid-1990s", &["mid", "-", "1990s"]);
        check("10-year", &["10", "-", "year"]);
        check("5:30pm", &["5:30", "pm"]);
        check("x-ray", &["x-ray"]);
        check("1914–18", &["1914", "–", "18"]);
        check("-5-", &["-", "5", "-"]);
    }
}
