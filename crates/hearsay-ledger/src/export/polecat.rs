//! POLECAT's 40 columns: one claim a row, parted by tabs; what is empty is the word None, several
//! values are parted by `;`.
//!
//! A claim that is denied, doubted or not (yet) so cannot be said in this form and is left out.

use std::io::Write;

use hearsay_incidents::{Actor, Claim};

use super::gdelt::event_day;
use super::guard::{guarded, in_one_line};
use super::links::Links;
use super::rows::{day, name};
use super::{ExportError, Form, Losses, Material, Options, Told, fields};

const COLUMNS: [&str; 40] = [
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Primary Actor Sector",
    "Actor Sectors",
    "Actor Title",
    "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
    "Primary Recipient Sector",
    "Recipient Sectors",
    "Recipient Title",
    "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
];

pub(super) fn write(
    material: &dyn Material,
    options: Options,
    out: &mut dyn Write,
) -> Result<Losses, ExportError> {
    let links = Links::of(material)?;
    let mut losses = Losses::new(Form::Polecat);
    writeln!(out, "{}", COLUMNS.join("\t"))?;
    material.articles(&mut |told| {
        losses.wrote_article(told);
        losses.field("article", "numbers", &told.article.id);
        let story = Story::of(told);
        for claim in told.accounts.iter().flat_map(|account| &account.claims) {
            if let Some(standing) = fields::standing(claim) {
                losses.left_out("claim", standing, &claim.id);
                continue;
            }
            let Some(day) = event_day(claim) else {
                losses.left_out("claim", "no date", &claim.id);
                continue;
            };
            losses.wrote_claim(claim, &links);
            let row = row(claim, day, told, &story);
            for (at, cell) in row.iter().enumerate() {
                let end = if at + 1 == row.len() { "\n" } else { "\t" };
                write!(out, "{}{end}", cell.written(options.raw))?;
            }
        }
        Ok(())
    })?;
    out.flush()?;
    Ok(losses)
}

/// A cell: words are guarded, numbers are not.
enum Cell {
    Words(String),
    Number(f64),
    None,
}

impl Cell {
    fn written(&self, raw: bool) -> String {
        match self {
            Self::Words(words) => {
                let words = in_one_line(words);
                if words.is_empty() { "None".to_owned() } else { guarded(&words, raw).into_owned() }
            }
            Self::Number(number) => number.to_string(),
            Self::None => "None".to_owned(),
        }
    }
}

fn words(words: Option<&String>) -> Cell {
    words.map_or(Cell::None, |words| Cell::Words(words.clone()))
}

fn number(number: Option<f64>) -> Cell {
    number.map_or(Cell::None, Cell::Number)
}

/// Several values; the parts cannot hold the sign that parts them.
fn several<'a>(parts: impl Iterator<Item = &'a str>) -> Cell {
    let mut kept: Vec<String> = Vec::new();
    for part in parts.map(|part| part.replace(';', ",")) {
        if !part.is_empty() && !kept.contains(&part) {
            kept.push(part);
        }
    }
    Cell::Words(kept.join(";"))
}

fn row(claim: &Claim, day_told: String, told: &Told, story: &Story) -> Vec<Cell> {
    let event = &claim.event;
    let mut row = vec![
        Cell::Words(claim.id.clone()),
        Cell::Words(day_told),
        Cell::Words(event.kind.clone()),
        words(event.mode.as_ref()),
        Cell::None,
        Cell::Words(event.quad.clone()),
        several(event.context.iter().map(String::as_str)),
    ];
    row.extend(party(&claim.actors));
    row.extend(party(&claim.recipients));
    row.extend(place(claim));
    row.extend([
        words(told.article.publisher.as_ref()),
        day(told.article.created.as_ref()).map_or(Cell::None, |day| Cell::Words(day.to_owned())),
        several(story.people.iter().map(String::as_str)),
        several(story.organizations.iter().map(String::as_str)),
        several(story.places.iter().map(String::as_str)),
        words(told.article.language.as_ref()),
        Cell::Words(concat!("hearsay ", env!("CARGO_PKG_VERSION")).to_owned()),
    ]);
    row
}

/// The eight columns of those who act or suffer.
fn party(actors: &[Actor]) -> Vec<Cell> {
    let sectors = || actors.iter().filter_map(|actor| actor.sector.as_deref());
    vec![
        several(actors.iter().map(name)),
        several(actors.iter().filter_map(|actor| actor.country.as_deref())),
        Cell::None,
        sectors().next().map_or(Cell::None, |sector| Cell::Words(sector.to_owned())),
        several(sectors()),
        several(actors.iter().filter_map(|actor| actor.role.as_deref())),
        several(actors.iter().map(|actor| actor.span.text.as_str())),
        Cell::None,
    ]
}

/// The ten columns of where it was.
fn place(claim: &Claim) -> Vec<Cell> {
    let Some(place) = &claim.place else {
        return (0..10).map(|_| Cell::None).collect();
    };
    let is_city = place.feature.as_deref() == Some("city");
    let country = place.country.as_deref().and_then(hearsay::country_name);
    vec![
        Cell::Words(place.name.clone()),
        if is_city { Cell::Words(place.name.clone()) } else { Cell::None },
        Cell::None,
        words(place.admin1.as_ref()),
        country.map_or(Cell::None, |country| Cell::Words(country.to_owned())),
        number(place.lat),
        number(place.lon),
        place.geonames_id.map_or(Cell::None, |id| Cell::Words(id.to_string())),
        Cell::Words(place.span.text.clone()),
        words(place.feature.as_ref()),
    ]
}

/// Whom and what the claims of an article name.
#[derive(Default)]
struct Story {
    people: Vec<String>,
    organizations: Vec<String>,
    places: Vec<String>,
}

impl Story {
    fn of(told: &Told) -> Self {
        let mut story = Self::default();
        for claim in told.accounts.iter().flat_map(|account| &account.claims) {
            let claimants = claim.claimants.iter().map(|claimant| &claimant.actor);
            for actor in claim.actors.iter().chain(&claim.recipients).chain(claimants) {
                let is_name = name(actor).starts_with(char::is_uppercase);
                match actor.kind.as_str() {
                    "person" => story.people.push(name(actor).to_owned()),
                    "country" | "civilians" | "sides" | "source" => {}
                    _ if is_name => story.organizations.push(name(actor).to_owned()),
                    _ => {}
                }
            }
            story.places.extend(claim.place.iter().map(|place| place.name.clone()));
        }
        story
    }
}
