//! Whole cases: a text, and the claims that it makes, one a line.
//!
//! `tests/suite/*.toml` holds them; the trees they are read over stand in `tests/trees.conllu`,
//! written by `tests/trees.py`. A line reads: type and mode, trigger, who -> whom, mode of speaking
//! where it is not actual, losses, speakers outermost first, place, time.
#![allow(clippy::disallowed_methods)] // a test reads its cases from disk

use std::collections::HashMap;

use hearsay_claims::{
    Act, Attribution, Claim, Claims, Modality, Polarity, Principal, Toll, locating,
};
use hearsay_mentions::{Actor, ActorId, ActorKind, GroupId, Mentions, Moment, Quantity};
use hearsay_syntax::{Document, Span, conllu};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    text: String,
    created: Option<String>,
    claims: Option<Vec<String>>,
    /// In what mode each event is spoken of, and how firmly.
    stances: Option<Vec<String>>,
    /// Each loss: of whom, whose figure.
    tolls: Option<Vec<String>>,
    /// Who acts on whom.
    principals: Option<String>,
    /// Source, cue and content of each act of saying.
    attributions: Option<Vec<String>>,
    /// The one event that the text is coded as.
    coded: Option<String>,
    /// What the police did.
    police: Option<Vec<String>>,
    /// A word that names an event, for `places` and `when`.
    event: Option<String>,
    /// Where the event was.
    places: Option<Vec<String>>,
    /// When the claim whose trigger has the word says that it was.
    when: Option<String>,
    /// What we wish were true: told when it comes true.
    #[serde(default)]
    not_yet: bool,
}

