//! Whatever is changed behind the ledger's back is found by a check.

mod common;

use common::{Desk, texts};
use hearsay_ledger::{Access, Decide, Filter, Ledger, What};
use rusqlite::Connection;

/// A ledger with two articles, one edited, and a decision, in which `sql` was run by hand; what is
/// found must begin so.
#[track_caller]
fn check(sql: &str, found: &str) {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    desk.add("a", texts::SHELLING_EDITED);
    desk.add("b", texts::BOMBING);
    let claim = desk.claims(&Filter::default())[0].claim.id.clone();
    let decide = Decide { what: What::Accept(claim), by: "Ada".to_owned(), note: None };
    desk.ledger.decide(decide).expect("it can be decided");
    desk.check();
    let path = desk.path();
    let Desk { folder, ledger } = desk;
    drop(ledger);
    let other = Connection::open(&path).expect("it can be opened");
    other.execute_batch(sql).expect("the statements are well formed");
    drop(other);
    for access in [Access::Write, Access::Read] {
        let ledger = Ledger::open(&path, access).expect("it can be opened");
        let checked = ledger.check(|_, _| {}).expect("it can be looked through");
        assert!(
            checked.problems.iter().any(|problem| problem.contains(found)),
            "{sql}: {:?}",
            checked.problems
        );
    }
    drop(folder);
}

const UNLOCK: &str = "DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_deleted;";

#[test]
fn changed_text_is_found() {
    check(
        "UPDATE version SET text = (SELECT text FROM version WHERE ordinal = 2) WHERE number = 1",
        "article `a`, version 1: the text is not the one that was added",
    );
    check("UPDATE version SET text = x'28b52ffd'", "the text is not the one that was added");
    check("UPDATE version SET created = '2020-01-01'", "the text is not the one that was added");
}

#[test]
fn text_changed_with_its_hash_is_found_by_the_audit() {
    check(
        "UPDATE version SET sha256 = zeroblob(32) WHERE ordinal = 2",
        "article `a`: not what the audit says was added",
    );
}

#[test]
fn changed_audit_is_found() {
    check(
        &format!("{UNLOCK} UPDATE audit SET by = 'Eve' WHERE number = 5"),
        "row 5 does not follow",
    );
    check(&format!("{UNLOCK} UPDATE audit SET detail = '{{}}' WHERE number = 2"), "row 2 does not");
    check(&format!("{UNLOCK} DELETE FROM audit WHERE number = 3"), "row 4 does not follow");
}

#[test]
fn audit_cut_off_at_the_end_is_found() {
    check(
        &format!("{UNLOCK} DELETE FROM audit WHERE number >= 4"),
        "the audit does not tell of every version of the articles",
    );
    check(
        &format!("{UNLOCK} DELETE FROM audit WHERE number = 5"),
        "the audit does not tell of every decision",
    );
}

#[test]
fn audit_and_decisions_cannot_be_changed_in_passing() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    let claim = desk.claims(&Filter::default())[0].claim.id.clone();
    let decide = Decide { what: What::Accept(claim), by: "Ada".to_owned(), note: None };
    desk.ledger.decide(decide).expect("it can be decided");
    let other = Connection::open(desk.path()).expect("it can be opened");
    for sql in [
        "UPDATE audit SET by = 'Eve'",
        "DELETE FROM audit",
        "UPDATE decision SET by = 'Eve'",
        "DELETE FROM decision",
    ] {
        assert!(other.execute_batch(sql).is_err(), "{sql}");
    }
}

#[test]
fn vanished_rows_are_found() {
    check("DELETE FROM reading WHERE version = 1", "article `a`, version 1: no reading");
    check("DELETE FROM claim_text WHERE rowid = (SELECT max(number) FROM claim)", "index of texts");
    check("DELETE FROM claim_place", "missing on the map");
    check("DELETE FROM incident_place", "missing on the map");
    check("DELETE FROM told WHERE article = 1", "what an article tells is not there");
    check(
        "DELETE FROM key WHERE account = (SELECT max(account) FROM key)",
        "not filed where others",
    );
    check("PRAGMA foreign_keys = OFF; DELETE FROM account WHERE number = 1", "is not there");
}

#[test]
fn changed_claims_are_found() {
    check(
        "UPDATE told SET body = (SELECT body FROM told AS other WHERE other.article <> told.article)",
        "its row says something else than it does",
    );
    check("UPDATE told SET body = x'00' WHERE article = 1", "stored bytes cannot be unpacked");
    check("UPDATE claim SET position = 99 WHERE position = 0", "not in what its article tells");
    check("UPDATE incident SET contested = 7", "its row says something else than it does");
    check("UPDATE incident SET body = x''", "stored bytes cannot be unpacked");
    check("UPDATE claim SET event = 'aid'", "its row says something else than it does");
    check("UPDATE decision SET in_force = 0", "in force though undone, or the other way round");
}
