//! What of an account matters to the question which accounts tell of one incident.

use std::sync::Arc;

use hearsay::{PlaceForm, WhenForm};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::words::{self, Sorts};
use crate::account::Account;

/// What of an account is compared with others: small, so that millions fit in memory.
///
/// It is made from the account alone and can be thrown away and made anew at any time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sketch {
    /// The account.
    pub id: Arc<str>,
    /// Its article.
    pub article: Arc<str>,
    /// The article's creation time as it is written; empty where it is not known.
    pub created: Box<str>,
    /// The ids of its claims, by which people's decisions name it.
    pub claims: Vec<Arc<str>>,
    /// Whether it is what its article is chiefly about.
    pub main: bool,
    /// Whether it tells history: what was long ago when it was told.
    pub past: bool,
    /// What sorts of incident its claims belong to.
    pub sorts: Sorts,
    /// The days, where it says when.
    pub days: Option<Interval>,
    /// Whether the days are told with the event, and are not only named near it.
    pub stated: bool,
    /// Whether no claim tells where, so that the places are those that the lede names.
    pub guessed: bool,
    /// The article's day.
    pub told: Option<i32>,
    /// Where, the finest first.
    pub spots: Vec<Spot>,
    /// What places that are on no map of ours are called, as hashes: of “Ilmet river”, Ilmet.
    pub unplaced: Vec<u32>,
    /// Countries where it is said to be.
    pub countries: Vec<Box<str>>,
    /// Countries and groups that take part, as hashes, sorted.
    pub sides: Vec<u32>,
    /// Its figures.
    pub figures: Vec<Count>,
    /// The words around it, as hashes with their weights, sorted.
    pub terms: Vec<(u32, u16)>,
}

/// Days, counted from 1970, first and last inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Interval {
    /// The first.
    pub begin: i32,
    /// The last.
    pub end: i32,
}

/// A point with how far around it the place reaches.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// Degrees north.
    pub lat: f32,
    /// Degrees east.
    pub lon: f32,
    /// How far it reaches.
    pub radius_km: f32,
}

/// A figure of losses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Count {
    /// The kind, as a hash.
    pub kind: u32,
    /// The least it may be.
    pub min: Option<u64>,
    /// The most it may be.
    pub max: Option<u64>,
}

/// A place that reaches no further than this is a town.
pub(super) const TOWN_KM: f32 = 60.0;
/// How far apart accounts of the same incident may put a place.
pub(super) const AROUND_KM: f32 = 15.0;
/// For how many days something is news. A weekday six days back may as well be the day after,
/// where an article is dated by another zone.
const NEWS: i32 = 5;
/// What lies further back is history.
pub(super) const A_YEAR: i32 = 366;
/// A time no longer than this many days tells one incident's day.
pub(super) const FEW_DAYS: i32 = 3;

impl Sketch {
    /// What of an account is compared.
    #[must_use]
    pub fn of(account: &Account) -> Self {
        let told = account.article.created.as_deref().and_then(day);
        let days = account.time.as_ref().and_then(Interval::of);
        let mut spots: Vec<Spot> = Vec::new();
        let mut unplaced: Vec<u32> = Vec::new();
        let mut countries: Vec<Box<str>> = Vec::new();
        for place in &account.places {
            countries.extend(place.country.as_deref().map(Box::from));
            match Spot::of(place) {
                Some(spot) => spots.push(spot),
                None => unplaced.extend(words::named(&place.name)),
            }
        }
        unplaced.sort_unstable();
        unplaced.dedup();
        spots.sort_by_key(Spot::order);
        spots.dedup();
        countries.sort();
        countries.dedup();
        Self {
            id: account.id.as_str().into(),
            article: account.article.id.as_str().into(),
            created: account.article.created.as_deref().unwrap_or_default().into(),
            claims: account.claims.iter().map(|claim| claim.id.as_str().into()).collect(),
            main: account.main,
            past: account.past || is_long_ago(days, told),
            sorts: words::sorts(account),
            days,
            stated: is_stated(account, told),
            guessed: account.claims.iter().all(|claim| claim.place.is_none()),
            told,
            spots,
            unplaced,
            countries,
            sides: sides(account),
            figures: figures(account),
            terms: words::weighed(account),
        }
    }

