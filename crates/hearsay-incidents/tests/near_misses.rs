//! What is of one incident, and what only looks like it.

use std::sync::Arc;

use hearsay::{EventForm, PlaceForm, WhenForm};
use hearsay_incidents::{Account, Actor, ArticleRef, Claim, Together, merge};

const TARSK: (&str, f64, f64, f64) = ("Tarsk", 41.2, 44.8, 8.0);
const SARRENT: (&str, f64, f64, f64) = ("Sarrent", 42.9, 46.1, 8.0);
const ORAVIA: (&str, f64, f64, f64) = ("Oravia", 42.0, 45.0, 350.0);

/// What an article of a day tells: `day` is when, where it says so.
#[derive(Clone, Copy)]
struct Told {
    id: &'static str,
    created: &'static str,
    day: Option<&'static str>,
    place: Option<(&'static str, f64, f64, f64)>,
    event: &'static str,
    terms: &'static [&'static str],
}

const BOMBING: Told = Told {
    id: "bombing",
    created: "2021-05-10",
    day: Some("2021-05-10"),
    place: Some(TARSK),
    event: "ASSAULT",
    terms: &["bomb", "blast", "korvat", "market"],
};

fn account(told: &Told) -> Account {
    let article = Arc::new(ArticleRef {
        id: told.id.to_owned(),
        created: Some(told.created.to_owned()),
        ..ArticleRef::default()
    });
    let time = told.day.map(|day| WhenForm {
        begin: Some(day.to_owned()),
        end: Some(day.to_owned()),
        precision: "day".to_owned(),
        ..WhenForm::default()
    });
    let place = told.place.map(|(name, lat, lon, radius_km)| PlaceForm {
        name: name.to_owned(),
        lat: Some(lat),
        lon: Some(lon),
        radius_km: Some(radius_km),
        country: Some("ORV".to_owned()),
        ..PlaceForm::default()
    });
    let claim = Claim {
        id: format!("claim of {}", told.id),
        article: Arc::clone(&article),
        event: EventForm { kind: told.event.to_owned(), ..EventForm::default() },
        time: time.clone(),
        place: place.clone(),
        modality: "actual".to_owned(),
        ..Claim::default()
    };
    Account {
        id: told.id.to_owned(),
        article,
        main: true,
        claims: vec![claim],
        time,
        places: place.into_iter().collect(),
        terms: told.terms.iter().map(|term| (*term).to_owned()).collect(),
        ..Account::default()
    }
}

/// Whether two articles are held to tell of one incident.
fn are_one(a: Told, b: Told) -> bool {
    merge(&[account(&a), account(&b)], &Together::default()).len() == 1
}

#[test]
fn two_outlets_tell_of_one_bombing() {
    let other = Told { id: "other", created: "2021-05-11", ..BOMBING };
    assert!(are_one(BOMBING, other));
}

#[test]
fn one_that_leaves_the_day_open_is_of_it() {
    let vague = Told { id: "vague", day: None, created: "2021-05-11", ..BOMBING };
    assert!(are_one(BOMBING, vague));
}

#[test]
fn one_that_names_only_the_country_is_of_it() {
    let vague = Told { id: "vague", place: Some(ORAVIA), ..BOMBING };
    assert!(are_one(BOMBING, vague));
}

#[test]
fn two_bombings_in_one_town_in_one_week_are_two() {
    let later = Told {
        id: "later",
        created: "2021-05-14",
        day: Some("2021-05-14"),
        terms: &["bomb", "blast", "lemvik", "market"],
        ..BOMBING
    };
    assert!(!are_one(BOMBING, later));
}

#[test]
fn one_days_bombings_in_two_towns_are_two() {
    let there = Told {
        id: "there",
        place: Some(SARRENT),
        terms: &["bomb", "blast", "dumira", "station"],
        ..BOMBING
    };
    assert!(!are_one(BOMBING, there));
}

#[test]
fn an_anniversary_is_not_the_bombing() {
    let year_on = Told {
        id: "year on",
        created: "2022-05-10",
        day: Some("2022-05-10"),
        event: "CONSULT",
        terms: &["bomb", "korvat", "mourner", "ceremony"],
        ..BOMBING
    };
    assert!(!are_one(BOMBING, year_on));
}

