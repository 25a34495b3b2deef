//! Character classes as Python has them, because the model was trained on features made with them.
//!
//! Rust's `char` methods follow other Unicode properties than Python's: `is_alphabetic` takes in
//! letter-like numbers and marks, `is_numeric` every number. Each function here names the Python
//! method that it repeats.

use unicode_general_category::{GeneralCategory as Category, get_general_category};

/// `str.isspace`.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

/// `str.isalpha`: the letters, general categories L*.
pub(crate) fn is_alpha(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    matches!(
        get_general_category(c),
        Category::UppercaseLetter
            | Category::LowercaseLetter
            | Category::TitlecaseLetter
            | Category::ModifierLetter
            | Category::OtherLetter
    )
}

/// `str.isupper`, of one character.
pub(crate) fn is_upper(c: char) -> bool {
    c.is_uppercase()
}

/// `str.isdecimal`, which is also what `\d` matches: general category Nd.
pub(crate) fn is_decimal(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_digit();
    }
    get_general_category(c) == Category::DecimalNumber
}

/// `str.isdigit`: decimals and the superscript, subscript, circled and boxed digits, those whose
/// `Numeric_Type` is `Digit` in the Unicode character database.
pub(crate) fn is_digit(c: char) -> bool {
    const DIGIT_LIKE: [(char, char); 20] = [
        ('\u{b2}', '\u{b3}'),
        ('\u{b9}', '\u{b9}'),
        ('\u{1369}', '\u{1371}'),
        ('\u{19da}', '\u{19da}'),
        ('\u{2070}', '\u{2070}'),
        ('\u{2074}', '\u{2079}'),
        ('\u{2080}', '\u{2089}'),
        ('\u{2460}', '\u{2468}'),
        ('\u{2474}', '\u{247c}'),
        ('\u{2488}', '\u{2490}'),
        ('\u{24ea}', '\u{24ea}'),
        ('\u{24f5}', '\u{24fd}'),
        ('\u{24ff}', '\u{24ff}'),
        ('\u{2776}', '\u{277e}'),
        ('\u{2780}', '\u{2788}'),
        ('\u{278a}', '\u{2792}'),
        ('\u{10a40}', '\u{10a43}'),
        ('\u{10e60}', '\u{10e68}'),
        ('\u{11052}', '\u{1105a}'),
        ('\u{1f100}', '\u{1f10a}'),
    ];
    is_decimal(c) || DIGIT_LIKE.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

/// `\w`: letters, numbers of every kind, and the underscore.
pub(crate) fn is_word(c: char) -> bool {
    c == '_'
        || is_alpha(c)
        || is_digit(c)
        || matches!(
            get_general_category(c),
            Category::DecimalNumber | Category::LetterNumber | Category::OtherNumber
        )
}

/// A set of characters as sorted ranges, with the ASCII part as a bit set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CharSet {
    ascii: u128,
    ranges: Vec<(char, char)>,
}

impl CharSet {
    /// The set of all characters in `ranges`, which are inclusive and may overlap.
    pub(crate) fn new(ranges: &[(char, char)]) -> Self {
        let mut sorted = ranges.to_vec();
        sorted.sort_unstable();
        let mut merged: Vec<(char, char)> = Vec::with_capacity(sorted.len());
        for (first, last) in sorted {
            match merged.last_mut() {
                Some(range) if first <= range.1 => range.1 = range.1.max(last),
                _ => merged.push((first, last)),
            }
        }
        let ascii = (0..128_u8)
            .filter(|b| {
                merged.iter().any(|(first, last)| (*first..=*last).contains(&char::from(*b)))
            })
            .fold(0, |bits, b| bits | 1 << b);
        Self { ascii, ranges: merged }
    }

    /// Whether `c` is in the set.
    pub(crate) fn contains(&self, c: char) -> bool {
        if c.is_ascii() {
            return self.ascii >> (c as u32) & 1 == 1;
        }
        let at = self.ranges.partition_point(|(_, last)| *last < c);
        self.ranges.get(at).is_some_and(|(first, _)| *first <= c)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn superscript_two_is_a_digit_but_no_decimal() {
        assert!(is_digit('²') && !is_decimal('²'));
        assert!(is_digit('٣') && is_decimal('٣'));
        assert!(!is_digit('½') && is_word('½'));
    }

    #[test]
    fn separators_are_space_and_zero_width_is_not() {
        assert!(is_space('\u{1c}') && is_space('\u{a0}') && is_space('\u{2028}'));
        assert!(!is_space('\u{200b}') && !is_space('\u{feff}'));
    }

    #[test]
    fn sets_merge_overlapping_ranges() {
        let set = CharSet::new(&[('a', 'f'), ('d', 'k'), ('é', 'é')]);
        assert!(set.contains('k') && set.contains('é') && !set.contains('l') && !set.contains('è'));
    }
}
