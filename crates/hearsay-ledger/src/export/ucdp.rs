//! UCDP GED's 49 columns: one incident with deaths a row. The numbers that UCDP alone gives
//! (conflict, dyad, actor, Gleditsch–Ward) stay empty.
//!
//! An incident that is only denied, doubted or not (yet) so cannot be said in this form and is left
//! out.

use std::io::Write;

use csv::WriterBuilder;
use hearsay::PlaceForm;
use hearsay_incidents::{Claim, Incident, Side, Total};
use jiff::civil::Date;

use super::csv::failed;
use super::guard::guarded;
use super::rows::{claimant, day};
use super::{ExportError, Form, Losses, Material, Options, Whole, fields};

const COLUMNS: [&str; 49] = [
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
];

pub(super) fn write(
    material: &dyn Material,
    options: Options,
    out: &mut dyn Write,
) -> Result<Losses, ExportError> {
    let mut losses = Losses::new(Form::Ucdp);
    let mut table = WriterBuilder::new().from_writer(out);
    table.write_record(COLUMNS).map_err(failed)?;
    material.incidents(&mut |whole| {
        let incident = &whole.incident;
        let killed: Vec<&Total> =
            incident.toll.iter().filter(|total| total.kind == "killed").collect();
        let deaths = Deaths::of(&killed, &parties(incident));
        if deaths.best == 0 && deaths.high == 0 {
            losses.left_out("incident", "no deaths", &incident.id);
            return Ok(());
        }
        if let Some(standing) = standing(whole, &killed) {
            losses.left_out("incident", standing, &incident.id);
            return Ok(());
        }
        losses.wrote_incident(whole);
        let mut row = Row { losses: &mut losses, incident, whole };
        let cells = row.cells(&deaths);
        let cells = COLUMNS.iter().map(|column| {
            let cell = cells.iter().find(|(name, _)| name == column);
            match cell {
                Some((_, Cell::Words(words))) => guarded(words, options.raw).into_owned(),
                Some((_, Cell::Number(number))) => number.clone(),
                None => String::new(),
            }
        });
        table.write_record(cells).map_err(failed)
    })?;
    table.flush()?;
    Ok(losses)
}

/// Why no claim tells the deaths as something that happened, if none does.
fn standing(whole: &Whole, killed: &[&Total]) -> Option<&'static str> {
    let tells = |claim: &&Claim| {
        killed.is_empty()
            || killed.iter().all(|total| total.claims.is_empty())
            || killed.iter().any(|total| total.claims.contains(&claim.id))
    };
    let claims = whole.accounts.iter().flat_map(|account| &account.claims).filter(tells);
    let mut first = None;
    for claim in claims {
        let standing = fields::standing(claim)?;
        first = first.or(Some(standing));
    }
    first
}

fn parties(incident: &Incident) -> Vec<&Side> {
    incident.sides.iter().filter(|side| !side.third_party).collect()
}

/// The dead, as the form wants them: the parts make up the best figure, and low ≤ best ≤ high.
#[derive(Debug, Default, PartialEq, Eq)]
struct Deaths {
    a: u64,
    b: u64,
    civilians: u64,
    unknown: u64,
    best: u64,
    low: u64,
    high: u64,
    /// A claimant leaves the highest open.
    is_open: bool,
    /// The parts come to more than the figure for all.
    is_exceeded: bool,
}

