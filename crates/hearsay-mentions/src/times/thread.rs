//! The thread of an article: what its times count from. News counts from its creation time; a
//! history, told by its dates, from the time told last.

use hearsay_syntax::Dep;

use super::pattern::{Kind, Match};
use super::sense::Sense;
use super::tense::Tense;
use super::words::Class;
use super::{Finder, Found, Told};

/// How many paragraphs on "the next day" may count from a day, in news.
const REACH: usize = 5;

/// How many years off a year is an aside of a history, until another stays with it.
const ASIDE: i16 = 8;

/// How many far dates make an article a history.
const FAR_DATES: usize = 4;

impl Finder<'_, '_> {
    /// Whether an article tells a history by its dates: more of its dates lie in years long gone
    /// than its words point to the days about its creation.
    pub(super) fn tells_history(&self, matches: &[Match]) -> bool {
        let Some(created) = self.created else { return true };
        let is_far = |time: &&Match| {
            let year = time.number(Class::Year).or_else(|| time.number(Class::BareYear));
            time.kind == Kind::Calendar
                && year.is_some_and(|year| year + 1 < i64::from(created.year()))
        };
        let is_near = |time: &&Match| match time.kind {
            Kind::Deictic => true,
            Kind::Calendar => time.get(Class::Year).is_none() && time.get(Class::Weekday).is_some(),
            _ => false,
        };
        let far = matches.iter().filter(is_far).count();
        far >= FAR_DATES && far > 4 * matches.iter().filter(is_near).count()
    }

    /// Forgets a time told long before: it is no anchor any more. A history keeps its thread.
    pub(super) fn forget(&mut self, paragraph: usize) {
        let is_stale = |told: &Told| told.paragraph + REACH < paragraph;
        if !self.is_history && self.told.as_ref().is_some_and(is_stale) {
            self.told = None;
        }
    }

    /// Takes note of a time told. What only compares ("a year earlier") does not move the thread,
    /// and one year far from the others is an aside.
    pub(super) fn tell(&mut self, time: &Match, found: &Found, paragraph: usize) {
        let Some(sense) = found.told.clone().filter(|sense| sense.interval().is_some()) else {
            return;
        };
        let is_comparison = time.kind == Kind::Offset
            && (time.text(Class::Unit) == Some("Y") || time.text(Class::Value) == Some("year-ago"));
        if is_comparison && !self.is_history {
            return;
        }
        if self.is_history && self.is_aside(time, &sense) {
            return;
        }
        match (&sense, time.kind) {
            // "the 1988 quarter" is only compared with the one that the article is about.
            (Sense::Quarter(..), _) if time.text(Class::Value) != Some("told") => {
                self.quarter = Some(sense.clone());
            }
            (Sense::Year(_) | Sense::Half(..), Kind::Calendar) => self.quarter = None,
            _ => {}
        }
        if self.is_history
            && let (Some(year), Some(told)) =
                (sense.year(), self.told.as_ref().and_then(|t| t.sense.year()))
        {
            let is_far = |other: i16| (year - other).abs() > ASIDE;
            let is_aside = is_far(told) && self.aside.is_none_or(is_far);
            if is_far(told) {
                self.aside = Some(year);
            } else {
                self.aside = None;
            }
            if is_aside {
                return;
            }
        }
        self.told = Some(Told { sense, paragraph });
    }

    /// Whether a history tells a time only beside its thread: the year of a thing ("the treaty of
    /// 1839"), or one to come ("was to end in 1976").
    fn is_aside(&self, time: &Match, sense: &Sense) -> bool {
        let token = self.token(time);
        let document = self.context.document;
        if self.tense(token) == Tense::Future {
            return true;
        }
        if !matches!(sense, Sense::Year(_) | Sense::Decade(_) | Sense::Century(_)) {
            return false;
        }
        let dep = document.token(token).dep;
        let head = self.context.head(token);
        match dep {
            Dep::Nummod | Dep::Compound | Dep::Appos | Dep::Poss | Dep::Amod => true,
            Dep::Pobj => self.lower(head) == "of",
            _ => false,
        }
    }

    /// The time that "this year" and "ago" count from.
    pub(super) fn now(&self) -> Option<Sense> {
        self.today().map(Sense::Day)
    }

    /// The time that an article is at: its creation time, or in a history the time told last.
    pub(super) fn here(&self) -> Option<Sense> {
        if self.is_history { self.then() } else { self.now() }
    }

    /// The time told last, or else the creation time.
    pub(super) fn then(&self) -> Option<Sense> {
        match &self.told {
            Some(told) => Some(told.sense.clone()),
            None if self.is_history => None,
            None => self.today().map(Sense::Day),
        }
    }
}
