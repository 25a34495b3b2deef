//! Calendar times that name themselves, and the year where they do not tell it: "27 September",
//! "Sunday", "the third quarter".

use jiff::civil::{Date, Weekday};

use super::Finder;
use super::holidays::holiday;
use super::pattern::{Kind, Match};
use super::sense::{Sense, monday_of};
use super::tense::Tense;
use super::words::{Class, Value};

/// How many months a history steps over the turn of a year without a word.
const STEP: i32 = 3;

/// The years among which a day and its weekday look for one another: those of which articles that
/// lost their date tell, as a rule.
const CANDIDATE_YEARS: std::ops::RangeInclusive<i16> = 1980..=2035;

impl Finder<'_, '_> {
    /// What a calendar time of any kind means.
    pub(super) fn sense(&self, time: &Match) -> Option<Sense> {
        match time.kind {
            Kind::Calendar => self.calendar(time),
            Kind::Deictic => self.deictic(time),
            Kind::Anaphor => self.anaphor(time),
            Kind::Offset => self.offset(time),
            Kind::Definite => self.definite(time),
            _ => None,
        }
    }

    /// The token whose verb gives the tense.
    pub(super) fn token(&self, time: &Match) -> usize {
        self.reader.pieces[time.end - 1].token
    }

    /// A time that names itself by month, weekday, season, quarter, year and the like.
    pub(super) fn calendar(&self, time: &Match) -> Option<Sense> {
        if let Some(Value::Date(date)) = time.get(Class::Numeric) {
            return Some(Sense::Day(date));
        }
        let year = self.year_told(time);
        let number = |class| time.number(class).and_then(|n| i8::try_from(n).ok());
        let day = number(Class::DayNumber)
            .or_else(|| number(Class::Nth))
            .or_else(|| number(Class::Ordinal));
        if let Some(month) = number(Class::Month) {
            let Some(day) = day else {
                return match year {
                    Some(year) => Some(Sense::Month(year, month)),
                    None => Some(self.month_alone(time, month)),
                };
            };
            let sense = match year {
                Some(year) => Sense::Day(Date::new(year, month, day).ok()?),
                None => self.month_day(time, month, day)?,
            };
            return match (time.text(Class::Value), &sense) {
                (Some("W"), Sense::Day(day)) => Some(Sense::Week(monday_of(*day)?)),
                _ => Some(sense),
            };
        }
        if let Some(weekday) = number(Class::Weekday) {
            return self.weekday_alone(time, Weekday::from_monday_one_offset(weekday).ok()?);
        }
        if let Some(season) = time.text(Class::Season) {
            return Some(match year {
                Some(year) => Sense::Season(Some(year), season),
                None => self.season_alone(time, season),
            });
        }
        if time.get(Class::Century).is_some() {
            let century = i16::try_from(time.number(Class::Ordinal)?).ok()?;
            return Some(Sense::Century(if is_bc(time) { -century } else { century - 1 }));
        }
        if let Some(decade) = time.number(Class::Decade) {
            let decade = i16::try_from(decade).ok()?;
            if decade < 10 {
                // "the nineties": the last before the article's own time, or the nearest to the year
                // that was told last.
                let told = || Some((self.year_now()?, 50));
                let year = self.created.map(|created| (created.year(), 0)).or_else(told);
                let Some((year, ahead)) = year else {
                    return Some(Sense::Unknown(format!("XX{decade}")));
                };
                let full = year.div_euclid(100) * 10 + decade;
                let is_ahead = full * 10 > year + ahead;
                return Some(Sense::Decade(if is_ahead { full - 10 } else { full }));
            }
            return Some(Sense::Decade(if is_bc(time) { -1 - decade } else { decade }));
        }
        if time.text(Class::Value) == Some("told") {
            let year = year?;
            return Some(match self.quarter {
                Some(Sense::Quarter(_, quarter)) => Sense::Quarter(Some(year), quarter),
                _ => Sense::Year(year),
            });
        }
        let is_quarter = time.items.iter().any(|item| item.1 == Value::Text("Q"));
        if is_quarter && time.get(Class::Ordinal).is_some() {
            let quarter = number(Class::Ordinal)?;
            return Some(Sense::Quarter(
                year.or_else(|| self.quarter_year(time, quarter)),
                quarter,
            ));
        }
        match time.text(Class::Value) {
            Some("H1") => return Some(Sense::Half(year.or_else(|| self.year_now()), 1)),
            Some("H2") => return Some(Sense::Half(year.or_else(|| self.year_now()), 2)),
            Some("cur") => {
                let unit = time.text(Class::Unit)?;
                return self.shifted(self.here(), unit, 0);
            }
            _ => {}
        }
        let named = time.text(Class::Holiday).or_else(|| time.text(Class::Value));
        if let Some(name) = named
            && holiday(name, 2024).is_some()
        {
            return self.day_of_holiday(time, name, year);
        }
        // "the end of the month"
        if let Some(unit) = time.text(Class::Unit).filter(|_| time.get(Class::Shift).is_none()) {
            return self.shifted(self.here(), unit, 0);
        }
        year.map(Sense::Year)
    }

