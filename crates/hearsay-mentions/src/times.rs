//! Times: from "on Sunday" to days on the calendar.
//!
//! A time expression is read relative to its article's creation time. We never ask the computer
//! for the date, so an article gives the same answer next year; and where neither the text nor the
//! creation time gives a year, the value says `XXXX` and the interval stays open.

use std::ops::Range;

use hearsay_syntax::{Dep, EntityType, Pos, Tag};
use jiff::civil::{Date, DateTime, Weekday};
use jiff::{Span, ToSpan as _};

use crate::context::Context;
use crate::data::Effect;
use crate::mention::{Modifier, Moment, Time, TimeType};
use crate::numbers::number;

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
    while i < context.len() {
        match finder.expression(i) {
            Some(mut time) if time.tokens.end > i => {
                time.tokens.end = time.tokens.end.min(context.len());
                if let Some(Moment::Day(day)) = time.begin
                    && time.begin == time.end
                    && time.kind != TimeType::Duration
                {
                    finder.last_day = Some(day);
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

/// A time of day: in local time, and perhaps a second reading of it with a zone.
#[derive(Clone)]
struct Clock {
    hour: i8,
    minute: i8,
    zone: Option<jiff::tz::TimeZone>,
    reading: Option<(i8, i8, jiff::tz::TimeZone)>,
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

    /// "early May", "mid-July", "the end of 2019", "earlier this month".
    fn staged(&self, i: usize) -> Option<Found> {
        let stage = self.word(i, "stage")?;
        let mut at = i + 1;
        if self.context.is_hyphen(at) {
            at += 1;
        }
        let is_noun = self.is(i, &["beginning", "start", "end", "middle"]);
        if is_noun {
            if self.lower(at) != "of" {
                return None;
            }
            at += 1;
            if self.lower(at) == "the"
                && let Some((end, sense)) = self.this_unit(at + 1)
            {
                return Some(self.date(i..end, &sense, modifier(stage)));
            }
        }
        if self.is(at, &["on", "in"]) && !self.is(i, &["mid", "middle"]) {
            at += 1;
        }
        let (end, sense) = self.core(at)?;
        // "earlier this month" is some day of it, up to now.
        if self.is(i, &["earlier", "later"]) {
            if !self.is(at, &["this", "in", "last", "on"]) && self.word(at, "day").is_none() {
                return None;
            }
            let mut found = self.date(i..end, &sense, modifier(stage));
            let whole = sense.interval();
            found.begin = whole.map(|(first, _)| Moment::Day(first));
            found.end = whole.map(|(_, last)| Moment::Day(last));
            if let (Some((first, last)), Some(created)) = (whole, self.created) {
                let today = created.date();
                if first <= today && today <= last {
                    match stage {
                        "START" => found.end = Some(Moment::Day(today)),
                        _ => found.begin = Some(Moment::Day(today)),
                    }
                }
            }
            return Some(found);
        }
        if matches!(sense, Sense::Day(_) | Sense::MonthDay(..) | Sense::Weekday(_)) {
            // "early on Tuesday": the day, with its stage.
            let mut found = self.date(i..end, &sense, None);
            found.modifier = modifier(stage);
            if let Some((found_end, part)) = self.part_after(end) {
                found.value = format!("{}T{part}", found.value);
                found.kind = TimeType::Time;
                found.tokens.end = found_end;
            }
            return Some(found);
        }
        Some(self.date(i..end, &sense, modifier(stage)))
    }

    /// "the year", "the month" after "the end of".
    fn this_unit(&self, i: usize) -> Option<(usize, Sense)> {
        let unit = self.word(i, "unit")?;
        if !matches!(unit, "Y" | "M" | "W") {
            return None;
        }
        Some((i + 1, self.shifted(unit, 0)?))
    }

    /// "from 1991 to 1994", "1991–94", "between 12 and 15 March", "12-15 March".
    fn date_range(&self, i: usize) -> Option<Found> {
        let before = if i > 0 { self.lower(i - 1) } else { "" };
        // Two days of one month: "12 to 14 March", "March 12-14".
        if let Some((end, first, last)) = self.day_range(i, before) {
            return Some(self.range(i..end, &first, &last));
        }
        let (end, first) = self.core(i)?;
        let joins = match self.lower(end) {
            "to" | "until" | "till" | "through" => {
                matches!(before, "from" | "between") || matches!(first, Sense::Year(_))
            }
            "-" | "–" | "—" => true,
            "and" => before == "between",
            _ => false,
        };
        if !joins {
            return None;
        }
        if let Sense::Year(year) = first {
            // "1991-94" gives the second year by its last two digits.
            let word = self.lower(end + 1);
            if word.len() == 2 && word.bytes().all(|b| b.is_ascii_digit()) {
                let short: i16 = word.parse().ok()?;
                let full = year / 100 * 100 + short;
                if full > year {
                    return Some(self.range(i..end + 2, &first, &Sense::Year(full)));
                }
            }
            let word = self.lower(end + 1);
            if let Some(full) = four_digits(word).filter(|full| *full > year) {
                return Some(self.range(i..end + 2, &first, &Sense::Year(full)));
            }
            return None;
        }
        let (last_end, last) = self.core(end + 1)?;
        Some(self.range(i..last_end, &first, &last))
    }

    fn range(&self, tokens: Range<usize>, first: &Sense, last: &Sense) -> Found {
        Found {
            tokens,
            kind: TimeType::Date,
            value: format!("{}/{}", first.value(), last.value()),
            modifier: None,
            begin: first.interval().map(|(day, _)| Moment::Day(day)),
            end: last.interval().map(|(_, day)| Moment::Day(day)),
            clock: None,
        }
    }

    fn day_range(&self, i: usize, before: &str) -> Option<(usize, Sense, Sense)> {
        let joins = |at: usize| {
            self.is(at, &["to", "-", "–"]) || (self.lower(at) == "and" && before == "between")
        };
        if let Some(first) = self.day_number(i)
            && joins(i + 1)
            && let Some(last) = self.day_number(i + 2)
            && let Some(month) = self.month(i + 3)
            && first < last
        {
            let (end, year) = self.year_after(i + 4);
            let sense = |day| self.month_day(year, month, day, i);
            return Some((end, sense(first)?, sense(last)?));
        }
        if let Some(month) = self.month(i)
            && let Some(first) = self.day_number(i + 1)
            && joins(i + 2)
            && let Some(last) = self.day_number(i + 3)
            && first < last
        {
            let (end, year) = self.year_after(i + 4);
            let sense = |day| self.month_day(year, month, day, i);
            return Some((end, sense(first)?, sense(last)?));
        }
        None
    }

    /// A calendar time that starts at token `i`, without parts of day.
    fn core(&self, i: usize) -> Option<(usize, Sense)> {
        if i >= self.context.len() {
            return None;
        }
        self.numeric_date(i)
            .or_else(|| self.weekday(i))
            .or_else(|| self.month_date(i))
            .or_else(|| self.relative_day(i))
            .or_else(|| self.ago(i))
            .or_else(|| self.shifted_unit(i))
            .or_else(|| self.season(i))
            .or_else(|| self.year(i))
            .or_else(|| {
                let reference = self.word(i, "present").or_else(|| self.word(i, "past"))?;
                // "now that" and "Now," in speech are hardly times; the adverb of a verb is.
                (self.context.dep(i) == Dep::Advmod && self.context.pos(i) == Pos::Adv)
                    .then(|| (i + 1, Sense::Reference(reference.to_owned())))
            })
    }

    /// "27/9/2020", "27.09.2020", "2020-09-27".
    fn numeric_date(&self, i: usize) -> Option<(usize, Sense)> {
        if i > 0
            && !self.context.document.token(i - 1).followed_by_blank
            && self.context.tag(i - 1) == Tag::Cd
        {
            return None;
        }
        let mut end = i;
        let mut text = String::new();
        while end < self.context.len() && end < i + 5 {
            let word = self.context.word(end);
            if !word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '/' | '-')) {
                break;
            }
            text.push_str(word);
            end += 1;
            if self.context.document.token(end - 1).followed_by_blank {
                break;
            }
        }
        let trimmed = text.trim_end_matches(['.', '-', '/']);
        if trimmed.len() < text.len() && end > i + 1 {
            end -= 1;
        }
        let mut parts = trimmed.split(['.', '/', '-']);
        let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let (year, month, day) = if a.len() == 4 {
            (a.parse().ok()?, b.parse().ok()?, c.parse().ok()?)
        } else if c.len() == 4 || (c.len() == 2 && a.len() <= 2 && trimmed.contains(['.', '/'])) {
            let year: i16 = c.parse().ok()?;
            let year = if c.len() == 4 { year } else { 2000 + year };
            let (first, second): (i8, i8) = (a.parse().ok()?, b.parse().ok()?);
            if second > 12 { (year, first, second) } else { (year, second, first) }
        } else {
            return None;
        };
        Some((end, Sense::Day(Date::new(year, month, day).ok()?)))
    }

    /// "Sunday", "last Thursday", "Tuesday, 12 March 2019".
    fn weekday(&self, i: usize) -> Option<(usize, Sense)> {
        let shift = self.word(i, "shift");
        let at = if shift.is_some() { i + 1 } else { i };
        let day = self.word(at, "weekday")?;
        // Short forms are words of their own: "sat", "sun", "wed", "mon".
        if at >= self.context.len() || !self.context.is_capitalized(at) || !self.context.is_noun(at)
        {
            return None;
        }
        let weekday = Weekday::from_monday_one_offset(day.parse().ok()?).ok()?;
        let end = at + 1;
        let after = if self.is(end, &[","]) { end + 1 } else { end };
        if let Some(found) = self.month_date(after).or_else(|| self.numeric_date(after))
            && matches!(found.1, Sense::Day(_) | Sense::MonthDay(..))
        {
            return Some(found);
        }
        let Some(created) = self.created else {
            return Some((end, Sense::Weekday(weekday)));
        };
        let today = created.date();
        let past = |allow_today: bool| {
            if allow_today && today.weekday() == weekday {
                Some(today)
            } else {
                today.nth_weekday(-1, weekday).ok()
            }
        };
        let future = || {
            if today.weekday() == weekday {
                Some(today)
            } else {
                today.nth_weekday(1, weekday).ok()
            }
        };
        let date = match shift {
            Some("-1") => past(false)?,
            Some("1") => today.nth_weekday(1, weekday).ok()?,
            Some(_) => {
                let monday = monday_of(today)?;
                let offset = i64::from(weekday.to_monday_zero_offset());
                monday.checked_add(offset.days()).ok()?
            }
            None => match self.tense(at) {
                Tense::Future => future()?,
                Tense::Past | Tense::Open => past(true)?,
            },
        };
        Some((end, Sense::Day(date)))
    }

    fn month(&self, i: usize) -> Option<i8> {
        let month = self.word(i, "month")?.parse().ok()?;
        (i < self.context.len()
            && self.context.is_capitalized(i)
            && self.context.pos(i) != Pos::Aux)
            .then_some(month)
    }

    /// A day of the month: "27", "27th".
    fn day_number(&self, i: usize) -> Option<i8> {
        let word = self.lower(i);
        let digits =
            ["st", "nd", "rd", "th"].iter().find_map(|s| word.strip_suffix(s)).unwrap_or(word);
        if digits.is_empty() || digits.len() > 2 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        digits.parse().ok().filter(|day| (1..=31).contains(day))
    }

    /// An optional year, after a comma or "of".
    fn year_after(&self, i: usize) -> (usize, Option<i16>) {
        let at = if self.is(i, &[",", "of"]) { i + 1 } else { i };
        let follows = self.in_sentence(i.saturating_sub(1), at + 1);
        match four_digits(self.lower(at)) {
            Some(year) if follows && (1000..2200).contains(&year) => (at + 1, Some(year)),
            _ => (i, None),
        }
    }

    /// "September 27, 2020", "27th of September", "September 2020", "in September".
    fn month_date(&self, i: usize) -> Option<(usize, Sense)> {
        if let Some(month) = self.month(i) {
            if let Some(day) = self.day_number(i + 1)
                && self.in_sentence(i, i + 2)
                && !self.is(i + 2, &[":", "percent", "%"])
            {
                let (end, year) = self.year_after(i + 2);
                return Some((end, self.month_day(year, month, day, i)?));
            }
            if let (end, Some(year)) = self.year_after(i + 1) {
                return Some((end, Sense::Month(year, month)));
            }
            // A month alone: "May" and "March" must not be a verb or somebody's name.
            let is_name = self.context.is_proper(i) && !self.context.person_at[i];
            return is_name.then(|| (i + 1, self.month_alone(month, i)));
        }
        let day = self.day_number(i)?;
        let at = if self.lower(i + 1) == "of" { i + 2 } else { i + 1 };
        let month = self.month(at)?;
        let (end, year) = self.year_after(at + 1);
        Some((end, self.month_day(year, month, day, i)?))
    }

    /// A day and month, its year taken from the creation time where the text gives none.
    fn month_day(&self, year: Option<i16>, month: i8, day: i8, i: usize) -> Option<Sense> {
        if let Some(year) = year {
            return Date::new(year, month, day).ok().map(Sense::Day);
        }
        // 2024 has every day there is.
        Date::new(2024, month, day).ok()?;
        let Some(created) = self.created else { return Some(Sense::MonthDay(month, day)) };
        let today = created.date();
        let candidates =
            (-1..=1).filter_map(|shift| Date::new(today.year() + shift, month, day).ok());
        let distance = |date: &Date| (*date - today).get_days().abs();
        let date = match self.tense(i) {
            Tense::Past => candidates.filter(|date| *date <= today).max(),
            Tense::Future => candidates.filter(|date| *date >= today).min(),
            Tense::Open => candidates.min_by_key(distance),
        };
        date.map(Sense::Day)
    }

    fn month_alone(&self, month: i8, i: usize) -> Sense {
        let Some(created) = self.created else { return Sense::AnyMonth(month) };
        let (year, now) = (created.year(), created.month());
        let year = match self.tense(i) {
            Tense::Future if month < now => year + 1,
            Tense::Past | Tense::Open if month > now => year - 1,
            _ => year,
        };
        Sense::Month(year, month)
    }

    /// "today", "yesterday", "the previous day", "that day".
    fn relative_day(&self, i: usize) -> Option<(usize, Sense)> {
        if let Some(shift) = self.word(i, "day") {
            if self.lower(i) == "tonight" {
                return None;
            }
            let Some(created) = self.created else {
                return Some((i + 1, Sense::Unknown("XXXX-XX-XX")));
            };
            let days: i64 = shift.parse().ok()?;
            return Some((i + 1, Sense::Day(created.date().checked_add(days.days()).ok()?)));
        }
        let is_day = self.lower(i + 1) == "day" && self.in_sentence(i, i + 2);
        let shift = match self.lower(i) {
            "previous" | "preceding" if is_day => -1,
            "following" | "next" if is_day => 1,
            "same" | "that" if is_day => 0,
            "day"
                if self.is(i + 1, &["before", "earlier"])
                    && !self.is(i + 2, &["the", "he", "they", "it"]) =>
            {
                -1
            }
            "day" if self.lower(i + 1) == "after" && self.is(i + 2, &[",", "."]) => 1,
            _ => return None,
        };
        let sense =
            match self.last_day.and_then(|day| day.checked_add(i64::from(shift).days()).ok()) {
                Some(day) => Sense::Day(day),
                None => Sense::Unknown("XXXX-XX-XX"),
            };
        Some((i + 2, sense))
    }

    /// "two days ago", "a year earlier".
    fn ago(&self, i: usize) -> Option<(usize, Sense)> {
        let (end, count, unit) = self.amount(i)?;
        if self.lower(end) != "ago"
            && !(self.lower(end) == "before" && self.lower(end + 1) == "now")
        {
            return None;
        }
        let count = i64::try_from(count?).ok()?;
        let Some(created) = self.created else {
            let value = match unit {
                "D" => "XXXX-XX-XX",
                "W" => "XXXX-WXX",
                "M" => "XXXX-XX",
                _ => "XXXX",
            };
            return Some((end + 1, Sense::Unknown(value)));
        };
        let today = created.date();
        let back = |span: Span| today.checked_sub(span).ok();
        let sense = match unit {
            "D" => Sense::Day(back(count_span(count, "D")?)?),
            "W" => Sense::Week(monday_of(back(count_span(count, "W")?)?)?),
            "M" => {
                let date = back(count_span(count, "M")?)?;
                Sense::Month(date.year(), date.month())
            }
            "Y" => Sense::Year(back(count_span(count, "Y")?)?.year()),
            "E" => {
                Sense::Decade(back(count_span(count.checked_mul(10)?, "Y")?)?.year().div_euclid(10))
            }
            "TH" | "TM" | "TS" => {
                Sense::Day(created.checked_sub(count_span(count, unit)?).ok()?.date())
            }
            _ => return None,
        };
        Some((end + 1, sense))
    }

    /// "this week", "last month", "next year".
    fn shifted_unit(&self, i: usize) -> Option<(usize, Sense)> {
        let shift: i64 = self.word(i, "shift")?.parse().ok()?;
        if let Some(month) = self.word(i + 1, "month")
            && self.context.is_capitalized(i + 1)
        {
            let month: i8 = month.parse().ok()?;
            let Some(created) = self.created else { return Some((i + 2, Sense::AnyMonth(month))) };
            let year = match shift {
                -1 if month >= created.month() => created.year() - 1,
                1 if month <= created.month() => created.year() + 1,
                _ => created.year(),
            };
            return Some((i + 2, Sense::Month(year, month)));
        }
        if let Some(season) = self.word(i + 1, "season") {
            let year =
                self.created.map(|created| created.year() + i16::try_from(shift).unwrap_or(0));
            return Some((i + 2, Sense::Season(year, season.to_owned())));
        }
        let unit = self.word(i + 1, "unit")?;
        if !matches!(unit, "W" | "M" | "Y" | "E") || self.context.base(i + 1) != self.lower(i + 1) {
            return None;
        }
        Some((i + 2, self.shifted(unit, shift)?))
    }

    /// The unit of time that is `shift` units from the creation time.
    fn shifted(&self, unit: &str, shift: i64) -> Option<Sense> {
        let Some(created) = self.created else {
            return Some(Sense::Unknown(match unit {
                "W" => "XXXX-WXX",
                "M" => "XXXX-XX",
                _ => "XXXX",
            }));
        };
        let today = created.date();
        Some(match unit {
            "W" => Sense::Week(monday_of(today.checked_add(shift.weeks()).ok()?)?),
            "M" => {
                let date = today.first_of_month().checked_add(shift.months()).ok()?;
                Sense::Month(date.year(), date.month())
            }
            "Y" => Sense::Year(today.year() + i16::try_from(shift).ok()?),
            _ => Sense::Decade(today.year().div_euclid(10) + i16::try_from(shift).ok()?),
        })
    }

    /// "summer 2014", "the spring of 2020", "last winter".
    fn season(&self, i: usize) -> Option<(usize, Sense)> {
        let season = self.word(i, "season")?;
        if let (end, Some(year)) = self.year_after(i + 1) {
            return Some((end, Sense::Season(Some(year), season.to_owned())));
        }
        let is_noun = self.context.is_noun(i) && !self.is(i, &["fall", "spring"]);
        let after = i > 0 && self.is(i - 1, &["the", "in", "this", "that"]);
        (is_noun && after).then(|| (i + 1, Sense::Season(None, season.to_owned())))
    }

    /// "1987", "the 1990s".
    fn year(&self, i: usize) -> Option<(usize, Sense)> {
        let word = self.lower(i);
        if let Some(decade) = word.strip_suffix('s').and_then(four_digits)
            && decade % 10 == 0
        {
            return Some((i + 1, Sense::Decade(decade / 10)));
        }
        let year = four_digits(word).filter(|year| (1000..2200).contains(year))?;
        if self.lower(i + 1) == "s" || self.is(i + 1, &["%", "percent", "km"]) {
            return None;
        }
        let before = if i > 0 { self.lower(i - 1) } else { "" };
        let after_preposition = matches!(
            before,
            "in" | "since"
                | "of"
                | "by"
                | "until"
                | "till"
                | "during"
                | "from"
                | "between"
                | "before"
                | "after"
                | "year"
                | "to"
                | "("
                | "and"
                | "-"
                | "–"
                | "early"
                | "late"
                | "mid"
        );
        let counts = self.context.dep(i) == Dep::Nummod && self.context.head(i) > i;
        let is_date = self.in_entity[i] || (after_preposition && !counts);
        is_date.then_some((i + 1, Sense::Year(year)))
    }

    /// "the morning of September 27", "Tuesday night", "last night", "this morning", "tonight".
    fn part_of_day(&self, i: usize) -> Option<Found> {
        let part_found = |tokens: Range<usize>, sense: &Sense, part: &str| Found {
            kind: TimeType::Time,
            value: format!("{}T{part}", sense.value()),
            ..self.date(tokens, sense, None)
        };
        let today = || self.created.map_or(Sense::Unknown("XXXX-XX-XX"), |c| Sense::Day(c.date()));
        let previous = || {
            self.created
                .and_then(|c| c.date().yesterday().ok())
                .map_or(Sense::Unknown("XXXX-XX-XX"), Sense::Day)
        };
        if self.lower(i) == "tonight" {
            return Some(part_found(i..i + 1, &today(), "NI"));
        }
        if let Some(part) = self.word(i, "part") {
            if self.is(i + 1, &["of", "on"]) {
                let at = if self.is(i + 2, &["the"]) { i + 3 } else { i + 2 };
                if let Some((end, sense)) = self.core(at)
                    && is_day(&sense)
                {
                    return Some(part_found(i..end, &sense, part));
                }
            }
            let before = if i > 0 { self.lower(i - 1) } else { "" };
            if self.lower(i) == "overnight"
                || matches!(before, "the" | "at" | "before" | "by" | "in")
                    && self.context.is_noun(i)
            {
                if !matches!(
                    self.context.dep(i),
                    Dep::Pobj | Dep::Npadvmod | Dep::Advmod | Dep::Dobj
                ) {
                    return None;
                }
                // "in the morning": of a day told before, which the clocks' rule looks for.
                return Some(Found {
                    tokens: i..i + 1,
                    kind: TimeType::Time,
                    value: format!("XXXX-XX-XXT{part}"),
                    modifier: None,
                    begin: None,
                    end: None,
                    clock: None,
                });
            }
            return None;
        }
        if let Some(part) = self.word(i + 1, "part")
            && self.in_sentence(i, i + 2)
        {
            let sense = match self.lower(i) {
                "this" => Some(today()),
                "last" => Some(previous()),
                "that" | "same" => {
                    Some(self.last_day.map_or(Sense::Unknown("XXXX-XX-XX"), Sense::Day))
                }
                "previous" => Some(
                    self.last_day
                        .and_then(|d| d.yesterday().ok())
                        .map_or_else(previous, Sense::Day),
                ),
                _ => None,
            };
            if let Some(sense) = sense {
                return Some(part_found(i..i + 2, &sense, part));
            }
        }
        let (end, sense) = self.core(i)?;
        if !is_day(&sense) {
            return None;
        }
        let (end, part) = self.part_after(end)?;
        Some(part_found(i..end, &sense, part))
    }

    /// A part of day right after a day: "Tuesday night", "Tuesday in the early morning".
    fn part_after(&self, i: usize) -> Option<(usize, &'static str)> {
        let at = if self.is(i, &["in"]) && self.is(i + 1, &["the"]) { i + 2 } else { i };
        let at = if at > i && self.is(at, &["early", "late"]) { at + 1 } else { at };
        let part = self.word(at, "part")?;
        self.in_sentence(i.saturating_sub(1), at + 1).then_some((at + 1, part))
    }

    /// "21:00 (20:00 Moscow time) to 06:00", "2:15 a.m.", "half past two", "noon".
    fn clock_expression(&self, i: usize) -> Option<Found> {
        let (end, mut first) = self.clock(i)?;
        let mut end = self.second_reading(end, &mut first);
        let mut last = None;
        let before = if i > 0 { self.lower(i - 1) } else { "" };
        let joins = match self.lower(end) {
            "to" | "until" | "till" | "-" | "–" => true,
            "and" => before == "between",
            _ => false,
        };
        if joins && let Some((last_end, mut clock)) = self.clock(end + 1) {
            end = self.second_reading(last_end, &mut clock);
            last = Some(clock);
        }
        if let Some(last) = &last
            && first.zone.is_none()
        {
            first.zone.clone_from(&last.zone);
        }
        Some(Found {
            tokens: i..end,
            kind: TimeType::Time,
            value: String::new(),
            modifier: None,
            begin: None,
            end: None,
            clock: Some((first, last)),
        })
    }

    /// The same time told in another zone, in brackets right after it.
    fn second_reading(&self, i: usize, clock: &mut Clock) -> usize {
        if self.lower(i) != "(" || self.clock(i + 1).is_none() {
            return i;
        }
        let Some((end, reading)) = self.clock(i + 1) else { return i };
        if self.lower(end) != ")" {
            return i;
        }
        if let Some(zone) = reading.zone {
            clock.reading = Some((reading.hour, reading.minute, zone));
        }
        end + 1
    }

    /// A time of day and its zone.
    fn clock(&self, i: usize) -> Option<(usize, Clock)> {
        if i >= self.context.len() {
            return None;
        }
        let (mut end, mut hour, minute) = self.clock_face(i)?;
        if let Some((after, is_afternoon)) = self.half_of_day(end) {
            hour = match (hour, is_afternoon) {
                (12, false) => 0,
                (1..=11, true) => hour + 12,
                _ => hour,
            };
            end = after;
        }
        let mut zone = None;
        if let Some((after, found)) = self.zone(end) {
            zone = Some(found);
            end = after;
        } else if self.lower(end) == "local" && self.lower(end + 1) == "time" {
            end += 2;
        } else if self.lower(end) == "hours" && self.lower(i).len() == 4 {
            end += 1;
        }
        Some((end, Clock { hour, minute, zone, reading: None }))
    }

    fn zone(&self, i: usize) -> Option<(usize, jiff::tz::TimeZone)> {
        self.context.lexicon.zones.starting(self.lower(i)).iter().find_map(|(words, zone)| {
            let fits = words
                .iter()
                .enumerate()
                .all(|(k, word)| i + k < self.context.len() && self.context.word(i + k) == word);
            fits.then(|| (i + words.len(), zone.clone()))
        })
    }

    /// The hour and minute as written, with where they end.
    fn clock_face(&self, i: usize) -> Option<(usize, i8, i8)> {
        if let Some(hour) = self.word(i, "clock") {
            let is_time = !matches!(self.context.dep(i), Dep::Compound | Dep::Amod);
            return is_time.then_some((i + 1, hour.parse().ok()?, 0));
        }
        let word = self.lower(i);
        if let Some((hours, minutes)) = word.split_once(':')
            && minutes.len() == 2
            && hours.len() <= 2
        {
            let (hour, minute): (i8, i8) = (hours.parse().ok()?, minutes.parse().ok()?);
            return ((0..=24).contains(&hour) && (0..60).contains(&minute)).then_some((
                i + 1,
                hour,
                minute,
            ));
        }
        if let Some((hours, minutes)) = word.split_once('.')
            && minutes.len() == 2
            && let (Ok(hour), Ok(minute)) = (hours.parse::<i8>(), minutes.parse::<i8>())
            && self.half_of_day(i + 1).is_some()
            && (1..=12).contains(&hour)
            && (0..60).contains(&minute)
        {
            return Some((i + 1, hour, minute));
        }
        // "half past two", "a quarter to three"
        if self.is(i, &["half", "quarter"]) && self.is(i + 1, &["past", "to"]) {
            let hour = i8::try_from(number(self.context, i + 2)?.value)
                .ok()
                .filter(|h| (1..=12).contains(h))?;
            let minute = if self.lower(i) == "half" { 30 } else { 15 };
            return match self.lower(i + 1) {
                "past" => Some((i + 3, hour, minute)),
                _ => Some((i + 3, if hour == 1 { 12 } else { hour - 1 }, 60 - minute)),
            };
        }
        // A bare hour needs "a.m.", "o'clock" or "in the morning" to be one.
        let hour =
            i8::try_from(number(self.context, i).filter(|n| n.end == i + 1 && !n.is_vague)?.value)
                .ok()?;
        if !(1..=12).contains(&hour) {
            return None;
        }
        if self.is(i + 1, &["o'clock"]) {
            return Some((i + 2, hour, 0));
        }
        self.half_of_day(i + 1).map(|_| (i + 1, hour, 0))
    }

    /// "a.m.", "pm", "in the morning": where it ends and whether it is the afternoon.
    fn half_of_day(&self, i: usize) -> Option<(usize, bool)> {
        match self.lower(i) {
            "a.m." | "am" | "a.m" => return Some((i + 1, false)),
            "p.m." | "pm" | "p.m" => return Some((i + 1, true)),
            _ => {}
        }
        if self.lower(i) == "in" && self.lower(i + 1) == "the" {
            return match self.lower(i + 2) {
                "morning" => Some((i + 3, false)),
                "afternoon" | "evening" => Some((i + 3, true)),
                _ => None,
            };
        }
        None
    }

    /// "two hours", "more than five days", "years".
    fn duration(&self, i: usize) -> Option<Found> {
        let mut start = i;
        let mut modifier = None;
        if let Some((end, effect)) = self.hedge(i) {
            modifier = match effect {
                Effect::Above => Some(Modifier::MoreThan),
                Effect::Min => Some(Modifier::EqualOrMore),
                Effect::Below => Some(Modifier::LessThan),
                Effect::Max => Some(Modifier::EqualOrLess),
                Effect::About => Some(Modifier::Approx),
                Effect::More | Effect::Exact => None,
            };
            start = end;
        }
        // "the past two days" reaches back from the creation time.
        let shift = self.word(start, "shift").map(str::to_owned);
        let at = if shift.is_some() { start + 1 } else { start };
        let (end, count, unit) = self.amount(at)?;
        if self.is(end, &["old"]) || (self.context.is_hyphen(end) && self.is(end + 1, &["old"])) {
            return None;
        }
        if unit == "TS" && self.context.is_proper(end - 1) || unit == "Q" {
            return None;
        }
        let number = count.map_or_else(|| "X".to_owned(), |count| count.to_string());
        let value = match unit.strip_prefix('T') {
            Some(unit) => format!("PT{number}{unit}"),
            None if unit == "E" => format!("P{number}0Y"),
            None if unit == "C" => format!("P{number}00Y"),
            None if unit == "F" => format!("P{}W", count? * 2),
            None => format!("P{number}{unit}"),
        };
        let mut found = Found {
            tokens: i..end,
            kind: TimeType::Duration,
            value,
            modifier,
            begin: None,
            end: None,
            clock: None,
        };
        if let (Some(shift), Some(created), Some(count)) = (shift, self.created, count)
            && let Ok(count) = i64::try_from(count)
            && matches!(unit, "D" | "W" | "M" | "Y")
            && let Some(span) = count_span(count, unit)
        {
            let today = created.date();
            let (first, last) = match shift.as_str() {
                "-1" => (today.checked_sub(span).ok(), Some(today)),
                "1" => (Some(today), today.checked_add(span).ok()),
                _ => (None, None),
            };
            found.begin = first.map(Moment::Day);
            found.end = last.map(Moment::Day);
        }
        Some(found)
    }

    fn hedge(&self, i: usize) -> Option<(usize, Effect)> {
        // "over eleven weeks" may be a stretch of time, where "over" is a preposition.
        if self.context.dep(i) == Dep::Prep && self.is(i, &["over", "under"]) {
            return None;
        }
        let entries = self.context.lexicon.hedges.starting(self.lower(i));
        entries.iter().find_map(|(words, effect)| {
            let fits = words.iter().enumerate().all(|(k, word)| self.lower(i + k) == word);
            (fits && *effect != Effect::Exact && *effect != Effect::More)
                .then(|| (i + words.len(), *effect))
        })
    }

    /// A number of units of time: where it ends, how many, which unit.
    fn amount(&self, i: usize) -> Option<(usize, Option<u64>, &'static str)> {
        if self.is(i, &["a", "an"])
            && let Some(unit) = self.word(i + 1, "unit")
            && self.context.base(i + 1) == self.lower(i + 1)
        {
            // "a day" alone is a rate or a vague day; it counts only before "ago" and the like.
            return self.is(i + 2, &["ago", "earlier", "later"]).then_some((i + 2, Some(1), unit));
        }
        if self.is(i, &["several", "many", "recent", "some"]) {
            let unit = self.word(i + 1, "unit")?;
            return (self.context.base(i + 1) != self.lower(i + 1)).then_some((i + 2, None, unit));
        }
        if self.is(i, &["half"]) && self.is(i + 1, &["an", "a"]) && self.is(i + 2, &["hour"]) {
            return Some((i + 3, Some(30), "TM"));
        }
        let found = number(self.context, i)?;
        let mut at = found.end;
        if self.context.is_hyphen(at) {
            at += 1;
        }
        let unit = self.word(at, "unit")?;
        // "first-quarter", "second" as an ordinal
        if !self.in_sentence(i, at + 1) || found.is_fraction {
            return None;
        }
        Some((at + 1, (!found.is_vague).then_some(found.value), unit))
    }

    /// "every day", "daily", "each Monday".
    fn set(&self, i: usize) -> Option<Found> {
        let set = |end: usize, value: String| Found {
            tokens: i..end,
            kind: TimeType::Set,
            value,
            modifier: None,
            begin: None,
            end: None,
            clock: None,
        };
        if self.is(i, &["every", "each"]) {
            if let Some(unit) = self.word(i + 1, "unit") {
                let value = match unit.strip_prefix('T') {
                    Some(unit) => format!("PT1{unit}"),
                    None if matches!(unit, "D" | "W" | "M" | "Y") => format!("P1{unit}"),
                    None => return None,
                };
                return Some(set(i + 2, value));
            }
            if let Some(day) = self.word(i + 1, "weekday") {
                return Some(set(i + 2, format!("XXXX-WXX-{day}")));
            }
            if let Some(part) = self.word(i + 1, "part") {
                return Some(set(i + 2, format!("XXXX-XX-XXT{part}")));
            }
            return None;
        }
        let value = self.word(i, "set")?;
        let is_modifier = matches!(self.context.pos(i), Pos::Adv | Pos::Adj);
        is_modifier.then(|| set(i + 1, value.to_owned()))
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

/// Gives clock readings the day that their sentence tells.
fn place_clocks(context: &Context, found: &mut [Found]) {
    /// Sentence, number, tokens, value and day of an expression that names a day.
    type Day = (usize, usize, Range<usize>, String, Option<Date>);
    let mut day_of: Vec<Day> = Vec::new();
    for (k, time) in found.iter().enumerate() {
        let value = time.value.split('T').next().unwrap_or("");
        let is_day = value.len() == 10 && !value.contains('/') && value != "XXXX-XX-XX";
        if is_day && matches!(time.kind, TimeType::Date | TimeType::Time) {
            let sentence = context.document.sentence_of(time.tokens.start);
            let day = match time.begin {
                Some(Moment::Day(day)) => Some(day),
                _ => None,
            };
            day_of.push((sentence, k, time.tokens.clone(), value.to_owned(), day));
        }
    }
    for (k, time) in found.iter_mut().enumerate() {
        let has_open_part = time.kind == TimeType::Time
            && time.value.starts_with("XXXX-XX-XXT")
            && time.clock.is_none();
        if time.clock.is_none() && !has_open_part {
            continue;
        }
        let sentence = context.document.sentence_of(time.tokens.start);
        let at = day_of.partition_point(|(_, other, ..)| *other < k);
        let near = day_of[at.saturating_sub(3)..(at + 3).min(day_of.len())]
            .iter()
            .filter(|(s, ..)| *s == sentence)
            .min_by_key(|(_, _, other, ..)| {
                // "2 a.m. on Sunday": the nearest in the text, what follows before what precedes.
                let gap = if other.start >= time.tokens.end {
                    other.start - time.tokens.end
                } else {
                    time.tokens.start.saturating_sub(other.end)
                };
                (gap, other.start < time.tokens.start)
            });
        let (value, day) =
            near.map_or(("XXXX-XX-XX", None), |(_, _, _, value, day)| (value.as_str(), *day));
        if has_open_part {
            time.value = time.value.replacen("XXXX-XX-XX", value, 1);
            time.begin = day.map(Moment::Day);
            time.end = time.begin;
            continue;
        }
        let Some((first, last)) = time.clock.clone() else { continue };
        let read = |clock: &Clock, day: Option<Date>, value: &str| {
            let text = format!("{value}T{:02}:{:02}", clock.hour, clock.minute);
            (text, day.and_then(|day| moment(clock, day)))
        };
        let (text, begin) = read(&first, day, value);
        time.begin = begin;
        time.end = begin;
        time.value = text;
        if let Some(last) = last {
            // "from 21:00 to 06:00" ends on the next day.
            let crosses = (last.hour, last.minute) <= (first.hour, first.minute);
            let next = if crosses { day.and_then(|day| day.tomorrow().ok()) } else { day };
            let value = match (next, crosses) {
                (Some(next), _) => next.to_string(),
                (None, true) => "XXXX-XX-XX".to_owned(),
                (None, false) => value.to_owned(),
            };
            let (text, end) = read(&last, next, &value);
            time.value = format!("{}/{text}", time.value);
            time.end = end;
        }
    }
}

/// The moment a clock shows on a day, an instant when a zone is told.
fn moment(clock: &Clock, day: Date) -> Option<Moment> {
    if clock.hour == 24 {
        return Some(Moment::Clock(day.tomorrow().ok()?.at(0, clock.minute, 0, 0)));
    }
    let local = day.at(clock.hour, clock.minute, 0, 0);
    if let Some(zone) = &clock.zone {
        return Some(Moment::Instant(local.to_zoned(zone.clone()).ok()?.timestamp()));
    }
    if let Some((hour, minute, zone)) = &clock.reading {
        // The bracketed reading may fall on the day before or after; take the nearest.
        let candidates = [-1_i64, 0, 1].iter().filter_map(|shift| {
            let day = day.checked_add(shift.days()).ok()?;
            Some(day.at((*hour).clamp(0, 23), *minute, 0, 0))
        });
        let nearest = candidates.min_by_key(|other| {
            let span = other.duration_since(local);
            span.as_secs().abs()
        })?;
        return Some(Moment::Instant(nearest.to_zoned(zone.clone()).ok()?.timestamp()));
    }
    Some(Moment::Clock(local))
}

fn is_day(sense: &Sense) -> bool {
    matches!(sense, Sense::Day(_) | Sense::MonthDay(..) | Sense::Weekday(_))
        || *sense == Sense::Unknown("XXXX-XX-XX")
}

fn monday_of(date: Date) -> Option<Date> {
    date.checked_sub(i64::from(date.weekday().to_monday_zero_offset()).days()).ok()
}

/// A span of `count` units, where such a span can be.
fn count_span(count: i64, unit: &str) -> Option<Span> {
    let span = Span::new();
    match unit {
        "D" => span.try_days(count),
        "W" => span.try_weeks(count),
        "M" => span.try_months(count),
        "Y" => span.try_years(count),
        "TH" => span.try_hours(count),
        "TM" => span.try_minutes(count),
        "TS" => span.try_seconds(count),
        _ => return None,
    }
    .ok()
}

fn four_digits(word: &str) -> Option<i16> {
    (word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit())).then(|| word.parse().ok())?
}

fn modifier(stage: &str) -> Option<Modifier> {
    stage.parse().ok()
}

/// The third of a month or year that "early", "mid" or "late" leaves.
fn narrow(sense: &Sense, modifier: Option<Modifier>, first: Date, last: Date) -> (Date, Date) {
    let third = match sense {
        Sense::Month(..) => |date: Date, n: i64| date.checked_add((n * 10).days()),
        Sense::Year(_) => |date: Date, n: i64| date.checked_add((n * 4).months()),
        Sense::Decade(_) => |date: Date, n: i64| date.checked_add((n * 3).years()),
        _ => return (first, last),
    };
    let at = |n| third(first, n).unwrap_or(last);
    let before = |n| at(n).yesterday().unwrap_or(last);
    match modifier {
        Some(Modifier::Start) => (first, before(1)),
        Some(Modifier::Mid) => (at(1), before(2)),
        Some(Modifier::End) => (at(2), last),
        _ => (first, last),
    }
}
