//! An invented world in which it is known which accounts tell of one incident.
//!
//! Wars with their cities, fronts and camps; incidents of several sorts, near misses among them:
//! bombings of one city in one week, one day's bombings in two cities. Outlets tell of them as outlets
//! do: early and late, exactly and vaguely, with tolls that grow, with copies of each other, with one camp's lies
//! and the other's denials, and with last year's incident as background.
//!
//! The same seed gives the same world.

mod names;
mod outlets;

use fastrand::Rng;

use crate::account::Account;
use names::name;

/// An account, and the number of the incident that it really tells of.
#[derive(Clone, Debug)]
pub struct Told {
    /// What is told.
    pub account: Account,
    /// Of which incident.
    pub incident: usize,
}

/// How many incidents a war has: larger worlds have more wars, not denser ones.
const OF_A_WAR: usize = 2_000;
/// How many days a war lasts.
const DAYS: i32 = 1_500;
const CITIES: usize = 12;

/// The accounts of a world with so many incidents, war by war.
pub fn world(incidents: usize, seed: u64) -> impl Iterator<Item = Told> {
    world_of(incidents, DAYS, seed)
}

/// The same with wars of so many days: the fewer, the more happens in one place at one time.
pub fn world_of(incidents: usize, days: i32, seed: u64) -> impl Iterator<Item = Told> {
    let wars = incidents.div_ceil(OF_A_WAR);
    (0..wars).flat_map(move |number| {
        let first = number * OF_A_WAR;
        let count = OF_A_WAR.min(incidents - first);
        // Each war has its own numbers, so that a larger world begins as a smaller one.
        let mut rng = Rng::with_seed(seed ^ (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let war = War::new(number, &mut rng);
        let incidents = war.incidents(first, count, days, &mut rng);
        outlets::tell(&war, &incidents, &mut rng)
    })
}

/// A war between two camps.
struct War {
    country: String,
    sides: [String; 2],
    cities: Vec<City>,
    begin: i32,
}

struct City {
    name: String,
    lat: f64,
    lon: f64,
}

/// What really happened.
struct Happening {
    number: usize,
    sort: &'static Sort,
    day: i32,
    city: usize,
    /// Who does it.
    side: usize,
    killed: u64,
    /// What is named in its story alone.
    words: Vec<String>,
}

/// A sort of incident as outlets name it.
struct Sort {
    event: &'static str,
    mode: Option<&'static str>,
    deadly: bool,
    words: &'static [&'static str],
}

const SORTS: [Sort; 8] = [
    Sort {
        event: "ASSAULT",
        mode: Some("explosives"),
        deadly: true,
        words: &["bombing", "explosion", "blast"],
    },
    Sort {
        event: "ASSAULT",
        mode: Some("firearms"),
        deadly: true,
        words: &["shooting", "gunman", "ambush"],
    },
    Sort {
        event: "ASSAULT",
        mode: Some("aerial"),
        deadly: true,
        words: &["airstrike", "drone", "warplane"],
    },
    Sort {
        event: "ASSAULT",
        mode: Some("heavy-weapons"),
        deadly: true,
        words: &["shelling", "mortar", "artillery"],
    },
    Sort { event: "ASSAULT", mode: None, deadly: true, words: &["clash", "battle", "offensive"] },
    Sort {
        event: "PROTEST",
        mode: Some("demo"),
        deadly: false,
        words: &["protest", "rally", "demonstrator"],
    },
    Sort {
        event: "COERCE",
        mode: Some("arrest"),
        deadly: false,
        words: &["arrest", "raid", "detainee"],
    },
    Sort { event: "CONSULT", mode: None, deadly: false, words: &["talk", "envoy", "negotiation"] },
];

impl War {
    fn new(number: usize, rng: &mut Rng) -> Self {
        let (lat, lon) = (60.0 * rng.f64() - 10.0, 300.0 * rng.f64() - 150.0);
        let city = |rng: &mut Rng| City {
            name: name(rng),
            lat: lat + 5.0 * rng.f64(),
            lon: lon + 5.0 * rng.f64(),
        };
        let mut country = name(rng);
        country.push_str("ia");
        Self {
            sides: [format!("W{number}GOV"), format!("W{number}REB")],
            country,
            cities: (0..CITIES).map(|_| city(rng)).collect(),
            // A few wars at a time, so that windows of time hold several.
            begin: 11_000 + 300 * i32::try_from(number).unwrap_or(0),
        }
    }

    fn incidents(&self, first: usize, count: usize, days: i32, rng: &mut Rng) -> Vec<Happening> {
        let mut incidents: Vec<Happening> = Vec::new();
        let mut taken = std::collections::BTreeSet::new();
        while incidents.len() < count {
            let number = first + incidents.len();
            // One in five is a near miss of the last: the same city some days later, or another the same day.
            let last = incidents.last().filter(|_| rng.f64() < 0.2);
            let (day, city, sort) = match last {
                Some(last) if rng.bool() => (last.day + rng.i32(2..7), last.city, last.sort),
                Some(last) => (last.day, rng.usize(..CITIES), last.sort),
                None => {
                    // Some cities see much more than others.
                    let city = (rng.f64().powi(2) * CITIES as f64) as usize;
                    (self.begin + rng.i32(0..days), city, &SORTS[rng.usize(..SORTS.len())])
                }
            };
            // Two of one sort on one day in one town are told apart by nobody.
            if !taken.insert((day, city, sort.event)) {
                continue;
            }
            incidents.push(Happening {
                number,
                sort,
                day,
                city,
                side: rng.usize(..2),
                killed: (60.0 * rng.f64().powi(4)) as u64 + 1,
                words: (0..5).map(|_| name(rng).to_lowercase()).collect(),
            });
        }
        incidents
    }
}
