//! What goes in: one text with what is known about it.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Time};

use crate::form::ArticleForm;

/// One article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// A name that is unique in its batch: a file name, a line's `id`.
    pub id: String,
    /// The headline, when it is known apart from the text.
    pub title: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When it was published: the document creation time of TimeML.
    pub created: Option<Created>,
    /// ISO 639-1 code of the language, as far as it was looked at.
    pub language: Option<String>,
    /// The text. Every span of a reading counts from its first character.
    pub text: String,
}

impl TryFrom<ArticleForm> for Article {
    type Error = CreatedError;

    /// The article that was read, from its form.
    fn try_from(form: ArticleForm) -> Result<Self, CreatedError> {
        let ArticleForm { id, title, url, publisher, created, language, text } = form;
        let created = created.map(|created| created.parse()).transpose()?;
        Ok(Self { id, title, url, publisher, created, language, text })
    }
}

/// An article's creation time: a day, with the time of day when that is known.
///
/// ```
/// use hearsay::Created;
/// assert_eq!("2020-09-28".parse::<Created>()?.to_string(), "2020-09-28");
/// assert_eq!("2020-09-28T14:05".parse::<Created>()?.to_string(), "2020-09-28T14:05:00");
/// assert!("2020-13-01".parse::<Created>().is_err());
/// # Ok::<(), hearsay::CreatedError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Created {
    /// Only the day is known.
    Day(Date),
    /// Day and time of day, as the publisher wrote it.
    Time(DateTime),
}

impl Created {
    /// Day and time; a bare day counts from its first minute.
    #[must_use]
    pub fn datetime(self) -> DateTime {
        match self {
            Self::Day(day) => day.to_datetime(Time::midnight()),
            Self::Time(time) => time,
        }
    }
}

impl fmt::Display for Created {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Time(time) => time.fmt(f),
        }
    }
}

/// A creation time that is not one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a date: write it as 2020-09-28 or 2020-09-28T14:05 ({reason})")]
pub struct CreatedError {
    text: String,
    reason: String,
}

impl CreatedError {
    /// What stands where a date should.
    #[must_use]
    pub fn words(&self) -> &str {
        &self.text
    }
}

impl FromStr for Created {
    type Err = CreatedError;

    fn from_str(text: &str) -> Result<Self, CreatedError> {
        let trimmed = text.trim();
        let fail =
            |error: jiff::Error| CreatedError { text: text.to_owned(), reason: error.to_string() };
        if trimmed.len() <= 10 {
            trimmed.parse().map(Self::Day).map_err(fail)
        } else {
            // An offset or zone after the time is allowed and left aside: what counts is the
            // day and hour at the place of publication.
            trimmed.parse().map(Self::Time).or_else(|error| {
                trimmed
                    .parse::<jiff::Timestamp>()
                    .map(|instant| Self::Time(instant.to_zoned(jiff::tz::TimeZone::UTC).datetime()))
                    .map_err(|_| fail(error))
            })
        }
    }
}
