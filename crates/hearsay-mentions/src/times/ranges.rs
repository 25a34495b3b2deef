//! Times with two ends or a stage: "from 1991 to 1994", "12 to 14 March", "early May".

use std::ops::Range;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::dates::four_digits;
use super::{Finder, Found, Sense};
use crate::mention::{Modifier, Moment, TimeType};

impl Finder<'_, '_> {
    /// "early May", "mid-July", "the end of 2019", "earlier this month".
    pub(super) fn staged(&self, i: usize) -> Option<Found> {
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
    pub(super) fn this_unit(&self, i: usize) -> Option<(usize, Sense)> {
        let unit = self.word(i, "unit")?;
        if !matches!(unit, "Y" | "M" | "W") {
            return None;
        }
        Some((i + 1, self.shifted(unit, 0)?))
    }

    /// "from 1991 to 1994", "1991–94", "between 12 and 15 March", "12-15 March".
    pub(super) fn date_range(&self, i: usize) -> Option<Found> {
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

    pub(super) fn range(&self, tokens: Range<usize>, first: &Sense, last: &Sense) -> Found {
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

    pub(super) fn day_range(&self, i: usize, before: &str) -> Option<(usize, Sense, Sense)> {
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
}

pub(super) fn modifier(stage: &str) -> Option<Modifier> {
    stage.parse().ok()
}

/// The third of a month or year that "early", "mid" or "late" leaves.
pub(super) fn narrow(
    sense: &Sense,
    modifier: Option<Modifier>,
    first: Date,
    last: Date,
) -> (Date, Date) {
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
