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
const STORY_WORDS: usize = 7;
/// The day of accounts without any.
const UNDATED: i32 = -10_000_000;

/// What a key is made of, so that keys of different make never mean the same.
#[derive(Clone, Copy)]
enum Make {
    Day,
    Country,
    Cell,
    Word,
    Name,
    Words,
    Week,
}

/// The keys of an account.
#[must_use]
pub fn keys(sketch: &Sketch) -> Keys {
    let mut keys = Keys::default();
    let sharp = sketch.has_day() && sketch.has_town();
    let cells = if sketch.has_town() { cells(sketch.spots[0]) } else { Vec::new() };
    let countries: Vec<u64> = sketch.countries.iter().map(|code| wide_hash(&[code])).collect();
    let months = windows(sketch, MONTH);
    for head in sketch.sorts.heads() {
        for day in days(sketch).filter(|_| sharp) {
            keys.meet_all(cells.iter().map(|cell| key(Make::Day, day, *cell, *head)));
        }
        for day in days(sketch).filter(|_| sketch.has_day()) {
            keys.meet(sharp, countries.iter().map(|code| key(Make::Country, day, *code, *head)));
        }
        for month in months.clone() {
            keys.meet(sharp, cells.iter().map(|cell| key(Make::Cell, month, *cell, *head)));
        }
    }
    let words = telling(sketch, WORDS);
    for month in months {
        keys.meet(sharp, words.iter().map(|word| key(Make::Word, month, *word, 0)));
        let names = sketch.unplaced.iter().map(|name| u64::from(*name));
        keys.meet(sharp, names.map(|name| key(Make::Name, month, name, 0)));
    }
    if sketch.main {
        let words = telling(sketch, STORY_WORDS);
        for year in windows(sketch, YEAR) {
            for (i, word) in words.iter().enumerate() {
                let others = words[i + 1..].iter();
                keys.meet(sharp, others.map(|other| key(Make::Words, year, *word, *other)));
            }
        }
    }
    if sketch.main && !sharp {
        for week in windows(sketch, WEEK) {
            keys.meet_all(countries.iter().map(|code| key(Make::Week, week, *code, 0)));
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
    fn meet(&mut self, sharp: bool, keys: impl Iterator<Item = Key>) {
        for of_sharp in keys {
            let of_vague = of_sharp.wrapping_add(1);
            self.filed.push(if sharp { of_sharp } else { of_vague });
            self.sought.push(of_vague);
            if !sharp {
                self.sought.push(of_sharp);
            }
        }
    }
}

/// A key of even number: the next one is that of the vague, where sharp and vague are kept apart.
fn key(make: Make, at: i32, one: u64, other: u64) -> Key {
    let mut mixed = make as u64;
    for part in [i64::from(at).cast_unsigned(), one, other] {
        // The finalizer of SplitMix64: every bit of the parts reaches every bit of the key.
        mixed = (mixed ^ part).wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
    }
    (mixed & !1).cast_signed()
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
fn cells(spot: Spot) -> Vec<u64> {
    let north = (spot.radius_km + AROUND_KM) / 111.0;
    let east = north / spot.lat.to_radians().cos().max(0.1);
    #[allow(clippy::cast_possible_truncation)] // degrees are small
    let cell = |degrees: f32| (degrees / CELL_DEGREES).floor() as i32;
    let rows = cell(spot.lat - north)..=cell(spot.lat + north);
    let columns = cell(spot.lon - east)..=cell(spot.lon + east);
    let number = |row: i32, column: i32| i64::from(1_000 * row + column).cast_unsigned();
    rows.flat_map(|row| columns.clone().map(move |column| number(row, column))).collect()
}

/// The words that tell most, by their hashes.
fn telling(sketch: &Sketch, most: usize) -> Vec<u64> {
    let mut words: Vec<(u16, u32)> =
        sketch.terms.iter().map(|(word, weight)| (*weight, *word)).collect();
    words.retain(|(weight, _)| *weight >= words::RARE);
    words.sort_unstable_by(|a, b| b.cmp(a));
    words.truncate(most);
    words.sort_unstable_by_key(|(_, word)| *word);
    words.into_iter().map(|(_, word)| u64::from(word)).collect()
}
