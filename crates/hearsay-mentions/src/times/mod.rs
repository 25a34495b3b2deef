//! Times: from "on Sunday" to days on the calendar.
//!
//! A time expression is read relative to its article's creation time. We never ask the computer
//! for the date, so an article gives the same answer next year; and where neither the text nor the
//! creation time gives a year, the value says `XXXX` and the interval stays open.

mod clocks;
mod dates;
mod durations;
mod ranges;

use std::ops::Range;

use hearsay_syntax::{Dep, EntityType, Pos, Tag};
use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, Weekday};

use self::clocks::{Clock, place_clocks};
use self::ranges::narrow;
use crate::context::Context;
use crate::mention::{Modifier, Moment, Time, TimeType};

/// How many paragraphs on "the next day" may count from a day.
const DAY_REACH: usize = 5;

/// Finds every time expression.
pub(crate) fn find(context: &Context, created: Option<DateTime>) -> Vec<Time> {
    let mut in_entity = vec![false; context.len()];
    for entity in context.document.entities() {
        if matches!(entity.label, EntityType::Date | EntityType::Time) {
            in_entity[entity.tokens.clone()].fill(true);
        }
    }
    let mut finder = Finder { context, created, last_day: None, in_entity };
    let mut found: Vec<Found> = Vec::new();
    let mut i = 0;
    let mut paragraphs_since = 0;
    while i < context.len() {
        if context.ends_paragraph(i) {
            // A day told long before is no anchor any more.
            paragraphs_since += 1;
            if paragraphs_since > DAY_REACH {
                finder.last_day = None;
            }
        }
        match finder.expression(i) {
            Some(mut time) if time.tokens.end > i => {
                time.tokens.end = time.tokens.end.min(context.len());
                if let Some(Moment::Day(day)) = time.begin
                    && time.begin == time.end
                    && time.kind != TimeType::Duration
                {
                    finder.last_day = Some(day);
                    paragraphs_since = 0;
                } else if time.kind == TimeType::Date && time.begin.is_some() {
                    // "In 2015 he was arrested; three days later": of a day not told.
                    finder.last_day = None;
                }
                i = time.tokens.end;
                found.push(time);
            }
            _ => i += 1,
        }
    }
    place_clocks(context, &mut found);
    found
        .into_iter()
        .map(|time| Time {
            span: context.span(time.tokens.clone()),
            tokens: time.tokens,
            kind: time.kind,
            value: time.value,
            modifier: time.modifier,
            begin: time.begin,
            end: time.end,
        })
        .collect()
}

struct Finder<'c, 'd> {
    context: &'c Context<'d>,
    created: Option<DateTime>,
    /// The day told of last, from which "the next day" counts.
    last_day: Option<Date>,
    /// Tokens that the model takes for part of a date or time.
    in_entity: Vec<bool>,
}

/// A time expression before its clock readings know their day.
struct Found {
    tokens: Range<usize>,
    kind: TimeType,
    value: String,
    modifier: Option<Modifier>,
    begin: Option<Moment>,
    end: Option<Moment>,
    clock: Option<(Clock, Option<Clock>)>,
}

/// A calendar time at its own precision.
#[derive(Clone, Debug, PartialEq)]
enum Sense {
    Day(Date),
    /// A day of a month in a year unknown.
    MonthDay(i8, i8),
    /// A weekday in a week unknown.
    Weekday(Weekday),
    Week(Date),
    Month(i16, i8),
    /// A month of a year unknown.
    AnyMonth(i8),
    Season(Option<i16>, String),
    Year(i16),
    Decade(i16),
    /// A relative time whose anchor is unknown: a TIMEX3 value with X for what is not known.
    Unknown(&'static str),
    /// `PRESENT_REF` and its like.
    Reference(String),
}

impl Sense {
    fn value(&self) -> String {
        match self {
            Self::Day(date) => date.to_string(),
            Self::MonthDay(month, day) => format!("XXXX-{month:02}-{day:02}"),
            Self::Weekday(day) => format!("XXXX-WXX-{}", day.to_monday_one_offset()),
            Self::Week(monday) => {
                let week = monday.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Self::Month(year, month) => format!("{year:04}-{month:02}"),
            Self::AnyMonth(month) => format!("XXXX-{month:02}"),
            Self::Season(Some(year), code) => format!("{year:04}-{code}"),
            Self::Season(None, code) => format!("XXXX-{code}"),
            Self::Year(year) => format!("{year:04}"),
            Self::Decade(decade) => format!("{decade:03}"),
            Self::Unknown(value) => (*value).to_owned(),
            Self::Reference(value) => value.clone(),
        }
    }

    /// The first and the last day it may mean.
    fn interval(&self) -> Option<(Date, Date)> {
        match self {
            Self::Day(date) => Some((*date, *date)),
            Self::Week(monday) => Some((*monday, monday.checked_add(6.days()).ok()?)),
            Self::Month(year, month) => {
                let first = Date::new(*year, *month, 1).ok()?;
                Some((first, first.last_of_month()))
            }
            Self::Year(year) => {
                Some((Date::new(*year, 1, 1).ok()?, Date::new(*year, 12, 31).ok()?))
            }
            Self::Decade(decade) => Some((
                Date::new(decade.checked_mul(10)?, 1, 1).ok()?,
                Date::new(decade * 10 + 9, 12, 31).ok()?,
            )),
            Self::Season(Some(year), code) => {
                let (first, months) = match code.as_str() {
                    "SP" => (3, 3),
                    "SU" => (6, 3),
                    "FA" => (9, 3),
                    _ => (12, 3),
                };
                let begin = Date::new(*year, first, 1).ok()?;
                Some((begin, begin.checked_add(months.months()).ok()?.yesterday().ok()?))
            }
            _ => None,
        }
    }
}

/// When the verb over a time expression plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tense {
    Past,
    Future,
    Open,
}

impl Finder<'_, '_> {
    fn lower(&self, i: usize) -> &str {
        self.context.lower(i)
    }

