//! Adding, looking up and deciding, as a program does it.

mod common;

use common::{Desk, texts};
use hearsay_ledger::{Decide, Filter, Outcome, What};

#[test]
fn article_twice_adds_nothing() {
    let desk = Desk::new();
    let first = desk.add("a", texts::SHELLING);
    assert_eq!(first.outcome, Outcome::New);
    assert!(first.claims > 0);
    let before = desk.counts();
    let again = desk.add("a", texts::SHELLING);
    assert_eq!((again.outcome, again.claims), (Outcome::Known, first.claims));
    assert_eq!(desk.counts(), before);
}

#[test]
fn claims_stand_alone_and_belong_to_incidents() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    let view = desk.ledger.view().expect("a view");
    let claims = view.claims(&Filter::default()).expect("claims").items;
    assert!(!claims.is_empty());
    for entry in &claims {
        assert_eq!(entry.claim.article.id, "a");
        assert_eq!(entry.claim.article.publisher.as_deref(), Some("Herald"));
        let incident = entry.incident.as_deref().expect("it was gathered");
        assert!(view.incident(incident).expect("it is there").claims.contains(&entry.claim.id));
        assert_eq!(view.claim(&entry.claim.id[..12]).as_ref(), Ok(entry));
    }
}

#[test]
fn rejected_claim_stays_visible_and_counts_nowhere() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    let claim = desk.claims(&Filter::default())[0].claim.id.clone();
    let what = What::Reject(claim.clone());
    let decided =
        desk.ledger.decide(Decide { what, by: "Ada".to_owned(), note: None }).expect("decided");
    let entry = desk.ledger.view().and_then(|view| view.claim(&claim)).expect("still there");
    assert_eq!(entry.incident, None);
    let undo = What::Undo(decided.id);
    desk.ledger.decide(Decide { what: undo, by: "Ada".to_owned(), note: None }).expect("undone");
    let entry = desk.ledger.view().and_then(|view| view.claim(&claim)).expect("still there");
    assert!(entry.incident.is_some() && entry.verdict.is_none());
}