    /// The year that the words give, as astronomers count.
    fn year_told(&self, time: &Match) -> Option<i16> {
        if let Some(Value::Number(short)) = time.get(Class::Short) {
            let year = 1900 + i16::try_from(short).ok()?;
            return Some(if short < 30 { year + 100 } else { year });
        }
        let told = time.number(Class::Year).or_else(|| time.number(Class::BareYear));
        if let Some(year) = told {
            let year = i16::try_from(year).ok()?;
            return Some(if is_bc(time) { 1 - year } else { year });
        }
        // "March of last year", "May of that year"
        let base =
            if time.get(Class::Anaphor).is_some() { self.then()?.year() } else { self.year_now() };
        let shift = time
            .number(Class::Shift)
            .or_else(|| time.number(Class::Anaphor))
            .filter(|_| time.kind == Kind::Calendar && time.get(Class::Unit).is_some())?;
        base?.checked_add(i16::try_from(shift).ok()?)
    }

    /// The year that the article is in: that of the creation time, or of the time told last.
    pub(super) fn year_now(&self) -> Option<i16> {
        match (&self.told, self.created) {
            (Some(told), _) if self.is_history => told.sense.year(),
            (_, Some(created)) => Some(created.year()),
            (told, None) => told.as_ref()?.sense.year(),
        }
    }

    /// A day and month without a year.
    fn month_day(&self, time: &Match, month: i8, day: i8) -> Option<Sense> {
        // 2024 has every day there is.
        Date::new(2024, month, day).ok()?;
        if self.is_history {
            let Some(year) = self.year_in_history(month) else {
                return Some(Sense::MonthDay(month, day));
            };
            return Date::new(year, month, day).ok().map(Sense::Day);
        }
        let Some(today) = self.today() else { return Some(Sense::MonthDay(month, day)) };
        let weekday = time.number(Class::Weekday);
        let fits = |date: &Date| {
            weekday.is_none_or(|day| i64::from(date.weekday().to_monday_one_offset()) == day)
        };
        let in_years = |reach: i16| {
            (-reach..=reach).filter_map(move |shift| {
                Date::new(today.year().checked_add(shift)?, month, day).ok()
            })
        };
        let distance = |date: &Date| (*date - today).get_days().abs();
        // The weekday may tell another year than the nearest.
        let mut candidates: Vec<Date> = in_years(1).filter(fits).collect();
        if candidates.is_empty() {
            candidates = in_years(6).filter(fits).collect();
        }
        if candidates.is_empty() {
            candidates = in_years(1).collect();
        }
        let tense = self.tense_of(time);
        let date =
            candidates.iter().min_by_key(|date| distance(date) * against(tense, **date > today))?;
        Some(Sense::Day(*date))
    }

    /// A month and nothing else.
    fn month_alone(&self, time: &Match, month: i8) -> Sense {
        if self.is_history {
            return match self.year_in_history(month) {
                Some(year) => Sense::Month(year, month),
                None => Sense::AnyMonth(month),
            };
        }
        let Some(created) = self.created else { return Sense::AnyMonth(month) };
        let tense = self.tense_of(time);
        let shift = [0_i16, -1, 1].into_iter().min_by_key(|shift| {
            let months = i32::from(shift * 12 + i16::from(month) - i16::from(created.month()));
            months.abs() * against(tense, months > 0)
        });
        Sense::Month(created.year().saturating_add(shift.unwrap_or(0)), month)
    }