#[test]
fn every_case_reads_as_written() {
    let trees = trees();
    let mut wrong = Vec::new();
    let mut count = 0;
    let mut paths: Vec<_> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite"))
        .expect("the suite's folder")
        .map(|entry| entry.expect("a readable folder").path())
        .collect();
    paths.sort();
    for path in paths {
        let file: File = toml::from_str(&std::fs::read_to_string(&path).expect("a readable case"))
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for case in file.case {
            count += 1;
            let Some(document) = trees.get(case.text.trim()) else {
                wrong.push(format!("{}: no stored tree; run tests/trees.py", case.name));
                continue;
            };
            let created = case
                .created
                .as_deref()
                .map(|day| day.parse::<jiff::civil::Date>().expect("a date").at(12, 0, 0, 0));
            let mentions = hearsay_mentions::find(document, created);
            let claims = hearsay_claims::read(document, &mentions);
            let mut got: Vec<String> =
                claims.claims.iter().map(|claim| line(document, &mentions, claim)).collect();
            let mut holds = case.claims.is_none_or(|wanted| got == wanted);
            if let Some(wanted) = case.stances {
                got = claims.claims.iter().map(|claim| stance(document, claim)).collect();
                holds &= got == wanted;
            }
            if let Some(wanted) = case.tolls {
                got = losses(document, &mentions, &claims);
                holds &= got == wanted;
            }
            if let Some(wanted) = case.principals {
                got = vec![principals(document, &mentions, &claims)];
                holds &= got[0] == wanted;
            }
            if let Some(wanted) = case.attributions {
                got = claims.attributions.iter().map(|said| saying(document, said)).collect();
                holds &= got == wanted;
            }
            if let Some(wanted) = case.coded {
                got = vec![coded(document, &mentions, &claims)];
                holds &= got[0] == wanted;
            }
            if let Some(wanted) = case.police {
                let conduct = hearsay_claims::police(document, &mentions);
                got = conduct.iter().map(|one| one.as_str().to_owned()).collect();
                holds &= got == wanted;
            }
            let event = case.event.as_deref().unwrap_or_default();
            if let Some(wanted) = case.places {
                got = places(document, &mentions, event);
                holds &= got == wanted;
            }
            if let Some(wanted) = case.when {
                got = vec![when(document, &claims, event)];
                holds &= got[0] == wanted;
            }
            if holds == case.not_yet {
                let remark = if case.not_yet { " (has come true)" } else { "" };
                wrong.push(format!("## {}{remark}\n{}", case.name, got.join("\n")));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} cases\n{}", wrong.len(), wrong.join("\n"));
}

fn trees() -> HashMap<String, Document> {
    let stored = include_str!("trees.conllu");
    let documents = stored.split("# newdoc").skip(1).map(|block| {
        let body = block.split_once('\n').map_or("", |(_, body)| body);
        let document = conllu::read(body).expect("stored trees are sound");
        (document.text().trim().to_owned(), document)
    });
    documents.collect()
}

/// Who acts on whom, on one line.
fn principals(document: &Document, mentions: &Mentions, claims: &Claims) -> String {
    let found = hearsay_claims::principals(document, mentions, claims);
    let list = |all: &[Principal]| {
        let words: Vec<&str> = all.iter().map(|one| one.span.of(document.text())).collect();
        words.join(" + ")
    };
    format!("{} -> {}", list(&found.sources), list(&found.targets)).trim().to_owned()
}

/// An act of saying on one line.
fn saying(document: &Document, said: &Attribution) -> String {
    let words = |spans: &[Span]| {
        let words: Vec<&str> = spans.iter().map(|span| span.of(document.text())).collect();
        words.join(" ... ")
    };
    let line = format!("{} | {} | {}", words(&said.source), words(&said.cue), words(&said.content));
    line.trim_start().to_owned()
}

/// The type and mode of the one event that a text is coded as.
fn coded(document: &Document, mentions: &Mentions, claims: &Claims) -> String {
    let event = hearsay_claims::principals(document, mentions, claims).coded;
    event.map_or(String::new(), |event| match event.mode {
        Some(mode) => format!("{}/{mode}", event.kind),
        None => event.kind,
    })
}

/// Where the event is that a word names.
fn places(document: &Document, mentions: &Mentions, event: &str) -> Vec<String> {
    let token = (0..document.len()).find(|i| document.word(*i) == event).expect("the event's word");
    let found = locating::places(document, mentions, token);
    let mut names: Vec<Span> =
        found.iter().map(|place| locating::name(document, mentions, *place)).collect();
    names.sort_unstable();
    names.iter().map(|name| name.of(document.text()).to_owned()).collect()
}

/// The days of the first claim whose trigger has a word.
fn when(document: &Document, claims: &Claims, event: &str) -> String {
    let has = |claim: &&Claim| claim.trigger.of(document.text()).split(' ').any(|w| w == event);
    let claim = claims.claims.iter().find(has).unwrap_or_else(|| panic!("no claim of {event:?}"));
    days(claim).trim_start_matches("; on ").trim_start_matches("; ").to_owned()
}

/// The mode of a claim on one line: type, trigger, modality, certainty, speakers.
fn stance(document: &Document, claim: &Claim) -> String {
    let trigger = claim.trigger.of(document.text());
    let mut out = format!("{} [{trigger}] {}", claim.event.kind, claim.modality);
    if claim.polarity == Polarity::Negative && claim.modality != Modality::Denied {
        out += " not so";
    }
    out += &format!(", {}", claim.certainty);
    out + &speakers(document, claim)
}

/// The losses of every claim, one a line: figure, hedge, who, whose, running total or new, mode of
/// speaking where it is not actual, speakers.
fn losses(document: &Document, mentions: &Mentions, claims: &Claims) -> Vec<String> {
    let text = document.text();
    let mut found = Vec::new();
    for claim in &claims.claims {
        for toll in &claim.toll {
            let mut out = figure(toll);
            if let Some(hedge) = &toll.hedge {
                out += &format!(" ({hedge})");
            }
            if let Some(who) = &toll.who {
                out += &format!(" {who}");
            }
            if let Some(side) = toll.side {
                out += &format!(" of {}", mentions.actors[side.0].span.of(text));
            }
            out += match toll.cumulative {
                Some(true) => ", in all",
                Some(false) => ", more",
                None => "",
            };
            if claim.modality != Modality::Actual {
                out += &format!("; {}", claim.modality);
            }
            found.push(out + &speakers(document, claim));
        }
    }
    found
}

/// A toll's kind and range: "killed 12", "wounded 24..".
fn figure(toll: &Toll) -> String {
    match (toll.min, toll.max) {
        (Some(min), Some(max)) if min == max => format!("{} {min}", toll.kind),
        (min, max) => {
            let show = |n: Option<u64>| n.map_or(String::new(), |n| n.to_string());
            format!("{} {}..{}", toll.kind, show(min), show(max))
        }
    }
}

/// Who says it, outermost first, and what the innermost does in saying so.
fn speakers(document: &Document, claim: &Claim) -> String {
    let chain: Vec<&str> = claim
        .claimants
        .iter()
        .map(|c| c.span.map_or("?", |span| span.of(document.text())))
        .collect();
    match (chain.is_empty(), claim.act) {
        (true, Act::Assert) => String::new(),
        (true, act) => format!("; ({act})"),
        (false, act) => format!("; by {} ({act})", chain.join(" <- ")),
    }
}

/// A claim on one line.
fn line(document: &Document, mentions: &Mentions, claim: &Claim) -> String {
    let text = document.text();
    let words = |id: &ActorId| mentions.actors[id.0].span.of(text).to_owned();
    let list = |ids: &[ActorId]| ids.iter().map(words).collect::<Vec<_>>().join(" + ");
    let mut out = claim.event.kind.clone();
    if let Some(mode) = &claim.event.mode {
        out += &format!("/{mode}");
    }
    out += &format!(" [{}]", claim.trigger.of(text));
    if !claim.actors.is_empty() {
        out += &format!(" {}", list(&claim.actors));
    }
    if !claim.recipients.is_empty() {
        out += &format!(" -> {}", list(&claim.recipients));
    }
    if claim.modality != Modality::Actual {
        out += &format!("; {}", claim.modality);
    }
    if claim.polarity == Polarity::Negative && claim.modality != Modality::Denied {
        out += "; not so";
    }
    for toll in &claim.toll {
        out += &format!("; {}", figure(toll));
        if let Some(who) = &toll.who {
            out += &format!(" {who}");
        }
    }
    if !claim.claimants.is_empty() {
        let chain: Vec<String> = claim
            .claimants
            .iter()
            .map(|c| c.span.map_or("?".to_owned(), |span| span.of(text).to_owned()))
            .collect();
        out += &format!("; by {} ({})", chain.join(" <- "), claim.act);
    }
    if let Some(place) = claim.place {
        out += &format!("; at {}", mentions.places[place.0].span.of(text));
    }
    out += &days(claim);
    out
}

/// A claim's time, if it has one.
fn days(claim: &Claim) -> String {
    let day = |moment: Moment| match moment {
        Moment::Day(day) => day.to_string(),
        Moment::Clock(clock) => clock.to_string(),
        Moment::Instant(instant) => instant.to_string(),
    };
    match claim.time.as_ref().map(|when| (when.begin, when.end)) {
        Some((Some(begin), Some(end))) if begin == end => format!("; on {}", day(begin)),
        Some((Some(begin), Some(end))) => format!("; from {} to {}", day(begin), day(end)),
        _ => String::new(),
    }
}

/// A sentence as a tree of random shape and labels, over words that the rules know.
fn any_sentence() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "killed",
        "troops",
        "said",
        "according",
        "to",
        "of",
        "\"",
        "“",
        "”",
        "not",
        "ceasefire",
        "accused",
        "each",
        "other",
        "16",
        "Tarsk",
        "it",
        "was",
        "reported",
        "this",
        "denied",
        ",",
        ".",
        "\\n\\n",
        "call",
        "for",
        "that",
        "é",
        "talks",
        "held",
        "—",
        "citing",
        "informs",
        "•",
    ]);
    let deps = prop::sample::select(hearsay_syntax::Dep::ALL.to_vec());
    let tags = prop::sample::select(hearsay_syntax::Tag::ALL.to_vec());
    let poss = prop::sample::select(hearsay_syntax::Pos::ALL.to_vec());
    let token = (words, deps, tags, poss, any::<prop::sample::Index>());
    prop::collection::vec(token, 1..25).prop_map(|tokens| {
        // Each token hangs on an earlier one, so there is one root and no cycle; the order of the
        // words is then turned for half of them by the choice of the root.
        let mut out = String::new();
        for (i, (word, dep, tag, pos, head)) in tokens.iter().enumerate() {
            let head = if i == 0 { 0 } else { head.index(i) + 1 };
            let lemma = word.trim_end_matches("ed").to_lowercase();
            out += &format!("{}\t{word}\t{lemma}\t{pos}\t{tag}\t_\t{head}\t{dep}\t_\t_\n", i + 1);
        }
        out
    })
}

