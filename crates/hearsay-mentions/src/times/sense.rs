//! What a time expression means on the calendar: a TIMEX3 value and the days it covers.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use crate::mention::Modifier;

/// A calendar time at its own precision. Years count as astronomers do: 0 is 1 BC.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sense {
    Day(Date),
    /// A day of a month in a year unknown.
    MonthDay(i8, i8),
    /// A weekday in a week unknown.
    Weekday(Weekday),
    /// The week that begins on this Monday.
    Week(Date),
    /// The Saturday and Sunday of the week that begins on this Monday.
    Weekend(Date),
    Month(i16, i8),
    /// A month of a year unknown.
    AnyMonth(i8),
    Quarter(Option<i16>, i8),
    Half(Option<i16>, i8),
    Season(Option<i16>, &'static str),
    Year(i16),
    /// The ten years that begin with this number, without its last digit.
    Decade(i16),
    /// The hundred years that begin with this number, without its last two digits.
    Century(i16),
    /// A time of which not all is known: a TIMEX3 value with X for what is not.
    Unknown(String),
}

impl Sense {
    /// The TIMEX3 value.
    pub(super) fn value(&self) -> String {
        match self {
            Self::Day(date) => {
                format!("{}-{:02}-{:02}", year_text(date.year()), date.month(), date.day())
            }
            Self::MonthDay(month, day) => format!("XXXX-{month:02}-{day:02}"),
            Self::Weekday(day) => format!("XXXX-WXX-{}", day.to_monday_one_offset()),
            Self::Week(monday) => {
                let week = monday.iso_week_date();
                format!("{}-W{:02}", year_text(week.year()), week.week())
            }
            Self::Weekend(monday) => format!("{}-WE", Self::Week(*monday).value()),
            Self::Month(year, month) => format!("{}-{month:02}", year_text(*year)),
            Self::AnyMonth(month) => format!("XXXX-{month:02}"),
            Self::Quarter(year, quarter) => format!("{}-Q{quarter}", known_year(*year)),
            Self::Half(year, half) => format!("{}-H{half}", known_year(*year)),
            Self::Season(year, code) => format!("{}-{code}", known_year(*year)),
            Self::Year(year) => year_text(*year),
            Self::Decade(decade) if *decade < 0 => format!("BC{:03}", -1 - decade),
            Self::Decade(decade) => format!("{decade:03}"),
            Self::Century(century) if *century < 0 => format!("BC{:02}", -1 - century),
            Self::Century(century) => format!("{century:02}"),
            Self::Unknown(value) => value.clone(),
        }
    }

    /// The first and the last day it may mean.
    pub(super) fn interval(&self) -> Option<(Date, Date)> {
        let years = |first: i16, count: i16| {
            let first = Date::new(first, 1, 1).ok()?;
            Some((first, first.checked_add((count).years()).ok()?.yesterday().ok()?))
        };
        let months = |year: Option<i16>, month: i8, count: i64| {
            let first = Date::new(year?, month, 1).ok()?;
            Some((first, first.checked_add(count.months()).ok()?.yesterday().ok()?))
        };
        match self {
            Self::Day(date) => Some((*date, *date)),
            Self::Week(monday) => Some((*monday, monday.checked_add(6.days()).ok()?)),
            Self::Weekend(monday) => {
                Some((monday.checked_add(5.days()).ok()?, monday.checked_add(6.days()).ok()?))
            }
            Self::Month(year, month) => months(Some(*year), *month, 1),
            Self::Quarter(year, quarter) => months(*year, quarter * 3 - 2, 3),
            Self::Half(year, half) => months(*year, half * 6 - 5, 6),
            Self::Season(year, code) => {
                let first = match *code {
                    "SP" => 3,
                    "SU" => 6,
                    "FA" => 9,
                    _ => 12,
                };
                months(*year, first, 3)
            }
            Self::Year(year) => years(*year, 1),
            Self::Decade(decade) => years(decade.checked_mul(10)?, 10),
            Self::Century(century) => years(century.checked_mul(100)?, 100),
            Self::MonthDay(..) | Self::Weekday(_) | Self::AnyMonth(_) | Self::Unknown(_) => None,
        }
    }

    /// The days that "early", "mid" or "late" leaves of it: a third.
    pub(super) fn narrowed(&self, modifier: Option<Modifier>) -> Option<(Date, Date)> {
        let (first, last) = self.interval()?;
        let third = |n: i64| match self {
            Self::Month(..) => first.checked_add((n * 10).days()),
            Self::Year(_) => first.checked_add((n * 4).months()),
            Self::Decade(_) => first.checked_add((n * 3).years()),
            Self::Century(_) => first.checked_add((n * 33).years()),
            Self::Quarter(..) | Self::Season(..) => first.checked_add(n.months()),
            Self::Half(..) => first.checked_add((n * 2).months()),
            _ => Ok(if n == 2 { first } else { last }),
        };
        let at = |n| third(n).unwrap_or(last);
        let before = |n| at(n).yesterday().unwrap_or(last);
        let has_thirds = third(1).is_ok_and(|day| day != last);
        Some(match modifier {
            Some(Modifier::Start) if has_thirds => (first, before(1)),
            Some(Modifier::Mid) if has_thirds => (at(1), before(2)),
            Some(Modifier::End) if has_thirds => (at(2), last),
            _ => (first, last),
        })
    }

    /// Whether it is one day, known or not.
    pub(super) fn is_day(&self) -> bool {
        match self {
            Self::Day(_) | Self::MonthDay(..) | Self::Weekday(_) => true,
            Self::Unknown(value) => value.len() == 10,
            _ => false,
        }
    }

    /// The year it begins in.
    pub(super) fn year(&self) -> Option<i16> {
        match self {
            // The week of New Year belongs to the year of most of its days.
            Self::Week(monday) | Self::Weekend(monday) => Some(monday.iso_week_date().year()),
            Self::Unknown(value) => value.get(..4)?.parse().ok(),
            _ => self.interval().map(|(first, _)| first.year()),
        }
    }

    /// The time of the same precision so many years on.
    pub(super) fn plus_years(&self, years: i64) -> Option<Self> {
        let shift = i16::try_from(years).ok()?;
        let plus = |year: i16| year.checked_add(shift);
        Some(match self {
            Self::Day(date) => Self::Day(date.checked_add(years.years()).ok()?),
            Self::Month(year, month) => Self::Month(plus(*year)?, *month),
            Self::Quarter(Some(year), quarter) => Self::Quarter(Some(plus(*year)?), *quarter),
            Self::Half(Some(year), half) => Self::Half(Some(plus(*year)?), *half),
            Self::Season(Some(year), code) => Self::Season(Some(plus(*year)?), code),
            Self::Year(year) => Self::Year(plus(*year)?),
            _ => return None,
        })
    }
}

/// A year in four digits, or `BC` and four digits.
fn year_text(year: i16) -> String {
    if year > 0 { format!("{year:04}") } else { format!("BC{:04}", 1 - i32::from(year)) }
}

/// A year, or `XXXX` where the text leaves it open: TIMEX3's sign for an unknown one.
pub(super) fn known_year(year: Option<i16>) -> String {
    year.map_or_else(|| "XXXX".to_owned(), year_text)
}

/// The Monday of a day's week.
pub(super) fn monday_of(date: Date) -> Option<Date> {
    date.checked_sub(i64::from(date.weekday().to_monday_zero_offset()).days()).ok()
}
