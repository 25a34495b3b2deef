//! Dates as pages, feeds and sheets write them.

use hearsay::Created;
use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime;

/// Reads a date in any of the forms that leave no doubt.
///
/// `03/04/2020` is none of them: half of the world reads it one way and half the other. An offset
/// or zone is left aside: what counts is the day and hour at the place of publication.
pub(crate) fn parse(text: &str) -> Option<Created> {
    let text = text.trim().trim_end_matches('.');
    if text.is_empty() || text.len() > 64 {
        return None;
    }
    if let Some(created) = local(text).or_else(|| text.parse().ok()) {
        return plausible(created);
    }
    if let Ok(time) = jiff::fmt::rfc2822::parse(text) {
        return plausible(Created::Time(time.datetime()));
    }
    let text =
        text.replace(['\u{a0}', '\u{202f}'], " ").replace(" at ", " ").replace("Sept ", "Sep ");
    let words: Vec<&str> = text.split_whitespace().collect();
    // What comes after the date, a zone or "Updated", may be anything.
    (1..=words.len()).rev().find_map(|end| written(&words[..end].join(" "))).and_then(plausible)
}

/// ISO 8601 with its offset cut off, also as servers write it without a colon.
fn local(text: &str) -> Option<Created> {
    let bytes = text.as_bytes();
    if bytes.len() < 16 || !matches!(bytes[10], b'T' | b't' | b' ') {
        return None;
    }
    let time = text.get(11..)?;
    let end = time.find(|letter: char| !letter.is_ascii_digit() && !matches!(letter, ':' | '.'));
    let time = &time[..end.unwrap_or(time.len())];
    format!("{}T{time}", text.get(..10)?).parse::<DateTime>().ok().map(Created::Time)
}

const DAYS: &[&str] = &[
    "%d %B %Y",
    "%d %b %Y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%b. %d, %Y",
    "%B %d %Y",
    "%b %d %Y",
    "%A, %B %d, %Y",
    "%a, %b %d, %Y",
    "%A, %d %B %Y",
    "%A %d %B %Y",
    "%d-%b-%Y",
    "%d.%m.%Y",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
];

const TIMES: &[&str] = &["%H:%M:%S", "%H:%M", "%I:%M %p", "%I:%M%p"];

/// A date in words, or in figures whose order is known.
fn written(text: &str) -> Option<Created> {
    for day in DAYS {
        if let Ok(date) = Date::strptime(day, text) {
            return Some(Created::Day(date));
        }
    }
    for day in DAYS {
        for time in TIMES {
            for joint in [" ", ", ", " - "] {
                let form = format!("{day}{joint}{time}");
                if let Ok(broken) = strtime::parse(&form, text)
                    && let Ok(datetime) = broken.to_datetime()
                {
                    return Some(Created::Time(datetime));
                }
            }
        }
    }
    None
}

/// Nobody published on the web before it was there, and year 9999 is a placeholder; but archives
/// give old papers their own dates.
fn plausible(created: Created) -> Option<Created> {
    (1800..2200).contains(&created.datetime().year()).then_some(created)
}

/// The day in an address like `/2020/09/28/` or `/2020-09-28-`.
pub(crate) fn in_url(url: &str) -> Option<Created> {
    let parts: Vec<&str> = url.split(['/', '-', '_', '?', '.']).collect();
    parts.windows(3).find_map(|part| {
        let [year, month, day] = part else { return None };
        if year.len() != 4 || month.len() > 2 || day.len() > 2 {
            return None;
        }
        let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
        plausible(Created::Day(date)).filter(|_| date.year() >= 1990)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let told = parse(text).map_or_else(String::new, |created| created.to_string());
        assert_eq!(told, expected, "{text}");
    }

    #[test]
    fn forms_that_leave_no_doubt_are_read() {
        check("2020-09-28", "2020-09-28");
        check("2020-09-28T14:05:00+04:00", "2020-09-28T14:05:00");
        check("2020-09-28T14:05:00.123Z", "2020-09-28T14:05:00.123");
        check("2020-09-28 14:05:00 +0400", "2020-09-28T14:05:00");
        check("Mon, 28 Sep 2020 14:05:00 GMT", "2020-09-28T14:05:00");
        check("Mon, 28 Sep 2020 14:05:00 +0400", "2020-09-28T14:05:00");
        check("September 28, 2020", "2020-09-28");
        check("Sept 28, 2020 at 2:05 PM EDT", "2020-09-28T14:05:00");
        check("28 September 2020, 14:05", "2020-09-28T14:05:00");
        check("Monday, September 28, 2020", "2020-09-28");
        check("28.09.2020", "2020-09-28");
        check("20200928", "2020-09-28");
    }

    #[test]
    fn doubtful_and_impossible_dates_are_none() {
        for text in
            ["", "03/04/2020", "2020-02-30", "yesterday", "9999-12-31", "🙂🙂🙂🙂 2020", "0"]
        {
            check(text, "");
        }
        check(&"2".repeat(10_000), "");
    }

    #[test]
    fn addresses_carry_days() {
        let day = |url| in_url(url).map(|day| day.to_string());
        assert_eq!(day("https://a.example/2020/09/28/x").as_deref(), Some("2020-09-28"));
        assert_eq!(day("https://a.example/x-2020-09-28.html").as_deref(), Some("2020-09-28"));
        assert_eq!(day("https://a.example/2020/99/28/x"), None);
        assert_eq!(day("https://a.example/story/12345678"), None);
    }
}
