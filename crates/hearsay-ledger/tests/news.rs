//! What is new in a ledger is told once, whatever is read again or brought together anew.
#![allow(clippy::disallowed_methods)] // files of tests are read

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::Path;

use common::{Desk, article, read, texts};
use flate2::read::DeflateDecoder;
use hearsay::Article;
use hearsay_ledger::{Access, Arrival, Filter, Ledger, LedgerError, News, NewsOf, Reread};
use rusqlite::Connection;

const FEW: &str =
    "A car bomb killed nine people in Baghdad on 5 May 2024, the interior ministry said.";
const MANY: &str = "A car bomb killed 31 people in Baghdad on 5 May 2024, doctors said.";

/// An article of an outlet of its own.
fn arrival(id: &str, created: &str, text: &str) -> Arrival {
    let article = Article {
        created: created.parse().ok(),
        publisher: Some(format!("The {id}")),
        ..article(id, text)
    };
    let reading = read(&article);
    Arrival::bare(article, &reading)
}

fn add(desk: &Desk, id: &str, created: &str, text: &str) {
    desk.try_add(arrival(id, created, text)).expect("it is added");
}

fn all(ledger: &Ledger) -> Vec<News> {
    let page = ledger.view().and_then(|view| view.news(None, usize::MAX));
    page.expect("it can be read").items
}

/// What was told, in short: "incident", "killed 9 → 9 to 31", "contradiction about killed".
fn told(ledger: &Ledger) -> Vec<String> {
    let range = |range: Option<hearsay_ledger::Range>| match range {
        None => "nothing".to_owned(),
        Some(range) => hearsay_ledger::words::figure(range.low, range.high),
    };
    let of = |news: News| match news.of {
        NewsOf::Incident { .. } => "incident".to_owned(),
        NewsOf::Contradiction { about, .. } => format!("contradiction about {about}"),
        NewsOf::Toll { of, before, now } => {
            format!("{} {} → {}", of.loss, range(before), range(now))
        }
    };
    all(ledger).into_iter().map(of).collect()
}

#[test]
fn incident_contradiction_and_toll_are_each_told_once() {
    let desk = Desk::new();
    add(&desk, "b", "2024-05-06", FEW);
    assert_eq!(told(&desk.ledger), ["incident"]);
    add(&desk, "c", "2024-05-07", MANY);
    let expected = ["incident", "killed 9 → 9 to 31", "contradiction about killed"];
    assert_eq!(told(&desk.ledger), expected);
    add(&desk, "b", "2024-05-06", FEW);
    let (article, version) =
        desk.ledger.view().and_then(|view| view.original("c")).expect("it is there");
    let reread = Reread::by("99.0.0", "c", version, &read(&article));
    desk.ledger.reread(reread).expect("it is open").wait().expect("it is reread");
    desk.ledger.gather().expect("it can be brought together");
    assert_eq!(told(&desk.ledger), expected);
    desk.check();
}

#[test]
fn earlier_article_that_renames_an_incident_makes_it_no_new_one() {
    let desk = Desk::new();
    add(&desk, "c", "2024-05-07", MANY);
    let before = all(&desk.ledger)[0].told_as.clone();
    add(&desk, "b", "2024-05-06", FEW);
    let news = all(&desk.ledger);
    let now = news[0].incident.as_ref().expect("it is still there").id.clone();
    assert_ne!(now, before, "the id is that of the first claim");
    assert_eq!(
        told(&desk.ledger),
        ["incident", "killed 31 → 9 to 31", "contradiction about killed"]
    );
    assert_eq!((news[0].told_as.as_str(), news[1].told_as.as_str()), (&*before, &*now));
}

#[test]
fn edit_elsewhere_in_an_article_contradicts_nobody_anew() {
    let desk = Desk::new();
    add(&desk, "b", "2024-05-06", FEW);
    add(&desk, "c", "2024-05-07", MANY);
    let before = told(&desk.ledger);
    let claims = |desk: &Desk| -> BTreeSet<String> {
        desk.claims(&Filter::default()).into_iter().map(|entry| entry.claim.id).collect()
    };
    let ids = claims(&desk);
    add(&desk, "c", "2024-05-07", &format!("It rained in the morning. {MANY}"));
    assert_ne!(claims(&desk), ids, "the claim stands elsewhere in the text");
    assert_eq!(told(&desk.ledger), before);
}

