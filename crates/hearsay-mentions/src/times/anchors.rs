//! Times that count from another: from the creation time ("last week"), or from the time told last
//! ("the next day", "three weeks later").

use jiff::Span;
use jiff::ToSpan as _;
use jiff::civil::Weekday;

use super::Finder;
use super::pattern::Match;
use super::sense::{Sense, known_year, monday_of};
use super::words::{Class, Value};

impl Finder<'_, '_> {
    /// A time counted from the creation time: "yesterday", "last week", "next May".
    pub(super) fn deictic(&self, time: &Match) -> Option<Sense> {
        let value = time.text(Class::Value);
        let shift = || time.number(Class::Shift).or_else(|| value?.parse().ok());
        if let Some(weekday) = time.number(Class::Weekday) {
            let weekday = Weekday::from_monday_one_offset(i8::try_from(weekday).ok()?).ok()?;
            let Some(Sense::Day(today)) = self.now() else { return Some(Sense::Weekday(weekday)) };
            let in_week = |shift: i64| {
                let monday = monday_of(today)?.checked_add(shift.weeks()).ok()?;
                let offset = i64::from(weekday.to_monday_zero_offset());
                monday.checked_add(offset.days()).ok()
            };
            let day = if time.get(Class::Unit).is_some() {
                in_week(shift()?)?
            } else {
                match shift()? {
                    0 => in_week(0)?,
                    shift => today.nth_weekday(i32::try_from(shift).ok()?, weekday).ok()?,
                }
            };
            return Some(Sense::Day(day));
        }
        if time.get(Class::Holiday).is_some()
            || time.get(Class::Month).is_some()
                && time.get(Class::DayNumber).or(time.get(Class::Nth)).is_some()
        {
            return self.shifted_day(time, shift()?);
        }
        if let Some(unit) = time.text(Class::Unit) {
            if value == Some("latest") {
                return self.latest(unit);
            }
            return self.shifted(self.now(), unit, shift()?);
        }
        if let Some(month) = time.number(Class::Month) {
            return Some(self.shifted_month(i8::try_from(month).ok()?, shift()?));
        }
        if let Some(season) = time.text(Class::Season) {
            return Some(self.shifted_season(season, shift()?, value.is_some()));
        }
        if let Some(days) = time.number(Class::Day).or_else(|| value?.parse().ok()) {
            let Some(today) = self.today() else {
                return Some(Sense::Unknown("XXXX-XX-XX".to_owned()));
            };
            if self.is_history {
                // "Today the valley is quiet", or the day of somebody who is quoted.
                let value = if days == 0 { "PRESENT_REF" } else { "XXXX-XX-XX" };
                return Some(Sense::Unknown(value.to_owned()));
            }
            return today.checked_add(days.days()).ok().map(Sense::Day);
        }
        if value == Some("latestperiod") {
            return self.latest("Q");
        }
        // "last fiscal year"
        self.shifted(self.now(), "Y", shift()?)
    }

    /// The last unit that is over: "the latest quarter".
    fn latest(&self, unit: &str) -> Option<Sense> {
        match unit {
            "Q" => self.quarter.clone().or_else(|| self.shifted(self.here(), unit, -1)),
            _ => self.shifted(self.here(), unit, -1),
        }
    }

    /// "last May", "this May".
    fn shifted_month(&self, month: i8, shift: i64) -> Sense {
        let Some((now, _)) = self.now().and_then(|now| now.interval()) else {
            return Sense::AnyMonth(month);
        };
        let year = match shift {
            -1 if month >= now.month() => now.year() - 1,
            1 if month <= now.month() => now.year() + 1,
            _ => now.year(),
        };
        Sense::Month(year, month)
    }

    /// "last April 3", "next Christmas": the nearest on that side of now.
    fn shifted_day(&self, time: &Match, shift: i64) -> Option<Sense> {
        let Some((now, _)) = self.now().and_then(|now| now.interval()) else {
            return self.calendar(time);
        };
        let years = [-1, 0, 1].into_iter().filter_map(|years| now.year().checked_add(years));
        let mut days = years.filter_map(|year| self.day_in_year(time, year));
        match shift {
            -1 => days.filter(|day| *day < now).max(),
            1 => days.find(|day| *day > now),
            _ => days.find(|day| day.year() == now.year()),
        }
        .map(Sense::Day)
    }