    /// The value of a time word of a class.
    fn word(&self, i: usize, class: &str) -> Option<&'static str> {
        let table = &self.context.lexicon.times;
        let mut entries = table.get(self.lower(i).trim_end_matches('.'));
        if entries.is_none() && matches!(class, "unit" | "part") {
            entries = table.get(self.context.base(i));
        }
        let entries = entries?;
        entries.iter().find(|(known, _)| known == class).map(|(_, value)| value.as_str())
    }

    fn is(&self, i: usize, words: &[&str]) -> bool {
        words.contains(&self.lower(i))
    }

    /// Whether nothing but the end of the text or another sentence lies between two tokens.
    fn in_sentence(&self, i: usize, end: usize) -> bool {
        end <= self.context.len()
            && (i + 1..end).all(|t| !self.context.document.token(t).starts_sentence)
    }

    /// The time expression that starts at token `i`.
    fn expression(&self, i: usize) -> Option<Found> {
        let found = self
            .clock_expression(i)
            .or_else(|| self.part_of_day(i))
            .or_else(|| self.date_range(i))
            .or_else(|| self.staged(i))
            .or_else(|| self.simple_date(i))
            .or_else(|| self.duration(i))
            .or_else(|| self.set(i))?;
        self.in_sentence(found.tokens.start, found.tokens.end).then_some(found)
    }

    fn date(&self, tokens: Range<usize>, sense: &Sense, modifier: Option<Modifier>) -> Found {
        let interval = sense.interval().map(|(first, last)| narrow(sense, modifier, first, last));
        Found {
            tokens,
            kind: TimeType::Date,
            value: sense.value(),
            modifier,
            begin: interval.map(|(first, _)| Moment::Day(first)),
            end: interval.map(|(_, last)| Moment::Day(last)),
            clock: None,
        }
    }

    fn simple_date(&self, i: usize) -> Option<Found> {
        let (end, sense) = self.core(i)?;
        Some(self.date(i..end, &sense, None))
    }

    /// When the verb over token `i` plays.
    fn tense(&self, i: usize) -> Tense {
        let document = self.context.document;
        let mut at = i;
        let mut steps = 0;
        while !matches!(self.context.pos(at), Pos::Verb | Pos::Aux) {
            let head = self.context.head(at);
            if head == at || steps > 20 {
                return Tense::Open;
            }
            at = head;
            steps += 1;
        }
        for child in document.children(at).take(40) {
            if matches!(self.context.dep(child), Dep::Aux | Dep::Auxpass) {
                match (self.lower(child), self.context.tag(child)) {
                    ("will" | "shall" | "'ll" | "wo", _) => return Tense::Future,
                    ("had" | "was" | "were" | "did" | "has" | "have", _) => return Tense::Past,
                    _ => {}
                }
            }
        }
        match self.context.tag(at) {
            Tag::Vbd | Tag::Vbn => Tense::Past,
            Tag::Vb if document.children(at).take(60).any(|c| self.context.tag(c) == Tag::To) => {
                // "is due to travel on Wednesday", "plans to meet on Friday"
                let head = self.context.head(at);
                if head != at
                    && matches!(
                        self.context.base(head),
                        "plan" | "due" | "expect" | "schedule" | "go" | "intend" | "prepare"
                    )
                {
                    Tense::Future
                } else {
                    Tense::Open
                }
            }
            _ => Tense::Open,
        }
    }
}
