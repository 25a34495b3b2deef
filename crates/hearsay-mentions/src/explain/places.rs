//! Places: what made the words a place, and which of the places of that name was chosen.

use hearsay_syntax::Document;

use super::rows::phrases;
use super::{Step, quoted};
use crate::context::Context;
use crate::mention::{Mentions, Place, PlaceId};
use crate::places::{self, Candidate, Weighed};
use crate::times;

/// How many candidates are told.
const TOLD: usize = 5;

/// The tables that name places.
const FILES: &[&str] = &[
    "contested.tsv",
    "countries.tsv",
    "features.tsv",
    "lines.tsv",
    "regions.tsv",
    "subdivisions.tsv",
    "territories.tsv",
];

pub(super) fn steps(document: &Document, mentions: &Mentions, id: PlaceId) -> Vec<Step> {
    let place = &mentions.places[id.0];
    let mut steps = vec![found(document, place)];
    for (span, rows) in phrases(document, place.tokens.clone(), FILES) {
        let says = format!("{} has a row", quoted(document, span));
        steps.push(Step { rows, ..Step::new("place", says, vec![span]) });
    }
    let mut weighed = weighed(document, mentions, place);
    weighed.sort_by(|a, b| b.score.total_cmp(&a.score));
    let all = weighed.len();
    for one in weighed.iter().take(TOLD) {
        let added = one.score - one.known;
        let says = format!(
            "it may be {}: weight {:.1}, of which {:.1} for how well known it is and {added:.1} for \
             what the article says around it",
            described(&one.candidate),
            one.score,
            one.known
        );
        steps.push(Step::new("place", says, vec![place.span]));
    }
    if all > TOLD {
        let says = format!("{} lighter ones of that name are left out here", all - TOLD);
        steps.push(Step::new("place", says, vec![place.span]));
    }
    steps.push(result(place, all));
    steps
}

fn found(document: &Document, place: &Place) -> Step {
    let how = match place.rule {
        "entity" => "the model takes it for a place",
        "table" => "it is a name that the tables know",
        "long name" => "it is a long name that the tables know",
        "country adjective" | "adjective" => "it is the adjective of one",
        "explained" => "the article says what it is",
        "position" => "it stands where only a place stands",
        "known" => "it is a known name and nothing speaks against it",
        "before container" => "a place around it follows",
        "body" => "it is named inside the name of a body",
        "list" => "it stands in a list of places",
        "again" => "the article uses it as a place elsewhere",
        "line" => "it is a line between places",
        "given" => "it was given as one",
        other => {
            return Step::new("place", format!("found by the rule `{other}`"), vec![place.span]);
        }
    };
    let says =
        format!("{} is a place: {how} (rule `{}`)", quoted(document, place.span), place.rule);
    Step::new("place", says, vec![place.span])
}

/// Every candidate of a place's name with its weights.
fn weighed(document: &Document, mentions: &Mentions, place: &Place) -> Vec<Weighed> {
    let mut context = Context::new(document);
    context.year = mentions.created.map(jiff::civil::DateTime::year);
    let times = times::find(&context, mentions.created);
    let mut toponyms = places::toponyms(&context, &times);
    let is_it = |tokens: &std::ops::Range<usize>| {
        tokens.start < place.tokens.end && place.tokens.start < tokens.end
    };
    let wanted: Vec<bool> = toponyms.iter().map(|toponym| is_it(&toponym.tokens)).collect();
    let mut found = Vec::new();
    places::resolve_watched(&context, &mut toponyms, &mut |one| {
        if wanted[one.toponym] {
            found.push(one);
        }
    });
    found
}

fn described(candidate: &Candidate) -> String {
    let mut words = vec![candidate.name.to_owned(), candidate.feature.to_owned()];
    words.extend(candidate.division.map(|(_, name)| name.to_owned()));
    words.extend(candidate.country.filter(|_| !candidate.is_contested).map(str::to_owned));
    if candidate.population > 0 {
        words.push(format!("{} people", candidate.population));
    }
    words.dedup();
    words.join(", ")
}

fn result(place: &Place, candidates: usize) -> Step {
    let says = match (place.latitude, place.longitude) {
        (Some(latitude), Some(longitude)) => {
            let country = place.country.as_deref().unwrap_or("no country given");
            format!("so it is {} at {latitude:.2}, {longitude:.2} ({country})", place.name)
        }
        _ if candidates == 0 => "no place of that name is known, so it has no point".to_owned(),
        _ => "too little speaks for any of them, so it has no point".to_owned(),
    };
    Step::new("place", says, vec![place.span])
}
