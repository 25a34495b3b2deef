//! Reads the classes of words that rules name, at any piece of the text: from the tables, and from
//! figures.

use std::collections::HashMap;

use jiff::civil::Date;

use super::pieces::Piece;
use super::words::{Class, Tables, Value};
use crate::data::Phrases;

/// The classes that are read from figures or from several words.
const COMPUTED: [Class; 19] = [
    Class::AnyUnit,
    Class::BareYear,
    Class::DayNumber,
    Class::Decade,
    Class::Face,
    Class::Hour,
    Class::Military,
    Class::Modifier,
    Class::Nth,
    Class::Number,
    Class::Numeric,
    Class::One,
    Class::Ordinal,
    Class::Short,
    Class::Unit,
    Class::Units,
    Class::Vague,
    Class::Year,
    Class::Zone,
];

/// The pieces of a text, and the tables to read them by.
pub(super) struct Reader<'a> {
    pub(super) pieces: &'a [Piece<'a>],
    pub(super) tables: &'static Tables,
    pub(super) numbers: &'static HashMap<String, (String, u64)>,
    /// The day of the creation time, near which "10/03/2017" is read.
    pub(super) today: Option<Date>,
}

impl<'a> Reader<'a> {
    /// The piece in lower case; nothing past the end.
    pub(super) fn lower(&self, at: usize) -> &'a str {
        self.pieces.get(at).map_or("", |piece| piece.lower)
    }

    /// Hands over every class that begins at a piece.
    pub(super) fn classes(&self, at: usize, take: &mut dyn FnMut(Class)) {
        let word = self.lower(at);
        let entries = self.tables.word(word);
        for (class, _) in entries {
            take(*class);
        }
        let could_be = !entries.is_empty()
            || word.starts_with(|c: char| c.is_ascii_digit() || c == '\'' || c == '-')
            || self.numbers.contains_key(word)
            || matches!(word, "a" | "an")
            || !self.tables.modifiers.starting(word).is_empty()
            || self.unit(word, true).is_some()
            || self.lower(at).len() > 2 && self.numbers.contains_key(word.trim_end_matches('s'));
        if could_be {
            for class in COMPUTED {
                if self.class(class, at).is_some() {
                    take(class);
                }
            }
        }
    }

    /// The value of a class that begins at a piece, and where it ends.
    pub(super) fn class(&self, class: Class, at: usize) -> Option<(usize, Value)> {
        let word = self.lower(at);
        let number = |number: Option<i64>| number.map(|number| (at + 1, Value::Number(number)));
        match class {
            Class::Number => self.number(at),
            Class::One => matches!(word, "a" | "an").then_some((at + 1, Value::Count(1, false))),
            Class::Vague => {
                let (class, _) = self.numbers.get(word)?;
                matches!(class.as_str(), "some" | "vague").then_some((at + 1, Value::Text("X")))
            }
            Class::Unit => self.unit(word, false).map(|unit| (at + 1, unit)),
            Class::Units => self.unit(word, true).map(|unit| (at + 1, unit)),
            Class::AnyUnit => {
                let unit = self.unit(word, false).or_else(|| self.unit(word, true))?;
                Some((at + 1, unit))
            }
            Class::DayNumber => number(day_number(word, &[""])),
            Class::Nth => number(day_number(word, &["st", "nd", "rd", "th"])),
            Class::Ordinal => {
                let (stem, is_long) = match ordinal_stem(word) {
                    Some(stem) => (stem, true),
                    None => (word, false),
                };
                if is_long {
                    return number(stem.parse().ok());
                }
                self.ordinal(at)
            }
            Class::Year => {
                let year = digits(word, 4..=4).filter(|year| (1000..2200).contains(year));
                number(year).or_else(|| self.year_in_words(at))
            }
            Class::BareYear => number(digits(word, 1..=4)),
            Class::Short => {
                number(digits(word.strip_prefix('\'').unwrap_or(word), 2..=2)).or_else(|| {
                    let year = digits(self.lower(at + 1), 2..=2)?;
                    let is_short = word == "'" && self.pieces[at + 1].is_glued;
                    is_short.then_some((at + 2, Value::Number(year)))
                })
            }
            Class::Decade => self.decade(at),
            Class::Face => face(word).map(|(hour, minute)| (at + 1, Value::Face(hour, minute))),
            Class::Hour => {
                let hour = digits(word, 1..=2).or_else(|| {
                    let (class, value) = self.numbers.get(word)?;
                    (class == "ones").then(|| i64::try_from(*value).ok())?
                });
                number(hour.filter(|hour| (1..=12).contains(hour)))
            }
            Class::Military => {
                let is_clock = |time: &i64| (0..=24).contains(&(time / 100)) && time % 100 < 60;
                number(digits(word, 4..=4).filter(is_clock))
            }
            Class::Numeric => self.numeric(at),
            Class::Modifier => {
                let (end, modifier) = self.phrase(&self.tables.modifiers, at)?;
                Some((end, Value::Modifier(*modifier)))
            }
            Class::Zone => {
                let (end, zone) = self.phrase(&self.tables.zones, at)?;
                Some((end, Value::Zone(zone)))
            }
            _ => Some((at + 1, self.tables.value(word, class)?)),
        }
    }

    /// "nineteen ninety-four", "two thousand".
    fn year_in_words(&self, at: usize) -> Option<(usize, Value)> {
        if self.lower(at) == "two" && self.lower(at + 1) == "thousand" {
            return Some((at + 2, Value::Number(2000)));
        }
        let (_, century) = self.numbers.get(self.lower(at))?;
        let (end, Value::Count(year, false)) = self.number_words(at + 1)? else { return None };
        let fits = (15..=20).contains(century) && (10..100).contains(&year);
        fits.then_some((end, Value::Number(i64::try_from(century * 100 + year).ok()?)))
    }

    /// The longest phrase of a table that stands at a piece.
    fn phrase<T>(&self, phrases: &'static Phrases<T>, at: usize) -> Option<(usize, &'static T)> {
        phrases.starting(self.lower(at)).iter().find_map(|(words, value)| {
            let fits = words
                .iter()
                .enumerate()
                .all(|(k, word)| self.lower(at + k).eq_ignore_ascii_case(word));
            fits.then_some((at + words.len(), value))
        })
    }

    /// A unit of time, in the singular or the plural.
    fn unit(&self, word: &str, is_plural: bool) -> Option<Value> {
        let word = if is_plural { word.strip_suffix('s')? } else { word };
        self.tables.value(word, Class::Unit).or_else(|| {
            let stem = word.strip_suffix("ie").filter(|_| is_plural)?;
            (stem == "centur").then(|| self.tables.value("century", Class::Unit))?
        })
    }

    /// "first", "twenty-first".
    fn ordinal(&self, at: usize) -> Option<(usize, Value)> {
        if let Some(Value::Number(ordinal)) = self.tables.value(self.lower(at), Class::Ordinal) {
            return Some((at + 1, Value::Number(ordinal)));
        }
        let (class, tens) = self.numbers.get(self.lower(at))?;
        let next = at + 1 + usize::from(self.lower(at + 1) == "-");
        match self.tables.value(self.lower(next), Class::Ordinal)? {
            Value::Number(ones) if class == "tens" && ones < 10 => {
                Some((next + 1, Value::Number(i64::try_from(*tens).ok()? + ones)))
            }
            _ => None,
        }
    }

    /// "1990s", "1990's": the ten years without the last digit; "'90s", "the nineties": a digit, as
    /// the century is not told.
    fn decade(&self, at: usize) -> Option<(usize, Value)> {
        let word = self.lower(at);
        if let Some(Value::Number(decade)) = self.tables.value(word, Class::DecadeWord) {
            return Some((at + 1, Value::Number(decade)));
        }
        let (start, end) = if word == "'" { (at + 1, at + 2) } else { (at, at + 1) };
        let written = self.lower(start);
        let plain = written.trim_start_matches('\'');
        let is_short = plain.len() < written.len() || start > at;
        let (figures, end) = match plain.strip_suffix("'s").or_else(|| plain.strip_suffix('s')) {
            Some(figures) => (figures, end),
            None if self.lower(end) == "'s" || self.lower(end) == "s" => (plain, end + 1),
            None => return None,
        };
        let decade = match figures.len() {
            4 => digits(figures, 4..=4).filter(|decade| (1000..2200).contains(decade))?,
            3 if self.tables.value(self.lower(end), Class::Era).is_some() => {
                digits(figures, 3..=3)?
            }
            2 if is_short || plain.ends_with('s') => digits(figures, 2..=2)?,
            _ => return None,
        };
        (decade % 10 == 0).then_some((end, Value::Number(decade / 10)))
    }

    /// "27/9/2020", "27.09.2020", "2020-09-27".
    fn numeric(&self, at: usize) -> Option<(usize, Value)> {
        if self.pieces.get(at)?.is_glued && at > 0 && self.lower(at - 1) != "(" {
            return None;
        }
        let mut text = String::new();
        let mut end = at;
        while end < self.pieces.len() && end < at + 5 && (end == at || self.pieces[end].is_glued) {
            let word = self.lower(end);
            if !word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '/' | '-')) {
                break;
            }
            text.push_str(word);
            end += 1;
        }
        if text.ends_with('.') && end > at + 1 {
            end -= 1;
        }
        let trimmed = text.trim_end_matches(['.', '-', '/']);
        let mut parts = trimmed.split(['.', '/', '-']);
        let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let date = if a.len() == 4 {
            Date::new(a.parse().ok()?, b.parse().ok()?, c.parse().ok()?).ok()?
        } else if c.len() == 4 || (c.len() == 2 && trimmed.contains(['.', '/'])) {
            let year: i16 = c.parse().ok()?;
            let year = match (c.len(), year) {
                (4, _) => year,
                (_, 50..) => 1900 + year,
                _ => 2000 + year,
            };
            self.day_and_month(year, a.parse().ok()?, b.parse().ok()?)?
        } else {
            return None;
        };
        Some((end, Value::Date(date)))
    }

    /// A date of two numbers, whose order differs between countries: an article tells of days near
    /// its own.
    fn day_and_month(&self, year: i16, first: i8, second: i8) -> Option<Date> {
        let distance = |date: &Date| Some((*date - self.today?).get_days().abs());
        let day_first = Date::new(year, second, first).ok();
        let month_first = Date::new(year, first, second).ok();
        match (day_first, month_first) {
            (Some(a), Some(b)) if distance(&b) < distance(&a) => Some(b),
            (Some(date), _) | (None, Some(date)) => Some(date),
            (None, None) => None,
        }
    }

    /// A count in figures or words: "16", "1,200", "twenty-three", "two hundred", "2 1/2".
    fn number(&self, at: usize) -> Option<(usize, Value)> {
        let word = self.lower(at);
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let plain = word.replace(',', "");
            if let Some((whole, "5")) = plain.split_once('.') {
                return Some((at + 1, Value::Count(whole.parse().ok()?, true)));
            }
            let mut value: u64 = plain.parse().ok().filter(|_| plain.len() <= 9)?;
            let mut end = at + 1;
            if let Some(scale) = self.scale(end) {
                value = value.checked_mul(scale)?;
                end += 1;
            }
            let is_half = self.lower(end) == "1/2";
            let is_split =
                self.lower(end) == "1" && self.lower(end + 1) == "/" && self.lower(end + 2) == "2";
            let after = if is_half {
                1
            } else if is_split {
                3
            } else {
                0
            };
            return Some((end + after, Value::Count(value, is_half || is_split)));
        }
        self.number_words(at)
    }

    fn scale(&self, at: usize) -> Option<u64> {
        let (class, value) = self.numbers.get(self.lower(at))?;
        (class == "scale" && *value <= 1_000_000).then_some(*value)
    }

    fn number_words(&self, at: usize) -> Option<(usize, Value)> {
        let (mut total, mut group, mut end) = (0_u64, 0_u64, at);
        let mut last = "";
        if matches!(self.lower(at), "a" | "an") && self.scale(at + 1).is_some() {
            (group, end, last) = (1, at + 1, "ones");
        }
        // Nobody writes a count in more than a dozen words.
        for _ in 0..12 {
            let joined = end > at
                && (self.lower(end) == "-" || (self.lower(end) == "and" && last == "scale"));
            let next = end + usize::from(joined);
            let Some((class, value)) = self.numbers.get(self.lower(next)) else { break };
            match class.as_str() {
                "ones" if last.is_empty() || last == "scale" || (last == "tens" && *value < 10) => {
                    group = group.saturating_add(*value);
                }
                "tens" if last.is_empty() || last == "scale" => {
                    group = group.saturating_add(*value);
                }
                "scale" if !last.is_empty() && *value >= 1000 => {
                    total = total.saturating_add(group.max(1).saturating_mul(*value));
                    group = 0;
                }
                "scale" if !last.is_empty() => group = group.max(1).saturating_mul(*value),
                _ => break,
            }
            last = class;
            end = next + 1;
        }
        (end > at && !last.is_empty())
            .then_some((end, Value::Count(total.saturating_add(group), false)))
    }
}