impl Deaths {
    fn of(killed: &[&Total], parties: &[&Side]) -> Self {
        let best = |total: &&&Total| total.best.or(total.low).unwrap_or(0);
        let is_civilian = |total: &&&Total| {
            total.who.as_ref().is_some_and(|who| who.to_lowercase().contains("civilian"))
        };
        let of_side = |side: &Side| {
            let of = |total: &&&Total| total.side.as_deref() == Some(side.name.as_str());
            let civilians: u64 =
                killed.iter().filter(of).filter(is_civilian).map(|total| best(&total)).sum();
            let all = killed.iter().filter(of).find(|total| total.who.is_none());
            let others = killed.iter().filter(of).filter(|total| !is_civilian(total));
            let fighters = match all {
                Some(all) => best(&all).saturating_sub(civilians),
                None => others.map(|total| best(&total)).sum(),
            };
            (fighters, civilians)
        };
        let (a, civilians_a) = parties.first().map(|side| of_side(side)).unwrap_or_default();
        let (b, civilians_b) = parties.get(1).map(|side| of_side(side)).unwrap_or_default();
        let of_none = || killed.iter().filter(|total| total.side.is_none());
        let civilians: u64 = of_none().filter(is_civilian).map(|total| best(&total)).sum();
        let civilians = civilians.max(civilians_a + civilians_b);
        let parts = a + b + civilians;
        let all = of_none().find(|total| total.who.is_none());
        let whole = all.map_or(0, |total| best(&total));
        // Without a figure for all, whoever is of no side and no civilian is of unknown status.
        let others: u64 =
            of_none().filter(|total| !is_civilian(total)).map(|total| best(&total)).sum();
        let unknown = match all {
            Some(_) => whole.saturating_sub(parts),
            None if parts == 0 => others,
            None => 0,
        };
        let sum = parts + unknown;
        let low = match all {
            Some(all) => all.low.unwrap_or(sum),
            None => killed.iter().filter_map(|total| total.low).max().unwrap_or(sum),
        };
        let high = killed.iter().filter_map(|total| total.high).max().unwrap_or(sum);
        Self {
            a,
            b,
            civilians,
            unknown,
            best: sum,
            low: low.min(sum),
            high: high.max(sum),
            is_open: killed.iter().any(|total| total.high.is_none()),
            is_exceeded: all.is_some() && parts > whole,
        }
    }
}

enum Cell {
    Words(String),
    Number(String),
}

/// One incident on its way to a row.
struct Row<'a> {
    losses: &'a mut Losses,
    incident: &'a Incident,
    whole: &'a Whole,
}

