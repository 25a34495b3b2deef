//! How long and how often: "more than two hours", "every Monday".

use std::ops::Range;

use jiff::Span;

use super::anchors::count;
use super::pattern::{Kind, Match};
use super::words::{Class, Value};
use super::{Finder, Found, modifier};
use crate::mention::{Moment, TimeType};

impl Finder<'_, '_> {
    pub(super) fn duration(&self, time: &Match, tokens: Range<usize>) -> Option<Found> {
        let unit = time.text(Class::Unit)?;
        let mut found = Found::new(tokens, TimeType::Duration, length(time, unit)?);
        found.modifier = modifier(time);
        // "the past two days" reaches back from the creation time.
        let reach = time.number(Class::Reach).filter(|reach| *reach != 0);
        if let (Some(reach), Some(count), Some(today)) = (reach, count(time), self.today())
            && let Some(span) = days_or_more(count, unit)
        {
            let (first, last) = if reach < 0 {
                (today.checked_sub(span).ok(), Some(today))
            } else {
                (Some(today), today.checked_add(span).ok())
            };
            if !self.is_history {
                found.begin = first.map(Moment::Day);
                found.end = last.map(Moment::Day);
            }
        }
        Some(found)
    }

    /// "several years ago": before or after, and nothing more is known.
    pub(super) fn vague_offset(&self, time: &Match, tokens: Range<usize>) -> Option<Found> {
        if time.kind != Kind::Offset || count(time).is_some() || time.text(Class::Value).is_some() {
            return None;
        }
        let value = match time.text(Class::Relation)? {
            "ago" | "earlier" => "PAST_REF",
            _ => "FUTURE_REF",
        };
        Some(Found::new(tokens, TimeType::Date, value.to_owned()))
    }

    pub(super) fn set(&self, time: &Match, tokens: Range<usize>) -> Option<Found> {
        let value = if let Some(set) = time.text(Class::Set) {
            set.to_owned()
        } else if let Some(weekday) = time.number(Class::Weekday) {
            format!("XXXX-WXX-{weekday}")
        } else if let Some(month) = time.number(Class::Month) {
            format!("XXXX-{month:02}")
        } else if let Some(season) = time.text(Class::Season) {
            format!("XXXX-{season}")
        } else if let Some(part) = time.text(Class::Part) {
            format!("XXXX-XX-XXT{part}")
        } else {
            length(time, time.text(Class::Unit)?)?
        };
        Some(Found::new(tokens, TimeType::Set, value))
    }
}

/// The TIMEX3 value of a length of time; X for how many where that is vague.
fn length(time: &Match, unit: &str) -> Option<String> {
    let half = time.text(Class::Value) == Some("half");
    let counts = time.items.iter().filter_map(|(class, value, _)| match (class, value) {
        (Class::Number | Class::One, Value::Count(count, half)) => Some((*count, *half)),
        _ => None,
    });
    let fraction = time.get(Class::Fraction).is_some();
    let (count, is_half) = match counts.into_iter().next() {
        _ if half => (Some(0), true),
        Some((count, is_half)) => (Some(count), is_half || fraction),
        None => match time.text(Class::Value) {
            Some("other") => (Some(2), false),
            Some("rate") => (Some(1), false),
            Some(value) => (value.parse().ok(), false),
            None if time.get(Class::Vague).is_some() => (None, false),
            None => (Some(1), false),
        },
    };
    let times = |n: u64| count.map(|count| count.saturating_mul(n));
    let text = |count: Option<u64>| count.map_or_else(|| "X".to_owned(), |count| count.to_string());
    let half_of = |unit: &str| match unit {
        "Y" => Some((6, "M")),
        "TH" => Some((30, "M")),
        "TM" => Some((30, "S")),
        "D" => Some((12, "H")),
        _ => None,
    };
    if is_half && let Some((rest, rest_unit)) = half_of(unit) {
        let whole = count.unwrap_or(0);
        let time_mark = if unit.starts_with('T') || unit == "D" { "T" } else { "" };
        return Some(match (whole, unit) {
            (0, _) => format!("P{time_mark}{rest}{rest_unit}"),
            (_, "D") => format!("P{whole}DT{rest}{rest_unit}"),
            _ => format!("P{time_mark}{whole}{}{rest}{rest_unit}", unit.trim_start_matches('T')),
        });
    }
    let half = if is_half { ".5" } else { "" };
    Some(match unit {
        "E" if count.is_some() && !is_half => format!("P{}Y", text(times(10))),
        "C" if count.is_some() && !is_half => format!("P{}Y", text(times(100))),
        "L" if count.is_some() && !is_half => format!("P{}Y", text(times(1000))),
        "F" => format!("P{}W", text(times(2))),
        "WE" => format!("P{}WE", text(count)),
        _ => match unit.strip_prefix('T') {
            Some(unit) => format!("PT{}{half}{unit}", text(count)),
            None => format!("P{}{half}{unit}", text(count)),
        },
    })
}

/// A span of so many days or longer units, where such a span can be.
fn days_or_more(count: i64, unit: &str) -> Option<Span> {
    let span = Span::new();
    match unit {
        "D" => span.try_days(count),
        "W" => span.try_weeks(count),
        "M" => span.try_months(count),
        "Y" => span.try_years(count),
        _ => return None,
    }
    .ok()
}
