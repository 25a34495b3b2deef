//! What people decide: kept, carried out, found again after a reread, undone.

mod common;

use common::{Desk, article, read, texts};
use hearsay::Reading;
use hearsay_ledger::{Decide, Decision, Filter, LedgerError, Reread, Verdict, What};
use serde_json::json;

fn decide(desk: &Desk, what: What) -> Decision {
    try_decide(desk, what).expect("it can be decided")
}

fn try_decide(desk: &Desk, what: What) -> Result<Decision, LedgerError> {
    let decide = Decide { what, by: "Ada".to_owned(), note: Some("seen the video".to_owned()) };
    let decided = desk.ledger.decide(decide);
    desk.check();
    decided
}

fn first_claim(desk: &Desk) -> String {
    desk.claims(&Filter::default())[0].claim.id.clone()
}

fn killed(desk: &Desk) -> hearsay_ledger::ClaimEntry {
    let mut claims = desk.claims(&Filter::default());
    claims.retain(|entry| entry.claim.toll.first().is_some_and(|toll| toll.min == Some(4)));
    claims.pop().expect("one tells of four killed")
}

/// The reading that another program makes of the article, changed by `change`.
fn reread(desk: &Desk, id: &str, text: &str, change: impl FnOnce(&mut Reading)) {
    let mut reading = read(&article(id, text));
    change(&mut reading);
    let reread = Reread::by("99.0.0", id, 1, &reading);
    let revised = desk.ledger.reread(reread).expect("it is open").wait().expect("it is reread");
    assert!(revised.is_some());
    desk.ledger.gather().expect("it can be brought together");
    desk.check();
}

#[test]
fn rejected_claim_stays_visible_and_counts_nowhere() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    let claim = first_claim(&desk);
    let incident = desk.claim(&claim).incident.expect("it is in one");
    let decided = decide(&desk, What::Reject(claim.clone()));
    let entry = desk.claim(&claim);
    assert_eq!((entry.incident, entry.verdict), (None, Some(Verdict::Rejected)));
    decide(&desk, What::Undo(decided.id));
    let entry = desk.claim(&claim);
    assert_eq!((entry.incident, entry.verdict), (Some(incident), None));
}

#[test]
fn later_verdict_counts() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    let claim = first_claim(&desk);
    decide(&desk, What::Reject(claim.clone()));
    let accepted = decide(&desk, What::Accept(claim.clone()));
    assert_eq!(desk.claim(&claim).verdict, Some(Verdict::Accepted));
    let undone = decide(&desk, What::Undo(accepted.id.clone()));
    assert_eq!(desk.claim(&claim).verdict, Some(Verdict::Rejected));
    // An undo may be undone, a decision not twice.
    assert!(matches!(try_decide(&desk, What::Undo(accepted.id)), Err(LedgerError::Decision(_))));
    decide(&desk, What::Undo(undone.id));
    assert_eq!(desk.claim(&claim).verdict, Some(Verdict::Accepted));
}

#[test]
fn corrected_field_is_found_shown_and_taken_back() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    let claim = killed(&desk);
    let correct = |field: &str, value: serde_json::Value| What::Correct {
        claim: claim.claim.id.clone(),
        field: field.to_owned(),
        value,
    };
    let decided = decide(&desk, correct("toll.0.min", json!(5)));
    decide(&desk, correct("event.mode", json!("artillery")));
    let entry = desk.claim(&claim.claim.id);
    assert_eq!(entry.claim.toll[0].min, Some(5));
    assert_eq!(entry.corrected, ["event.mode", "toll.0.min"]);
    assert_eq!(entry.read_as.map(|claim| claim.toll[0].min), Some(Some(4)));
    // What is corrected is what is merged and searched.
    let view = desk.ledger.view().expect("a view");
    let accounts = view.accounts(&entry.incident.expect("it is in one"), None).expect("accounts");
    let figures = accounts.iter().flat_map(|account| &account.figures);
    assert!(figures.clone().any(|figure| figure.toll.min == Some(5)));
    assert!(!figures.clone().any(|figure| figure.toll.min == Some(4)));
    let event = format!("{}/artillery", entry.claim.event.kind);
    drop(view);
    assert_eq!(desk.claims(&Filter { event: Some(event), ..Filter::default() }).len(), 1);
    decide(&desk, What::Undo(decided.id));
    let entry = desk.claim(&claim.claim.id);
    assert_eq!(
        (entry.claim.toll[0].min, entry.corrected),
        (Some(4), vec!["event.mode".to_owned()])
    );
}

