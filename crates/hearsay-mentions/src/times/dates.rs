//! Calendar times: "27 September", "last Thursday", "two days ago", "the 1990s".

use hearsay_syntax::{Dep, Pos, Tag};
use jiff::Span;
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use super::durations::count_span;
use super::{Finder, Sense, Tense};

impl Finder<'_, '_> {
    /// A calendar time that starts at token `i`, without parts of day.
    pub(super) fn core(&self, i: usize) -> Option<(usize, Sense)> {
        if i >= self.context.len() {
            return None;
        }
        self.numeric_date(i)
            .or_else(|| self.weekday(i))
            .or_else(|| self.month_date(i))
            .or_else(|| self.relative_day(i))
            .or_else(|| self.ago(i))
            .or_else(|| self.shifted_unit(i))
            .or_else(|| self.season(i))
            .or_else(|| self.year(i))
            .or_else(|| {
                let reference = self.word(i, "present").or_else(|| self.word(i, "past"))?;
                // "now that" and "Now," in speech are hardly times; the adverb of a verb is.
                (self.context.dep(i) == Dep::Advmod && self.context.pos(i) == Pos::Adv)
                    .then(|| (i + 1, Sense::Reference(reference.to_owned())))
            })
    }

    /// "27/9/2020", "27.09.2020", "2020-09-27".
    pub(super) fn numeric_date(&self, i: usize) -> Option<(usize, Sense)> {
        if i > 0
            && !self.context.document.token(i - 1).followed_by_blank
            && self.context.tag(i - 1) == Tag::Cd
        {
            return None;
        }
        let mut end = i;
        let mut text = String::new();
        while end < self.context.len() && end < i + 5 {
            let word = self.context.word(end);
            if !word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '/' | '-')) {
                break;
            }
            text.push_str(word);
            end += 1;
            if self.context.document.token(end - 1).followed_by_blank {
                break;
            }
        }
        let trimmed = text.trim_end_matches(['.', '-', '/']);
        if trimmed.len() < text.len() && end > i + 1 {
            end -= 1;
        }
        let mut parts = trimmed.split(['.', '/', '-']);
        let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let (year, month, day) = if a.len() == 4 {
            (a.parse().ok()?, b.parse().ok()?, c.parse().ok()?)
        } else if c.len() == 4 || (c.len() == 2 && a.len() <= 2 && trimmed.contains(['.', '/'])) {
            let year: i16 = c.parse().ok()?;
            let year = if c.len() == 4 { year } else { 2000 + year };
            let (first, second): (i8, i8) = (a.parse().ok()?, b.parse().ok()?);
            // "10/03/2017" has two readings where the world has two habits; an article tells of
            // days near its own.
            let distance = |month: i8, day: i8| {
                let date = Date::new(year, month, day).ok()?;
                Some((date - self.created?.date()).get_days().abs())
            };
            let is_american = second > 12
                || first <= 12
                    && distance(first, second)
                        .zip(distance(second, first))
                        .is_some_and(|(american, other)| american < other);
            if is_american { (year, first, second) } else { (year, second, first) }
        } else {
            return None;
        };
        Some((end, Sense::Day(Date::new(year, month, day).ok()?)))
    }

    /// "Sunday", "last Thursday", "Tuesday, 12 March 2019".
    pub(super) fn weekday(&self, i: usize) -> Option<(usize, Sense)> {
        let shift = self.word(i, "shift");
        let at = if shift.is_some() { i + 1 } else { i };
        let day = self.word(at, "weekday")?;
        // Short forms are words of their own: "sat", "sun", "wed", "mon".
        if at >= self.context.len() || !self.context.is_capitalized(at) || !self.context.is_noun(at)
        {
            return None;
        }
        let weekday = Weekday::from_monday_one_offset(day.parse().ok()?).ok()?;
        let end = at + 1;
        let after = if self.is(end, &[","]) { end + 1 } else { end };
        if let Some(found) = self.month_date(after).or_else(|| self.numeric_date(after))
            && matches!(found.1, Sense::Day(_) | Sense::MonthDay(..))
        {
            return Some(found);
        }
        let Some(created) = self.created else {
            return Some((end, Sense::Weekday(weekday)));
        };
        let today = created.date();
        let past = |allow_today: bool| {
            if allow_today && today.weekday() == weekday {
                Some(today)
            } else {
                today.nth_weekday(-1, weekday).ok()
            }
        };
        let future = || {
            if today.weekday() == weekday {
                Some(today)
            } else {
                today.nth_weekday(1, weekday).ok()
            }
        };
        let date = match shift {
            Some("-1") => past(false)?,
            Some("1") => today.nth_weekday(1, weekday).ok()?,
            Some(_) => {
                let monday = monday_of(today)?;
                let offset = i64::from(weekday.to_monday_zero_offset());
                monday.checked_add(offset.days()).ok()?
            }
            None => match self.tense(at) {
                Tense::Future => future()?,
                Tense::Past | Tense::Open => past(true)?,
            },
        };
        Some((end, Sense::Day(date)))
    }

    pub(super) fn month(&self, i: usize) -> Option<i8> {
        let month = self.word(i, "month")?.parse().ok()?;
        (i < self.context.len()
            && self.context.is_capitalized(i)
            && self.context.pos(i) != Pos::Aux)
            .then_some(month)
    }

    /// A day of the month: "27", "27th".
    pub(super) fn day_number(&self, i: usize) -> Option<i8> {
        let word = self.lower(i);
        let digits =
            ["st", "nd", "rd", "th"].iter().find_map(|s| word.strip_suffix(s)).unwrap_or(word);
        if digits.is_empty() || digits.len() > 2 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        digits.parse().ok().filter(|day| (1..=31).contains(day))
    }

    /// An optional year, after a comma or "of".
    pub(super) fn year_after(&self, i: usize) -> (usize, Option<i16>) {
        let at = if self.is(i, &[",", "of"]) { i + 1 } else { i };
        let follows = self.in_sentence(i.saturating_sub(1), at + 1);
        match four_digits(self.lower(at)) {
            Some(year) if follows && (1000..2200).contains(&year) => (at + 1, Some(year)),
            _ => (i, None),
        }
    }

    /// "September 27, 2020", "27th of September", "September 2020", "in September".
    pub(super) fn month_date(&self, i: usize) -> Option<(usize, Sense)> {
        if let Some(month) = self.month(i) {
            if let Some(day) = self.day_number(i + 1)
                && self.in_sentence(i, i + 2)
                && !self.is(i + 2, &[":", "percent", "%"])
            {
                let (end, year) = self.year_after(i + 2);
                return Some((end, self.month_day(year, month, day, i)?));
            }
            if let (end, Some(year)) = self.year_after(i + 1) {
                return Some((end, Sense::Month(year, month)));
            }
            // A month alone: "May" and "March" must not be a verb or somebody's name.
            let is_name = self.context.is_proper(i) && !self.context.person_at[i];
            return is_name.then(|| (i + 1, self.month_alone(month, i)));
        }
        let day = self.day_number(i)?;
        let at = if self.lower(i + 1) == "of" { i + 2 } else { i + 1 };
        let month = self.month(at)?;
        let (end, year) = self.year_after(at + 1);
        Some((end, self.month_day(year, month, day, i)?))
    }

    /// A day and month, its year taken from the creation time where the text gives none.
    pub(super) fn month_day(
        &self,
        year: Option<i16>,
        month: i8,
        day: i8,
        i: usize,
    ) -> Option<Sense> {
        if let Some(year) = year {
            return Date::new(year, month, day).ok().map(Sense::Day);
        }
        // 2024 has every day there is.
        Date::new(2024, month, day).ok()?;
        let Some(created) = self.created else { return Some(Sense::MonthDay(month, day)) };
        let today = created.date();
        let candidates =
            (-1..=1).filter_map(|shift| Date::new(today.year() + shift, month, day).ok());
        let distance = |date: &Date| (*date - today).get_days().abs();
        let date = match self.tense(i) {
            Tense::Past => candidates.filter(|date| *date <= today).max(),
            Tense::Future => candidates.filter(|date| *date >= today).min(),
            Tense::Open => candidates.min_by_key(distance),
        };
        date.map(Sense::Day)
    }

    pub(super) fn month_alone(&self, month: i8, i: usize) -> Sense {
        let Some(created) = self.created else { return Sense::AnyMonth(month) };
        let (year, now) = (created.year(), created.month());
        let year = match self.tense(i) {
            Tense::Future if month < now => year + 1,
            Tense::Past | Tense::Open if month > now => year - 1,
            _ => year,
        };
        Sense::Month(year, month)
    }

    /// "today", "yesterday", "the previous day", "that day".
    pub(super) fn relative_day(&self, i: usize) -> Option<(usize, Sense)> {
        if let Some(shift) = self.word(i, "day") {
            if self.lower(i) == "tonight" {
                return None;
            }
            let Some(created) = self.created else {
                return Some((i + 1, Sense::Unknown("XXXX-XX-XX")));
            };
            let days: i64 = shift.parse().ok()?;
            return Some((i + 1, Sense::Day(created.date().checked_add(days.days()).ok()?)));
        }
        let is_day = self.lower(i + 1) == "day" && self.in_sentence(i, i + 2);
        let shift = match self.lower(i) {
            "previous" | "preceding" if is_day => -1,
            "following" | "next" if is_day => 1,
            "same" | "that" if is_day => 0,
            "day"
                if self.is(i + 1, &["before", "earlier"])
                    && !self.is(i + 2, &["the", "he", "they", "it"]) =>
            {
                -1
            }
            "day" if self.lower(i + 1) == "after" && self.is(i + 2, &[",", "."]) => 1,
            _ => return None,
        };
        let sense =
            match self.last_day.and_then(|day| day.checked_add(i64::from(shift).days()).ok()) {
                Some(day) => Sense::Day(day),
                None => Sense::Unknown("XXXX-XX-XX"),
            };
        Some((i + 2, sense))
    }

    /// "two days ago", "a year earlier".
    pub(super) fn ago(&self, i: usize) -> Option<(usize, Sense)> {
        let (end, count, unit) = self.amount(i)?;
        if let Some(shift) = match self.lower(end) {
            "later" | "afterwards" => Some(1),
            "earlier" => Some(-1),
            _ => None,
        } {
            return Some((
                end + 1,
                self.after_last_day(shift * i64::try_from(count?).ok()?, unit)?,
            ));
        }
        if self.lower(end) != "ago"
            && !(self.lower(end) == "before" && self.lower(end + 1) == "now")
        {
            return None;
        }
        let count = i64::try_from(count?).ok()?;
        let Some(created) = self.created else {
            let value = match unit {
                "D" => "XXXX-XX-XX",
                "W" => "XXXX-WXX",
                "M" => "XXXX-XX",
                _ => "XXXX",
            };
            return Some((end + 1, Sense::Unknown(value)));
        };
        let today = created.date();
        let back = |span: Span| today.checked_sub(span).ok();
        let sense = match unit {
            "D" => Sense::Day(back(count_span(count, "D")?)?),
            "W" => Sense::Week(monday_of(back(count_span(count, "W")?)?)?),
            "M" => {
                let date = back(count_span(count, "M")?)?;
                Sense::Month(date.year(), date.month())
            }
            "Y" => Sense::Year(back(count_span(count, "Y")?)?.year()),
            "E" => {
                Sense::Decade(back(count_span(count.checked_mul(10)?, "Y")?)?.year().div_euclid(10))
            }
            "TH" | "TM" | "TS" => {
                Sense::Day(created.checked_sub(count_span(count, unit)?).ok()?.date())
            }
            _ => return None,
        };
        Some((end + 1, sense))
    }

    /// "three days later", counted from the day told last.
    fn after_last_day(&self, count: i64, unit: &str) -> Option<Sense> {
        let date = self.last_day?.checked_add(count_span(count, unit)?).ok()?;
        Some(match unit {
            "D" => Sense::Day(date),
            "W" => Sense::Week(monday_of(date)?),
            "M" => Sense::Month(date.year(), date.month()),
            "Y" => Sense::Year(date.year()),
            _ => return None,
        })
    }

    /// "this week", "last month", "next year".
    pub(super) fn shifted_unit(&self, i: usize) -> Option<(usize, Sense)> {
        let shift: i64 = self.word(i, "shift")?.parse().ok()?;
        if let Some(month) = self.word(i + 1, "month")
            && self.context.is_capitalized(i + 1)
        {
            let month: i8 = month.parse().ok()?;
            let Some(created) = self.created else { return Some((i + 2, Sense::AnyMonth(month))) };
            let year = match shift {
                -1 if month >= created.month() => created.year() - 1,
                1 if month <= created.month() => created.year() + 1,
                _ => created.year(),
            };
            return Some((i + 2, Sense::Month(year, month)));
        }
        if let Some(season) = self.word(i + 1, "season") {
            let year =
                self.created.map(|created| created.year() + i16::try_from(shift).unwrap_or(0));
            return Some((i + 2, Sense::Season(year, season.to_owned())));
        }
        let unit = self.word(i + 1, "unit")?;
        if !matches!(unit, "W" | "M" | "Y" | "E") || self.context.base(i + 1) != self.lower(i + 1) {
            return None;
        }
        Some((i + 2, self.shifted(unit, shift)?))
    }

    /// The unit of time that is `shift` units from the creation time.
    pub(super) fn shifted(&self, unit: &str, shift: i64) -> Option<Sense> {
        let Some(created) = self.created else {
            return Some(Sense::Unknown(match unit {
                "W" => "XXXX-WXX",
                "M" => "XXXX-XX",
                _ => "XXXX",
            }));
        };
        let today = created.date();
        Some(match unit {
            "W" => Sense::Week(monday_of(today.checked_add(shift.weeks()).ok()?)?),
            "M" => {
                let date = today.first_of_month().checked_add(shift.months()).ok()?;
                Sense::Month(date.year(), date.month())
            }
            "Y" => Sense::Year(today.year() + i16::try_from(shift).ok()?),
            _ => Sense::Decade(today.year().div_euclid(10) + i16::try_from(shift).ok()?),
        })
    }

    /// "summer 2014", "the spring of 2020", "last winter".
    pub(super) fn season(&self, i: usize) -> Option<(usize, Sense)> {
        let season = self.word(i, "season")?;
        if let (end, Some(year)) = self.year_after(i + 1) {
            return Some((end, Sense::Season(Some(year), season.to_owned())));
        }
        let is_noun = self.context.is_noun(i) && !self.is(i, &["fall", "spring"]);
        let after = i > 0 && self.is(i - 1, &["the", "in", "this", "that"]);
        (is_noun && after).then(|| (i + 1, Sense::Season(None, season.to_owned())))
    }

    /// "1987", "the 1990s".
    pub(super) fn year(&self, i: usize) -> Option<(usize, Sense)> {
        let word = self.lower(i);
        if let Some(decade) = word.strip_suffix('s').and_then(four_digits)
            && decade % 10 == 0
        {
            return Some((i + 1, Sense::Decade(decade / 10)));
        }
        let year = four_digits(word).filter(|year| (1000..2200).contains(year))?;
        if self.lower(i + 1) == "s" || self.is(i + 1, &["%", "percent", "km"]) {
            return None;
        }
        let before = if i > 0 { self.lower(i - 1) } else { "" };
        let after_preposition = matches!(
            before,
            "in" | "since"
                | "of"
                | "by"
                | "until"
                | "till"
                | "during"
                | "from"
                | "between"
                | "before"
                | "after"
                | "year"
                | "to"
                | "("
                | "and"
                | "-"
                | "–"
                | "early"
                | "late"
                | "mid"
        );
        let counts = self.context.dep(i) == Dep::Nummod && self.context.head(i) > i;
        let is_date = self.in_entity[i] || (after_preposition && !counts);
        is_date.then_some((i + 1, Sense::Year(year)))
    }
}

pub(super) fn monday_of(date: Date) -> Option<Date> {
    date.checked_sub(i64::from(date.weekday().to_monday_zero_offset()).days()).ok()
}

pub(super) fn four_digits(word: &str) -> Option<i16> {
    (word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit())).then(|| word.parse().ok())?
}
