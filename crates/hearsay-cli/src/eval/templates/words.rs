//! Words by which incidents are told apart (`data/en/templates.tsv`), and what they weigh
//! (`data/en/signs.tsv`).

use std::collections::HashMap;
use std::sync::LazyLock;

use hearsay_syntax::labels;
use hearsay_syntax::table::{self, DataError};

labels! {
    /// What a word says about a deed or about those who take part.
    Kind {
        Abduction = "abduction", Accident = "accident", Alleged = "alleged", Area = "area",
        Arson = "arson", BetweenForces = "between forces", Blames = "blames", Body = "body",
        Bomb = "bomb", Building = "building", Claims = "claims", Clash = "clash",
        Common = "common", Deadly = "deadly", Deed = "deed", Determiner = "determiner",
        Generic = "generic", Habit = "habit", Joins = "joins", Military = "military",
        MilitaryTarget = "military target", Opinion = "opinion", Outlaw = "outlaw",
        Person = "person", Pronoun = "pronoun", Robbery = "robbery", Speakers = "speakers",
        Thing = "thing", Title = "title", Vague = "vague", Violent = "violent",
        Wounding = "wounding",
    }
}

type Words = HashMap<Kind, Vec<String>>;

static WORDS: LazyLock<Words> =
    LazyLock::new(|| load().unwrap_or_else(|error| panic!("our own data is sound: {error}")));
static SIGNS: LazyLock<HashMap<&'static str, i32>> =
    LazyLock::new(|| signs().unwrap_or_else(|error| panic!("our own data is sound: {error}")));

fn load() -> Result<Words, DataError> {
    let mut words = Words::new();
    let text = include_str!("../../../data/en/templates.tsv");
    for row in table::rows("data/en/templates.tsv", text)? {
        words.entry(row.required("kind")?).or_default().push(plain(row.get("word")));
    }
    Ok(words)
}

fn signs() -> Result<HashMap<&'static str, i32>, DataError> {
    let text = include_str!("../../../data/en/signs.tsv");
    let rows = table::rows("data/en/signs.tsv", text)?;
    rows.iter().map(|row| Ok((row.get("sign"), row.required("points")?))).collect()
}

/// The words of a text in lower case between single blanks, with one before and one after.
fn plain(text: &str) -> String {
    let mut plain = String::from(" ");
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() || c == '-' {
            plain.push(c);
        } else if !plain.ends_with(' ') {
            plain.push(' ');
        }
    }
    if !plain.ends_with(' ') {
        plain.push(' ');
    }
    plain
}

/// Whether a text has a word of a kind.
pub(super) fn has(text: &str, kind: Kind) -> bool {
    let text = plain(text);
    WORDS[&kind].iter().any(|word| text.contains(word.as_str()))
}

/// Whether a text is a word of a kind.
pub(super) fn is(text: &str, kind: Kind) -> bool {
    let text = plain(text);
    WORDS[&kind].contains(&text)
}

/// Whether a text begins with a word of a kind.
pub(super) fn begins(text: &str, kind: Kind) -> bool {
    let text = plain(text);
    WORDS[&kind].iter().any(|word| text.starts_with(word.as_str()))
}

/// Whether a text ends with a word of a kind.
pub(super) fn ends(text: &str, kind: Kind) -> bool {
    let text = plain(text);
    WORDS[&kind].iter().any(|word| text.ends_with(word.as_str()))
}

/// Whether every word of a text is of a kind.
pub(super) fn all(text: &str, kind: Kind) -> bool {
    text.split_whitespace().all(|word| is(word, kind))
}

/// A text without words of a kind, and figures, at its beginning.
pub(super) fn without_lead(text: &str, kind: Kind) -> String {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    while words.len() > 1 {
        let first = words[0];
        if is(first, kind) || first.starts_with(|c: char| c.is_ascii_digit()) {
            words.remove(0);
        } else {
            break;
        }
    }
    words.join(" ")
}

/// What a sign weighs.
pub(super) fn points(sign: &str) -> i32 {
    *SIGNS.get(sign).unwrap_or_else(|| panic!("data/en/signs.tsv has the sign {sign}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sound() {
        let words = load().expect("templates.tsv");
        assert!(Kind::ALL.iter().all(|kind| words.contains_key(kind)));
        signs().expect("signs.tsv");
    }

    #[test]
    fn words_are_found_whole() {
        assert!(has("A car bomb, it said, went off.", Kind::Bomb));
        assert!(!has("A bombastic speech.", Kind::Bomb));
        assert!(ends("members of the crowd of hit men", Kind::Outlaw));
        assert_eq!(
            without_lead("at least about 50 the peasants", Kind::Determiner),
            "at least about 50 the peasants"
        );
        assert_eq!(without_lead("The two 14 peasants", Kind::Determiner), "peasants");
    }
}