#[test]
fn correction_that_makes_no_claim_is_refused() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    let id = killed(&desk).claim.id;
    let before = desk.counts();
    for (field, value) in [
        ("toll.0.min", json!("five")),
        ("toll.9.min", json!(5)),
        ("toll.0.minimum", json!(5)),
        ("nonsense", json!(1)),
        ("", json!(1)),
        ("id", json!("x")),
        ("evidence.0.text", json!("made up")),
        ("toll.0.span.text", json!("made up")),
        ("toll.0.min", json!(4)),
        ("event", json!(null)),
    ] {
        let what = What::Correct { claim: id.clone(), field: field.to_owned(), value };
        let refused = try_decide(&desk, what);
        assert!(matches!(refused, Err(LedgerError::Decision(_))), "{field}: {refused:?}");
    }
    assert_eq!(desk.counts(), before);
}

#[test]
fn merge_and_split_are_carried_out_and_undone() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    desk.add("b", texts::BOMBING);
    let incident_of = |article: &str| {
        let filter = Filter { article: Some(article.to_owned()), ..Filter::default() };
        desk.claims(&filter)[0].incident.clone().expect("it is in one")
    };
    let (a, b) = (incident_of("a"), incident_of("b"));
    assert_ne!(a, b);
    let merged = decide(&desk, What::Merge(vec![a.clone(), b.clone()]));
    assert_eq!(incident_of("a"), incident_of("b"));
    // Both old names lead there.
    let view = desk.ledger.view().expect("a view");
    assert_eq!(view.incident(&a), view.incident(&b));
    drop(view);
    let again = try_decide(&desk, What::Merge(vec![a.clone(), b.clone()]));
    assert!(matches!(again, Err(LedgerError::Decision(_))));
    decide(&desk, What::Undo(merged.id));
    assert_eq!((incident_of("a"), incident_of("b")), (a.clone(), b));

    let view = desk.ledger.view().expect("a view");
    let whole = view.incidents(&Filter::default()).expect("incidents").items;
    let whole = whole.into_iter().find(|incident| incident.claims.len() > 1).expect("one has two");
    drop(view);
    let (first, last) = (&whole.claims[0], whole.claims.last().expect("it has two"));
    let split = decide(&desk, What::Split(vec![last.clone()]));
    assert_ne!(desk.claim(first).incident, desk.claim(last).incident);
    decide(&desk, What::Undo(split.id));
    assert_eq!(desk.claim(first).incident, desk.claim(last).incident);
    let all = try_decide(&desk, What::Split(whole.claims));
    assert!(matches!(all, Err(LedgerError::Decision(_))));
}

#[test]
fn notes_hold_words_about_claims_and_incidents() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    let claim = first_claim(&desk);
    let incident = desk.claim(&claim).incident.expect("it is in one");
    decide(&desk, What::Note(claim.clone()));
    decide(&desk, What::Note(incident));
    let empty = Decide { what: What::Note(claim.clone()), by: "Ada".into(), note: None };
    assert!(matches!(desk.ledger.decide(empty), Err(LedgerError::Decision(_))));
    let nobody = Decide { what: What::Accept(claim), by: " ".into(), note: None };
    assert!(matches!(desk.ledger.decide(nobody), Err(LedgerError::Decision(_))));
    assert_eq!(
        desk.ledger.view().and_then(|view| view.decisions(None)).expect("decisions").len(),
        2
    );
}

#[test]
fn decisions_are_found_by_the_incident_they_are_about() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    desk.add("b", texts::BOMBING);
    let about = |article: &str| {
        let filter = Filter { article: Some(article.to_owned()), ..Filter::default() };
        let claims = desk.claims(&filter);
        let entry = claims.into_iter().find(|entry| entry.incident.is_some());
        entry.expect("the article tells of an incident")
    };
    let (shelling, bombing) = (about("a"), about("b"));
    let accepted = decide(&desk, What::Accept(shelling.claim.id));
    let of = |entry: &Option<String>| {
        let incident = entry.as_deref().expect("it is in one");
        let decisions = desk.ledger.view().and_then(|view| view.decisions_of(incident));
        let decisions = decisions.expect("there is such an incident");
        decisions.into_iter().map(|decision| decision.id).collect::<Vec<_>>()
    };
    assert_eq!(of(&shelling.incident), [accepted.id]);
    assert_eq!(of(&bombing.incident), Vec::<String>::new());
}