impl Row<'_> {
    fn lost(&mut self, what: &str) {
        self.losses.field("incident", what, &self.incident.id);
    }

    fn cells(&mut self, deaths: &Deaths) -> Vec<(&'static str, Cell)> {
        self.lost("numbers");
        self.lost("zero");
        if deaths.is_open {
            self.lost("open high");
        }
        if deaths.is_exceeded {
            self.lost("part of a sum");
        }
        let words = |text: &str| Cell::Words(text.to_owned());
        let number = |number: u64| Cell::Number(number.to_string());
        let mut cells = vec![
            ("id", Cell::Number(number_of(&self.incident.id).to_string())),
            ("relid", words(&self.incident.id)),
            ("code_status", words("hearsay: as claimed, not checked")),
        ];
        cells.extend(self.sides(deaths));
        cells.extend(self.sources());
        cells.extend(self.place());
        cells.extend(self.days());
        cells.extend([
            ("event_clarity", number(1)),
            ("deaths_a", number(deaths.a)),
            ("deaths_b", number(deaths.b)),
            ("deaths_civilians", number(deaths.civilians)),
            ("deaths_unknown", number(deaths.unknown)),
            ("best", number(deaths.best)),
            ("high", number(deaths.high)),
            ("low", number(deaths.low)),
        ]);
        cells
    }

    fn sides(&mut self, deaths: &Deaths) -> Vec<(&'static str, Cell)> {
        let parties = parties(self.incident);
        let is_state = |side: &Side| side.code.as_deref().is_some_and(is_country);
        let is_civilian_only = deaths.civilians > 0 && deaths.civilians == deaths.best;
        let violence = match parties[..] {
            [_] if is_civilian_only => Some("3"),
            [one, other, ..] if is_state(one) || is_state(other) => Some("1"),
            [_, _, ..] => Some("2"),
            _ => None,
        };
        let name = |at: usize| parties.get(at).map(|side| side.name.clone());
        let other = name(1).or((violence == Some("3")).then(|| "Civilians".to_owned()));
        if parties.len() > 2 {
            self.lost("several sides");
        }
        let mut cells = Vec::new();
        match violence {
            Some(violence) => {
                cells.push(("type_of_violence", Cell::Number(violence.to_owned())));
            }
            None => self.lost("violence not told"),
        }
        if let (Some(one), Some(other)) = (name(0), &other) {
            cells.push(("dyad_name", Cell::Words(format!("{one} - {other}"))));
        }
        cells.extend(name(0).map(|name| ("side_a", Cell::Words(name))));
        cells.extend(other.map(|name| ("side_b", Cell::Words(name))));
        cells
    }

    fn sources(&self) -> Vec<(&'static str, Cell)> {
        let mut articles: Vec<&hearsay_incidents::ArticleRef> = Vec::new();
        let mut originals: Vec<String> = Vec::new();
        for account in &self.whole.accounts {
            if articles.iter().all(|known| known.id != account.article.id) {
                articles.push(&account.article);
            }
            for claim in account.claims.iter().filter(|claim| !claim.claimants.is_empty()) {
                let chain: Vec<String> =
                    claim.claimants.iter().map(|link| part(&claimant(link))).collect();
                let act = if crate::words::act(claim) == "deny" { " (denies)" } else { "" };
                originals.push(format!("{}{act}", chain.join(" <- ")));
            }
        }
        originals.sort_unstable();
        originals.dedup();
        let joined = |word: &dyn Fn(&hearsay_incidents::ArticleRef) -> String| {
            let words: Vec<String> = articles.iter().map(|article| word(article)).collect();
            Cell::Words(words.join(";"))
        };
        let office = |article: &hearsay_incidents::ArticleRef| {
            part(article.publisher.as_deref().unwrap_or(""))
        };
        let date = |article: &hearsay_incidents::ArticleRef| {
            day(article.created.as_ref()).unwrap_or_default().to_owned()
        };
        let headline = |article: &hearsay_incidents::ArticleRef| {
            part(article.title.as_deref().unwrap_or(&article.id))
        };
        let whole = |article: &hearsay_incidents::ArticleRef| {
            format!("\"{},{},{}\"", office(article), date(article), headline(article))
        };
        vec![
            ("number_of_sources", Cell::Number(articles.len().to_string())),
            ("source_article", joined(&whole)),
            ("source_office", joined(&office)),
            ("source_date", joined(&date)),
            ("source_headline", joined(&headline)),
            ("source_original", Cell::Words(originals.join(";"))),
        ]
    }

    fn place(&mut self) -> Vec<(&'static str, Cell)> {
        let mut cells = Vec::new();
        let Some(place) = &self.incident.place else {
            self.lost("no point");
            return cells;
        };
        cells.push(("where_coordinates", Cell::Words(place.name.clone())));
        cells.push(("where_description", Cell::Words(place.span.text.clone())));
        if let Some(admin1) = &place.admin1 {
            cells.push(("adm_1", Cell::Words(admin1.clone())));
        }
        if let Some(name) = place.country.as_deref().and_then(hearsay::country_name) {
            cells.push(("country", Cell::Words(name.to_owned())));
        }
        let (Some(lat), Some(lon)) = (place.lat, place.lon) else {
            self.lost("no point");
            return cells;
        };
        cells.extend([
            ("where_prec", Cell::Number(place_precision(place).to_owned())),
            ("latitude", Cell::Number(lat.to_string())),
            ("longitude", Cell::Number(lon.to_string())),
            ("geom_wkt", Cell::Words(format!("POINT ({lon} {lat})"))),
            ("priogrid_gid", Cell::Number(grid_cell(lat, lon).to_string())),
        ]);
        cells
    }

    fn days(&mut self) -> Vec<(&'static str, Cell)> {
        let begin = day(self.incident.begin.as_ref()).and_then(|day| day.parse::<Date>().ok());
        let end = day(self.incident.end.as_ref()).and_then(|day| day.parse::<Date>().ok());
        let Some(begin) = begin.or(end) else {
            self.lost("no day");
            return Vec::new();
        };
        let end = end.unwrap_or(begin).max(begin);
        let days = (end - begin).get_days() + 1;
        vec![
            ("year", Cell::Number(begin.year().to_string())),
            ("date_prec", Cell::Number(day_precision(days).to_owned())),
            ("date_start", Cell::Words(begin.to_string())),
            ("date_end", Cell::Words(end.to_string())),
        ]
    }
}

/// The first 52 bits of an id: a number that every program keeps exactly.
fn number_of(id: &str) -> u64 {
    let digits: String = id.chars().filter(char::is_ascii_hexdigit).take(13).collect();
    u64::from_str_radix(&digits, 16).unwrap_or(0)
}

