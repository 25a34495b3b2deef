//! Finds where time expressions stand: the longest match at each word that its sentence allows,
//! and the days and years that share a month or a century.

use jiff::civil::Date;

use super::pattern::{Kind, Match};
use super::words::{Class, Value};
use super::{Finder, Found};
use crate::mention::{Moment, TimeType};

impl Finder<'_, '_> {
    /// Every time expression, in text order.
    pub(super) fn matches(&self) -> Vec<Match> {
        let rules = &self.reader.tables.rules;
        let mut found: Vec<Match> = Vec::new();
        let mut at = 0;
        while at < self.reader.pieces.len() {
            if let Some([first, second]) = self.pair(at) {
                at = second.end;
                found.extend([first, second]);
                continue;
            }
            let matches = rules.matches(&self.reader, at);
            match matches.into_iter().find(|time| self.is_time(time)) {
                Some(time) => {
                    at = time.end;
                    if time.kind != Kind::Nothing {
                        found.push(time);
                    }
                }
                None => at += 1,
            }
        }
        self.share_years(&mut found);
        self.with_short_years(found)
    }

    /// Two days of one month: "12 to 14 March", "March 12-14, 1990". Each is an expression of its
    /// own.
    fn pair(&self, at: usize) -> Option<[Match; 2]> {
        let day = |at: usize| {
            let nth = self.reader.class(Class::Nth, at);
            nth.or_else(|| self.reader.class(Class::DayNumber, at)).map(|(_, value)| value)
        };
        let calendar = |at: usize| {
            let matches = self.reader.tables.rules.matches(&self.reader, at);
            matches.into_iter().find(|time| time.kind == Kind::Calendar && self.is_time(time))
        };
        if let Some(first) = day(at)
            && self.joins(at + 1)
            && day(at + 2).is_some()
            && let Some(second) = calendar(at + 2).filter(is_day_of_month)
        {
            let mut items = vec![(Class::DayNumber, first, at)];
            items.extend(
                second
                    .items
                    .iter()
                    .filter(|(class, ..)| matches!(class, Class::Month | Class::Year | Class::Era)),
            );
            let rule = second.rule;
            let first = Match { start: at, end: at + 1, kind: Kind::Calendar, items, rule };
            return Some([first, second]);
        }
        self.reader.class(Class::Month, at)?;
        let mut first = calendar(at).filter(is_day_of_month)?;
        if first.get(Class::Year).is_some() || !self.joins(first.end) {
            return None;
        }
        let start = first.end + 1;
        let last = day(start)?;
        let is_count = self.reader.class(Class::Month, start + 1).is_some()
            || self.reader.class(Class::Units, start + 1).is_some()
            || self.reader.lower(start + 1) == "percent";
        if is_count {
            return None;
        }
        let mut second = first.clone();
        second.items.retain(|(class, ..)| *class == Class::Month);
        second.items.push((Class::DayNumber, last, start));
        (second.start, second.end) = (start, start + 1);
        let after = start + 1 + usize::from(self.reader.lower(start + 1) == ",");
        if let Some((end, year)) = self.reader.class(Class::Year, after) {
            second.end = end;
            for time in [&mut first, &mut second] {
                time.items.push((Class::Year, year, after));
            }
        }
        Some([first, second])
    }

    /// Whether a word joins two times.
    fn joins(&self, at: usize) -> bool {
        matches!(
            self.reader.lower(at),
            "to" | "-" | "and" | "or" | "until" | "till" | "through" | "/"
        )
    }

    /// "from March to May 1990": the year is told once.
    fn share_years(&self, found: &mut [Match]) {
        for k in (1..found.len()).rev() {
            let (before, after) = found.split_at_mut(k);
            let (first, second) = (&mut before[k - 1], &after[0]);
            let is_joined = first.end + 1 == second.start && self.joins(first.end);
            let shares = |time: &Match| {
                let is_part_of_year = time.get(Class::Month).or(time.get(Class::Season)).is_some();
                time.kind == Kind::Calendar && is_part_of_year
            };
            if !(is_joined && shares(first) && shares(second)) || first.get(Class::Year).is_some() {
                continue;
            }
            let is_year = |class: &Class| matches!(class, Class::Year | Class::BareYear);
            if let Some((class, Value::Number(year), at)) =
                second.items.iter().find(|(class, ..)| is_year(class)).copied()
            {
                let crosses = first.number(Class::Month) > second.number(Class::Month);
                first.items.push((class, Value::Number(year - i64::from(crosses)), at));
                let era = second.items.iter().find(|(class, ..)| *class == Class::Era);
                first.items.extend(era.copied());
            }
        }
    }

    /// Puts in the second years of "1914-18".
    fn with_short_years(&self, found: Vec<Match>) -> Vec<Match> {
        let mut all = Vec::with_capacity(found.len());
        for time in found {
            let short = self.short_year(&time);
            all.push(time);
            all.extend(short);
        }
        all
    }

    /// The second year of "1914-18".
    fn short_year(&self, time: &Match) -> Option<Match> {
        let year = time.number(Class::Year).filter(|_| time.kind == Kind::Calendar)?;
        if !matches!(self.reader.lower(time.end), "-" | "/") {
            return None;
        }
        let (end, Value::Number(short)) = self.reader.class(Class::Short, time.end + 1)? else {
            return None;
        };
        let full = year / 100 * 100 + short;
        let items = vec![(Class::Year, Value::Number(full), time.end + 1)];
        let is_day = self.reader.class(Class::Month, end).is_some();
        (full > year && full - year < 80 && !is_day).then_some(Match {
            start: time.end + 1,
            end,
            kind: Kind::Calendar,
            items,
            rule: time.rule,
        })
    }

    /// Gives both ends of a range the days of the whole: "from 1991 to 1994".
    pub(super) fn join_ranges(&self, found: &mut [Found]) {
        for k in 1..found.len() {
            let (before, after) = found.split_at_mut(k);
            let (first, second) = (&mut before[k - 1], &mut after[0]);
            if first.kind != TimeType::Date || second.kind != TimeType::Date {
                continue;
            }
            let text = self.context.document.text();
            let gap = text.get(first.span.end..second.span.start).unwrap_or_default();
            let before = first.tokens.start.checked_sub(1).map_or("", |t| self.lower(t));
            let is_range = match gap.trim() {
                "to" | "-" | "–" | "—" | "until" | "till" | "through" => true,
                "and" => before == "between",
                _ => false,
            };
            if let (true, Some(Moment::Day(begin)), Some(Moment::Day(end))) =
                (is_range, first.begin, second.end)
                && begin < end
            {
                let whole: (Date, Date) = (begin, end);
                for time in [first, second] {
                    time.begin = Some(Moment::Day(whole.0));
                    time.end = Some(Moment::Day(whole.1));
                }
            }
        }
    }
}

/// Whether a match is a day of a month.
fn is_day_of_month(time: &Match) -> bool {
    time.get(Class::Month).is_some()
        && [Class::DayNumber, Class::Nth].iter().any(|class| time.get(*class).is_some())
}
