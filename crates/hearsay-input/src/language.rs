//! Is it English?
//!
//! A text is judged on several windows spread over it, so that a long quotation in another language
//! does not decide for the whole, nor an English headline over a Russian page. Only letters count,
//! and in lower case: wires wrote in capitals for decades.

use std::fmt;

use whichlang::{Lang, detect_language};

/// A language that is not English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language(Lang);

impl Language {
    /// ISO 639-1.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.names().0
    }

    fn names(self) -> (&'static str, &'static str) {
        match self.0 {
            Lang::Ara => ("ar", "Arabic"),
            Lang::Cmn => ("zh", "Chinese"),
            Lang::Deu => ("de", "German"),
            Lang::Eng => ("en", "English"),
            Lang::Fra => ("fr", "French"),
            Lang::Hin => ("hi", "Hindi"),
            Lang::Ita => ("it", "Italian"),
            Lang::Jpn => ("ja", "Japanese"),
            Lang::Kor => ("ko", "Korean"),
            Lang::Nld => ("nl", "Dutch"),
            Lang::Por => ("pt", "Portuguese"),
            Lang::Rus => ("ru", "Russian"),
            Lang::Spa => ("es", "Spanish"),
            Lang::Swe => ("sv", "Swedish"),
            Lang::Tur => ("tr", "Turkish"),
            Lang::Vie => ("vi", "Vietnamese"),
        }
    }
}

impl fmt::Display for Language {
    /// Only sixteen languages are told apart, so a sister language goes by the nearest name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (or a language like it)", self.names().1)
    }
}

/// What a text seems to be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// English, or mostly English.
    English,
    /// Another language.
    Other(Language),
    /// Too few letters to tell.
    TooShort,
}

/// With fewer letters than this a text is not judged.
const LETTERS: usize = 40;
/// So many of them in words that are no names: a list of names is in no language.
const LETTERS_OUTSIDE_NAMES: usize = 25;
/// How many windows are looked at.
const WINDOWS: usize = 9;
/// How long a window is, in bytes.
const WINDOW: usize = 600;

/// Says what a text is in.
///
/// ```
/// use hearsay_input::{Judgement, judge};
/// let russian = "Министерство обороны сообщило, что обстрел прекратился.";
/// assert!(matches!(judge(russian), Judgement::Other(language) if language.code() == "ru"));
/// assert_eq!(judge("REBEL TROOPS CALLED OFF AN UPRISING, THE ARMY SAID"), Judgement::English);
/// assert_eq!(judge("Привет!"), Judgement::TooShort);
/// ```
#[must_use]
pub fn judge(text: &str) -> Judgement {
    let pieces = pieces(text);
    let sum = |count: fn(&str) -> usize| pieces.iter().map(|piece| count(piece)).sum::<usize>();
    if sum(letters) < LETTERS || sum(letters_outside_names) < LETTERS_OUTSIDE_NAMES {
        return Judgement::TooShort;
    }
    let windows: Vec<String> = pieces.into_iter().map(plain).collect();
    let verdicts: Vec<_> = windows
        .iter()
        // The last window of a text may be a few words; it has no voice beside full ones.
        .filter(|window| windows.len() == 1 || letters(window) >= LETTERS)
        .map(|window| if has_english_words(window) { Lang::Eng } else { detect_language(window) })
        .collect();
    let others: Vec<_> = verdicts.iter().copied().filter(|&lang| lang != Lang::Eng).collect();
    // Half in English is enough to be read for that half.
    if others.len() * 2 <= verdicts.len() {
        return Judgement::English;
    }
    let most = |lang: &Lang| others.iter().filter(|other| *other == lang).count();
    // Of several with the same count, the one that comes first in the text.
    let first = others.iter().rev().copied().max_by_key(most);
    first.map_or(Judgement::English, |lang| Judgement::Other(Language(lang)))
}

fn letters(window: &str) -> usize {
    window.chars().filter(|letter| letter.is_alphabetic()).count()
}

/// Letters in words that do not begin with a capital; all letters where capitals are the rule.
fn letters_outside_names(piece: &str) -> usize {
    let capitals = piece.chars().filter(|letter| letter.is_uppercase()).count();
    if capitals * 2 > letters(piece) {
        return letters(piece);
    }
    let words = piece.split(|letter: char| !letter.is_alphabetic());
    words.filter(|word| !word.starts_with(char::is_uppercase)).map(letters).sum()
}

/// Pieces spread over the text; all of a text that is not long.
fn pieces(text: &str) -> Vec<&str> {
    if text.len() <= WINDOWS * WINDOW {
        let mut pieces = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(rest.floor_char_boundary(WINDOW));
            pieces.push(piece);
            rest = after;
        }
        pieces
    } else {
        let stride = (text.len() - WINDOW) / (WINDOWS - 1);
        let starts = (0..WINDOWS).map(|number| text.floor_char_boundary(number * stride));
        starts.map(|start| &text[start..text.floor_char_boundary(start + WINDOW)]).collect()
    }
}

/// In lower case, with everything but letters as a space.
fn plain(piece: &str) -> String {
    let mut plain = String::with_capacity(piece.len());
    for letter in piece.chars() {
        if letter.is_alphabetic() || letter == '\'' {
            plain.extend(letter.to_lowercase());
        } else if letter == '’' {
            plain.push('\'');
        } else if !plain.ends_with(' ') {
            plain.push(' ');
        }
    }
    plain
}

/// Small words of English that the other languages do not have.
const SMALL_WORDS: &[&str] = &[
    "after", "and", "are", "at", "been", "by", "for", "from", "has", "have", "his", "it", "not",
    "of", "on", "said", "says", "that", "the", "their", "they", "this", "to", "was", "were",
    "which", "with",
];

/// Whether a window is held together by English words: names alone, of people and places far from
/// England, would mislead the judge.
fn has_english_words(window: &str) -> bool {
    let words = window.split_whitespace().count();
    let small = window.split_whitespace().filter(|word| SMALL_WORDS.contains(word));
    let mut seen: Vec<&str> = small.collect();
    let count = seen.len();
    seen.sort_unstable();
    seen.dedup();
    let enough = if words < 25 { 2 } else { 3 };
    seen.len() >= enough && count * 100 >= words * 15
}