    /// The order in which accounts are taken wherever the order could matter.
    pub(super) fn rank(&self) -> (&str, &str, &str) {
        (&self.created, &self.article, &self.id)
    }

    /// Whether it tells one incident's day, or two or three it may have been.
    pub(super) fn has_day(&self) -> bool {
        self.stated && self.days.is_some_and(|days| days.length() <= FEW_DAYS)
    }

    /// Whether its first place is a town or finer.
    pub(super) fn has_town(&self) -> bool {
        self.spots.first().is_some_and(|spot| spot.radius_km <= TOWN_KM)
    }
}

impl Spot {
    /// The point of a place that has one.
    pub(crate) fn of(place: &PlaceForm) -> Option<Self> {
        let radius_km = place.radius_km.unwrap_or(30.0);
        #[allow(clippy::cast_possible_truncation)] // metres do not matter
        let [lat, lon, radius_km] = [place.lat?, place.lon?, radius_km].map(|exact| exact as f32);
        Some(Self { lat, lon, radius_km })
    }

    /// Finer places first.
    fn order(&self) -> [u32; 3] {
        [self.radius_km.to_bits(), (self.lat + 90.0).to_bits(), (self.lon + 180.0).to_bits()]
    }

    /// The distance between two points.
    pub(crate) fn distance_km(self, other: Self) -> f32 {
        let [a, b, c, d] = [self.lat, self.lon, other.lat, other.lon].map(f32::to_radians);
        let h = ((c - a) / 2.0).sin().powi(2) + a.cos() * c.cos() * ((d - b) / 2.0).sin().powi(2);
        12_742.0 * h.sqrt().min(1.0).asin()
    }
}

/// Days from 1970 to the day that a date or instant begins with.
pub(crate) fn day(text: &str) -> Option<i32> {
    let date: Date = text.get(..10)?.parse().ok()?;
    let since = date.since(Date::constant(1970, 1, 1)).ok()?;
    Some(since.get_days())
}

impl Interval {
    /// The days of a time that has a beginning.
    pub(crate) fn of(time: &WhenForm) -> Option<Self> {
        let begin = day(time.begin.as_deref()?)?;
        let end = time.end.as_deref().and_then(day).unwrap_or(begin);
        (begin <= end).then_some(Self { begin, end })
    }

    /// How many days it has.
    pub(crate) fn length(self) -> i32 {
        self.end - self.begin + 1
    }

    /// The days from one to the other; 0 or less where they share a day.
    pub(crate) fn gap(self, other: Self) -> i32 {
        (self.begin - other.end).max(other.begin - self.end)
    }
}

fn is_long_ago(days: Option<Interval>, told: Option<i32>) -> bool {
    days.zip(told).is_some_and(|(days, told)| told - days.end > A_YEAR)
}

/// What an article is chiefly about is news: a day long before it is told is some other day.
fn is_stated(account: &Account, told: Option<i32>) -> bool {
    let Some(time) = account.time.as_ref().filter(|time| !time.inferred) else { return false };
    let days = Interval::of(time).zip(told).filter(|_| account.main);
    days.is_none_or(|(days, told)| (-1..=NEWS).contains(&(told - days.end)))
}

fn sides(account: &Account) -> Vec<u32> {
    let parties =
        account.claims.iter().flat_map(|claim| claim.actors.iter().chain(&claim.recipients));
    let mut sides: Vec<u32> = parties
        .filter_map(|actor| actor.country.as_deref().or(actor.code.as_deref()))
        .map(|name| hash(&[name]))
        .collect();
    sides.sort_unstable();
    sides.dedup();
    sides
}

fn figures(account: &Account) -> Vec<Count> {
    let mut figures: Vec<Count> = account
        .figures
        .iter()
        .map(|figure| Count {
            kind: hash(&[&figure.toll.kind]),
            min: figure.toll.min,
            max: figure.toll.max,
        })
        .collect();
    figures.sort_unstable();
    figures.dedup();
    figures
}

/// A number for words, the same on every machine (FNV-1a, folded).
pub(super) fn hash(parts: &[&str]) -> u32 {
    let wide = wide_hash(parts);
    #[allow(clippy::cast_possible_truncation)] // the halves are folded
    let folded = (wide ^ (wide >> 32)) as u32;
    folded
}

pub(super) fn wide_hash(parts: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0xff])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash
}
