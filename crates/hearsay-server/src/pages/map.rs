//! Map and timeline: incidents where and when they were, as far as that is known.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use hearsay::PlaceForm;
use hearsay_incidents::Incident;
use hearsay_ledger::{Filter, words};

use super::frame::Frame;
use super::{Answer, html};
use crate::access::Visitor;
use crate::asked::{Asked, given};
use crate::desk::Desk;
use crate::problem::Problem;

/// So many incidents are shown unless told otherwise.
const SHOWN: usize = 500;

/// So many bars the timeline has at most; days are taken together where there are more.
const BARS: i64 = 120;

#[derive(Template)]
#[template(path = "map.html")]
struct MapPage {
    frame: Frame,
    asked: Asked,
    /// Where the island gets its incidents.
    data: String,
    rows: Vec<Row>,
    unplaced: Vec<Row>,
    shown: usize,
    count: usize,
    timeline: Option<Timeline>,
    undated: usize,
}

struct Row {
    id: String,
    event: String,
    /// All names that are in use.
    names: Vec<String>,
    country: Option<String>,
    precision: String,
    when: Option<String>,
    contradictions: usize,
}

/// How many incidents were on which days.
struct Timeline {
    bars: Vec<Bar>,
    first: String,
    last: String,
    days: i64,
    width: usize,
}

struct Bar {
    x: usize,
    y: usize,
    height: usize,
    days: String,
    count: usize,
}

const HEIGHT: usize = 60;
const STEP: usize = 6;

/// `/map`
pub(crate) async fn page(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Answer {
    let filter = asked.filter()?;
    let limit = given(&asked.limit).and(filter.limit).or(Some(SHOWN));
    let filter = Filter { limit, ..filter };
    let (incidents, count) = desk
        .look(move |view| {
            Ok::<_, Problem>((view.incidents(&filter)?.items, view.count_incidents(&filter)?))
        })
        .await?;
    let is_placed = |incident: &&Incident| {
        incident.place.as_ref().is_some_and(|place| place.lat.is_some() && place.lon.is_some())
    };
    let (placed, unplaced): (Vec<&Incident>, Vec<&Incident>) =
        incidents.iter().partition(is_placed);
    let page = MapPage {
        frame: Frame::new(&desk, &visitor, "/map"),
        data: format!("/api/v1/incidents{}", asked.query(None)),
        asked,
        rows: placed.into_iter().map(row).collect(),
        unplaced: unplaced.into_iter().map(row).collect(),
        shown: incidents.len(),
        count,
        undated: incidents.iter().filter(|incident| incident.begin.is_none()).count(),
        timeline: timeline(&incidents),
    };
    Ok(html(&page))
}

fn row(incident: &Incident) -> Row {
    let place = incident.place.as_ref();
    Row {
        id: incident.id.clone(),
        event: words::event(&incident.event),
        names: place.map(names).unwrap_or_default(),
        country: place
            .and_then(|place| place.country.as_deref())
            .map(|code| hearsay::country_name(code).unwrap_or(code).to_owned()),
        precision: place.map(precision).unwrap_or_default(),
        when: words::when(incident),
        contradictions: incident.contradictions.len(),
    }
}

/// All names of a place; a contested one has several.
fn names(place: &PlaceForm) -> Vec<String> {
    let names = place.name.split(" / ").map(str::trim).filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}

/// How precisely the place is known, in words.
fn precision(place: &PlaceForm) -> String {
    match place.radius_km {
        Some(radius) if radius < 1.5 => "to about a kilometre".to_owned(),
        Some(radius) => format!("within about {radius:.0} km"),
        None => "not told".to_owned(),
    }
}

fn timeline(incidents: &[Incident]) -> Option<Timeline> {
    let day = |incident: &Incident| {
        incident.begin.as_deref()?.get(..10)?.parse::<jiff::civil::Date>().ok()
    };
    let mut counts: BTreeMap<jiff::civil::Date, usize> = BTreeMap::new();
    for day in incidents.iter().filter_map(day) {
        *counts.entry(day).or_default() += 1;
    }
    let (first, last) = (*counts.first_key_value()?.0, *counts.last_key_value()?.0);
    let since = |day: jiff::civil::Date| i64::from((day - first).get_days());
    let days = since(last) + 1;
    // A few days to a bar where the time is long.
    let wide = (days + BARS - 1) / BARS;
    let mut bars: BTreeMap<i64, usize> = BTreeMap::new();
    for (day, count) in counts {
        *bars.entry(since(day) / wide).or_default() += count;
    }
    let most = bars.values().copied().max().unwrap_or(1);
    let shown = |day: jiff::civil::Date| words::day(&day.to_string());
    let bar = |(at, count): (i64, usize)| {
        let from = first.saturating_add(jiff::Span::new().days(at * wide));
        let to = from.saturating_add(jiff::Span::new().days(wide - 1));
        let height = (count * HEIGHT).div_ceil(most).max(2);
        Bar {
            x: usize::try_from(at).unwrap_or_default() * STEP,
            y: HEIGHT - height,
            height,
            days: if wide == 1 { shown(from) } else { format!("{} to {}", shown(from), shown(to)) },
            count,
        }
    };
    let width = usize::try_from((days + wide - 1) / wide).unwrap_or(1) * STEP;
    let bars = bars.into_iter().map(bar).collect();
    Some(Timeline { bars, first: shown(first), last: shown(last), days: wide, width })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn incident(begin: &str) -> Incident {
        Incident { begin: Some(begin.to_owned()), ..Incident::default() }
    }

    #[test]
    fn timeline_counts_every_dated_incident_once() {
        let days = ["2024-03-12", "2024-03-12", "2024-03-14T10:00:00", "2026-01-01"];
        let mut incidents: Vec<Incident> = days.map(incident).into();
        incidents.push(Incident::default());
        let timeline = timeline(&incidents).expect("some have a day");
        assert_eq!(timeline.bars.iter().map(|bar| bar.count).sum::<usize>(), 4);
        assert!(timeline.bars.len() <= 120 && timeline.days > 1);
        assert!(
            timeline.bars.iter().all(|bar| bar.y + bar.height == HEIGHT && bar.x < timeline.width)
        );
        assert!(super::timeline(&[Incident::default()]).is_none());
    }

    #[test]
    fn contested_places_keep_all_their_names() {
        let place =
            PlaceForm { name: "Hask / Haskert / Haskova".to_owned(), ..PlaceForm::default() };
        assert_eq!(names(&place), ["Hask", "Haskert", "Haskova"]);
    }
}
