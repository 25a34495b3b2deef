//! What a name may mean: every place of the tables and the gazetteer that bears it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::tables::KnownPlace;
use crate::data::Lexicon;
use crate::gazetteer::{Gazetteer, Kind, Match, fold};

/// A place that a name may mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Candidate {
    /// The name to show.
    pub(crate) name: &'static str,
    pub(crate) level: Level,
    /// What sort of place, in the words of the JSON form.
    pub(crate) feature: &'static str,
    /// Degrees north and east.
    pub(crate) point: Option<(f64, f64)>,
    pub(crate) radius_km: Option<f64>,
    pub(crate) population: u32,
    /// The country in which it lies by the sources' view; not to be shown where it is disputed.
    pub(crate) country: Option<&'static str>,
    /// Code and name of the first-order division in which it lies or which it is.
    pub(crate) division: Option<(&'static str, &'static str)>,
    pub(crate) geonames_id: Option<u32>,
    /// Whether the name in the text is another than the one shown.
    pub(crate) is_alternate: bool,
    /// Whether the text's own words are to be shown: "Northern Hask" is only a part of Hask.
    pub(crate) is_part: bool,
    pub(crate) is_capital: bool,
    /// Whether the division around it is called after it.
    pub(crate) is_twin: bool,
    /// Whether it is, or lies in, a territory in dispute.
    pub(crate) is_contested: bool,
}

/// How far up a place stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    City,
    Division2,
    Division1,
    /// Seas, rivers, mountains, regions: no level of administration.
    Other,
    Country,
    Continent,
}

/// The candidates of an article's names, each name looked up once.
pub(crate) struct Names {
    lexicon: &'static Lexicon,
    known: RefCell<HashMap<String, Rc<[Candidate]>>>,
}

impl Names {
    pub(crate) fn new(lexicon: &'static Lexicon) -> Self {
        Self { lexicon, known: RefCell::default() }
    }

    /// All candidates for a name as it stands in the text.
    pub(crate) fn of(&self, name: String) -> Rc<[Candidate]> {
        let mut known = self.known.borrow_mut();
        let found =
            known.entry(name).or_insert_with_key(|name| candidates(self.lexicon, name).into());
        Rc::clone(found)
    }
}

/// All candidates for a name as it stands in the text.
fn candidates(lexicon: &'static Lexicon, name: &str) -> Vec<Candidate> {
    let mut found = exact(lexicon, name);
    let words: Vec<&str> = name.split(' ').collect();
    // "Hask district", "the city of Hask": the noun says what is meant.
    if let [rest @ .., last] = words.as_slice()
        && !rest.is_empty()
        && found.is_empty()
        && let Some(feature) = lexicon.features.get(last.to_lowercase().as_str())
    {
        found = exact(lexicon, &rest.join(" "));
        keep_fitting(&mut found, feature);
    }
    if let [first, rest @ ..] = words.as_slice()
        && !rest.is_empty()
        && found.is_empty()
        && lexicon.places.is_direction(&first.to_lowercase())
    {
        // "Northern Hask" is about Hask, only less of it.
        found = exact(lexicon, &rest.join(" "));
        found.iter_mut().for_each(|candidate| candidate.is_part = true);
    }
    found
}

/// Keeps what may be called so; where nothing may, all of it for a settlement or region, nothing
/// for a river or mountain that only shares a town's name.
pub(crate) fn keep_fitting(found: &mut Vec<Candidate>, feature: &str) {
    let fits = |candidate: &Candidate| match feature {
        "region" => matches!(candidate.level, Level::Division1 | Level::Division2 | Level::Other),
        "city" => candidate.level == Level::City,
        "water" => matches!(candidate.feature, "sea" | "lake" | "river" | "water"),
        "mountain" => candidate.feature == "mountain",
        "island" => matches!(candidate.feature, "island" | "peninsula"),
        _ => true,
    };
    if found.iter().any(fits) {
        found.retain(fits);
    } else if matches!(feature, "water" | "mountain") {
        found.clear();
    }
}