fn is_country(code: &str) -> bool {
    code.get(..3).is_some_and(|code| hearsay::country_name(code).is_some())
}

/// Part of a list that `;` parts.
fn part(text: &str) -> String {
    text.replace(';', ",").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Theirs: 1 exact, 2 near a known place, 3 second-order division, 4 first-order division, 5 line or
/// fuzzy area, 6 country, 7 water.
fn place_precision(place: &PlaceForm) -> &'static str {
    let radius = place.radius_km.unwrap_or(0.0);
    match place.feature.as_deref() {
        Some("country") => "6",
        Some("water") => "7",
        Some("region") if place.admin1.as_deref().is_none_or(|name| name == place.name) => "4",
        Some("region") => "3",
        Some("line" | "mountain" | "island") => "5",
        _ if radius <= 5.0 => "1",
        _ if radius <= 25.0 => "2",
        _ => "5",
    }
}

/// Theirs: 1 a day, 2 two to six, 3 a week, 4 up to a month, 5 more.
fn day_precision(days: i32) -> &'static str {
    match days {
        ..=1 => "1",
        2..=6 => "2",
        7 => "3",
        8..=31 => "4",
        _ => "5",
    }
}

/// The number of PRIO-GRID's cell of half a degree, from the south-west corner.
fn grid_cell(lat: f64, lon: f64) -> i64 {
    let row = ((lat.clamp(-90.0, 89.999) + 90.0) * 2.0).floor();
    let column = ((lon.clamp(-180.0, 179.999) + 180.0) * 2.0).floor();
    row as i64 * 720 + column as i64 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(
        side: Option<&str>,
        who: Option<&str>,
        low: u64,
        best: u64,
        high: Option<u64>,
    ) -> Total {
        Total {
            kind: "killed".to_owned(),
            side: side.map(str::to_owned),
            who: who.map(str::to_owned),
            low: Some(low),
            best: Some(best),
            high,
            ..Total::default()
        }
    }

    #[track_caller]
    fn check(totals: &[Total], parts: [u64; 4], [low, best, high]: [u64; 3]) -> Deaths {
        let side = |name: &str| Side { name: name.to_owned(), ..Side::default() };
        let (one, other) = (side("Oravia"), side("Tarsk"));
        let deaths = Deaths::of(&totals.iter().collect::<Vec<_>>(), &[&one, &other]);
        assert_eq!([deaths.a, deaths.b, deaths.civilians, deaths.unknown], parts);
        assert_eq!([deaths.low, deaths.best, deaths.high], [low, best, high]);
        deaths
    }

    #[test]
    fn parts_make_up_the_best_figure() {
        let (a, b) = (Some("Oravia"), Some("Tarsk"));
        check(&[total(None, None, 7, 9, Some(14))], [0, 0, 0, 9], [7, 9, 14]);
        check(&[total(a, None, 5, 5, Some(5))], [5, 0, 0, 0], [5, 5, 5]);
        let totals = [
            total(None, None, 7, 10, Some(10)),
            total(a, None, 5, 5, Some(5)),
            total(a, Some("civilians"), 1, 1, Some(1)),
            total(b, Some("soldiers"), 2, 2, Some(2)),
        ];
        check(&totals, [4, 2, 1, 3], [7, 10, 10]);
        let totals = [total(None, None, 3, 3, Some(3)), total(a, None, 5, 5, Some(5))];
        assert!(check(&totals, [5, 0, 0, 0], [3, 5, 5]).is_exceeded);
        assert!(check(&[total(None, None, 16, 16, None)], [0, 0, 0, 16], [16; 3]).is_open);
        check(&[], [0; 4], [0; 3]);
    }

    #[test]
    fn cells_of_the_grid_are_counted_from_the_south_west() {
        assert_eq!(grid_cell(-90.0, -180.0), 1);
        assert_eq!(grid_cell(-89.9, -179.4), 2);
        assert_eq!(grid_cell(90.0, 180.0), 259_200);
    }

    #[test]
    fn ids_become_numbers_that_fit() {
        assert!(number_of("iffffffffffffffff") < 1 << 53);
        assert_eq!(number_of("i0000000000001fff"), 0x1);
    }
}
