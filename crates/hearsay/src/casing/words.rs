//! What is known of words and their capitals: the tables of this module.

use std::collections::HashMap;
use std::sync::LazyLock;

use hearsay_mentions::Gazetteer;
use hearsay_syntax::labels;
use hearsay_syntax::table::{self, DataError};

labels! {
    /// What sort of word it is to one who gives it capitals.
    Kind {
        /// Keeps its capitals.
        Acronym = "acronym",
        /// Its point ends no sentence.
        Abbreviation = "abbreviation",
        /// Ends the name of a body or a place.
        Body = "body",
        /// Describes a body inside its name.
        Describing = "describing",
        /// A remark of the wire, which is no text.
        Mark = "mark",
        /// A month beside a number, else a word.
        Month = "month",
        /// Mostly a name, though the dictionary has it as a word too.
        Name = "name",
        /// A particle that stays small between names.
        Of = "of",
        /// Part of names.
        Particle = "particle",
        /// A name of several words.
        Phrase = "phrase",
        /// Stays small inside names of bodies.
        Small = "small",
        /// Has a capital before a name.
        Title = "title",
    }
}

const FILE: &str = "data/en/casing.tsv";

/// The words of the dictionary: in lower case, or acronyms; one a line, in order of bytes.
static ORDINARY: &str = include_str!("../../../../models/ordinary_words.txt");

static KINDS: LazyLock<HashMap<&'static str, Vec<Kind>>> =
    LazyLock::new(|| load().unwrap_or_else(|error| panic!("our own data is sound: {error}")));

/// Reads the table.
pub(super) fn load() -> Result<HashMap<&'static str, Vec<Kind>>, DataError> {
    let mut kinds: HashMap<&'static str, Vec<Kind>> = HashMap::new();
    for row in table::rows(FILE, include_str!("../../data/en/casing.tsv"))? {
        kinds.entry(row.get("word")).or_default().push(row.required("kind")?);
    }
    Ok(kinds)
}

/// Whether the table calls a word, in lower case, so.
pub(super) fn is(word: &str, kind: Kind) -> bool {
    KINDS.get(word).is_some_and(|kinds| kinds.contains(&kind))
}

/// Whether the dictionary has just this word: "don't".
pub(super) fn has(word: &str) -> bool {
    let (mut low, mut high) = (0, ORDINARY.len());
    while low < high {
        let middle = (low + high) / 2;
        let start = ORDINARY[..middle].rfind('\n').map_or(0, |at| at + 1);
        let end = ORDINARY[start..].find('\n').map_or(ORDINARY.len(), |length| start + length);
        match ORDINARY[start..end].cmp(word) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = (end + 1).min(high),
            std::cmp::Ordering::Greater => high = start,
        }
    }
    false
}

/// Whether a word, in lower case, is one of the language and mostly no name. Forms that the
/// dictionary lacks are made of those that it has.
pub(super) fn is_ordinary(word: &str) -> bool {
    if is(word, Kind::Name) {
        return false;
    }
    has(word) || formed(word) || has_in_america(word)
}

/// "Favour", "criticised", "theatre": the dictionary spells as Americans do.
fn has_in_america(word: &str) -> bool {
    let as_there = |from: &str, to: &str| {
        word.contains(from) && {
            let word = word.replace(from, to);
            has(&word) || formed(&word)
        }
    };
    [("our", "or"), ("is", "iz"), ("ys", "yz"), ("tre", "ter"), ("ence", "ense"), ("ll", "l")]
        .iter()
        .any(|(from, to)| as_there(from, to))
}

/// "Machinegunned", "subregional", "kidnappings": a known word with a known beginning or end.
fn formed(word: &str) -> bool {
    const BEFORE: [&str; 14] = [
        "anti", "counter", "ex", "inter", "mid", "mini", "multi", "non", "over", "pre", "re",
        "sub", "super", "un",
    ];
    const AFTER: [(&str, &str); 9] = [
        ("ies", "y"),
        ("ied", "y"),
        ("es", ""),
        ("s", ""),
        ("ed", "e"),
        ("ed", ""),
        ("ing", "e"),
        ("ing", ""),
        ("ly", ""),
    ];
    let known = |stem: &str| stem.len() > 3 && has(stem) && !is(stem, Kind::Name);
    let ends = |stem: &str| {
        let letters = stem.as_bytes();
        let doubled = letters.len() > 2 && letters[letters.len() - 1] == letters[letters.len() - 2];
        known(stem) || (doubled && known(&stem[..stem.len() - 1]))
    };
    AFTER.iter().any(|(end, back)| {
        word.strip_suffix(end).is_some_and(|stem| {
            stem.is_ascii() && (known(&format!("{stem}{back}")) || (back.is_empty() && ends(stem)))
        })
    }) || BEFORE.iter().any(|start| word.strip_prefix(start).is_some_and(known))
}

/// Whether letters that stand together are an acronym: a known one, or nothing that can be spoken.
pub(super) fn is_acronym(upper: &str, lower: &str) -> bool {
    let consonants = |word: &str| !word.bytes().any(|b| b"aeiouy".contains(&b));
    is(lower, Kind::Acronym)
        || has(upper)
        || (lower.len() > 1 && lower.is_ascii() && consonants(lower))
}

/// Whether some place has just this name.
pub(super) fn is_place(name: &str) -> bool {
    !Gazetteer::embedded().places(name).is_empty()
}
