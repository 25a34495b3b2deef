//! One spelling for all the ways in which a name is written.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// First words of names that are often cut short.
const SHORTENED: [(&str, &str); 3] = [("saint", "st"), ("mount", "mt"), ("fort", "ft")];

/// A name in lower case without accents, dots and apostrophes, its hyphens as blanks, and "Saint",
/// "Mount" and "Fort" before it cut short.
///
/// ```
/// use hearsay_mentions::gazetteer::fold;
/// assert_eq!(fold("Mazār-e Sharīf"), "mazar e sharif");
/// assert_eq!(fold("St. John’s"), fold("Saint Johns"));
/// ```
#[must_use]
pub fn fold(name: &str) -> String {
    let mut out = Vec::with_capacity(name.len());
    Fold::default().push(name, |byte| out.push(byte));
    let text = String::from_utf8(out).expect("whole characters are folded");
    for (long, short) in SHORTENED {
        if let Some(rest) = text.strip_prefix(long).filter(|rest| rest.starts_with(' ')) {
            return format!("{short}{rest}");
        }
    }
    text
}

/// The first word of a longer name, cut short where [`fold`] does so.
pub(crate) fn first_word(word: &str) -> &str {
    let is_it = |(long, _): &&(&str, &str)| word.eq_ignore_ascii_case(long);
    SHORTENED.iter().find(is_it).map_or(word, |(_, short)| short)
}

/// A name that is folded piece by piece: knows whether a blank is due.
#[derive(Clone, Debug, Default)]
pub(super) struct Fold {
    has_begun: bool,
    is_blank_due: bool,
}

impl Fold {
    /// Folds a piece, byte by byte of its UTF-8.
    pub(super) fn push(&mut self, piece: &str, mut each: impl FnMut(u8)) {
        for c in piece.chars() {
            if c.is_ascii_alphanumeric() {
                self.letter(c.to_ascii_lowercase(), &mut each);
                continue;
            }
            if is_blank(c) {
                self.is_blank_due = self.has_begun;
                continue;
            }
            for d in std::iter::once(c).nfkd() {
                if is_combining_mark(d) || !d.is_alphanumeric() {
                    continue;
                }
                for e in d.to_lowercase() {
                    match plain(e) {
                        Some(letters) => {
                            letters.chars().for_each(|letter| self.letter(letter, &mut each));
                        }
                        None => self.letter(e, &mut each),
                    }
                }
            }
        }
    }

    fn letter(&mut self, letter: char, each: &mut impl FnMut(u8)) {
        if std::mem::take(&mut self.is_blank_due) {
            each(b' ');
        }
        self.has_begun = true;
        letter.encode_utf8(&mut [0; 4]).bytes().for_each(each);
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '‐' | '‑' | '–' | '—' | '/' | '_' | ',')
}

/// Letters that are no letter with an accent, as they are written without them.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ı' => "i",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ə' => "a",
        'ħ' => "h",
        'ʻ' | 'ʼ' | 'ʿ' | 'ʾ' | 'ˈ' => "",
        _ => return None,
    })
}
