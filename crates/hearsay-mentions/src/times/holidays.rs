//! Holidays: "Christmas 2014", "Easter Monday", "last Thanksgiving".

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use super::Finder;
use super::calendar::against;
use super::pattern::Match;
use super::sense::Sense;
use super::words::Class;

impl Finder<'_, '_> {
    /// A holiday, in the year that is told or in that of the times about it.
    pub(super) fn day_of_holiday(
        &self,
        time: &Match,
        name: &str,
        year: Option<i16>,
    ) -> Option<Sense> {
        let year = year.or_else(|| self.year_now());
        let Some(year) = year else {
            let (month, day) = name.split_once('-')?;
            return Some(match (month.parse(), day.parse()) {
                (Ok(month), Ok(day)) => Sense::MonthDay(month, day),
                _ => Sense::Unknown("XXXX-XX-XX".to_owned()),
            });
        };
        let is_told = time.get(Class::Year).is_some() || time.get(Class::Unit).is_some();
        let Some(today) = self.today().filter(|_| !self.is_history && !is_told) else {
            return holiday(name, year).map(Sense::Day);
        };
        let tense = self.tense_of(time);
        let years = [year, year - 1, year + 1].into_iter();
        years
            .filter_map(|year| holiday(name, year))
            .min_by_key(|day| (*day - today).get_days().abs() * against(tense, *day > today))
            .map(Sense::Day)
    }

    /// The day that a day of a month, or a holiday, is in a year.
    pub(super) fn day_in_year(&self, time: &Match, year: i16) -> Option<Date> {
        if let Some(name) = time.text(Class::Holiday) {
            return holiday(name, year);
        }
        let day = time.number(Class::DayNumber).or_else(|| time.number(Class::Nth))?;
        let month = time.number(Class::Month)?;
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    }
}

/// The day of a holiday in a year, as the tables write it: `12-25`, `11-4-4` (the fourth Thursday
/// of November), `easter-2`, `election` (the Tuesday after the first Monday of November).
pub(super) fn holiday(name: &str, year: i16) -> Option<Date> {
    if name == "election" {
        let monday = Date::new(year, 11, 1).ok()?.nth_weekday_of_month(1, Weekday::Monday).ok()?;
        return monday.tomorrow().ok();
    }
    if let Some(days) = name.strip_prefix("easter") {
        return easter(year)?.checked_add(days.parse::<i64>().ok()?.days()).ok();
    }
    let mut parts = name.split('-');
    let (month, second) = (parts.next()?.parse().ok()?, parts.next()?);
    let Some(nth) = parts.next() else {
        return Date::new(year, month, second.parse().ok()?).ok();
    };
    let weekday = Weekday::from_monday_one_offset(second.parse().ok()?).ok()?;
    let first = Date::new(year, month, 1).ok()?;
    let nth: i8 = nth.parse().ok()?;
    // The fifth of a month that has four is its last.
    first
        .nth_weekday_of_month(nth, weekday)
        .or_else(|_| first.nth_weekday_of_month(-1, weekday))
        .ok()
}

/// Easter Sunday of the Gregorian calendar, by the rule of Meeus, Jones and Butcher.
fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let correction = (century + 8) / 25;
    let epact = (19 * golden + century - century / 4 - (century - correction + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let days = epact + weekday - 7 * late + 114;
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(days / 31).ok()?,
        i8::try_from(days % 31 + 1).ok()?,
    )
    .ok()
}
