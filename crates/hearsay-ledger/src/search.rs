//! Words that a person looks for, made safe for SQLite's full-text search.
//!
//! Its own language has operators, columns and parentheses, and answers a stray quotation mark with
//! an error. Here every word is quoted, so that anything typed is looked for as it stands; only
//! quotation marks, a leading minus and a trailing star mean something.

use rusqlite::Connection;

use crate::error::{LedgerError, Result};

/// The query for FTS5, for an index that knows where words stand.
pub(crate) fn query(text: &str) -> Result<String> {
    let asked = asked(text)?;
    Ok(joined(asked.iter().map(|asked| (asked.is_unwanted, asked.quoted()))))
}

/// So many claims are fewer than it takes to go through all.
const RARE: u32 = 1000;

/// Whether a query fits more than a few claims.
pub(crate) fn is_common(connection: &Connection, query: &str) -> Result<bool> {
    let found: u32 = connection
        .prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM claim_text WHERE claim_text MATCH ?1 LIMIT ?2)",
        )?
        .query_row((query, RARE + 1), |row| row.get(0))?;
    Ok(found > RARE)
}

/// What is looked for in an index that knows which words a text has, but not where they stand.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rough {
    /// The query for this index; none where it can exclude nothing.
    pub(crate) query: Option<String>,
    /// The query that must hold of each text that is found so, where words must stand together.
    pub(crate) exact: Option<String>,
}

/// The query for FTS5, for an index of texts that does not know where words stand: one that did would
/// be three times as large.
pub(crate) fn rough(text: &str) -> Result<Rough> {
    let asked = asked(text)?;
    let mut parts = Vec::new();
    let mut is_exact = true;
    for asked in &asked {
        let words: Vec<&str> = asked.words.split(|c| !is_of_word(c)).collect();
        let words: Vec<&&str> = words.iter().filter(|word| !word.is_empty()).collect();
        let is_simple = words.len() == 1 && asked.words.chars().all(is_certain);
        is_exact &= is_simple;
        // A text may have the words and not have them together; then it is not unwanted.
        if is_simple || !asked.is_unwanted {
            let certain = words.iter().filter(|word| word.chars().all(is_certain_letter));
            let quoted = certain.map(|word| format!("\"{word}\"{}", asked.star_of(word)));
            parts.extend(quoted.map(|quoted| (asked.is_unwanted, quoted)));
        }
    }
    let is_wanted = parts.iter().any(|(is_unwanted, _)| !is_unwanted);
    let query = is_wanted.then(|| joined(parts.into_iter()));
    let exact =
        (!is_exact).then(|| joined(asked.iter().map(|asked| (asked.is_unwanted, asked.quoted()))));
    Ok(Rough { query, exact })
}

/// Words that belong together.
struct Asked<'t> {
    is_unwanted: bool,
    words: &'t str,
    /// Whether the last of them is the beginning of a word.
    is_beginning: bool,
}

impl Asked<'_> {
    fn quoted(&self) -> String {
        let star = if self.is_beginning { "*" } else { "" };
        format!("\"{}\"{star}", self.words.replace(['"', '\0'], " "))
    }

    fn star_of(&self, word: &str) -> &'static str {
        let is_last = self.words.trim_end_matches(|c| !is_of_word(c)).ends_with(word);
        if self.is_beginning && is_last { "*" } else { "" }
    }
}

/// Whether the index takes it for a part of a word; accents belong to their letters.
fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || ('\u{300}'..='\u{331}').contains(&letter)
}

/// Whether we and the index surely agree on it: its tables are older than ours.
fn is_certain(letter: char) -> bool {
    !is_of_word(letter) || is_certain_letter(letter)
}

fn is_certain_letter(letter: char) -> bool {
    letter < '\u{500}'
}

