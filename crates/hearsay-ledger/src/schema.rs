//! The form of the file: whose it is, which form it has, and the steps from older forms to ours.

use std::path::Path;
use std::sync::Mutex;

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::audit;
use crate::error::{LedgerError, Result};
use crate::news::telling;
use crate::pack::unpack_text;
use crate::search::OneText;

/// `Hsay`: by this SQLite files know whose they are.
const APPLICATION: i32 = i32::from_be_bytes(*b"Hsay");

/// What makes each form from the one before; a step that has been released is never changed.
const STEPS: &[&str] = &[
    include_str!("schema/0001_ledger.sql"),
    include_str!("schema/0002_news.sql"),
    include_str!("schema/0003_newest.sql"),
];

/// The first form that has news.
const NEWS: u32 = 2;

/// The form that this program writes.
pub(crate) const FORM: u32 = STEPS.len() as u32;

/// What was found in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nothing yet.
    Empty,
    /// A ledger of an older form.
    Older(u32),
    /// A ledger of our form.
    Ours,
}

/// Looks whose file it is.
pub(crate) fn look(connection: &Connection) -> Result<Found> {
    let number = |pragma: &str| -> rusqlite::Result<i32> {
        connection.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0))
    };
    let (application, form) = (number("application_id")?, number("user_version")?);
    if application == APPLICATION {
        return match u32::try_from(form).unwrap_or_default() {
            0 => Err(LedgerError::Damaged("it has lost the number of its form".to_owned())),
            FORM => Ok(Found::Ours),
            found if found > FORM => Err(LedgerError::Newer { found, known: FORM }),
            found => Ok(Found::Older(found)),
        };
    }
    let tables: u64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application == 0 && form == 0 && tables == 0 {
        return Ok(Found::Empty);
    }
    Err(LedgerError::Foreign("the database of another program"))
}

/// The form of a ledger of an older form, and that of this program: whoever opens such a ledger brings it
/// up to date, which those may want to know first who write nothing.
#[must_use]
pub fn older_form(path: &Path) -> Option<(u32, u32)> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).ok()?;
    match look(&connection) {
        Ok(Found::Older(form)) => Some((form, FORM)),
        _ => None,
    }
}

/// Teaches a connection what is asked for beside SQL: `unpacked`, the words of a packed text, and
/// `says`, whether a title and a packed text hold what a query looks for.
pub(crate) fn teach(connection: &Connection) -> Result<()> {
    fn words(context: &Context<'_>, argument: usize) -> rusqlite::Result<String> {
        let packed = context.get_raw(argument).as_blob()?;
        unpack_text(packed).map_err(|error| rusqlite::Error::UserFunctionError(Box::new(error)))
    }
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("unpacked", 1, flags, |context| words(context, 0))?;
    let one = Mutex::new(None);
    connection.create_scalar_function("says", 3, flags, move |context| {
        let (title, query): (Option<String>, String) = (context.get(0)?, context.get(2)?);
        let mut one = one.lock().expect("no thread panics with it");
        if one.is_none() {
            *one = Some(OneText::new()?);
        }
        let one = one.as_ref().expect("it has been made");
        one.says(title.as_deref().unwrap_or_default(), &words(context, 1)?, &query)
    })?;
    Ok(())
}

/// Brings a file to our form, all steps or none.
pub(crate) fn bring_up_to_date(connection: &mut Connection) -> Result<()> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another program may have been quicker.
    let from = match look(&change)? {
        Found::Ours => return Ok(()),
        Found::Empty => 0,
        Found::Older(form) => form,
    };
    for step in &STEPS[from as usize..] {
        change.execute_batch(step)?;
    }
    if from < NEWS {
        telling::begin_anew(&change)?;
    }
    change.pragma_update(None, "application_id", APPLICATION)?;
    change.pragma_update(None, "user_version", FORM)?;
    let what = if from == 0 { "create" } else { "migrate" };
    let detail = serde_json::json!({"from": from, "to": FORM, "program": crate::PROGRAM});
    audit::record(&change, "hearsay", what, "ledger", &detail)?;
    change.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;

    /// An article comes before its newest version, which is why SQLite asks of every version which
    /// articles wait for it.
    #[test]
    fn a_version_is_added_without_a_look_at_all_articles() -> Result<()> {
        let mut connection = Connection::open_in_memory()?;
        teach(&connection)?;
        bring_up_to_date(&mut connection)?;
        connection.execute_batch("PRAGMA foreign_keys = ON")?;
        let change = connection.transaction()?;
        for number in 1..=20 {
            change.execute(
                "INSERT INTO article (number, id, version) VALUES (?1, 'a' || ?1, ?1)",
                [number],
            )?;
            let mut version = change.prepare(
                "INSERT INTO version (number, article, ordinal, text, sha256, added, known)
                 VALUES (?1, ?1, 1, x'', x'', '', '')",
            )?;
            version.execute([number])?;
            assert_eq!(version.get_status(StatementStatus::FullscanStep), 0);
        }
        change.commit()?;
        Ok(())
    }
}
