//! When a page was published, at the place of publication.

use dom_query::Document;
use hearsay::Created;
use jiff::civil::DateTime;
use rs_trafilatura::ExtractResult;
use serde_json::Value;

use super::opening::among;
use super::told::{Metas, string};
use crate::dates::{self, Found, Zone};

/// Elements that hold a date beside the headline.
const TIMES: &str = "time[datetime], abbr[title], span[title]";

/// The moment of publication, from what machines are told and what readers are shown.
///
/// Machines are mostly told a moment in UTC, whose day may be another one than that of the readers:
/// what "on Monday" means depends on theirs. So where the page's address, or the line below its
/// headline, says the day before or after, and the hour allows it, that day counts.
pub(super) fn created(
    document: &Document,
    story: Option<&Value>,
    metas: &Metas,
    url: Option<&str>,
    lines: &[&str],
    found: &ExtractResult,
) -> Option<Created> {
    let shown = shown(document, lines);
    let told = told(document, story, metas);
    let published =
        shown.iter().find(|shown| !shown.is_change).map(|shown| (shown.created, shown.zone));
    if let Some(first) = told.first().copied().or(published) {
        return Some(at_the_place(first, &told, &shown, url));
    }
    let said = |key: &str| {
        story.and_then(|story| string(&story[key])).and_then(|date| dates::parse(&date))
    };
    let element = |selector: &str| {
        let elements = document.select(selector);
        elements.iter().find_map(|time| {
            let dated = time.attr("datetime").or_else(|| time.attr("content"));
            dates::parse(&dated.unwrap_or_else(|| time.text()))
        })
    };
    let changed = said("dateModified").or_else(|| metas.all("changed").find_map(dates::parse));
    url.and_then(dates::in_url)
        .or_else(|| element("article time[datetime], header time[datetime]"))
        .or_else(|| element("time"))
        .or_else(|| shown.first().map(|shown| shown.created))
        .or_else(|| said("dateCreated"))
        .or_else(|| guessed(found, changed))
        .or(changed)
}

/// What the library makes of the page, unless it is the moment of the last change, which it gives in UTC.
fn guessed(found: &ExtractResult, changed: Option<Created>) -> Option<Created> {
    let guessed = dates::parse(&found.metadata.date?.to_rfc3339())?;
    let is_changed = |changed: Created| {
        changed == guessed || is_same_moment(guessed.datetime(), changed.datetime())
    };
    Some(guessed).filter(|_| !changed.is_some_and(is_changed))
}

/// What machines are told, the most trustworthy first.
fn told(document: &Document, story: Option<&Value>, metas: &Metas) -> Vec<(Created, Zone)> {
    let linked = story.and_then(|story| string(&story["datePublished"]));
    let mut told: Vec<(Created, Zone)> =
        linked.iter().filter_map(|text| dates::stated(text)).collect();
    for same_name in metas.by_name("created") {
        let stated: Vec<_> = same_name.iter().filter_map(|text| dates::stated(text)).collect();
        // What is said several times over is said of several stories, unless it is always the same.
        let day = |(created, _): &(Created, Zone)| created.datetime().date();
        if stated.first().is_some_and(|first| stated.iter().all(|next| day(next) == day(first))) {
            told.extend(stated);
        }
    }
    for selector in ["[itemprop='datePublished']", "time[pubdate]"] {
        let element = document.select(selector).iter().find_map(|time| {
            let dated = time.attr("datetime").or_else(|| time.attr("content"));
            dates::stated(&dated.unwrap_or_else(|| time.text()))
        });
        // The first of several may be of a story beside.
        told.extend(element.filter(|_| told.is_empty()));
    }
    told
}

/// What readers are shown beside the headline: what is written first, then what its elements hold.
fn shown(document: &Document, lines: &[&str]) -> Vec<Found> {
    let marked = among(document, TIMES, lines).into_iter().filter_map(|time| {
        let dated = ["datetime", "title"].into_iter().find_map(|name| time.attr(name))?;
        let (created, zone) = dates::stated(&dated)?;
        let class = time.attr_or("class", "");
        let is_change = class.contains("updated") && !class.contains("published");
        Some(Found { created, zone, is_change: is_change || dates::is_change(&time.text()) })
    });
    let written = lines.iter().flat_map(|line| dates::found_in(line));
    written.chain(marked).collect()
}

