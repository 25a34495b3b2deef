//! Times of day by the clock: "21:00 (20:00 Moscow time) to 06:00", and the day each belongs to.

use std::ops::Range;

use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::pattern::Match;
use super::sense::Sense;
use super::words::{Class, Value};
use super::{Finder, Found, modifier};
use crate::context::Context;
use crate::mention::{Moment, TimeType};

/// A time of day: in local time, and perhaps a second reading of it with a zone.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    hour: i8,
    minute: i8,
    zone: Option<&'static TimeZone>,
    reading: Option<(i8, i8, &'static TimeZone)>,
}

impl Finder<'_, '_> {
    /// A time of day, with its day where the words tell it.
    pub(super) fn clock(
        &self,
        time: &Match,
        tokens: Range<usize>,
        day: Option<Sense>,
    ) -> Option<Found> {
        let clock = reading(time)?;
        let mut found = Found::new(tokens, TimeType::Time, String::new());
        found.modifier = modifier(time);
        if let Some(day) = day {
            found.value = format!("{}T{:02}:{:02}", day.value(), clock.hour, clock.minute);
            if let Sense::Day(date) = day {
                found.begin = moment(&clock, date);
                found.end = found.begin;
            }
            found.told = Some(day);
        } else {
            found.clock = Some((clock, None));
        }
        Some(found)
    }
}

/// What the words of a clock say.
fn reading(time: &Match) -> Option<Clock> {
    let value = time.text(Class::Value);
    let (mut hour, mut minute) = match time.get(Class::Face) {
        Some(Value::Face(hour, minute)) => (hour, minute),
        _ if time.get(Class::Military).is_some() => {
            let figures = time.number(Class::Military)?;
            (i8::try_from(figures / 100).ok()?, i8::try_from(figures % 100).ok()?)
        }
        _ => {
            let hour = time.number(Class::Hour).or_else(|| time.number(Class::Clock))?;
            (i8::try_from(hour).ok()?, 0)
        }
    };
    match value {
        Some("15") => minute = 15,
        Some("30") => minute = 30,
        Some("-15") => (hour, minute) = (if hour == 1 { 12 } else { hour - 1 }, 45),
        _ => {}
    }
    let is_afternoon = time.number(Class::HalfDay).map(|half| half == 1).or_else(|| {
        time.get(Class::Hour)?;
        Some(matches!(time.text(Class::Part)?, "AF" | "EV"))
    });
    hour = match (hour, is_afternoon) {
        (12, Some(false)) => 0,
        (1..=11, Some(true)) => hour + 12,
        _ => hour,
    };
    let zone = match time.get(Class::Zone) {
        Some(Value::Zone(zone)) => Some(zone),
        _ => None,
    };
    ((0..=24).contains(&hour) && (0..60).contains(&minute)).then_some(Clock {
        hour,
        minute,
        zone,
        reading: None,
    })
}

/// Joins the hours of a range, and a second reading in brackets, into one expression: "21:00
/// (20:00 Moscow time) to 06:00".
pub(super) fn join_clocks(context: &Context, found: Vec<Found>) -> Vec<Found> {
    let mut joined: Vec<Found> = Vec::with_capacity(found.len());
    for mut time in found {
        let lower = |i: usize| context.lower(i);
        let Some(before) = joined.last_mut().filter(|before| before.clock.is_some()) else {
            joined.push(time);
            continue;
        };
        let gap = before.tokens.end..time.tokens.start;
        let Some((clock, _)) = &mut time.clock else {
            joined.push(time);
            continue;
        };
        let (first, last) = before.clock.as_mut().expect("it was looked for");
        let is_second = gap.len() == 1
            && lower(gap.start) == "("
            && lower(time.tokens.end) == ")"
            && clock.zone.is_some();
        if is_second {
            let target = last.as_mut().unwrap_or(first);
            target.reading = clock.zone.map(|zone| (clock.hour, clock.minute, zone));
            before.tokens.end = time.tokens.end + 1;
            before.span.end = context.span(before.tokens.clone()).end;
            continue;
        }
        let starts = before.tokens.start;
        let is_range = last.is_none()
            && gap.len() == 1
            && match lower(gap.start) {
                "to" | "until" | "till" | "-" | "–" | "—" => true,
                "and" => starts > 0 && lower(starts - 1) == "between",
                _ => false,
            };
        if is_range {
            if first.zone.is_none() {
                first.zone = clock.zone;
            }
            *last = Some(clock.clone());
            before.tokens.end = time.tokens.end;
            before.span.end = time.span.end;
            continue;
        }
        joined.push(time);
    }
    joined
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
            let day = match &time.told {
                Some(Sense::Day(day)) => Some(*day),
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
fn moment(clock: &Clock, day: Date) -> Option<Moment> {
    if clock.hour == 24 {
        return Some(Moment::Clock(day.tomorrow().ok()?.at(0, clock.minute, 0, 0)));
    }
    let local = day.at(clock.hour, clock.minute, 0, 0);
    if let Some(zone) = clock.zone {
        return Some(Moment::Instant(local.to_zoned(zone.clone()).ok()?.timestamp()));
    }
    if let Some((hour, minute, zone)) = clock.reading {
        // The bracketed reading may fall on the day before or after; take the nearest.
        let candidates = [-1_i64, 0, 1].iter().filter_map(|shift| {
            let day = day.checked_add(shift.days()).ok()?;
            Some(day.at(hour.clamp(0, 23), minute, 0, 0))
        });
        let nearest = candidates.min_by_key(|other| {
            let span = other.duration_since(local);
            span.as_secs().abs()
        })?;
        return Some(Moment::Instant(nearest.to_zoned(zone.clone()).ok()?.timestamp()));
    }
    Some(Moment::Clock(local))
}