/// Mentions strewn over the tokens, fitting or not.
fn any_mentions(document: &Document) -> Mentions {
    let mut mentions = Mentions::default();
    for i in 0..document.len() {
        let span = document.span_of(i..i + 1);
        if i % 3 == 0 {
            mentions.actors.push(Actor {
                span,
                tokens: i..i + 1,
                head: i,
                name: "someone".to_owned(),
                code: None,
                country: None,
                kind: ActorKind::Person,
                sector: None,
                role: None,
                group: GroupId(i % 4),
                members: Vec::new(),
                member_countries: Vec::new(),
                inferred: false,
                rule: "person",
                from: None,
            });
        }
        if i % 4 == 1 {
            mentions.quantities.push(Quantity {
                span,
                tokens: i..i + 1,
                head: i,
                min: Some(3),
                max: None,
                unit: None,
                of: None,
                of_head: None,
                hedge: None,
                is_implied: false,
                losses: Vec::new(),
                part_of: None,
                is_cumulative: false,
            });
        }
    }
    mentions
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever the tree, reading gives spans on character boundaries and references that exist.
    #[test]
    fn any_tree_is_read(sentences in prop::collection::vec(any_sentence(), 1..5)) {
        let document = conllu::read(&sentences.join("\n")).expect("trees by construction");
        let mentions = any_mentions(&document);
        let claims = hearsay_claims::read(&document, &mentions);
        let text = document.text();
        for claim in &claims.claims {
            prop_assert!(!claim.evidence.is_empty());
            for span in claim.evidence.iter().chain([&claim.trigger]).chain(&claim.instruments) {
                prop_assert!(text.get(span.start..span.end).is_some_and(|words| !words.is_empty()));
            }
            for claimant in &claim.claimants {
                prop_assert!(claimant.attribution.0 < claims.attributions.len());
            }
        }
        for attribution in &claims.attributions {
            for span in attribution.source.iter().chain(&attribution.cue).chain(&attribution.content) {
                prop_assert!(text.get(span.start..span.end).is_some());
            }
            prop_assert!(attribution.within.is_none_or(|outer| outer.0 < claims.attributions.len()));
        }
        prop_assert_eq!(claims, hearsay_claims::read(&document, &mentions));
    }
}