fn asked(text: &str) -> Result<Vec<Asked<'_>>> {
    let mut all = Vec::new();
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
        if words.chars().any(char::is_alphanumeric) {
            all.push(Asked { is_unwanted, words, is_beginning });
        }
    }
    if all.iter().all(|asked| asked.is_unwanted) {
        return Err(LedgerError::Filter(format!(
            "`{}` has no word to look for",
            text.trim().chars().take(60).collect::<String>()
        )));
    }
    Ok(all)
}

/// All that is wanted, and nothing that is not.
fn joined(parts: impl Iterator<Item = (bool, String)>) -> String {
    let (unwanted, wanted): (Vec<_>, Vec<_>) = parts.partition(|(is_unwanted, _)| *is_unwanted);
    let of = |parts: Vec<(bool, String)>, between| {
        let parts: Vec<String> = parts.into_iter().map(|(_, quoted)| quoted).collect();
        parts.join(between)
    };
    if unwanted.is_empty() {
        return of(wanted, " AND ");
    }
    format!("({}) NOT ({})", of(wanted, " AND "), of(unwanted, " OR "))
}

/// How the texts of articles are taken apart, for FTS5.
const TOKENIZE: &str = "tokenize = 'porter unicode61 remove_diacritics 2'";

/// An index of one text, which tells whether a query holds of it.
pub(crate) struct OneText(Connection);

impl OneText {
    pub(crate) fn new() -> rusqlite::Result<Self> {
        let connection = Connection::open_in_memory()?;
        connection.execute_batch(&format!(
            "PRAGMA journal_mode = OFF;
             CREATE VIRTUAL TABLE one USING fts5 (title, text, content = '', {TOKENIZE});"
        ))?;
        Ok(Self(connection))
    }

    /// Whether it holds of this text.
    pub(crate) fn says(&self, title: &str, text: &str, query: &str) -> rusqlite::Result<bool> {
        let one = &self.0;
        one.prepare_cached("INSERT INTO one (one) VALUES ('delete-all')")?.execute([])?;
        one.prepare_cached("INSERT INTO one (rowid, title, text) VALUES (1, ?1, ?2)")?
            .execute((title, text))?;
        one.prepare_cached("SELECT 1 FROM one WHERE one MATCH ?1")?.exists([query])
    }
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

    #[track_caller]
    fn check_rough(text: &str, expected: &str, exact: Option<&str>) {
        let rough = rough(text).expect("there is something to look for");
        assert_eq!(rough.query.as_deref(), Some(expected));
        assert_eq!(rough.exact.as_deref(), exact);
    }

    #[test]
    fn words_that_stand_together_are_looked_for_apart_and_then_exactly() {
        check_rough("Ilmet river -drone", r#"("Ilmet" AND "river") NOT ("drone")"#, None);
        check_rough("shell* (Tarsk)", r#""shell"* AND "Tarsk""#, None);
        check_rough(
            r#""Ilmet riv*" -"border post""#,
            r#""Ilmet" AND "riv"*"#,
            Some(r#"("Ilmet riv"*) NOT ("border post")"#),
        );
        check_rough(
            "U.S. don’t",
            r#""U" AND "S" AND "don" AND "t""#,
            Some(r#""U.S." AND "don’t""#),
        );
        check_rough("cafe\u{301}s", "\"cafe\u{301}s\"", None);
    }

    #[test]
    fn what_no_index_tells_apart_is_looked_for_in_every_text() {
        let rough = rough("東京").expect("there is something to look for");
        assert_eq!(rough, Rough { query: None, exact: Some("\"東京\"".to_owned()) });
    }

    #[test]
    fn one_text_says_what_stands_together() {
        let one = OneText::new().expect("it can be made");
        let says =
            |text: &str, query: &str| one.says("Shelling", text, query).expect("it is asked");
        assert!(says("Villages along the Ilmet river", r#""Ilmet rivers""#));
        assert!(!says("The river, says Ilmet", r#""Ilmet river""#));
        assert!(says("Nothing", r#""shelled""#), "the title counts");
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
