//! Dates as pages, feeds and sheets write them.

use std::sync::LazyLock;

use hearsay::Created;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime;
use regex::{Captures, Regex};

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

/// How a moment says where its clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Zone {
    /// In Greenwich.
    Utc,
    /// Elsewhere: it has an offset of its own.
    Other,
    /// It does not say.
    Unknown,
}

/// Reads a date with what it says of its zone. Year 1 is how some systems write that they do not know.
pub(crate) fn stated(text: &str) -> Option<(Created, Zone)> {
    let created = parse(text)?;
    let text = text.trim();
    let end = &text[text.char_indices().rev().take(6).last().map_or(0, |(at, _)| at)..];
    let zone = if text.ends_with(['Z', 'z'])
        || text.ends_with("GMT")
        || text.ends_with("UTC")
        || matches!(end, "+00:00" | "-00:00")
        || end.ends_with("+0000")
    {
        Zone::Utc
    } else if text.len() > 16 && end.contains(['+', '-']) {
        Zone::Other
    } else {
        Zone::Unknown
    };
    Some((created, zone))
}

/// A date that stands in a line of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) created: Created,
    pub(crate) zone: Zone,
    /// When the text was changed, not when it was published.
    pub(crate) is_change: bool,
}

/// Dates in words, or in figures whose order is known, with the time of day beside them.
static WRITTEN: LazyLock<Regex> = LazyLock::new(|| {
    let month = r"(?P<m1>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?";
    let month2 = month.replace("m1", "m2");
    let time = r"(?P<t1>\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?m\b\.?)?)";
    let time2 = time.replace("t1", "t2");
    let form = format!(
        r"(?ix)
        (?: {time} \s* (?:[a-z]{{1,4}} \b)? ,? \s* (?:on\s+)? (?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s*)? )?
        (?: \b{month}\s*(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y1>\d{{4}})\b
          | (?P<d2>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s-]+{month2},?[\s-]*(?P<y2>\d{{4}})\b
          | \b(?P<y3>\d{{4}})-(?P<m3>\d{{2}})-(?P<d3>\d{{2}})\b
          | \b(?P<d4>\d{{1,2}})\.(?P<m4>\d{{1,2}})\.(?P<y4>\d{{4}})\b )
        (?: (?: \s*[,/|•·@-]?\s*(?:at\s+)? ) {time2} )?"
    );
    #[expect(
        clippy::unwrap_used,
        reason = "the form is fixed, and every test of this module reads it"
    )]
    Regex::new(&form).unwrap()
});

/// The dates in a line like "By J. Amsel - Sept. 28, 2020, 2:05 pm".
pub(crate) fn found_in(line: &str) -> Vec<Found> {
    let mut end = 0;
    let found = WRITTEN.captures_iter(line).filter_map(|captures| {
        let whole = captures.get(0)?;
        let before = &line[end..whole.start()];
        end = whole.end();
        let created = plausible(in_words(&captures)?)?;
        Some(Found { created, zone: Zone::Unknown, is_change: is_change(before) })
    });
    found.collect()
}

fn in_words(captures: &Captures) -> Option<Created> {
    let number = |names: [&str; 4]| {
        names
            .iter()
            .find_map(|name| captures.name(name))
            .and_then(|found| found.as_str().parse::<i16>().ok())
    };
    let small = |number: i16| i8::try_from(number).ok();
    let months =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let named = captures
        .name("m1")
        .or(captures.name("m2"))
        .map(|month| month.as_str().to_ascii_lowercase());
    let month = match named {
        Some(named) => {
            small(i16::try_from(months.iter().position(|month| *month == named)?).ok()? + 1)?
        }
        None => small(number(["m3", "m4", "m3", "m4"])?)?,
    };
    let day = small(number(["d1", "d2", "d3", "d4"])?)?;
    let date = Date::new(number(["y1", "y2", "y3", "y4"])?, month, day).ok()?;
    let time = captures.name("t2").or(captures.name("t1")).and_then(|time| clock(time.as_str()));
    Some(time.map_or(Created::Day(date), |time| Created::Time(date.to_datetime(time))))
}

/// A time of day: "2:05 p.m.", "14:05".
fn clock(text: &str) -> Option<Time> {
    let lower = text.to_ascii_lowercase();
    let figures = lower.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let mut parts = figures.split(':').map(|part| part.parse::<i8>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let hour = match (lower.contains('p'), lower.contains('a')) {
        (true, _) if hour < 12 => hour + 12,
        (_, true) if hour == 12 => 0,
        _ => hour,
    };
    Time::new(hour, minute, parts.next().flatten().unwrap_or(0), 0).ok()
}

/// Whether what stands before a date says that something was changed then.
pub(crate) fn is_change(before: &str) -> bool {
    let lower = before.to_lowercase();
    let last = |words: &[&str]| words.iter().filter_map(|word| lower.rfind(word)).max();
    let changed = last(&["updated", "modified", "edited", "changed", "revised"]);
    changed.is_some() && changed > last(&["published", "posted", "created", "original"])
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

    #[test]
    fn dates_are_found_in_lines() {
        let found = |line: &str| {
            let found = found_in(line).into_iter();
            let told = found.map(|found| {
                format!("{}{}", if found.is_change { "~" } else { "" }, found.created)
            });
            told.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(found("By J. Amsel - Sept. 28, 2020, 2:05 pm CDT"), "2020-09-28T14:05:00");
        assert_eq!(found("Amsel28 Sep 2020"), "2020-09-28");
        assert_eq!(found("on Monday, September 28th, 2020 at 11:04 a.m."), "2020-09-28T11:04:00");
        assert_eq!(
            found("PUBLISHED: 10:48, Mon, Sep 28, 2020 | UPDATED: 11:05, Mon, Sep 28, 2020"),
            "2020-09-28T10:48:00 ~2020-09-28T11:05:00"
        );
        assert_eq!(
            found("Updated 12:05 am PST, Monday, September 28, 2020"),
            "~2020-09-28T00:05:00"
        );
        assert_eq!(found("28.09.2020, 14:05"), "2020-09-28T14:05:00");
        assert_eq!(found("2020-09-28 14:05:09"), "2020-09-28T14:05:09");
        assert_eq!(found("It may 2 of 2020 be; 03/04/2020; May 33, 2020"), "");
    }

    #[test]
    fn zones_are_told() {
        let zone = |text| stated(text).map(|(_, zone)| zone);
        assert_eq!(zone("2020-09-28T14:05:00Z"), Some(Zone::Utc));
        assert_eq!(zone("2020-09-28T14:05:00+00:00"), Some(Zone::Utc));
        assert_eq!(zone("28 Sep 2020 14:05 GMT"), Some(Zone::Utc));
        assert_eq!(zone("2020-09-28T14:05:00+0400"), Some(Zone::Other));
        assert_eq!(zone("2020-09-28T14:05:00"), Some(Zone::Unknown));
        assert_eq!(zone("2020-09-28"), Some(Zone::Unknown));
    }
}