    /// "last summer", "this past spring".
    fn shifted_season(&self, season: &'static str, shift: i64, is_past: bool) -> Sense {
        let Some((now, _)) = self.now().and_then(|now| now.interval()) else {
            return Sense::Season(None, season);
        };
        let year = now.year();
        let begins = |year| Sense::Season(Some(year), season).interval().map(|(first, _)| first);
        let year = match shift {
            _ if is_past => year - i16::from(begins(year).is_some_and(|first| first > now)),
            -1 => year - 1,
            1 if begins(year).is_some_and(|first| first <= now) => year + 1,
            // In January "this winter" began last year.
            0 if season == "WI" && now.month() < 3 => year - 1,
            _ => year,
        };
        Sense::Season(Some(year), season)
    }

    /// A time counted from the time told last: "the next day", "that summer".
    pub(super) fn anaphor(&self, time: &Match) -> Option<Sense> {
        let shift =
            || time.number(Class::Anaphor).or_else(|| time.text(Class::Value)?.parse().ok());
        let base = self.then();
        if time.text(Class::Value) == Some("moment") {
            return base;
        }
        if let Some(weekday) = time.number(Class::Weekday) {
            let weekday = Weekday::from_monday_one_offset(i8::try_from(weekday).ok()?).ok()?;
            let Some(Sense::Day(base)) = base else { return Some(Sense::Weekday(weekday)) };
            let day = match shift()? {
                0 if base.weekday() == weekday => base,
                0 => base.nth_weekday(-1, weekday).ok()?,
                shift => base.nth_weekday(i32::try_from(shift).ok()?, weekday).ok()?,
            };
            return Some(Sense::Day(day));
        }
        if let Some(unit) = time.text(Class::Unit) {
            return self.shifted(base, unit, shift()?);
        }
        let Some((base, last)) = base.and_then(|base| base.interval()) else {
            return match time.text(Class::Season) {
                Some(season) => Some(Sense::Season(None, season)),
                None => Some(Sense::AnyMonth(i8::try_from(time.number(Class::Month)?).ok()?)),
            };
        };
        let shift = shift()?;
        let in_year = |year: i16| {
            Some(match time.text(Class::Season) {
                Some(season) => Sense::Season(Some(year), season),
                None => Sense::Month(year, i8::try_from(time.number(Class::Month)?).ok()?),
            })
        };
        let year = base.year();
        let this = in_year(year)?;
        let (first, _) = this.interval()?;
        match shift {
            1 if first <= last => in_year(year.checked_add(1)?),
            -1 if first >= base => in_year(year.checked_sub(1)?),
            _ => Some(this),
        }
    }

    /// "the quarter", "the year": the one that is told of.
    pub(super) fn definite(&self, time: &Match) -> Option<Sense> {
        match time.text(Class::Unit)? {
            "Q" => self.latest("Q"),
            // "over the weekend": the one just past.
            "WE" if !self.is_history => {
                let weekday = self.today()?.weekday().to_monday_one_offset();
                let is_ahead = self.tense(self.token(time)) == super::tense::Tense::Future;
                self.shifted(self.now(), "WE", if weekday > 5 || is_ahead { 0 } else { -1 })
            }
            unit => self.shifted(self.here(), unit, 0),
        }
    }

    /// "two days ago", "a year earlier".
    pub(super) fn offset(&self, time: &Match) -> Option<Sense> {
        let value = time.text(Class::Value);
        if value == Some("year-ago") {
            let quarter = match time.number(Class::Ordinal) {
                Some(ordinal) => {
                    let ordinal = i8::try_from(ordinal).ok()?;
                    Some(Sense::Quarter(self.quarter_year(time, ordinal), ordinal))
                }
                None => self.quarter.clone(),
            };
            return match quarter {
                Some(quarter) => quarter.plus_years(-1),
                None => self.shifted(self.now(), "Y", -1),
            };
        }
        let unit = time.text(Class::Unit)?;
        let count = count(time)?;
        let relation = time.text(Class::Relation).or(value)?;
        let base = match relation {
            "ago" | "hence" => self.today().map(Sense::Day),
            _ => self.then(),
        };
        // A quarter is compared with the same quarter of the year before.
        if unit == "Y"
            && matches!(relation, "ago" | "earlier")
            && let Some(quarter) = &self.quarter
            && !self.is_history
        {
            return quarter.plus_years(-count);
        }
        let count = if matches!(relation, "ago" | "earlier") { -count } else { count };
        let (unit, count) = match unit {
            "E" => ("Y", count.checked_mul(10)?),
            "C" => ("Y", count.checked_mul(100)?),
            "F" => ("W", count.checked_mul(2)?),
            _ => (unit, count),
        };
        self.shifted(base, unit, count)
    }