#[test]
fn what_was_told_before_it_happened_is_something_else() {
    let before = Told {
        id: "before",
        created: "2021-05-06",
        day: None,
        terms: &["bomb", "blast", "lemvik", "shop"],
        ..BOMBING
    };
    assert!(!are_one(BOMBING, before));
}

#[test]
fn a_story_without_day_and_place_is_known_by_its_words() {
    let story =
        Told { day: None, place: None, terms: &["korvat", "ledger", "zanmir", "file"], ..BOMBING };
    let other = Told { id: "other", created: "2021-05-13", ..story };
    let apart = Told { id: "apart", terms: &["harvest", "olbad", "wheat", "drought"], ..story };
    assert!(are_one(Told { id: "story", ..story }, other));
    assert!(!are_one(Told { id: "story", ..story }, apart));
}

#[test]
fn history_told_beside_the_news_is_not_the_news() {
    let news = account(&Told { day: None, place: None, ..BOMBING });
    let mut old = account(&Told { id: "old", day: None, place: None, ..BOMBING });
    assert_eq!(merge(&[news.clone(), old.clone()], &Together::default()).len(), 1);
    old.past = true;
    assert_eq!(merge(&[news.clone(), old.clone()], &Together::default()).len(), 2);
    // What is dated long before it is told is history by that alone.
    let dated = account(&Told { id: "old", day: Some("1987-10-03"), place: None, ..BOMBING });
    assert_eq!(merge(&[news, dated], &Together::default()).len(), 2);
}

#[test]
fn the_names_of_the_countries_at_war_do_not_make_two_fronts_one() {
    let sided = |told: &Told| {
        let mut told = account(told);
        let side = |name: &str| Actor {
            name: name.to_owned(),
            kind: "country".to_owned(),
            ..Actor::default()
        };
        told.claims[0].actors.push(side("Tarsk"));
        told.claims[0].recipients.push(side("Oravia"));
        told
    };
    let terms = &["tarsk", "tarskish", "oravia", "oravian", "korvat", "ridge", "saddle"];
    let north = Told { day: None, terms, ..BOMBING };
    let south = Told {
        id: "south",
        place: Some(SARRENT),
        terms: &["tarsk", "tarskish", "oravia", "oravian", "lemvik", "harbour", "dune"],
        ..north
    };
    assert_eq!(merge(&[sided(&north), sided(&south)], &Together::default()).len(), 2);
}

#[test]
fn a_place_on_no_map_is_known_by_its_name() {
    let at = |id: &'static str, name: &str| {
        let terms: &[&str] = if id == "bombing" { &["korvat"] } else { &["dumira"] };
        let mut told = account(&Told { id, terms, place: None, ..BOMBING });
        let place = PlaceForm { name: name.to_owned(), ..PlaceForm::default() };
        told.claims[0].place = Some(place.clone());
        told.places = vec![place];
        told
    };
    let incidents = |name: &str| {
        merge(&[at("bombing", "Ilmet river"), at("other", name)], &Together::default()).len()
    };
    assert_eq!(incidents("Ilmet"), 1);
    assert_eq!(incidents("Penna river"), 2);
}

#[test]
fn people_decide_against_all_likeness() {
    let accounts = [
        account(&BOMBING),
        account(&Told { id: "same", ..BOMBING }),
        account(&Told { id: "elsewhere", place: Some(SARRENT), terms: &["olbad"], ..BOMBING }),
    ];
    let pair = |a: &str, b: &str| (format!("claim of {a}"), format!("claim of {b}"));
    let together = Together {
        joined: vec![pair("bombing", "elsewhere")],
        parted: vec![pair("elsewhere", "same")],
    };
    let mut incidents: Vec<Vec<String>> =
        merge(&accounts, &together).into_iter().map(|incident| incident.accounts).collect();
    incidents.sort();
    assert_eq!(incidents, [vec!["bombing", "elsewhere"], vec!["same"]]);
}

#[test]
fn parted_claims_of_one_article_are_two_incidents() {
    let mut told = account(&BOMBING);
    let second = Claim { id: "second".to_owned(), ..told.claims[0].clone() };
    told.claims.push(second);
    let parted = vec![("claim of bombing".to_owned(), "second".to_owned())];
    let incidents = merge(&[told], &Together { joined: Vec::new(), parted });
    assert_eq!(incidents.len(), 2);
}
