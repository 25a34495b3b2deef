//! How outlets tell of what happened.

use std::sync::Arc;

use fastrand::Rng;
use hearsay::{EventForm, PlaceForm, SpanForm, WhenForm};
use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::names::name;
use super::{City, Happening, Told, War};
use crate::account::{Account, Figure};
use crate::claim::{Actor, ArticleRef, Claim, Claimant, Toll};

/// Outlets come in families that print each other's words.
const FAMILIES: usize = 8;
const OUTLETS: usize = 40;

/// All accounts of a war, incident by incident.
pub(super) fn tell(war: &War, incidents: &[Happening], rng: &mut Rng) -> Vec<Told> {
    let mut all = Vec::new();
    for happening in incidents {
        let mut articles: Vec<Told> = Vec::new();
        // Most incidents are told a few times, some very often.
        let count = 1 + (3.0 / (rng.f64() + 0.04)) as usize % 60;
        for n in 0..count {
            let copied = rng.f64() < 0.2;
            let account = match articles.last().filter(|_| copied) {
                Some(told) => copy(&told.account, happening.number, n, rng),
                None => account(war, happening, n, rng),
            };
            articles.push(Told { account, incident: happening.number });
            if rng.f64() < 0.05 {
                // An older incident is told beside it, as background, in the same article.
                let old = &incidents[rng.usize(..incidents.len())];
                let article = Arc::clone(&articles[articles.len() - 1].account.article);
                if old.number != happening.number && told_after(&article, old.day) {
                    let account = background(war, old, article, n, rng);
                    all.push(Told { account, incident: old.number });
                }
            }
        }
        all.extend(articles);
    }
    all
}

fn calendar(day: i32) -> Date {
    date(1970, 1, 1).saturating_add(day.days())
}

fn told_after(article: &ArticleRef, day: i32) -> bool {
    article.created.as_deref().is_some_and(|created| *created > *calendar(day).to_string())
}

fn account(war: &War, happening: &Happening, n: usize, rng: &mut Rng) -> Account {
    let delay = match rng.f64() {
        x if x < 0.6 => 0,
        x if x < 0.85 => 1,
        _ => rng.i32(2..8),
    };
    let city = &war.cities[happening.city];
    let title = format!("{} in {}", happening.sort.words[rng.usize(..3)], city.name);
    let article = ArticleRef {
        id: format!("a{}-{n}", happening.number),
        publisher: Some(format!("outlet{}", rng.usize(..OUTLETS))),
        created: Some(calendar(happening.day + delay).to_string()),
        title: (rng.f64() < 0.9).then_some(title),
        url: None,
    };
    let time = match rng.f64() {
        x if x < 0.7 => Some(when(happening.day, happening.day, "day")),
        x if x < 0.8 => Some(when(happening.day - rng.i32(0..6), happening.day, "interval")),
        _ => None,
    };
    let place = match rng.f64() {
        x if x < 0.75 => Some(town(city, war, rng)),
        x if x < 0.9 => Some(country(war)),
        _ => None,
    };
    let mut account = whole(war, happening, Arc::new(article), n, time, place, delay, rng);
    account.main = true;
    account
}

/// What an article about something else tells of it.
fn background(
    war: &War,
    old: &Happening,
    article: Arc<ArticleRef>,
    n: usize,
    rng: &mut Rng,
) -> Account {
    let time = when(old.day, old.day, "day");
    let place = town(&war.cities[old.city], war, rng);
    let mut account = whole(war, old, article, n, Some(time), Some(place), 10, rng);
    account.terms.truncate(3);
    account
}

#[allow(clippy::too_many_arguments)] // all that one account is made of
fn whole(
    war: &War,
    happening: &Happening,
    article: Arc<ArticleRef>,
    n: usize,
    time: Option<WhenForm>,
    place: Option<PlaceForm>,
    delay: i32,
    rng: &mut Rng,
) -> Account {
    let id = format!("{}/{}-{n}", article.id, happening.number);
    let mut claims = Vec::new();
    for k in 0..1 + rng.usize(..3) {
        claims.push(claim(war, happening, &article, format!("c{id}.{k}"), rng));
    }
    claims[0].time.clone_from(&time);
    claims[0].place.clone_from(&place);
    if happening.sort.deadly && rng.f64() < 0.7 {
        claims[0].toll.push(toll(happening, delay, rng));
    }
    let figure = |(k, toll): (usize, &Toll)| Figure {
        id: format!("f{id}.{k}"),
        toll: toll.clone(),
        claim: Some(claims[0].id.clone()),
        claimants: claims[0].claimants.clone(),
        modality: "actual".to_owned(),
        single: false,
    };
    Account {
        figures: claims[0].toll.iter().enumerate().map(figure).collect(),
        id,
        article,
        main: false,
        statements: Vec::new(),
        credits: Vec::new(),
        copy_of: None,
        past: false,
        time,
        places: place.into_iter().collect(),
        terms: terms(war, happening, rng),
        claims,
    }
}

