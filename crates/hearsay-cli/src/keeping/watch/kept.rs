//! What is kept of a feed from one look to the next, and when the next one is due.

use std::collections::BTreeMap;
use std::time::Duration;

use hearsay_input::FeedState;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A feed that fails is asked less and less often, but once a day at least.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// What is kept of a feed, in the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Kept {
    /// What its server said with the items that are in the ledger.
    #[serde(flatten)]
    pub(super) said: FeedState,
    /// When it was asked last: RFC 3339.
    asked: Option<String>,
    /// How many times in a row that was in vain.
    failures: u32,
    /// How many seconds the server asked to wait then.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_s: Option<u64>,
    /// Whether its server said that it is gone for good.
    pub(super) is_gone: bool,
    /// What was taken from it; with other settings, what did not change is new all the same.
    took: Took,
    /// Of items whose page was fetched, by their ids, the hash of what the item said then.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) pages: BTreeMap<String, String>,
}

/// What is taken from a feed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Took {
    /// The pages behind items too.
    pub(super) full: bool,
    /// Items that are not English too.
    pub(super) force: bool,
}

impl Kept {
    /// At the beginning of a look.
    pub(super) fn begin(&mut self, now: Timestamp, took: Took) {
        self.asked = Some(now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
        if self.took != took {
            self.said = FeedState::default();
            self.took = took;
        }
    }

    /// After a look that went well.
    pub(super) fn succeed(&mut self) {
        self.failures = 0;
        self.retry_s = None;
        self.is_gone = false;
    }

    /// After a look in vain.
    pub(super) fn fail(&mut self, retry_after: Option<Duration>) {
        self.failures = self.failures.saturating_add(1);
        self.retry_s = retry_after.map(|wait| wait.as_secs());
    }

    /// When it was asked last.
    fn asked(&self) -> Option<Timestamp> {
        self.asked.as_ref()?.parse().ok()
    }

    /// How long to wait between the last look and the next.
    pub(super) fn wait(&self, every: Duration) -> Duration {
        if self.failures == 0 {
            let holds = Duration::from_secs(self.said.holds_s.unwrap_or(0));
            return every.max(holds);
        }
        let doubled = every.saturating_mul(1 << (self.failures - 1).min(12));
        let retry = Duration::from_secs(self.retry_s.unwrap_or(0));
        doubled.min(every.max(LONGEST)).max(retry)
    }

    /// When the next look is due; none for at once.
    pub(super) fn due(&self, every: Duration, now: Timestamp) -> Option<Timestamp> {
        // What was asked in the future was asked before somebody set the clock.
        let asked = self.asked().filter(|asked| *asked <= now)?;
        asked.checked_add(self.wait(every)).ok().filter(|due| *due > now)
    }

    /// Whether a look is due for a program that is started at intervals itself. One that is started
    /// every quarter of an hour comes a few seconds early as often as late, and must not leave a feed
    /// of every quarter of an hour for the next time.
    pub(super) fn is_about_due(&self, every: Duration, now: Timestamp) -> bool {
        let early = self.wait(every) / 10;
        now.checked_add(early).is_ok_and(|soon| self.due(every, now).is_none_or(|due| due <= soon))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUARTER: Duration = Duration::from_secs(900);

    fn time(clock: &str) -> Timestamp {
        format!("2024-03-14T{clock}Z").parse().expect("it is a time")
    }

    fn asked(clock: &str) -> Kept {
        let mut kept = Kept::default();
        kept.begin(time(clock), Took::default());
        kept.succeed();
        kept
    }

    #[test]
    fn feed_is_due_after_its_interval() {
        let due = |kept: &Kept, now: &str| kept.due(QUARTER, time(now));
        assert_eq!(due(&Kept::default(), "10:00:00"), None, "never asked: at once");
        let kept = asked("10:00:00");
        assert_eq!(due(&kept, "10:14:59"), Some(time("10:15:00")));
        assert_eq!(due(&kept, "10:15:00"), None);
        assert_eq!(due(&kept, "09:00:00"), None, "the clock was set back");
    }

    #[test]
    fn server_may_ask_for_longer_but_not_for_less() {
        let mut kept = asked("10:00:00");
        for (holds, minutes) in [(3600, 60), (60, 15)] {
            kept.said.holds_s = Some(holds);
            assert_eq!(kept.wait(QUARTER).as_secs() / 60, minutes);
        }
    }

    #[test]
    fn failing_feed_is_asked_less_and_less_often() {
        let mut kept = asked("10:00:00");
        let mut minutes = Vec::new();
        for _ in 0..9 {
            kept.fail(None);
            minutes.push(kept.wait(QUARTER).as_secs() / 60);
        }
        assert_eq!(minutes, [15, 30, 60, 120, 240, 480, 960, 1440, 1440]);
        kept.fail(Some(2 * LONGEST));
        assert_eq!(kept.wait(QUARTER), 2 * LONGEST, "it was told to wait");
        kept.succeed();
        assert_eq!(kept.wait(QUARTER), QUARTER);
        kept.fail(Some(Duration::from_secs(3600)));
        assert_eq!(kept.wait(QUARTER).as_secs(), 3600);
    }

    #[test]
    fn program_started_at_the_same_interval_finds_the_feed_due() {
        let kept = asked("10:00:05");
        assert!(kept.is_about_due(QUARTER, time("10:15:01")));
        assert!(!kept.is_about_due(QUARTER, time("10:05:01")));
    }

    #[test]
    fn other_settings_make_old_items_new() {
        let mut kept = asked("10:00:00");
        kept.said.etag = Some("7".to_owned());
        kept.begin(time("10:15:00"), Took::default());
        assert!(kept.said.etag.is_some());
        kept.begin(time("10:30:00"), Took { full: true, force: false });
        assert!(kept.said.etag.is_none());
    }

    #[test]
    fn what_is_kept_comes_back_and_older_forms_are_read() {
        let mut kept = asked("10:00:00");
        kept.said.moved_to = Some("https://press.example/new".to_owned());
        kept.pages.insert("a".to_owned(), "0".to_owned());
        kept.fail(Some(QUARTER));
        let written = serde_json::to_string(&kept).expect("it is JSON");
        assert_eq!(serde_json::from_str::<Kept>(&written).expect("it is read"), kept);
        let old: Kept = serde_json::from_str(r#"{"etag":"7","last_modified":null}"#).expect("read");
        assert_eq!(old.said.etag.as_deref(), Some("7"));
    }
}
