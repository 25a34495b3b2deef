//! The readable cases of `suite/*.md`, on stored trees.

use std::collections::HashMap;

use hearsay_mentions::{Actor, Mentions, Moment, Reality, find};
use hearsay_syntax::{Document, conllu};

/// Checks a file of cases, of which there are at least so many.
macro_rules! suite {
    ($name:ident, $least:literal) => {
        #[test]
        fn $name() {
            let cases = include_str!(concat!("suite/", stringify!($name), ".md"));
            let trees = trees(include_str!(concat!("suite/", stringify!($name), ".conllu")));
            let cases: Vec<&str> = cases.split("\n## ").skip(1).collect();
            assert!(cases.len() >= $least, "only {} cases were read", cases.len());
            let failures: Vec<String> = cases.iter().flat_map(|case| check(case, &trees)).collect();
            assert!(failures.is_empty(), "{} failed\n\n{}", failures.len(), failures.join("\n\n"));
        }
    };
}

suite!(actors, 115);
suite!(cases, 90);
suite!(places, 46);
suite!(quantities, 141);
suite!(times, 100);

/// The stored trees by case name.
fn trees(trees: &'static str) -> HashMap<&'static str, Document> {
    let blocks = trees.split("# newdoc id = ").skip(1);
    blocks
        .map(|block| {
            let (name, rest) = block.split_once('\n').expect("a name stands on its own line");
            (name, conllu::read(rest).expect("stored trees are well formed"))
        })
        .collect()
}

/// What is wrong with one case: its lines that do not hold, and what was found instead.
fn check(case: &str, trees: &HashMap<&str, Document>) -> Vec<String> {
    let (title, rest) = case.split_once('\n').expect("a case has a text");
    let (name, created) = match title.split_once(" [") {
        Some((name, date)) => {
            let date: jiff::civil::Date =
                date.trim_end_matches(']').parse().expect("a creation time is a date");
            (name, Some(date.at(0, 0, 0, 0)))
        }
        None => (title, None),
    };
    let document = trees.get(name.trim()).unwrap_or_else(|| panic!("no tree for {name}"));
    let text = rest.lines().find_map(|line| line.strip_prefix("> ")).expect("a case has a text");
    assert_eq!(document.text().trim(), text, "the tree of {name} is stale: run refresh.py");
    let mentions = find(document, created);
    let found = describe(document, &mentions);
    let mut failures = Vec::new();
    for line in rest.lines().filter_map(|line| line.strip_prefix("- ")) {
        let (line, is_wish) = match line.strip_prefix("not yet: ") {
            Some(line) => (line, true),
            None => (line, false),
        };
        match (holds(line, document, &mentions, &found), is_wish) {
            (true, true) => failures.push(format!("{name}: came true, drop `not yet`: {line}")),
            (false, false) => {
                failures.push(format!("{name}\n  want {line}\n   got {}", found.join("\n       ")));
            }
            _ => {}
        }
    }
    failures
}

fn holds(line: &str, document: &Document, mentions: &Mentions, found: &[String]) -> bool {
    if let Some(absent) = line.strip_prefix("no ") {
        let start = format!("{absent} = ");
        return !found.iter().any(|line| line.starts_with(&start));
    }
    if let Some((words, at)) = line.strip_prefix("at: ").and_then(|line| line.split_once(" ~ ")) {
        let (north, east) = at.split_once(", ").expect("a point is two numbers");
        let degree = |text: &str| text.parse::<f64>().expect("a point is two numbers");
        // Half a degree is some fifty kilometres.
        let is_near = |a: Option<f64>, b: f64| a.is_some_and(|a| (a - b).abs() < 0.5);
        return mentions.places.iter().any(|place| {
            place.span.of(document.text()) == words
                && is_near(place.latitude, degree(north))
                && is_near(place.longitude, degree(east))
        });
    }
    if let Some((kind, pair)) = line.split_once(": ")
        && matches!(kind, "same" | "other")
    {
        let (a, b) = pair.split_once(" ~ ").expect("two mentions stand around ~");
        let group = |words: &str| {
            let is_it = |actor: &&Actor| actor.span.of(document.text()) == words;
            mentions.actors.iter().find(is_it).map(|actor| actor.group)
        };
        return match (group(a), group(b)) {
            (Some(a), Some(b)) => (a == b) == (kind == "same"),
            _ => false,
        };
    }
    // What befell those counted may be left out.
    let is_begun = |found: &String| {
        line.starts_with("quantity: ") && found.starts_with(&(line.to_owned() + ";"))
    };
    found.iter().any(|found| found == line || is_begun(found))
}

/// Every mention on a line, as the cases write them.
fn describe(document: &Document, mentions: &Mentions) -> Vec<String> {
    let text = document.text();
    let mut lines = Vec::new();
    for actor in &mentions.actors {
        let mut line = format!(
            "actor: {} = {}; {}; {}",
            actor.span.of(text),
            actor.name,
            actor.code.as_deref().or(actor.country.as_deref()).unwrap_or("-"),
            actor.kind
        );
        if let Some(role) = &actor.role {
            line += &format!("; role {role}");
        }
        if actor.inferred {
            line += "; inferred";
        }
        if !actor.members.is_empty() {
            line += &format!("; members {}", actor.members.len());
        }
        lines.push(line);
    }
    for place in &mentions.places {
        let mut line = format!(
            "place: {} = {}; {}; {}",
            place.span.of(text),
            place.name,
            place.country.as_deref().unwrap_or("-"),
            place.feature.as_deref().unwrap_or("-")
        );
        if place.latitude.is_some() {
            line += "; point";
        }
        lines.push(line);
    }
    for time in &mentions.times {
        let mut line = format!("time: {} = {} {}", time.span.of(text), time.kind, time.value);
        if let Some(modifier) = time.modifier {
            line += &format!(" {modifier}");
        }
        if let (Some(begin), Some(end)) = (time.begin, time.end) {
            line += &format!("; {}..{}", show(begin), show(end));
        }
        if !time.candidates.is_empty() {
            let years: Vec<String> = time.candidates.iter().map(ToString::to_string).collect();
            line += &format!("; years {}", years.join(" "));
        }
        lines.push(line);
    }
    for quantity in &mentions.quantities {
        let bound = |bound: Option<u64>| bound.map_or_else(String::new, |n| n.to_string());
        let mut line = format!(
            "quantity: {} = {}..{}",
            quantity.span.of(text),
            bound(quantity.min),
            bound(quantity.max)
        );
        if let Some(unit) = &quantity.unit {
            line += &format!(" {unit}");
        }
        if let Some(of) = quantity.of {
            line += &format!("; of {}", of.of(text));
        }
        if let Some(hedge) = &quantity.hedge {
            line += &format!("; hedge {hedge}");
        }
        let mut harms: Vec<String> = Vec::new();
        for loss in &quantity.losses {
            let harm = match loss.reality {
                Reality::Actual => format!("; {}", loss.harm),
                reality => format!("; {} ({reality})", loss.harm),
            };
            if !harms.contains(&harm) {
                harms.push(harm);
            }
        }
        line += &harms.concat();
        if let Some(whole) = quantity.part_of {
            line += &format!("; part of {}", mentions.quantities[whole.0].span.of(text));
        }
        if quantity.is_cumulative {
            line += "; cumulative";
        }
        lines.push(line);
    }
    for total in &mentions.totals {
        let figure = |figure: Option<u64>| figure.map_or_else(String::new, |n| n.to_string());
        let mut line = format!("total: {} = {}", total.harm, figure(total.best));
        if total.low != total.best || total.high != total.best {
            line += &format!(" of {}..{}", figure(total.low), figure(total.high));
        }
        lines.push(line);
    }
    lines
}

fn show(moment: Moment) -> String {
    match moment {
        Moment::Day(day) => day.to_string(),
        Moment::Clock(clock) => clock.to_string(),
        Moment::Instant(instant) => instant.to_string(),
    }
}