/// The same words in another outlet of the family, a little later.
fn copy(account: &Account, number: usize, n: usize, rng: &mut Rng) -> Account {
    let mut copied = account.clone();
    let mut article = (*account.article).clone();
    article.id = format!("a{number}-{n}");
    article.publisher = Some(format!("outlet{}", rng.usize(..OUTLETS / FAMILIES) * FAMILIES));
    let article = Arc::new(article);
    copied.id = format!("{}/{number}-{n}", article.id);
    for (k, claim) in copied.claims.iter_mut().enumerate() {
        claim.id = format!("c{}.{k}", copied.id);
        claim.article = Arc::clone(&article);
    }
    for (k, figure) in copied.figures.iter_mut().enumerate() {
        figure.id = format!("f{}.{k}", copied.id);
        figure.claim = Some(copied.claims[0].id.clone());
    }
    copied.article = article;
    copied
}

fn claim(
    war: &War,
    happening: &Happening,
    article: &Arc<ArticleRef>,
    id: String,
    rng: &mut Rng,
) -> Claim {
    // One in ten puts it on the other camp; one in ten denies it.
    let (lies, denies) = (rng.f64() < 0.1, rng.f64() < 0.1);
    let doer = if lies { 1 - happening.side } else { happening.side };
    let named = |side: usize, rng: &mut Rng| {
        if rng.f64() < 0.8 { vec![actor(&war.sides[side])] } else { Vec::new() }
    };
    let speaks = rng.f64() < 0.5;
    let claimant = Claimant { actor: actor(&war.sides[rng.usize(..2)]), cue: None };
    Claim {
        id,
        article: Arc::clone(article),
        event: EventForm {
            kind: happening.sort.event.to_owned(),
            mode: happening.sort.mode.filter(|_| rng.f64() < 0.8).map(str::to_owned),
            ..EventForm::default()
        },
        actors: named(doer, rng),
        recipients: named(1 - doer, rng),
        claimants: if speaks { vec![claimant] } else { Vec::new() },
        act: if denies { "deny" } else { "assert" }.to_owned(),
        polarity: if denies { "-" } else { "+" }.to_owned(),
        certainty: "certain".to_owned(),
        modality: if denies { "denied" } else { "actual" }.to_owned(),
        rule: "world".to_owned(),
        ..Claim::default()
    }
}

fn actor(side: &str) -> Actor {
    let kind = "armed forces".to_owned();
    Actor { name: side.to_owned(), code: Some(side.to_owned()), kind, ..Actor::default() }
}

/// The toll grows for some days; a camp may double it; some only say "dozens".
fn toll(happening: &Happening, delay: i32, rng: &mut Rng) -> Toll {
    let grown = 0.6 + 0.1 * f64::from(delay.min(4));
    let bent = if rng.f64() < 0.15 { 0.5 + 2.0 * rng.f64() } else { 1.0 };
    let count = ((happening.killed as f64 * grown * bent).round() as u64).max(1);
    let vague = count > 24 && rng.f64() < 0.2;
    Toll {
        kind: "killed".to_owned(),
        min: Some(if vague { 24 } else { count }),
        max: (!vague).then_some(count),
        span: SpanForm { start: 0, end: 2, text: count.to_string() },
        ..Toll::default()
    }
}

/// Words of the sort, the town, the story itself, and some that have nothing to do with it.
fn terms(war: &War, happening: &Happening, rng: &mut Rng) -> Vec<String> {
    let own =
        happening.words.iter().cloned().chain([war.cities[happening.city].name.to_lowercase()]);
    let sort = happening.sort.words.iter().map(|word| (*word).to_owned());
    let often: Vec<String> = own.chain(sort).collect();
    let mut terms: Vec<String> = often.into_iter().filter(|_| rng.f64() < 0.6).collect();
    terms.extend((0..rng.usize(..6)).map(|_| name(rng).to_lowercase()));
    terms.sort();
    terms.dedup();
    terms
}

fn when(begin: i32, end: i32, precision: &str) -> WhenForm {
    WhenForm {
        begin: Some(calendar(begin).to_string()),
        end: Some(calendar(end).to_string()),
        precision: precision.to_owned(),
        ..WhenForm::default()
    }
}

fn town(city: &City, war: &War, rng: &mut Rng) -> PlaceForm {
    PlaceForm {
        name: city.name.clone(),
        lat: Some(city.lat + 0.05 * rng.f64()),
        lon: Some(city.lon + 0.05 * rng.f64()),
        country: Some(war.country.clone()),
        radius_km: Some(8.0),
        ..PlaceForm::default()
    }
}

fn country(war: &War) -> PlaceForm {
    PlaceForm {
        name: war.country.clone(),
        lat: Some(war.cities[0].lat),
        lon: Some(war.cities[0].lon),
        country: Some(war.country.clone()),
        radius_km: Some(400.0),
        feature: Some("country".to_owned()),
        ..PlaceForm::default()
    }
}
