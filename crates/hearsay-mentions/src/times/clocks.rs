//! Times of day: "the morning of September 27", "2:15 a.m.", and the day each belongs to.

use std::ops::Range;

use hearsay_syntax::Dep;
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::{Finder, Found, Sense};
use crate::context::Context;
use crate::mention::{Moment, TimeType};
use crate::numbers::number;

impl Finder<'_, '_> {
    /// "the morning of September 27", "Tuesday night", "last night", "this morning", "tonight".
    pub(super) fn part_of_day(&self, i: usize) -> Option<Found> {
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
            if self.is(i + 1, &["of", "on", "from"]) {
                let at = if self.is(i + 2, &["the"]) { i + 3 } else { i + 2 };
                if let Some((end, first, last)) = self.two_days(at) {
                    let mut found = part_found(i..end, &first, part);
                    found.end = last.interval().map(|(_, day)| Moment::Day(day));
                    return Some(found);
                }
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

    /// The two days of a night: "12 to 13 March", "Sunday to Monday".
    fn two_days(&self, i: usize) -> Option<(usize, Sense, Sense)> {
        if let Some(range) = self.day_range(i, "") {
            return Some(range);
        }
        let (end, first) = self.core(i).filter(|(_, sense)| is_day(sense))?;
        if !self.is(end, &["to", "into", "-", "–"]) {
            return None;
        }
        let at = if self.is(end + 1, &["the"]) { end + 2 } else { end + 1 };
        let (end, last) = self.core(at).filter(|(_, sense)| is_day(sense))?;
        Some((end, first, last))
    }

    /// A part of day right after a day: "Tuesday night", "Tuesday in the early morning".
    pub(super) fn part_after(&self, i: usize) -> Option<(usize, &'static str)> {
        let at = if self.is(i, &["in"]) && self.is(i + 1, &["the"]) { i + 2 } else { i };
        let at = if at > i && self.is(at, &["early", "late"]) { at + 1 } else { at };
        let part = self.word(at, "part")?;
        self.in_sentence(i.saturating_sub(1), at + 1).then_some((at + 1, part))
    }

    /// "21:00 (20:00 Moscow time) to 06:00", "2:15 a.m.", "half past two", "noon".
    pub(super) fn clock_expression(&self, i: usize) -> Option<Found> {
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
    pub(super) fn second_reading(&self, i: usize, clock: &mut Clock) -> usize {
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
    pub(super) fn clock(&self, i: usize) -> Option<(usize, Clock)> {
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

    pub(super) fn zone(&self, i: usize) -> Option<(usize, jiff::tz::TimeZone)> {
        self.context.lexicon.zones.starting(self.lower(i)).iter().find_map(|(words, zone)| {
            let fits = words
                .iter()
                .enumerate()
                .all(|(k, word)| i + k < self.context.len() && self.context.word(i + k) == word);
            fits.then(|| (i + words.len(), zone.clone()))
        })
    }

    /// The hour and minute as written, with where they end.
    pub(super) fn clock_face(&self, i: usize) -> Option<(usize, i8, i8)> {
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
    pub(super) fn half_of_day(&self, i: usize) -> Option<(usize, bool)> {
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
}

/// A time of day: in local time, and perhaps a second reading of it with a zone.
#[derive(Clone)]
pub(super) struct Clock {
    hour: i8,
    minute: i8,
    zone: Option<jiff::tz::TimeZone>,
    reading: Option<(i8, i8, jiff::tz::TimeZone)>,
}

/// Gives clock readings the day that their sentence tells, or the last day that their paragraph
/// told before.
pub(super) fn place_clocks(context: &Context, found: &mut [Found]) {
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
    let mut paragraph = 0;
    let paragraph_of: Vec<usize> = (0..context.len())
        .map(|i| {
            paragraph += usize::from(context.ends_paragraph(i));
            paragraph
        })
        .collect();
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
            })
            .or_else(|| {
                // "tonight" is a night of the article's own day, not of one told before.
                if matches!(context.lower(time.tokens.start), "tonight" | "this" | "last") {
                    return None;
                }
                let before = day_of[..at].last()?;
                (paragraph_of[before.2.start] == paragraph_of[time.tokens.start]).then_some(before)
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
pub(super) fn moment(clock: &Clock, day: Date) -> Option<Moment> {
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

pub(super) fn is_day(sense: &Sense) -> bool {
    matches!(sense, Sense::Day(_) | Sense::MonthDay(..) | Sense::Weekday(_))
        || *sense == Sense::Unknown("XXXX-XX-XX")
}
