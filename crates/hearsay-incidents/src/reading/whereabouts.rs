//! When and where an account's incident is said to have been.

use hearsay::{PlaceForm, Reading, WhenForm};

use super::terms::LEDE;
use crate::claim::Claim;
use crate::merging::words::is_said;

/// How far into a line its dateline reaches.
const DATELINE: usize = 60;

/// The time that most claims give, the finest and earliest told of these.
pub(super) fn time(reading: &Reading, claims: &[Claim], main: bool) -> Option<WhenForm> {
    let deeds = claims.iter().filter(|claim| !is_said(&claim.event));
    let mut told: Vec<&WhenForm> =
        deeds.filter_map(|claim| claim.time.as_ref()).filter(|time| time.begin.is_some()).collect();
    if told.is_empty() {
        told = claims.iter().filter_map(|claim| claim.time.as_ref()).collect();
        told.retain(|time| time.begin.is_some());
    }
    let days = |time: &WhenForm| {
        let cut =
            |day: &Option<String>| day.as_deref().and_then(|day| day.get(..10)).map(str::to_owned);
        (cut(&time.begin), cut(&time.end))
    };
    let count = |time: &WhenForm| told.iter().filter(|other| days(other) == days(time)).count();
    let best = told
        .iter()
        .enumerate()
        .max_by_key(|(i, time)| (is_day(time), !time.inferred, count(time), std::cmp::Reverse(*i)));
    match best {
        Some((_, time)) => Some((*time).clone()),
        None if main => in_lede(reading),
        None => None,
    }
}

/// The first day that the lede names, not after the article's own.
fn in_lede(reading: &Reading) -> Option<WhenForm> {
    let created = reading.article.created.as_deref().and_then(|day| day.get(..10));
    let mut times = reading.mentions.times.iter().filter(|time| time.span.start < LEDE);
    let time = times.find(|time| {
        let (Some(begin), Some(end)) = (time.begin.as_deref(), time.end.as_deref()) else {
            return false;
        };
        let one_day = begin.get(..10).is_some() && begin.get(..10) == end.get(..10);
        one_day && created.is_none_or(|created| &begin[..10] <= created)
    })?;
    Some(WhenForm {
        begin: time.begin.clone(),
        end: time.end.clone(),
        precision: "day".to_owned(),
        mention: Some(time.id.clone()),
        inferred: true,
    })
}

fn is_day(time: &WhenForm) -> bool {
    time.precision == "day" || time.precision == "time"
}

/// The places of the claims, the finest first; for what the article is about, those of its lede
/// where no claim has any.
pub(super) fn places(reading: &Reading, claims: &[Claim], main: bool) -> Vec<PlaceForm> {
    let deeds = claims.iter().filter(|claim| !is_said(&claim.event));
    let mut places: Vec<&PlaceForm> = deeds.filter_map(|claim| claim.place.as_ref()).collect();
    if places.is_empty() {
        places = claims.iter().filter_map(|claim| claim.place.as_ref()).collect();
    }
    if main && places.iter().all(|place| place.lat.is_none()) {
        let named = reading.mentions.places.iter();
        let datelines = datelines(&reading.article.text);
        let in_dateline = |at: usize| datelines.iter().any(|line| line.contains(&at));
        places.extend(
            named
                .filter(|place| place.lat.is_some() && place.span.start < LEDE)
                .filter(|place| !in_dateline(place.span.start)),
        );
    }
    let count = |place: &PlaceForm| places.iter().filter(|other| other.name == place.name).count();
    let mut counted: Vec<(usize, &PlaceForm)> =
        places.iter().map(|place| (count(place), *place)).collect();
    counted.sort_by(|(m, a), (n, b)| {
        let reach = |place: &PlaceForm| place.radius_km.unwrap_or(f64::INFINITY);
        let point = |place: &PlaceForm| place.lat.is_none();
        (point(a).cmp(&point(b)))
            .then(reach(a).total_cmp(&reach(b)))
            .then(n.cmp(m))
            .then(a.span.cmp(&b.span))
    });
    let mut places: Vec<PlaceForm> = Vec::new();
    for (_, place) in counted {
        if places.iter().all(|known| known.name != place.name) {
            places.push(place.clone());
        }
    }
    places
}

/// Where datelines stand: what comes before the dash near the start of a line, in code points.
fn datelines(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let head: String = line.chars().take(DATELINE).collect();
        let dash = ["\u{2014}", "\u{2013}", " - ", "--", "(Reuters)", "(AP)", "(AFP)"]
            .iter()
            .filter_map(|dash| head.find(dash))
            .min();
        if let Some(dash) = dash {
            found.push(start..start + head[..dash].chars().count());
        }
        start += line.chars().count() + 1;
    }
    found
}
