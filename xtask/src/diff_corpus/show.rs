//! The differences as a table to read.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::pairs::{Change, Diff, Part};
use super::told::Told;

/// So many of each kind are shown unless all are asked for.
const SHOWN: usize = 15;
/// So many lines of counts.
const COUNTED: usize = 25;

/// Everything that changed.
pub(super) fn table(diff: &Diff, all: bool) -> String {
    let mut out = String::new();
    let shown = if all { usize::MAX } else { SHOWN };
    let parts = [("claims", &diff.claims), ("attributions", &diff.attributions)];
    for (name, part) in parts {
        let _ = writeln!(
            out,
            "{name}: {} before, {} after in {} articles: {} gained, {} lost, {} changed",
            part.before,
            part.after,
            diff.articles,
            part.gained.len(),
            part.lost.len(),
            part.changed.len()
        );
    }
    for (name, part) in parts {
        if part.gained.is_empty() && part.lost.is_empty() && part.changed.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n==== {name} ====");
        let by = if name == "claims" { "event" } else { "act" };
        counts(&mut out, by, part, |told| vec![told.event.clone()]);
        counts(&mut out, "rule", part, |told| rules(&told.rule));
        fields(&mut out, part);
        list(&mut out, "GAINED", &part.gained, shown);
        list(&mut out, "LOST", &part.lost, shown);
        changes(&mut out, &part.changed, shown);
    }
    out
}

/// The rows and frames that a rule names, each once.
fn rules(rule: &str) -> Vec<String> {
    let mut found: Vec<String> = rule
        .split([';', '+'])
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn counts(out: &mut String, title: &str, part: &Part, keys: fn(&Told) -> Vec<String>) {
    let mut counts: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let mut add = |told: &Told, at: usize| {
        for key in keys(told) {
            counts.entry(key).or_default()[at] += 1;
        }
    };
    part.gained.iter().for_each(|(_, told)| add(told, 0));
    part.lost.iter().for_each(|(_, told)| add(told, 1));
    part.changed.iter().for_each(|change| add(&change.after, 2));
    let mut rows: Vec<(String, [usize; 3])> = counts.into_iter().collect();
    rows.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.iter().sum::<usize>()));
    let wide = rows.iter().take(COUNTED).map(|(key, _)| key.chars().count()).max().unwrap_or(0);
    let wide = wide.max(12);
    let _ = writeln!(out, "\n{:<wide$}  gained    lost changed", format!("by {title}"));
    for (key, [gained, lost, changed]) in rows.iter().take(COUNTED) {
        let _ = writeln!(out, "{key:<wide$} {gained:>7} {lost:>7} {changed:>7}");
    }
    if rows.len() > COUNTED {
        let _ = writeln!(out, "… and {} more", rows.len() - COUNTED);
    }
}

/// How often each field changed.
fn fields(out: &mut String, part: &Part) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, ..) in part.changed.iter().flat_map(|change| &change.fields) {
        *counts.entry(name).or_default() += 1;
    }
    if counts.is_empty() {
        return;
    }
    let words: Vec<String> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
    let _ = writeln!(out, "\nfields that changed: {}", words.join(", "));
}

fn list(out: &mut String, title: &str, all: &[(String, Told)], shown: usize) {
    if all.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{title} ({})", all.len());
    for (article, told) in all.iter().take(shown) {
        let _ = writeln!(out, "  {article}: {}", summary(told));
        let _ = writeln!(out, "      {}", told.context);
        if !told.rule.is_empty() {
            let _ = writeln!(out, "      {}", told.rule);
        }
    }
    more(out, all.len(), shown);
}

fn changes(out: &mut String, all: &[Change], shown: usize) {
    if all.is_empty() {
        return;
    }
    let _ = writeln!(out, "\nCHANGED ({})", all.len());
    for change in all.iter().take(shown) {
        let _ = writeln!(out, "  {}: {}", change.article, summary(&change.after));
        let _ = writeln!(out, "      {}", change.after.context);
        for (name, before, after) in &change.fields {
            let _ = writeln!(out, "      {name}: {} → {}", or_dash(before), or_dash(after));
        }
    }
    more(out, all.len(), shown);
}

fn more(out: &mut String, all: usize, shown: usize) {
    if all > shown {
        let _ = writeln!(out, "  … and {} more (--all shows them)", all - shown);
    }
}

fn or_dash(words: &str) -> String {
    let words: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(120) {
        _ if words.is_empty() => "–".to_owned(),
        Some((end, _)) => format!("{} …", &words[..end]),
        None => words,
    }
}

/// A claim or attribution on a line.
fn summary(told: &Told) -> String {
    let field = |name: &str| told.fields.get(name).map_or("", String::as_str);
    if told.fields.contains_key("source") {
        return format!("{} [{}] {}", or_dash(field("source")), field("cue"), told.event);
    }
    let mut words = vec![field("event").to_owned()];
    let who = [field("actors"), field("recipients")];
    if who.iter().any(|name| !name.is_empty()) {
        words.push(format!("{} → {}", or_dash(who[0]), or_dash(who[1])));
    }
    if !matches!(field("modality"), "actual" | "") {
        words.push(field("modality").to_uppercase());
    }
    words.extend([field("toll")].iter().filter(|w| !w.is_empty()).map(|w| (*w).to_owned()));
    if !told.speakers.is_empty() {
        words.push(format!("says {}", told.speakers));
    }
    words.join(", ")
}