#[test]
fn toll_that_goes_back_is_told_again() {
    let desk = Desk::new();
    desk.add("x", texts::SHELLING);
    desk.add("x", texts::SHELLING_EDITED);
    desk.add("x", &format!("{} It rained.", texts::SHELLING));
    assert_eq!(told(&desk.ledger), ["incident", "killed 4 → 6", "killed 6 → 4"]);
}

#[test]
fn figures_that_nobody_gives_any_more_are_nothing_and_not_zero() {
    let desk = Desk::new();
    desk.add("x", texts::SHELLING);
    desk.add("x", "Oravia said on Tuesday that Tarsk had shelled villages along the Ilmet river.");
    assert_eq!(told(&desk.ledger), ["incident", "killed 1 → nothing", "killed 4 → nothing"]);
}

#[test]
fn what_an_article_takes_back_is_told_though_nothing_comes_in_its_place() {
    let desk = Desk::new();
    add(&desk, "b", "2024-05-06", FEW);
    add(&desk, "c", "2024-05-07", MANY);
    let before = told(&desk.ledger).len();
    add(&desk, "c", "2024-05-07", "It rained in the morning.");
    assert_eq!(told(&desk.ledger)[before..], ["killed 9 to 31 → 9"]);
}

#[test]
fn what_is_brought_together_anew_in_batches_is_not_told_again() {
    // Incidents that reach from the first batch to the last. Of every other place what comes later was
    // published earlier, so that ids change on the way.
    const PLACES: [&str; 8] =
        ["Baghdad", "Mosul", "Basra", "Kirkuk", "Damascus", "Aleppo", "Kabul", "Herat"];
    let desk = Desk::new();
    for (round, who) in ["police", "doctors", "the mayor", "residents"].into_iter().enumerate() {
        let mut tickets = Vec::new();
        for (at, place) in PLACES.into_iter().enumerate() {
            for day in [2, 6, 10, 14, 18, 22, 26] {
                let killed = 3 + (at + day) % 5 + 9 * round;
                let text = format!(
                    "A car bomb killed {killed} people in {place} on {day} May 2024, {who} said."
                );
                let later = if at % 2 == 0 { 4 - round } else { 1 + round };
                let created = format!("2024-05-{:02}", day + later);
                let arrival = arrival(&format!("{place} {day} {who}"), &created, &text);
                tickets.push(desk.ledger.add(arrival).expect("it is open"));
            }
        }
        for ticket in tickets {
            ticket.wait().expect("it is added");
        }
        desk.ledger.gather().expect("it can be brought together");
    }
    let incidents = |ledger: &Ledger| {
        let view = ledger.view().expect("it can be read");
        view.incidents(&Filter::default()).expect("incidents").items
    };
    let (before, news) = (incidents(&desk.ledger), all(&desk.ledger));
    every_incident_is_told(&desk.ledger);
    assert!(news.iter().any(|news| matches!(news.of, NewsOf::Contradiction { .. })));
    assert!(news.iter().any(|it| it.incident.as_ref().is_some_and(|now| now.id != it.told_as)));

    let view = desk.ledger.view().expect("it can be read");
    let articles = view.articles(&Filter::default()).expect("articles").items;
    let rereads = articles.into_iter().rev().map(|entry| {
        let (article, version) = view.original(&entry.id).expect("it is there");
        Reread::by("99.0.0", &entry.id, version, &read(&article))
    });
    let rereads: Vec<_> = rereads.collect();
    drop(view);
    let tickets: Vec<_> =
        rereads.into_iter().map(|it| desk.ledger.reread(it).expect("it is open")).collect();
    for ticket in tickets {
        ticket.wait().expect("it is reread");
    }
    desk.ledger.gather().expect("it can be brought together");
    assert_eq!(incidents(&desk.ledger), before);
    assert_eq!(all(&desk.ledger), news);

    let path = desk.path();
    let Desk { folder, ledger } = desk;
    drop(ledger);
    let other = Connection::open(&path).expect("it can be opened");
    other.execute_batch("UPDATE way SET number = 0").expect("it can be written");
    drop(other);
    let ledger = Ledger::open(&path, Access::Write).expect("it can be opened");
    ledger.gather().expect("it can be brought together");
    assert_eq!(incidents(&ledger), before);
    assert_eq!(all(&ledger), news);
    drop(folder);
}

