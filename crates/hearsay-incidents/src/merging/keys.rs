//! Under which keys an account is filed, and under which it looks for others.
//!
//! Two accounts are compared only where one is filed under a key that the other seeks. An account
//! that tells its day and town is *sharp*: sharp ones meet in their day's cell of the map alone.
//! An account that leaves one of both open is *vague*: it is filed under wider keys, where vague ones meet
//! each other and sharp ones look for vague ones, but sharp ones do not meet sharp ones. So the
//! work grows with how many accounts tell of one day and place, and not with their number.

use super::sketch::{AROUND_KM, Interval, Sketch, Spot, wide_hash};
use super::words;

/// A number that stands for a window of time, a part of the map, a sort of incident or a word.
pub type Key = i64;

/// The keys of one account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// Where it is found.
    pub filed: Vec<Key>,
    /// Where others are found with whom it must be compared: where they are `filed`.
    pub sought: Vec<Key>,
}

/// Two places lie in one cell or in neighbouring ones.
const CELL_DEGREES: f32 = 1.0;
/// The days of a window for accounts that leave the day or the town open.
const MONTH: i32 = 30;
/// The days of a window for chief accounts that share no more than a country.
const WEEK: i32 = 8;
/// The days of a window for the chief accounts of articles that share two telling words.
const YEAR: i32 = 366;
/// The most words by which an account is filed each.
const WORDS: usize = 5;
/// The most words by which an article's chief account is filed in pairs.
const STORY_WORDS: usize = 10;
/// The day of accounts without any.
const UNDATED: i32 = -10_000_000;

/// The keys of an account.
#[must_use]
pub fn keys(sketch: &Sketch) -> Keys {
    let mut keys = Keys::default();
    let sharp = sketch.has_day() && sketch.has_town();
    let cells = if sketch.has_town() { cells(sketch.spots[0]) } else { Vec::new() };
    let months = windows(sketch, MONTH);
    for head in sketch.sorts.heads() {
        if sharp {
            for day in days(sketch) {
                keys.meet_all(cells.iter().map(|cell| key("day", day, &[head, cell])));
            }
        }
        if sketch.has_day() {
            for day in days(sketch) {
                let countries = sketch.countries.iter();
                keys.meet(sharp, countries.map(|country| wide("country", day, &[head, country])));
            }
        }
        for month in months.clone() {
            keys.meet(sharp, cells.iter().map(|cell| wide("cell", month, &[head, cell])));
        }
    }
    let words = telling(sketch, WORDS);
    for month in months {
        keys.meet(sharp, words.iter().map(|word| wide("word", month, &[word])));
    }
    if sketch.main {
        let words = telling(sketch, STORY_WORDS);
        for year in windows(sketch, YEAR) {
            for (i, word) in words.iter().enumerate() {
                let others = words[i + 1..].iter();
                keys.meet(sharp, others.map(|other| wide("words", year, &[word, other])));
            }
        }
    }
    if sketch.main && !sharp {
        for week in windows(sketch, WEEK) {
            let countries = sketch.countries.iter();
            keys.meet_all(countries.map(|country| key("week", week, &[country])));
        }
    }
    for list in [&mut keys.filed, &mut keys.sought] {
        list.sort_unstable();
        list.dedup();
    }
    keys
}

impl Keys {
    /// All who have the key meet.
    fn meet_all(&mut self, keys: impl Iterator<Item = Key>) {
        for key in keys {
            self.filed.push(key);
            self.sought.push(key);
        }
    }

    /// Vague ones meet all, sharp ones only the vague.
    fn meet(&mut self, sharp: bool, keys: impl Iterator<Item = Wide>) {
        for Wide { of_sharp, of_vague } in keys {
            self.filed.push(if sharp { of_sharp } else { of_vague });
            self.sought.push(of_vague);
            if !sharp {
                self.sought.push(of_sharp);
            }
        }
    }
}

/// A key under which sharp and vague accounts are kept apart.
struct Wide {
    of_sharp: Key,
    of_vague: Key,
}

fn wide(what: &str, at: i32, parts: &[&str]) -> Wide {
    let of_sharp = key(what, at, parts);
    Wide { of_sharp, of_vague: of_sharp.wrapping_add(1) }
}

fn key(what: &str, at: i32, parts: &[&str]) -> Key {
    let at = at.to_string();
    let all: Vec<&str> = [what, &at].into_iter().chain(parts.iter().copied()).collect();
    // Even, so that the next number is free for the vague.
    (wide_hash(&all) & !1).cast_signed()
}

/// The days of an account, and the day before them: so neighbouring days meet.
fn days(sketch: &Sketch) -> std::ops::RangeInclusive<i32> {
    let days = sketch.days.unwrap_or(Interval { begin: 0, end: -2 });
    days.begin - 1..=days.end
}

/// The windows in which an account's time lies, and where that is open, its article's day.
fn windows(sketch: &Sketch, length: i32) -> std::ops::RangeInclusive<i32> {
    let at = |day| Interval { begin: day, end: day };
    let days = sketch.days.filter(|days| days.length() <= 2 * MONTH).or(sketch.told.map(at));
    // Without any day the account meets others without one.
    let days = days.unwrap_or(at(UNDATED));
    (days.begin - length / 2).div_euclid(length)..=days.end.div_euclid(length)
}

/// The cells of the map in which a place may be put by others.
fn cells(spot: Spot) -> Vec<String> {
    let north = (spot.radius_km + AROUND_KM) / 111.0;
    let east = north / spot.lat.to_radians().cos().max(0.1);
    #[allow(clippy::cast_possible_truncation)] // degrees are small
    let cell = |degrees: f32| (degrees / CELL_DEGREES).floor() as i32;
    let rows = cell(spot.lat - north)..=cell(spot.lat + north);
    let columns = cell(spot.lon - east)..=cell(spot.lon + east);
    rows.flat_map(|row| columns.clone().map(move |column| format!("{row},{column}"))).collect()
}

/// The words that tell most, by their hashes.
fn telling(sketch: &Sketch, most: usize) -> Vec<String> {
    let mut words: Vec<(u16, u32)> =
        sketch.terms.iter().map(|(word, weight)| (*weight, *word)).collect();
    words.retain(|(weight, _)| *weight >= words::RARE);
    words.sort_unstable_by(|a, b| b.cmp(a));
    words.truncate(most);
    words.sort_unstable_by_key(|(_, word)| *word);
    words.into_iter().map(|(_, word)| format!("{word:x}")).collect()
}
