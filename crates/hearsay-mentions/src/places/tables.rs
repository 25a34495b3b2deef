//! The places of the tables: countries, territories in dispute, regions, seas, and other names of
//! divisions.

use std::collections::{HashMap, HashSet};

use hearsay_syntax::table::{DataError, Row};

use super::candidates::{Candidate, Level};
use crate::data::table;
use crate::gazetteer::fold;

/// What the tables know of places.
#[derive(Debug, Default)]
pub(crate) struct KnownPlaces {
    /// By folded name: the name as the table spells it, and which place.
    by_name: HashMap<String, Vec<(String, usize)>>,
    places: Vec<KnownPlace>,
    /// Names of capitals, folded, by country, and of seats by division of a territory in dispute.
    capitals: HashMap<String, Vec<String>>,
    /// Codes of the countries and divisions that are, or belong to, a territory in dispute.
    contested: HashSet<String>,
    /// Adjectives of divisions and regions: "Bavarian", "European".
    adjectives: HashMap<String, usize>,
    /// Words that are names of places only by the way, if at all.
    ordinary: HashSet<&'static str>,
    /// Where large divisions lie, by code.
    points: HashMap<&'static str, (f64, f64)>,
    /// Words that take part of a place: "northern".
    directions: HashSet<&'static str>,
}

/// A place of the tables.
#[derive(Clone, Debug)]
pub(crate) enum KnownPlace {
    /// A division of the gazetteer, by code.
    Division(String),
    /// A place that the gazetteer does not have.
    Place(Candidate),
}

impl KnownPlaces {
    /// The places of a name, with the spelling that the table has.
    pub(crate) fn named(&self, folded: &str) -> impl Iterator<Item = (&str, &KnownPlace)> {
        let found = self.by_name.get(folded).map_or(&[][..], Vec::as_slice);
        found.iter().map(|(spelling, number)| (spelling.as_str(), &self.places[*number]))
    }

    /// The division or region that an adjective belongs to.
    pub(crate) fn of_adjective(&self, adjective: &str) -> Option<&KnownPlace> {
        self.adjectives.get(adjective).map(|number| &self.places[*number])
    }

    pub(crate) fn is_capital(&self, country: &str, folded: &str) -> bool {
        self.capitals.get(country).is_some_and(|names| names.iter().any(|name| name == folded))
    }

    pub(crate) fn is_contested(&self, code: &str) -> bool {
        self.contested.contains(code)
    }

    /// Where a large division lies, which the middle of its towns tells badly.
    pub(crate) fn division_point(&self, code: &str) -> Option<(f64, f64)> {
        self.points.get(code).copied()
    }

    /// Whether a word in lower case takes part of a place: "northern".
    pub(crate) fn is_direction(&self, word: &str) -> bool {
        self.directions.contains(word)
    }

    /// Whether a word in lower case is a word first and a name of a place only by the way, if at all.
    pub(crate) fn is_ordinary(&self, word: &str) -> bool {
        self.ordinary.contains(word)
    }

    fn add<'r>(&mut self, place: KnownPlace, names: impl Iterator<Item = &'r str>) -> usize {
        let number = self.places.len();
        self.places.push(place);
        for name in names {
            let entries = self.by_name.entry(fold(name)).or_default();
            if !entries.iter().any(|(_, known)| *known == number) {
                entries.push((name.to_owned(), number));
            }
        }
        number
    }
}

/// Reads the tables.
pub(crate) fn load() -> Result<KnownPlaces, DataError> {
    let mut known = KnownPlaces::default();
    load_contested(&mut known)?;
    load_countries(&mut known)?;
    for row in table!("regions.tsv")? {
        let place = region(&row)?;
        let names = std::iter::once(row.get("name")).chain(row.list("aliases"));
        // What is a country or a territory in dispute is told there.
        let names: Vec<&str> =
            names.filter(|name| !known.by_name.contains_key(&fold(name))).collect();
        let number = known.add(KnownPlace::Place(place), names.into_iter());
        known.adjectives.extend(row.list("adjectives").map(|word| (word.to_owned(), number)));
    }
    for row in table!("subdivisions.tsv")? {
        let code = row.get("code").to_owned();
        let number = known.add(KnownPlace::Division(code), row.list("aliases"));
        known.adjectives.extend(row.list("adjectives").map(|word| (word.to_owned(), number)));
    }
    for row in table!("division_points.tsv")? {
        let point = (row.required("latitude")?, row.required("longitude")?);
        known.points.insert(row.get("code"), point);
    }
    known.directions = table!("directions.tsv")?.iter().map(|row| row.get("word")).collect();
    for rows in [table!("ordinary_words.tsv")?, table!("body_words.tsv")?] {
        known.ordinary.extend(rows.iter().map(|row| row.get("word")));
    }
    Ok(known)
}

fn load_contested(known: &mut KnownPlaces) -> Result<(), DataError> {
    for row in table!("contested.tsv")? {
        let shown: Vec<&str> = row.list("names").collect();
        let place = Candidate {
            name: shown.join(" / ").leak(),
            level: Level::Other,
            feature: "region",
            point: Some((row.required("latitude")?, row.required("longitude")?)),
            radius_km: row.optional("radius_km")?,
            is_contested: true,
            ..unplaced()
        };
        known.contested.insert(row.get("code").to_owned());
        for division in row.list("divisions") {
            known.contested.insert(division.to_owned());
            known.capitals.insert(division.to_owned(), row.list("seats").map(fold).collect());
        }
        known.add(KnownPlace::Place(place), row.list("names").chain(row.list("aliases")));
    }
    Ok(())
}

fn load_countries(known: &mut KnownPlaces) -> Result<(), DataError> {
    let points = table!("country_points.tsv")?;
    let points: HashMap<&str, &Row<'_>> = points.iter().map(|row| (row.get("code"), row)).collect();
    let countries = table!("countries.tsv")?.into_iter().chain(table!("territories.tsv")?);
    for row in countries {
        let code = row.get("code");
        let point =
            points.get(code).ok_or_else(|| row.fail("it has no row in country_points.tsv"))?;
        let place = Candidate {
            name: row.get("name"),
            level: Level::Country,
            feature: "country",
            point: Some((point.required("latitude")?, point.required("longitude")?)),
            radius_km: point.optional("radius_km")?,
            country: Some(code),
            ..unplaced()
        };
        let names = std::iter::once(row.get("name")).chain(row.list("aliases"));
        known.add(KnownPlace::Place(place), names);
        known.capitals.insert(code.to_owned(), row.list("capitals").map(fold).collect());
    }
    Ok(())
}

fn region(row: &Row<'static>) -> Result<Candidate, DataError> {
    let feature = row.get("feature");
    let level = match feature {
        "continent" => Level::Continent,
        "city" | "site" => Level::City,
        "region" | "sea" | "lake" | "river" | "island" | "peninsula" | "mountain" | "desert" => {
            Level::Other
        }
        _ => return Err(row.fail(format!("`{feature}` is no feature of a place"))),
    };
    Ok(Candidate {
        name: row.get("name"),
        level,
        feature,
        point: Some((row.required("latitude")?, row.required("longitude")?)),
        radius_km: row.optional("radius_km")?,
        country: row.text("country"),
        ..unplaced()
    })
}

/// A candidate of which nothing is known.
fn unplaced() -> Candidate {
    Candidate {
        name: "",
        level: Level::Other,
        feature: "",
        point: None,
        radius_km: None,
        population: 0,
        country: None,
        division: None,
        geonames_id: None,
        is_alternate: false,
        is_part: false,
        is_twin: false,
        is_capital: false,
        is_contested: false,
    }
}