/// Every incident was told of, by its id or by one that leads to it.
fn every_incident_is_told(ledger: &Ledger) {
    let view = ledger.view().expect("it can be read");
    let incidents = view.incidents(&Filter::default()).expect("incidents").items;
    let told: BTreeSet<String> = all(ledger)
        .into_iter()
        .filter(|news| matches!(news.of, NewsOf::Incident { .. }))
        .filter_map(|news| news.incident.map(|incident| incident.id))
        .collect();
    let ids: BTreeSet<String> = incidents.into_iter().map(|incident| incident.id).collect();
    assert_eq!(told, ids);
}

#[test]
fn old_ledger_has_news_of_what_it_holds_from_when_it_came() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/past/form-1.db.deflate");
    let mut bytes = Vec::new();
    let kept = fs::read(kept).expect("it can be read");
    DeflateDecoder::new(&*kept).read_to_end(&mut bytes).expect("it is deflated");
    let desk = Desk::new();
    let path = desk.folder.path().join("old.db");
    fs::write(&path, bytes).expect("it can be written");
    let ledger = Ledger::open(&path, Access::Write).expect("it can be opened");
    let news = all(&ledger);
    every_incident_is_told(&ledger);
    let view = ledger.view().expect("it can be read");
    let migrated = view.audit(1).expect("the audit").remove(0);
    assert_eq!(migrated.what, "migrate");
    assert!(news.iter().all(|news| news.at < migrated.at), "{news:?}");
    drop(view);
    ledger.gather().expect("it can be brought together");
    let article = article("d", "A car bomb killed 40 people in Basra on 7 June 2024, police said.");
    let reading = read(&article);
    ledger.add(Arrival::bare(article, &reading)).expect("it is open").wait().expect("added");
    ledger.gather().expect("it can be brought together");
    assert_eq!(all(&ledger).len(), news.len() + 1, "what is new is told as ever");
}

#[test]
fn ledger_made_from_an_export_begins_with_what_it_holds() {
    let desk = Desk::new();
    add(&desk, "c", "2024-05-07", MANY);
    add(&desk, "b", "2024-05-06", FEW);
    let mut export = Vec::new();
    let view = desk.ledger.view().expect("it can be read");
    view.write_jsonl(&mut export).expect("it is written");
    let other = Desk::new();
    other.ledger.restore(&*export).expect("it can be taken in");
    assert_eq!(told(&other.ledger), ["incident", "contradiction about killed"]);
    every_incident_is_told(&other.ledger);
    other.check();
}

#[test]
fn news_come_in_pages_and_by_time() {
    let desk = Desk::new();
    let view = desk.ledger.view().expect("it can be read");
    assert_eq!((view.latest_news(), view.news_until("2999-01-01")), (Ok(0), Ok(0)));
    drop(view);
    add(&desk, "b", "2024-05-06", FEW);
    add(&desk, "c", "2024-05-07", MANY);
    let all = all(&desk.ledger);
    let view = desk.ledger.view().expect("it can be read");
    let (mut after, mut paged) = (None, Vec::new());
    loop {
        let page = view.news(after, 2).expect("it can be read");
        paged.extend(page.items);
        let Some(next) = page.next else { break };
        after = next.parse().ok();
    }
    assert_eq!(paged, all);
    assert_eq!(view.latest_news(), Ok(3));
    assert_eq!(view.news_until("2999-01-01"), Ok(3));
    assert_eq!(view.news_until(&all[2].at), Ok(3));
    assert_eq!(view.news_until("2020-01-01T00:00:00.5Z"), Ok(0));
    assert!(matches!(view.news_until("yesterday"), Err(LedgerError::Filter(_))));
}