/// The moment or day at the place of publication that what is told and shown agree on.
fn at_the_place(
    (created, zone): (Created, Zone),
    told: &[(Created, Zone)],
    shown: &[Found],
    url: Option<&str>,
) -> Created {
    let Created::Time(moment) = created else { return created };
    // Some systems write the hour of UTC with the zone of their office: then the same hour is told twice.
    let is_doubled =
        told.iter().any(|(other, zone)| *zone == Zone::Utc && other.datetime() == moment);
    if zone == Zone::Other && !is_doubled {
        return created;
    }
    let others =
        told.iter().filter(|(_, zone)| *zone != Zone::Utc).map(|(created, _)| (*created, false));
    let shown = || {
        shown
            .iter()
            .filter(|shown| shown.zone != Zone::Utc)
            .map(|shown| (shown.created, shown.is_change))
    };
    // The same moment on another clock.
    for (other, is_change) in others.chain(shown()) {
        if let Created::Time(other) = other
            && !is_change
            && is_same_moment(moment, other)
        {
            return Created::Time(other);
        }
    }
    let address = url.and_then(dates::in_url).map(|day| (day, false));
    for (other, is_change) in shown().chain(address) {
        let day = other.datetime().date();
        if day == moment.date() && !is_change {
            return created;
        }
        // West of Greenwich it is still the day before. A change comes later than what it changes.
        if moment.date().yesterday().is_ok_and(|before| before == day) && moment.hour() < 12 {
            return Created::Day(day);
        }
        if moment.date().tomorrow().is_ok_and(|after| after == day)
            && moment.hour() >= 10
            && !is_change
        {
            return Created::Day(day);
        }
    }
    created
}

/// Whether two clocks show one moment: they differ by as much as time zones do.
fn is_same_moment(one: DateTime, other: DateTime) -> bool {
    // One of the two may leave the seconds out.
    let minute =
        |time: DateTime| time.with().second(0).subsec_nanosecond(0).build().unwrap_or(time);
    let apart = minute(other).duration_since(minute(one)).as_mins();
    apart != 0 && apart % 15 == 0 && (-12 * 60..=14 * 60).contains(&apart)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told first, what else is told, what is shown, and the day in the address.
    #[track_caller]
    fn check(told: &[&str], shown: &[&str], url: &str, expected: &str) {
        let told: Vec<_> = told.iter().filter_map(|text| dates::stated(text)).collect();
        let shown: Vec<_> = shown.iter().flat_map(|line| dates::found_in(line)).collect();
        let created = at_the_place(told[0], &told, &shown, Some(url));
        assert_eq!(created.to_string(), expected, "{told:?} {shown:?}");
    }

    #[test]
    fn day_is_that_of_the_readers() {
        let plain = "https://press.example/a";
        check(&["2020-09-29T03:05:00Z"], &[], plain, "2020-09-29T03:05:00");
        check(
            &["2020-09-29T03:05:00Z"],
            &["Sept. 28, 2020 8:05 PM PDT"],
            plain,
            "2020-09-28T20:05:00",
        );
        check(
            &["2020-09-29T03:05:10+00:00", "2020-09-28 20:05:10"],
            &[],
            plain,
            "2020-09-28T20:05:10",
        );
        check(
            &["2020-09-29T03:05:00Z"],
            &["By J. Amsel | September 28, 2020"],
            plain,
            "2020-09-28",
        );
        check(&["2020-09-29T03:05:00Z"], &[], "https://press.example/2020/09/28/a", "2020-09-28");
        check(&["2020-09-28T20:05:00Z"], &["29 September 2020"], plain, "2020-09-29");
        // The hour does not allow it, or it is another day altogether.
        check(&["2020-09-29T19:05:00Z"], &["September 28, 2020"], plain, "2020-09-29T19:05:00");
        check(&["2020-09-29T03:05:00Z"], &["September 2, 2020"], plain, "2020-09-29T03:05:00");
        // What tells its own zone needs no help, unless it tells two.
        check(
            &["2020-09-29T03:05:00-05:00"],
            &["September 28, 2020"],
            plain,
            "2020-09-29T03:05:00",
        );
        check(
            &["2020-09-29T03:05:00-05:00", "2020-09-29T03:05:00Z"],
            &["September 28, 2020, 10:05 pm CDT"],
            plain,
            "2020-09-28T22:05:00",
        );
    }

    #[test]
    fn change_is_no_publication() {
        let plain = "https://press.example/a";
        check(
            &["2020-09-28T20:05:00Z"],
            &["Updated September 29, 2020"],
            plain,
            "2020-09-28T20:05:00",
        );
        check(
            &["2020-09-28T20:05:00Z"],
            &["Updated: Sept 28, 2020, 9:05 PM"],
            plain,
            "2020-09-28T20:05:00",
        );
        // It changed on the day before, so it was there by then.
        check(
            &["2020-09-29T03:05:00Z"],
            &["Updated 9:30 pm, September 28, 2020"],
            plain,
            "2020-09-28",
        );
    }
}
