//! Incidents of one article, in its reading: references hold, and one incident is the main one.

use hearsay::{
    ActorForm, ArticleForm, ClaimForm, EventForm, HarmForm, MentionsForm, PlaceForm, QuantityForm,
    Reading, SpanForm, WhenForm,
};
use hearsay_incidents::{accounts, complete};

const TEXT: &str = "A bomb killed 12 people in Tarsk on Monday. Five others died in a clash near Sarrent \
                    in March. The mayor of Tarsk said 30 were hurt.";

fn span(words: &str) -> SpanForm {
    let at = TEXT.find(words).expect("the words stand in the text");
    let start = TEXT[..at].chars().count();
    SpanForm { start, end: start + words.chars().count(), text: words.to_owned() }
}

fn claim(id: &str, words: &str, place: &str, begin: &str, end: &str) -> ClaimForm {
    ClaimForm {
        id: id.to_owned(),
        evidence: vec![span(words)],
        trigger: span(words),
        main: true,
        event: EventForm { kind: "ASSAULT".to_owned(), ..EventForm::default() },
        place: Some(place.to_owned()),
        time: Some(WhenForm {
            begin: Some(begin.to_owned()),
            end: Some(end.to_owned()),
            precision: "day".to_owned(),
            ..WhenForm::default()
        }),
        act: "assert".to_owned(),
        polarity: "+".to_owned(),
        modality: "actual".to_owned(),
        ..ClaimForm::default()
    }
}

fn place(id: &str, name: &str, lat: f64) -> PlaceForm {
    PlaceForm {
        id: id.to_owned(),
        span: span(name),
        name: name.to_owned(),
        lat: Some(lat),
        lon: Some(45.0),
        radius_km: Some(8.0),
        ..PlaceForm::default()
    }
}

fn reading() -> Reading {
    Reading {
        article: ArticleForm {
            id: "tarsk".to_owned(),
            created: Some("2021-05-11".to_owned()),
            text: TEXT.to_owned(),
            ..ArticleForm::default()
        },
        mentions: MentionsForm {
            actors: vec![ActorForm {
                id: "a1".to_owned(),
                span: span("The mayor of Tarsk"),
                name: "mayor of Tarsk".to_owned(),
                group: "g1".to_owned(),
                ..ActorForm::default()
            }],
            places: vec![place("p1", "Tarsk", 41.0), place("p2", "Sarrent", 43.0)],
            quantities: vec![QuantityForm {
                id: "q1".to_owned(),
                span: span("30"),
                min: Some(30),
                max: Some(30),
                harm: vec![HarmForm {
                    kind: "wounded".to_owned(),
                    span: span("hurt"),
                    modality: "actual".to_owned(),
                }],
                ..QuantityForm::default()
            }],
            ..MentionsForm::default()
        },
        claims: vec![
            claim("c1", "killed", "p1", "2021-05-10", "2021-05-10"),
            claim("c2", "clash", "p2", "2021-03-01", "2021-03-31"),
        ],
        ..Reading::default()
    }
}

#[test]
fn background_is_an_incident_of_its_own_and_the_lede_is_the_main_one() {
    let mut reading = reading();
    complete(&mut reading);
    let incidents = reading.incidents.expect("incidents were filled in");
    let told: Vec<(bool, &[String])> =
        incidents.iter().map(|incident| (incident.main, &incident.claims[..])).collect();
    assert_eq!(told, [(true, &["c1".to_owned()][..]), (false, &["c2".to_owned()][..])]);
    assert_eq!(incidents[0].place.as_deref(), Some("p1"));
    assert_eq!(incidents[0].begin.as_deref(), Some("2021-05-10"));
}

#[test]
fn a_figure_that_no_claim_tells_is_one_of_the_main_account() {
    let accounts = accounts(&reading());
    let main = accounts.iter().find(|account| account.main).expect("one account is the main one");
    let figure = main.figures.first().expect("the figure is there");
    assert_eq!(
        (figure.toll.kind.as_str(), figure.toll.min, &figure.claim),
        ("wounded", Some(30), &None)
    );
}

#[test]
fn a_figure_of_a_deed_that_is_denied_is_denied() {
    let told = |denied: bool| {
        let mut reading = reading();
        let hurt = ActorForm { id: "a2".to_owned(), span: span("30"), ..ActorForm::default() };
        reading.mentions.actors.push(hurt);
        let mut claim = claim("c3", "30 were hurt", "p1", "2021-05-10", "2021-05-10");
        claim.recipients = vec!["a2".to_owned()];
        if denied {
            (claim.modality, claim.polarity) = ("denied".to_owned(), "-".to_owned());
        }
        reading.claims.push(claim);
        let accounts = accounts(&reading);
        let figures = accounts.iter().flat_map(|account| &account.figures);
        figures.map(|figure| figure.modality.clone()).collect::<Vec<_>>()
    };
    assert_eq!(told(true), ["denied"]);
    assert_eq!(told(false), ["actual"]);
}

#[test]
fn an_article_without_claims_has_a_main_account() {
    let mut reading = reading();
    reading.claims.clear();
    let accounts = accounts(&reading);
    assert_eq!(accounts.len(), 1);
    assert!(accounts[0].main && accounts[0].claims.is_empty());
    assert_eq!(accounts[0].places[0].name, "Tarsk");
    assert!(accounts[0].terms.contains(&"tarsk".to_owned()));
}

#[test]
fn completing_twice_changes_nothing() {
    let mut once = reading();
    complete(&mut once);
    let mut twice = once.clone();
    complete(&mut twice);
    assert_eq!(once, twice);
}

#[test]
fn an_empty_article_is_no_trouble() {
    let mut reading = Reading::default();
    complete(&mut reading);
    assert_eq!(reading.incidents.map(|incidents| incidents.len()), Some(1));
}