#[test]
fn unknown_and_ambiguous_ids_are_told_apart() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    for what in [
        What::Accept("0000000000000000".into()),
        What::Accept("%".into()),
        What::Merge(vec!["i0000".into(), "i1111".into()]),
        What::Undo("d0".into()),
        What::Note("zzz".into()),
    ] {
        let refused = try_decide(&desk, what.clone());
        assert!(matches!(refused, Err(LedgerError::Unknown { .. })), "{what:?}: {refused:?}");
    }
}

#[test]
fn decisions_survive_a_reread_that_renames_their_claims() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    let claim = killed(&desk);
    let old = claim.claim.id.clone();
    let incident = claim.incident.clone().expect("it is in one");
    decide(&desk, What::Accept(old.clone()));
    let what = What::Correct { claim: old.clone(), field: "toll.0.min".into(), value: json!(5) };
    decide(&desk, what);
    reread(&desk, "a", texts::SHELLING, |reading| {
        for claim in &mut reading.claims {
            claim.id = format!("{}ffff", &claim.id[..12]);
            claim.event.mode = Some("artillery".to_owned());
        }
    });
    let entry = desk.claim(&format!("{}ffff", &old[..12]));
    assert_eq!(entry.verdict, Some(Verdict::Accepted));
    assert_eq!(entry.claim.toll[0].min, Some(5));
    assert_eq!(entry.claim.event.mode.as_deref(), Some("artillery"));
    let view = desk.ledger.view().expect("a view");
    assert!(view.claim(&old).is_err());
    assert!(view.decisions(None).expect("decisions").iter().all(|d| !d.is_orphaned()));
    // Whoever noted the incident's old name still finds it.
    assert_eq!(view.incident(&incident).map(|i| i.id), Ok(entry.incident.expect("it is in one")));
    let revisions = view.revisions(Some("a")).expect("revisions");
    assert!(revisions.iter().all(|r| (r.cause.as_str(), r.kind.as_str()) == ("reread", "changed")));
}

#[test]
fn decision_whose_claim_is_gone_waits_for_its_return() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    let claim = killed(&desk).claim.id;
    decide(&desk, What::Reject(claim.clone()));
    let all = read(&article("a", texts::SHELLING)).claims;
    reread(&desk, "a", texts::SHELLING, |reading| reading.claims.retain(|c| c.id != claim));
    let counts = desk.counts();
    assert_eq!((counts.decisions, counts.orphaned), (1, 1));
    let view = desk.ledger.view().expect("a view");
    let orphan = &view.decisions(None).expect("decisions")[0];
    assert!(orphan.is_orphaned());
    assert!(orphan.about[0].evidence.contains("shelled villages"));
    drop(view);
    reread(&desk, "a", texts::SHELLING, |reading| reading.claims = all);
    assert_eq!(desk.counts().orphaned, 0);
    assert_eq!(desk.claim(&claim).verdict, Some(Verdict::Rejected));
}

#[test]
fn decision_follows_its_words_through_an_edit() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    decide(&desk, What::Accept(killed(&desk).claim.id));
    desk.add("a", &format!("An update.\n\n{}", texts::SHELLING));
    desk.check();
    assert_eq!(killed(&desk).verdict, Some(Verdict::Accepted));
}

#[test]
fn reread_that_changes_nothing_makes_nothing_anew() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    let before = desk.claims(&Filter::default());
    reread(&desk, "a", texts::SHELLING, |_| {});
    assert_eq!(desk.claims(&Filter::default()), before);
    let counts = desk.counts();
    assert_eq!(counts.to_reread, 1, "another program read it");
    assert!(
        desk.ledger.view().and_then(|view| view.revisions(None)).expect("revisions").is_empty()
    );
}

#[test]
fn reread_of_an_old_version_is_left_aside() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    desk.add("a", texts::SHELLING_EDITED);
    let reading = read(&article("a", texts::SHELLING));
    let late = desk.ledger.reread(Reread::new("a", 1, &reading)).expect("it is open").wait();
    assert_eq!(late, Ok(None));
}
