//! Times: the row of the rules that the words fit, and from what they count.

use hearsay_syntax::rows::RowRef;
use hearsay_syntax::{Document, table};
use jiff::ToSpan as _;

use super::rows::phrases;
use super::{Step, quoted};
use crate::context::Context;
use crate::mention::{Mentions, Moment, Time, TimeId};
use crate::times;

const RULES: &str = include_str!("../../data/en/time_rules.tsv");

/// How many times before are asked whether this one counts from them.
const ASKED: usize = 12;

pub(super) fn steps(document: &Document, mentions: &Mentions, id: TimeId) -> Vec<Step> {
    let time = &mentions.times[id.0];
    let own = quoted(document, time.span);
    let (kind, pattern) = time.rule.split_once('/').unwrap_or((time.rule, ""));
    let says = format!("{own} fits the pattern `{pattern}`, which is {}", kind_in_words(kind));
    let rows = rule_row(time.rule).into_iter().collect();
    let mut steps = vec![Step { rows, ..Step::new("time", says, vec![time.span]) }];
    for (span, rows) in
        phrases(document, time.tokens.clone(), &["time_words.tsv", "time_modifiers.tsv"])
    {
        let says = format!("{} has a row", quoted(document, span));
        steps.push(Step { rows, ..Step::new("time", says, vec![span]) });
    }
    steps.push(anchor(document, mentions, id));
    steps.push(Step::new("time", format!("so it is {}", value(time)), vec![time.span]));
    steps
}

fn kind_in_words(kind: &str) -> &'static str {
    match kind {
        "calendar" => "a calendar time that names itself",
        "deictic" => "counted from the day of the article",
        "anaphor" => "counted from the time told last",
        "offset" => "so many units before or after another time",
        "definite" => "the unit that the article is about",
        "clock" => "a time of day by the clock",
        "part" => "a part of a day",
        "set" => "how often",
        "reference" => "a word like “now”",
        "duration" => "how long",
        _ => "a part of other patterns",
    }
}

/// The row of the table of rules by its name.
fn rule_row(name: &str) -> Option<RowRef> {
    let file = "data/en/time_rules.tsv";
    let rows = table::rows(file, RULES).expect("the table of rules is well formed");
    let row = rows.into_iter().find(|row| {
        let kind = row.text("kind").unwrap_or(row.get("family"));
        format!("{kind}/{}", row.get("pattern")) == name
    })?;
    Some(RowRef { file, line: row.line(), text: RULES.lines().nth(row.line() - 1)? })
}

/// What the value hangs on, found by asking what it would be without it.
fn anchor(document: &Document, mentions: &Mentions, id: TimeId) -> Step {
    let time = &mentions.times[id.0];
    let read = |document: &Document, created| {
        let context = Context::new(document);
        let found = times::find(&context, created);
        found.into_iter().find(|other| other.tokens == time.tokens).map(|other| other.value)
    };
    let same = |value: Option<String>| value.as_ref() == Some(&time.value);
    let before = mentions.times[..id.0].iter().rev().take(ASKED);
    for other in before {
        let tokens: Vec<usize> = other.tokens.clone().collect();
        if !same(read(&document.without(&tokens), mentions.created)) {
            let says = format!("counted from {} before it", quoted(document, other.span));
            return Step::new("time", says, vec![other.span]);
        }
    }
    let Some(created) = mentions.created else {
        let says = "the article has no creation time, so nothing is counted from it";
        return Step::new("time", says, Vec::new());
    };
    // Not whole years or weeks, so that months and weekdays move as well.
    let shifted = created.checked_sub(1.year().months(7).days(17)).ok();
    if shifted.is_some_and(|shifted| !same(read(document, Some(shifted)))) {
        let day = created.date();
        return Step::new(
            "time",
            format!("counted from the day of the article, {day}"),
            Vec::new(),
        );
    }
    Step::new("time", "counted from nothing else: the words say it all", Vec::new())
}

fn value(time: &Time) -> String {
    let moment = |moment: Moment| match moment {
        Moment::Day(day) => day.to_string(),
        Moment::Clock(clock) => clock.to_string(),
        Moment::Instant(instant) => instant.to_string(),
    };
    let mut says = format!("{} {}", time.kind.as_str(), time.value);
    match (time.begin.map(moment), time.end.map(moment)) {
        (Some(begin), Some(end)) if begin == end => {}
        (Some(begin), Some(end)) => says += &format!(", from {begin} to {end}"),
        (Some(begin), None) => says += &format!(", from {begin} on"),
        (None, Some(end)) => says += &format!(", until {end}"),
        (None, None) if time.is_open() => {
            says += ", whose year the text does not give";
        }
        (None, None) => {}
    }
    says
}
