//! What is said of files that are no ledger, not ours to read, or not to be written.

mod common;

use std::fs;
use std::path::Path;
use std::time::Duration;

use common::{Desk, arrival, texts};
use hearsay_ledger::{Access, Filter, Ledger, LedgerError};
use rusqlite::Connection;

const BOTH: [Access; 2] = [Access::Read, Access::Write];

#[track_caller]
fn check(path: &Path, accesses: &[Access], message: &str) {
    for access in accesses {
        let Err(error) = Ledger::open(path, *access) else { panic!("{access:?} opens it") };
        assert_eq!(error.to_string(), message, "{access:?}");
    }
}

#[test]
fn missing_ledger_is_made_by_adding_alone() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("none.db");
    let message = "no ledger there; `hearsay add` makes one, `--ledger PATH` names another";
    check(&path, &BOTH, message);
    assert!(!path.exists());
    fs::write(&path, "").expect("it can be written");
    check(&path, &BOTH, message);
    assert!(Ledger::open(&path, Access::Create).is_ok());
    assert!(Ledger::open(&path, Access::Read).is_ok());
    let nowhere = folder.path().join("no/such/folder/hearsay.db");
    let message = format!(
        "the file cannot be read or written: no file can be made in {}",
        nowhere.parent().expect("it has one").display()
    );
    check(&nowhere, &[Access::Create], &message);
}

#[test]
fn foreign_files_are_left_as_they_are() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let all = [Access::Read, Access::Write, Access::Create];
    let is_not = |what: &str| {
        format!("not a ledger of hearsay's but {what}; name another file with --ledger")
    };
    check(folder.path(), &all, &is_not("a folder"));
    let path = folder.path().join("text.db");
    let text = "Not a database, but long enough to look like one at the first glance. ".repeat(20);
    fs::write(&path, &text).expect("it can be written");
    check(&path, &all, &is_not("some other file"));
    assert_eq!(fs::read_to_string(&path).ok(), Some(text));
    let path = folder.path().join("other.db");
    let other = Connection::open(&path).expect("it can be made");
    other.execute_batch("CREATE TABLE bookmarks (url TEXT);").expect("it can be written");
    drop(other);
    let before = fs::read(&path).ok();
    check(&path, &all, &is_not("the database of another program"));
    assert_eq!(fs::read(&path).ok(), before);
}

#[test]
fn ledger_of_a_newer_program_is_named_so() {
    let desk = Desk::new();
    let path = desk.path();
    drop(desk.ledger);
    let other = Connection::open(&path).expect("it can be opened");
    other.pragma_update(None, "user_version", 99).expect("it can be written");
    drop(other);
    let message = "written by a newer hearsay (form 99, this one knows up to 3); use that version";
    check(&path, &BOTH, message);
}

#[test]
fn locked_ledger_can_be_read_and_written_later() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    let path = desk.path();
    drop(desk.ledger);
    let patience = Duration::from_millis(50);
    let ledger = Ledger::open_within(&path, Access::Write, patience).expect("it can be opened");
    let other = Connection::open(&path).expect("it can be opened");
    other.execute_batch("BEGIN IMMEDIATE").expect("it can be locked");
    let refused = ledger.add(arrival("b", texts::BOMBING)).expect("it is open").wait();
    assert_eq!(refused, Err(LedgerError::Locked));
    let claims = ledger.view().and_then(|view| view.claims(&Filter::default()));
    assert!(claims.is_ok_and(|page| !page.items.is_empty()));
    other.execute_batch("ROLLBACK").expect("it can be unlocked");
    assert!(ledger.add(arrival("b", texts::BOMBING)).expect("it is open").wait().is_ok());
}

#[test]
fn read_only_file_is_read_and_not_written() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    let path = desk.path();
    let Desk { folder, ledger } = desk;
    drop(ledger);
    let mut permissions = fs::metadata(&path).expect("it is there").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).expect("they can be set");
    let message = "read-only: make the file and its folder writable, or work on a copy";
    check(&path, &[Access::Write, Access::Create], message);
    let ledger = Ledger::open(&path, Access::Read).expect("it can be read");
    assert_eq!(ledger.view().and_then(|view| view.counts()).map(|counts| counts.articles), Ok(1));
    let refused = ledger.add(arrival("b", texts::BOMBING)).map(|_| ());
    assert_eq!(refused, Err(LedgerError::ReadOnly));
    assert!(ledger.check(|_, _| {}).is_ok_and(|checked| checked.is_clean()));
    drop(folder);
}

#[test]
fn backup_is_a_ledger_and_replaces_nothing() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    let to = desk.folder.path().join("backup's #1?.db");
    let backup = desk.ledger.backup(&to).expect("it can be made");
    assert_eq!(backup.articles, 1);
    desk.add("b", texts::BOMBING);
    let copy = Ledger::open(&to, Access::Write).expect("it is a ledger");
    assert!(copy.check(|_, _| {}).is_ok_and(|checked| checked.is_clean()));
    let claims = |ledger: &Ledger, article: &str| {
        let filter = Filter { article: Some(article.to_owned()), ..Filter::default() };
        ledger.view().and_then(|view| view.claims(&filter)).map(|page| page.items)
    };
    assert_eq!(claims(&copy, "a"), claims(&desk.ledger, "a"));
    assert!(claims(&copy, "b").is_err());
    let before = fs::read(&to).ok();
    assert!(matches!(desk.ledger.backup(&to), Err(LedgerError::Backup(_))));
    assert_eq!(fs::read(&to).ok(), before);
    let nowhere = desk.folder.path().join("no/such/folder.db");
    assert!(matches!(desk.ledger.backup(&nowhere), Err(LedgerError::Backup(_))));
    assert!(desk.ledger.view().and_then(|view| view.audit(9)).is_ok_and(|audit| {
        audit.iter().any(|entry| entry.what == "backup" && entry.detail["audit"] == *backup.audit)
    }));
    desk.check();
}

#[test]
fn what_was_brought_together_in_another_way_is_brought_together_anew() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    desk.add("b", texts::BOMBING);
    let incidents = |ledger: &Ledger| {
        let view = ledger.view().expect("it can be read");
        view.incidents(&Filter::default()).expect("incidents").items
    };
    let (path, before) = (desk.path(), incidents(&desk.ledger));
    let Desk { folder, ledger } = desk;
    drop(ledger);
    let other = Connection::open(&path).expect("it can be opened");
    other
        .execute_batch(
            "UPDATE way SET number = 0; UPDATE account SET sketch = x'00'; DELETE FROM key;",
        )
        .expect("it can be written");
    drop(other);
    for access in BOTH {
        let ledger = Ledger::open(&path, access).expect("it can be opened");
        if access == Access::Write {
            ledger.gather().expect("it can be brought together");
        }
        let checked = ledger.check(|_, _| {}).expect("it can be looked through");
        assert_eq!(checked.problems, Vec::<String>::new());
        assert_eq!(incidents(&ledger), before);
    }
    drop(folder);
}
