//! Cells that a spreadsheet would take for a formula.
//!
//! Article text is anyone's text: `=HYPERLINK(…)` in a headline must not run when an analyst opens
//! the table. After OWASP, such a cell gets an apostrophe in front. Numbers are written as numbers
//! and never pass here, so that -12.5 degrees stay a number.

use std::borrow::Cow;

/// A cell of words as it may be written into a table that people open in a spreadsheet; `raw` leaves it
/// as it is.
///
/// ```
/// use hearsay_ledger::export::guarded;
/// assert_eq!(guarded("=1+1", false), "'=1+1");
/// assert_eq!(guarded("two soldiers", false), "two soldiers");
/// ```
#[must_use]
pub fn guarded(text: &str, raw: bool) -> Cow<'_, str> {
    if raw || !is_formula(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("'{text}"))
}

/// Whether a spreadsheet may take the words for a formula: also behind blanks and letters that are
/// not seen, which some programs drop.
fn is_formula(text: &str) -> bool {
    let is_break = |letter: char| matches!(letter, '\t' | '\r' | '\n');
    if text.starts_with(is_break) {
        return true;
    }
    let is_unseen = |letter: char| {
        letter.is_whitespace()
            || letter.is_control()
            || matches!(letter, '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
    };
    let first = text.trim_start_matches(is_unseen).chars().next();
    matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'))
}

/// A cell of a form whose cells cannot hold tabs or line ends.
pub(super) fn in_one_line(text: &str) -> String {
    text.split(|letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}'))
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_get_an_apostrophe() {
        for text in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "＝1",
            "＋1",
            "－1",
            "＠x",
            " =1",
            "\u{FEFF}=1",
            "\u{200B}@x",
            "\t",
            "-",
        ] {
            assert_eq!(guarded(text, false), format!("'{text}"), "{text:?}");
            assert_eq!(guarded(text, true), text);
        }
    }

    #[test]
    fn other_words_stay_as_they_are() {
        for text in ["", "two soldiers", "1+1", "a=b", "'=1", "–5", "(-1)", "\"=1"] {
            assert_eq!(guarded(text, false), text);
        }
    }

    #[test]
    fn lines_are_joined() {
        assert_eq!(in_one_line("a\tb\r\nc\u{2028}d\u{1B}[31m"), "a b c d [31m");
    }
}
