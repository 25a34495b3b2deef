//! What is told while feeds are watched: one line for each look.

use std::collections::HashSet;
use std::io::{self, Write};
use std::time::Duration;

use hearsay_ledger::words::one_line;
use jiff::Timestamp;

/// So many items of one look that could not be read are told one by one.
const ITEMS: usize = 3;

/// So many lines are remembered so as not to be told again: with most feeds the same items come time
/// and again.
const REMEMBERED: usize = 10_000;

/// Lines on standard error.
pub(super) struct Log {
    is_quiet: bool,
    told: HashSet<String>,
}

impl Log {
    pub(super) fn new(is_quiet: bool) -> Self {
        Self { is_quiet, told: HashSet::new() }
    }

    /// What became of a feed.
    pub(super) fn say(&self, feed: &str, words: &str) {
        if !self.is_quiet {
            line(feed, words);
        }
    }

    /// What is wrong with a feed, or with the ledger.
    pub(super) fn error(&self, feed: &str, words: &str) {
        line(feed, &format!("error: {words}"));
    }

    /// What is worth knowing of items, or of a feed; each is told once.
    pub(super) fn notes(&mut self, feed: &str, notes: impl Iterator<Item = String>) {
        if self.is_quiet {
            return;
        }
        if self.told.len() > REMEMBERED {
            self.told.clear();
        }
        let new: Vec<String> = notes.filter(|note| self.told.insert(note.clone())).collect();
        for note in new.iter().take(ITEMS) {
            line(feed, &format!("note: {note}"));
        }
        if let Some(more) = new.len().checked_sub(ITEMS).filter(|more| *more > 0) {
            line(feed, &format!("note: {more} more like these"));
        }
    }
}

fn line(feed: &str, words: &str) {
    let now = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ");
    let line = format!("{now}  {}: {}\n", one_line(feed), one_line(words));
    // Who reads along may be gone; the work goes on.
    drop(io::stderr().lock().write_all(line.as_bytes()));
}

/// A length of time as people say it: 45 s, 15 min, 1 h 30 min, 2 days.
pub(super) fn length(time: Duration) -> String {
    let seconds = time.as_secs();
    let minutes = (seconds + 30) / 60;
    match (seconds, minutes / 60, minutes % 60) {
        (60, ..) => "1 min".to_owned(),
        (..120, ..) => format!("{seconds} s"),
        (_, 0, minutes) => format!("{minutes} min"),
        (_, hours @ 48.., _) => format!("{} days", hours / 24),
        (_, hours, 0) => format!("{hours} h"),
        (_, hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_told_as_people_say_them() {
        let check = |seconds, words: &str| {
            assert_eq!(length(Duration::from_secs(seconds)), words);
        };
        check(45, "45 s");
        check(60, "1 min");
        check(90, "90 s");
        check(900, "15 min");
        check(3600, "1 h");
        check(5400, "1 h 30 min");
        check(86_400, "24 h");
        check(259_200, "3 days");
    }
}
