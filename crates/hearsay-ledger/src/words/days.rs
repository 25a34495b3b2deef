//! Days and times, as a person writes them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

/// An interval as a person writes it: "27 Sep 2020 to 2 Oct 2020". Its precision (`day`, `month`, `year`,
/// `time`) says how much of a moment is known.
#[must_use]
pub fn days(begin: Option<&str>, end: Option<&str>, precision: &str) -> Option<String> {
    let write = |moment: &str| match precision {
        "year" => moment.get(..4).unwrap_or(moment).to_owned(),
        "month" => match moment.get(..7).and_then(|month| format!("{month}-01").parse().ok()) {
            Some(day) => Date::strftime(&day, "%b %Y").to_string(),
            None => moment.to_owned(),
        },
        _ => day(moment),
    };
    match (begin.map(write), end.map(write)) {
        (Some(begin), Some(end)) if begin == end => Some(begin),
        (Some(begin), Some(end)) => match (begin.split_once(", "), end.split_once(", ")) {
            // Hours of one day.
            (Some((day, from)), Some((other, to))) if day == other => {
                Some(format!("{day}, {from} to {to}"))
            }
            _ => Some(format!("{begin} to {end}")),
        },
        (Some(begin), None) => Some(format!("from {begin}")),
        (None, Some(end)) => Some(format!("until {end}")),
        (None, None) => None,
    }
}

/// A moment as a person writes it: `2020-09-28T21:00:00` is "28 Sep 2020, 21:00", an instant such a time
/// in UTC; what is not a date stays as it is.
#[must_use]
pub fn day(moment: &str) -> String {
    if let Ok(day) = moment.parse::<Date>()
        && moment.len() <= 10
    {
        day.strftime("%-d %b %Y").to_string()
    } else if let Ok(time) = moment.parse::<DateTime>() {
        time.strftime("%-d %b %Y, %H:%M").to_string()
    } else if let Ok(instant) = moment.parse::<Timestamp>() {
        instant.strftime("%-d %b %Y, %H:%M UTC").to_string()
    } else {
        moment.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_days(begin: Option<&str>, end: Option<&str>, precision: &str, words: Option<&str>) {
        assert_eq!(days(begin, end, precision).as_deref(), words);
    }

    #[test]
    fn intervals_read_like_a_person_wrote_them() {
        let day = Some("2020-09-27");
        check_days(day, day, "day", Some("27 Sep 2020"));
        check_days(day, Some("2020-10-02"), "interval", Some("27 Sep 2020 to 2 Oct 2020"));
        check_days(Some("1987-01-01"), Some("1987-12-31"), "year", Some("1987"));
        check_days(Some("1991-01-01"), Some("1994-12-31"), "year", Some("1991 to 1994"));
        check_days(Some("2020-09-01"), Some("2020-09-30"), "month", Some("Sep 2020"));
        let (from, to) = (Some("2020-09-28T21:00:00"), Some("2020-09-28T22:30:00"));
        check_days(from, to, "time", Some("28 Sep 2020, 21:00 to 22:30"));
        check_days(from, None, "time", Some("from 28 Sep 2020, 21:00"));
        let (from, to) = (Some("2020-09-28T17:00:00Z"), Some("2020-09-29T02:00:00Z"));
        check_days(from, to, "time", Some("28 Sep 2020, 17:00 UTC to 29 Sep 2020, 02:00 UTC"));
        check_days(None, None, "no year", None);
    }
}