    /// The year of a month in a history: it goes on from the time told last, and rarely back.
    fn year_in_history(&self, month: i8) -> Option<i16> {
        let told = &self.told.as_ref()?.sense;
        let year = told.year()?;
        let (first, _) = told.interval()?;
        let told_month = match told {
            Sense::Year(_) | Sense::Decade(_) | Sense::Century(_) => return Some(year),
            _ => first.month(),
        };
        // "In December ... In January": only a short step crosses the turn of the year.
        let is_next = told_month > 9 && i32::from(month) + 12 - i32::from(told_month) <= STEP;
        year.checked_add(i16::from(is_next))
    }

    /// A weekday and nothing else.
    fn weekday_alone(&self, time: &Match, weekday: Weekday) -> Option<Sense> {
        if self.is_history {
            let Some(Sense::Day(told)) = self.told.as_ref().map(|told| &told.sense) else {
                return Some(Sense::Weekday(weekday));
            };
            let next = if told.weekday() == weekday {
                *told
            } else {
                told.nth_weekday(1, weekday).ok()?
            };
            return Some(Sense::Day(next));
        }
        let Some(today) = self.today() else { return Some(Sense::Weekday(weekday)) };
        if today.weekday() == weekday {
            return Some(Sense::Day(today));
        }
        let nth = match self.tense_of(time) {
            Tense::Future => 1,
            Tense::Past | Tense::Perfect | Tense::Open => -1,
        };
        today.nth_weekday(nth, weekday).ok().map(Sense::Day)
    }

    /// A season and nothing else.
    fn season_alone(&self, time: &Match, season: &'static str) -> Sense {
        if self.is_history {
            return Sense::Season(self.year_now(), season);
        }
        let Some(created) = self.created else { return Sense::Season(None, season) };
        let sense = Sense::Season(Some(created.year()), season);
        let is_ahead = sense.interval().is_some_and(|(first, _)| first > created.date());
        match self.tense(self.token(time)) {
            Tense::Past | Tense::Perfect if is_ahead => {
                Sense::Season(Some(created.year() - 1), season)
            }
            _ => sense,
        }
    }

    /// The year of a quarter: the one begun last, or, of what is to come, the next.
    pub(super) fn quarter_year(&self, time: &Match, quarter: i8) -> Option<i16> {
        if self.is_history {
            return self.year_now();
        }
        let today = self.today()?;
        let tense = self.tense_of(time);
        let years = (-1..=1).filter_map(|shift| today.year().checked_add(shift));
        years.min_by_key(|year| {
            let days = Sense::Quarter(Some(*year), quarter).interval().map(|(begins, ends)| {
                if begins > today {
                    // Results are told of quarters that are over.
                    (begins - today).get_days() * 2 * against(tense, true)
                } else {
                    (today - ends).get_days().max(0)
                }
            });
            days.unwrap_or(i32::MAX)
        })
    }

    /// The tense over a calendar time. "until", "by" and "through" look on from any past.
    pub(super) fn tense_of(&self, time: &Match) -> Tense {
        let tense = self.tense(self.token(time));
        let before = if time.start > 0 { self.reader.lower(time.start - 1) } else { "" };
        let looks_on = matches!(before, "until" | "till" | "by" | "through");
        match tense {
            _ if self.plans(self.token(time)) => Tense::Future,
            // "as early as Tuesday"
            _ if before == "as" => Tense::Future,
            Tense::Past if looks_on => Tense::Open,
            Tense::Perfect | Tense::Open if looks_on => Tense::Future,
            _ => tense,
        }
    }

    /// The years that a weekday allows for a day and month of which no year is known.
    pub(super) fn candidates(&self, time: &Match, sense: &Sense) -> Vec<i16> {
        let (Sense::MonthDay(month, day), Some(weekday)) = (sense, time.number(Class::Weekday))
        else {
            return Vec::new();
        };
        let fits = |year: &i16| {
            Date::new(*year, *month, *day)
                .is_ok_and(|date| i64::from(date.weekday().to_monday_one_offset()) == weekday)
        };
        CANDIDATE_YEARS.filter(fits).collect()
    }
}

/// How much farther a time seems that lies on the side where its tense does not look.
pub(super) fn against(tense: Tense, is_ahead: bool) -> i32 {
    match (tense, is_ahead) {
        (Tense::Past | Tense::Perfect, true) | (Tense::Future, false) => 3,
        _ => 1,
    }
}

/// Whether the words count years before Christ.
fn is_bc(time: &Match) -> bool {
    time.text(Class::Era) == Some("BC")
}