/// A number of so many figures and nothing else.
fn digits(word: &str, length: std::ops::RangeInclusive<usize>) -> Option<i64> {
    let is_number = length.contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| word.parse().ok())?
}

/// The figures before "st", "nd", "rd" or "th".
fn ordinal_stem(word: &str) -> Option<&str> {
    let stem = ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending))?;
    (!stem.is_empty() && stem.len() < 4 && stem.bytes().all(|b| b.is_ascii_digit())).then_some(stem)
}

/// A day of the month with one of these endings.
fn day_number(word: &str, endings: &[&str]) -> Option<i64> {
    let stem = endings.iter().find_map(|ending| word.strip_suffix(ending))?;
    digits(stem, 1..=2).filter(|day| (1..=31).contains(day))
}

/// "21:00", "5:34:10"; seconds are read over.
fn face(word: &str) -> Option<(i8, i8)> {
    let mut parts = word.split([':']);
    let (hours, minutes) = (parts.next()?, parts.next()?);
    let hour = digits(hours, 1..=2).filter(|hour| (0..=24).contains(hour))?;
    let minute = digits(minutes, 2..=2).filter(|minute| (0..60).contains(minute))?;
    if let Some(seconds) = parts.next() {
        digits(seconds, 2..=2)?;
    }
    parts.next().is_none().then_some((i8::try_from(hour).ok()?, i8::try_from(minute).ok()?))
}