/// The places that have just this name.
fn exact(lexicon: &'static Lexicon, name: &str) -> Vec<Candidate> {
    let key = fold(name);
    let mut found: Vec<Candidate> = Vec::new();
    for (spelling, place) in lexicon.places.named(&key) {
        if is_spelt(spelling, name)
            && let Some(mut place) = known(lexicon, place)
        {
            // A region is shown by the name that the text has: another name may take a side.
            place.is_part =
                place.level != Level::Country && !place.is_contested && place.name != name;
            found.push(place);
        }
    }
    for place in Gazetteer::embedded().places(&key) {
        if place.point.is_some()
            && !found.iter().any(|known| known.geonames_id == Some(place.geonames_id))
        {
            found.push(of_match(lexicon, place, &key));
        }
    }
    note_twins(&mut found);
    // "Mexico" is also short for its capital, which nobody means.
    let countries: Vec<_> =
        found.iter().filter(|c| c.level == Level::Country).filter_map(|c| c.country).collect();
    found.retain(|c| {
        c.level >= Level::Other
            || !c.is_alternate
            || c.country.is_none_or(|country| !countries.contains(&country))
    });
    found
}

/// Marks the towns after which the division around them is called, and which are most of it.
fn note_twins(found: &mut [Candidate]) {
    let divisions: Vec<Candidate> =
        found.iter().filter(|c| c.level == Level::Division1).copied().collect();
    for city in found.iter_mut().filter(|c| c.level == Level::City && !c.is_alternate) {
        city.is_twin = divisions.iter().any(|division| {
            division.division == city.division && city.population > division.population / 10
        });
    }
}

/// A place of the tables, where the gazetteer has what they name.
pub(crate) fn known(lexicon: &'static Lexicon, place: &KnownPlace) -> Option<Candidate> {
    match place {
        KnownPlace::Division(code) => {
            Gazetteer::embedded().division(code).map(|found| of_match(lexicon, found, ""))
        }
        KnownPlace::Place(place) => Some(*place),
    }
}

/// Whether a name is a usual short form: "Newcastle" for "Newcastle upon Tyne", "Karak" for "Al
/// Karak".
fn is_short_for(key: &str, name: &str) -> bool {
    let name = fold(name);
    // "Mexico" is the country, not Mexico City.
    let is_head =
        name.strip_prefix(key).is_some_and(|rest| rest.starts_with(' ') && rest != " city");
    let is_tail = name
        .strip_suffix(key)
        .is_some_and(|article| article.len() <= 4 && article.starts_with(['a', 'e']));
    is_head || is_tail && name.contains(' ')
}

/// Whether a name is written as the table has it: abbreviations in capitals count only in capitals,
/// with dots or without.
pub(super) fn is_spelt(spelling: &str, name: &str) -> bool {
    let is_abbreviation =
        spelling.chars().all(|c| c.is_uppercase() || matches!(c, '.' | ' ' | '&'));
    // "Mass." is short for a state, "Mass" is not.
    if spelling.ends_with('.') && !is_abbreviation && !name.ends_with('.') {
        return false;
    }
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
    !is_abbreviation || letters(spelling) == letters(name)
}

fn of_match(lexicon: &'static Lexicon, place: Match<'static>, key: &str) -> Candidate {
    let level = match place.kind {
        Kind::City => Level::City,
        Kind::Division1 => Level::Division1,
        Kind::Division2 => Level::Division2,
    };
    let division = place.division.map(|division| division.code);
    Candidate {
        name: place.name,
        level,
        feature: if level == Level::City { "city" } else { "region" },
        point: division
            .filter(|_| level == Level::Division1)
            .and_then(|code| lexicon.places.division_point(code))
            .or(place.point),
        radius_km: Some(place.radius_km),
        population: place.population,
        country: Some(place.country),
        division: place.division.map(|division| (division.code, division.name)),
        geonames_id: Some(place.geonames_id).filter(|id| *id > 0),
        is_alternate: place.is_alternate
            && (level != Level::City || !is_short_for(key, place.name)),
        is_part: false,
        is_twin: false,
        is_capital: level == Level::City
            && (lexicon.places.is_capital(place.country, key)
                || division.is_some_and(|code| lexicon.places.is_capital(code, key))),
        is_contested: lexicon.places.is_contested(place.country)
            || division.is_some_and(|code| lexicon.places.is_contested(code)),
    }
}