    /// The unit of time that lies so many units from another time. What that is not precise enough
    /// for stays unknown: "two days later" than "in May" is some day.
    pub(super) fn shifted(&self, base: Option<Sense>, unit: &str, count: i64) -> Option<Sense> {
        let unknown = |year: Option<i16>| {
            let year = known_year(year);
            let rest = match unit {
                "D" | "TH" | "TM" | "TS" => "-XX-XX",
                "W" => "-WXX",
                "WE" => "-WXX-WE",
                "M" => "-XX",
                "Q" => "-QX",
                _ => "",
            };
            Some(Sense::Unknown(format!("{year}{rest}")))
        };
        let Some(base) = base else { return unknown(None) };
        let Some((first, last)) = base.interval() else { return unknown(base.year()) };
        let year_only = || base.year()?.checked_add(i16::try_from(count).ok()?);
        let days = (last - first).get_days();
        let is_precise = match unit {
            "D" => days == 0,
            "W" | "WE" => days < 7,
            "M" => days < 31,
            "Q" => days < 100,
            _ => true,
        };
        if !is_precise {
            if unit == "D" && count == 0 && days < 31 {
                let month = Sense::Month(first.year(), first.month()).value();
                return Some(Sense::Unknown(format!("{month}-XX")));
            }
            return unknown(base.year());
        }
        let plus = |span: Span| first.checked_add(span).ok();
        Some(match unit {
            "D" => Sense::Day(plus(Span::new().try_days(count).ok()?)?),
            "W" => Sense::Week(monday_of(plus(Span::new().try_weeks(count).ok()?)?)?),
            "WE" => Sense::Weekend(monday_of(plus(Span::new().try_weeks(count).ok()?)?)?),
            "M" => {
                let date =
                    first.first_of_month().checked_add(Span::new().try_months(count).ok()?).ok()?;
                Sense::Month(date.year(), date.month())
            }
            "Q" => {
                let months = count.checked_mul(3)?;
                let date = first
                    .first_of_month()
                    .checked_add(Span::new().try_months(months).ok()?)
                    .ok()?;
                Sense::Quarter(Some(date.year()), (date.month() - 1) / 3 + 1)
            }
            "Y" => Sense::Year(year_only()?),
            "E" => {
                Sense::Decade(base.year()?.div_euclid(10).checked_add(i16::try_from(count).ok()?)?)
            }
            "C" => Sense::Century(
                base.year()?.div_euclid(100).checked_add(i16::try_from(count).ok()?)?,
            ),
            "TH" | "TM" | "TS" => Sense::Day(first),
            _ => return None,
        })
    }

    /// The day of a part of day that tells no day by itself: "tonight", "that night".
    pub(super) fn day_of_part(&self, time: &Match) -> Option<Sense> {
        let unknown = || Some(Sense::Unknown("XXXX-XX-XX".to_owned()));
        let shifted = |base: Option<Sense>, days: i64| match base {
            Some(Sense::Day(day)) => day.checked_add(days.days()).ok().map(Sense::Day),
            _ => unknown(),
        };
        if time.get(Class::Weekday).is_some() {
            return self.calendar(time);
        }
        let now = self.today().filter(|_| !self.is_history).map(Sense::Day);
        if let Some(shift) = time.number(Class::Shift) {
            return shifted(now, shift);
        }
        if let Some(shift) = time.number(Class::Anaphor) {
            return shifted(self.then(), shift);
        }
        match time.text(Class::Value) {
            Some("1") => shifted(self.then(), 1),
            Some("NI") => shifted(now, 0),
            _ => unknown(),
        }
    }
}

/// How many units a match counts.
pub(super) fn count(time: &Match) -> Option<i64> {
    time.items.iter().find_map(|(class, value, _)| match (class, value) {
        (Class::Number | Class::One, Value::Count(count, _)) => i64::try_from(*count).ok(),
        (Class::Value, Value::Text(text)) => text.parse().ok(),
        _ => None,
    })
}
