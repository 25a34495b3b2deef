//! How long and how often: "more than two hours", "every Monday".

use hearsay_syntax::{Dep, Pos};
use jiff::Span;

use super::{Finder, Found};
use crate::data::Effect;
use crate::mention::{Modifier, Moment, TimeType};
use crate::numbers::number;

impl Finder<'_, '_> {
    /// "two hours", "more than five days", "years".
    pub(super) fn duration(&self, i: usize) -> Option<Found> {
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

    pub(super) fn hedge(&self, i: usize) -> Option<(usize, Effect)> {
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
    pub(super) fn amount(&self, i: usize) -> Option<(usize, Option<u64>, &'static str)> {
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
    pub(super) fn set(&self, i: usize) -> Option<Found> {
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
}

/// A span of `count` units, where such a span can be.
pub(super) fn count_span(count: i64, unit: &str) -> Option<Span> {
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
