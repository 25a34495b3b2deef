//! Who says something, where, and on which day.

use hearsay::SpanForm;
use jiff::civil::Date;

use super::lands::Lands;
use super::voices::{Voice, voice};
use crate::account::Account;
use crate::claim::Claimant;

/// A place among what is said: time of publication, article, and where in its text.
pub(super) type Order<'a> = (&'a str, &'a str, usize, usize);

/// An act of saying something about an incident.
#[derive(Clone, Debug)]
pub(super) struct Said<'a> {
    /// The account it stands in.
    pub(super) account: &'a Account,
    /// Who says it, outermost first.
    pub(super) claimants: &'a [Claimant],
    /// Who really says it.
    pub(super) voice: Voice,
    /// The day on which it was published, counted from 1970.
    pub(super) day: Option<i32>,
    /// The words.
    pub(super) span: &'a SpanForm,
}

impl<'a> Said<'a> {
    pub(super) fn new(
        lands: &Lands,
        account: &'a Account,
        claimants: &'a [Claimant],
        span: &'a SpanForm,
    ) -> Self {
        let voice = voice(lands, account, claimants);
        let day = account.article.created.as_deref().and_then(day);
        Self { account, claimants, voice, day, span }
    }

    /// When it was published, as it is written; empty where it is not known.
    pub(super) fn created(&self) -> &'a str {
        self.account.article.created.as_deref().unwrap_or_default()
    }

    /// Its place among others: by time of publication, article, and place in the text.
    pub(super) fn order(&self) -> Order<'a> {
        (self.created(), &self.account.article.id, self.span.start, self.span.end)
    }

    /// The outlet through which it is heard; an article without a publisher stands for itself.
    pub(super) fn reporter(&self) -> &'a str {
        let article = &self.account.article;
        article.publisher.as_deref().unwrap_or(&article.id)
    }

    /// Whether both have one source.
    pub(super) fn same_origin(&self, other: &Said<'_>) -> bool {
        self.voice.origin == other.voice.origin
    }

    /// How many days lie between their publication; none where a day is not known.
    pub(super) fn days_between(&self, other: &Said<'_>) -> u32 {
        self.day.zip(other.day).map_or(0, |(a, b)| a.abs_diff(b))
    }

    /// The speaker in words: "Tarsk", "Meridian Wire itself".
    pub(super) fn speaker(&self) -> String {
        let named = |voice: &Voice| match &voice.actor {
            Some(actor) if actor.name != voice.name && !voice.name.is_empty() => {
                format!("{} ({})", actor.name, voice.name)
            }
            _ => voice.name.clone(),
        };
        if self.voice.is_own() { format!("{} itself", self.voice.name) } else { named(&self.voice) }
    }
}

/// The day of a creation time, counted from 1970.
pub(super) fn day(created: &str) -> Option<i32> {
    let date: Date = created.get(..10)?.parse().ok()?;
    Some(date.since(Date::constant(1970, 1, 1)).ok()?.get_days())
}
