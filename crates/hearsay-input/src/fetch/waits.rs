//! How long a server asks to be left alone.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use crate::http::header;

/// Nobody is left alone for longer than a day: a server that says more has made a mistake, or means
/// its pictures.
pub(super) const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// `Retry-After`: seconds, or a date.
pub(super) fn retry_after(headers: &[(String, String)], now: Timestamp) -> Option<Duration> {
    let value = header(headers, "retry-after")?.trim();
    let seconds = match value.parse::<u64>() {
        Ok(seconds) => seconds,
        Err(_) => {
            let date = rfc2822::parse(value).ok()?.timestamp();
            u64::try_from(date.as_second() - now.as_second()).unwrap_or(0)
        }
    };
    Some(Duration::from_secs(seconds).min(LONGEST))
}

/// `max-age` of `Cache-Control`.
pub(super) fn max_age(headers: &[(String, String)]) -> Option<Duration> {
    let value = header(headers, "cache-control")?;
    let parts = value.split(',').map(str::trim);
    let seconds = parts
        .filter_map(|part| part.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("max-age"))
        .and_then(|(_, seconds)| seconds.trim().trim_matches('"').parse::<u64>().ok())?;
    Some(Duration::from_secs(seconds).min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &str, value: &str) -> Vec<(String, String)> {
        vec![(name.to_owned(), value.to_owned())]
    }

    #[test]
    fn servers_say_when_to_come_again() {
        let now: Timestamp = "2024-03-14T10:00:00Z".parse().expect("it is a time");
        let check = |value: &str, seconds: Option<u64>| {
            let wait = retry_after(&headers("retry-after", value), now);
            assert_eq!(wait.map(|wait| wait.as_secs()), seconds, "{value}");
        };
        check("120", Some(120));
        check("Thu, 14 Mar 2024 10:05:00 GMT", Some(300));
        check("Thu, 14 Mar 2024 09:00:00 GMT", Some(0));
        check("99999999", Some(86_400));
        check("soon", None);
        check("-5", None);
    }

    #[test]
    fn answers_hold_for_a_time() {
        let check = |value: &str, seconds: Option<u64>| {
            let holds = max_age(&headers("cache-control", value));
            assert_eq!(holds.map(|holds| holds.as_secs()), seconds, "{value}");
        };
        check("public, max-age=600", Some(600));
        check("Max-Age=\"60\"", Some(60));
        check("s-maxage=60, no-cache", None);
        check("max-age=31536000", Some(86_400));
    }
}
