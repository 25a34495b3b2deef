//! Words that a person looks for, made safe for SQLite's full-text search.
//!
//! Its own language has operators, columns and parentheses, and answers a stray quotation mark with
//! an error. Here every word is quoted, so that anything typed is looked for as it stands; only
//! quotation marks, a leading minus and a trailing star mean something.

use crate::error::{LedgerError, Result};

/// The query for FTS5.
pub(crate) fn query(text: &str) -> Result<String> {
    let mut wanted = Vec::new();
    let mut unwanted = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let (is_unwanted, after) = match rest.strip_prefix('-') {
            Some(after) => (true, after),
            None => (false, rest),
        };
        let (words, after) = match after.strip_prefix('"') {
            // A quotation that is not closed runs to the end.
            Some(after) => after.split_once('"').unwrap_or((after, "")),
            None => {
                let end = after.find([' ', '\t', '\n', '\r', '"']).unwrap_or(after.len());
                after.split_at(end)
            }
        };
        rest = after;
        let is_beginning = words.ends_with('*');
        let words = words.trim_end_matches('*');
        if !words.chars().any(char::is_alphanumeric) {
            continue;
        }
        let star = if is_beginning { "*" } else { "" };
        let quoted = format!("\"{}\"{star}", words.replace(['"', '\0'], " "));
        if is_unwanted { unwanted.push(quoted) } else { wanted.push(quoted) }
    }
    if wanted.is_empty() {
        return Err(LedgerError::Filter(format!(
            "`{}` has no word to look for",
            text.trim().chars().take(60).collect::<String>()
        )));
    }
    let wanted = wanted.join(" AND ");
    Ok(if unwanted.is_empty() {
        wanted
    } else {
        format!("({wanted}) NOT ({})", unwanted.join(" OR "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(query(text).as_deref(), Ok(expected));
    }

    #[test]
    fn words_are_all_wanted() {
        check("Ilmet river", r#""Ilmet" AND "river""#);
        check(r#""Ilmet river" shell*"#, r#""Ilmet river" AND "shell"*"#);
        check("river -drone -\"border post\"", r#"("river") NOT ("drone" OR "border post")"#);
    }

    #[test]
    fn signs_of_the_search_language_mean_nothing() {
        check("title:x OR (y", r#""title:x" AND "OR" AND "(y""#);
        check("a\"b", r#""a" AND "b""#);
        check("\"open", r#""open""#);
        check("^NEAR(a, b)", r#""^NEAR(a," AND "b)""#);
    }

    #[test]
    fn nothing_to_look_for_is_said() {
        for text in ["", "  ", "\"", "-x", "* — -"] {
            assert!(matches!(query(text), Err(LedgerError::Filter(_))), "{text}");
        }
    }
}
