//! Stories in TOML, made into accounts.

use std::collections::BTreeMap;
use std::sync::Arc;

use hearsay::{EventForm, PlaceForm, SpanForm, WhenForm};
use hearsay_incidents::{Account, Actor, ArticleRef, Claim, Claimant, Figure, Statement, Toll};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    story: Vec<Story>,
}

/// A story: what is said, and what must come of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Story {
    /// What it shows.
    pub(crate) name: String,
    /// What is said, a line an act of saying.
    pub(crate) said: Vec<Line>,
    /// What must come of it.
    pub(crate) expect: Expected,
}

/// One act of saying.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Line {
    /// By which the story refers to it.
    pub(crate) id: String,
    /// The outlet.
    pub(crate) outlet: Option<String>,
    /// When it was published.
    pub(crate) on: String,
    /// The article, where two lines stand in one.
    pub(crate) article: Option<String>,
    /// The article that this one is a copy of.
    pub(crate) copy_of: Option<String>,
    /// The agency credited.
    pub(crate) credit: Option<String>,
    /// Who says so, outermost first, parted by `<`; see `actor`.
    pub(crate) by: Option<String>,
    /// The verb of saying.
    pub(crate) cue: Option<String>,
    /// The type of event.
    pub(crate) event: Option<String>,
    /// Its mode.
    pub(crate) mode: Option<String>,
    /// The words that name it.
    pub(crate) trigger: Option<String>,
    /// The words that say it.
    pub(crate) words: Option<String>,
    /// Who does it.
    pub(crate) doer: Option<String>,
    /// To whom.
    pub(crate) to: Option<String>,
    /// `deny`, `accuse`: what is done in saying so.
    pub(crate) act: Option<String>,
    /// Whether it is denied.
    pub(crate) denied: bool,
    /// The day of the event.
    pub(crate) day: Option<String>,
    /// The place: name, latitude, longitude.
    pub(crate) place: Option<(String, f64, f64)>,
    /// `16 killed`, `at least 16 killed`, `30-40 wounded`.
    pub(crate) toll: Option<String>,
    /// Who is counted.
    pub(crate) who: Option<String>,
    /// Whose loss.
    pub(crate) side: Option<String>,
    /// A statement: `link + Name`, `alone`, `belonging -`, `report - Name`.
    pub(crate) states: Option<String>,
}

/// What must come of a story. What is left out is not looked at, but for contradictions, changes
/// and one-sidedness, which are then none.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Expected {
    pub(crate) contradictions: Vec<String>,
    pub(crate) changes: Vec<String>,
    pub(crate) origins: Option<Vec<String>>,
    pub(crate) toll: Option<Vec<String>>,
    pub(crate) sides: Option<Vec<String>>,
    pub(crate) one_sided: Option<String>,
    pub(crate) admissions: Option<Vec<String>>,
}

/// The stories of a file.
pub(crate) fn parse(text: &str) -> Vec<Story> {
    toml::from_str::<File>(text).unwrap_or_else(|error| panic!("{error}")).story
}

impl Story {
    /// The line's id in what was found: claims, figures and statements end with it.
    pub(crate) fn label(&self, id: &str) -> String {
        id.rsplit(':').next().unwrap_or(id).to_owned()
    }

    /// The accounts, an article each.
    pub(crate) fn accounts(&self) -> Vec<Account> {
        let mut accounts: BTreeMap<String, Account> = BTreeMap::new();
        for (number, line) in self.said.iter().enumerate() {
            let article = line.article.clone().unwrap_or_else(|| line.id.clone());
            let account = accounts.entry(article.clone()).or_insert_with(|| Account {
                id: format!("account:{article}"),
                article: Arc::new(ArticleRef {
                    id: article.clone(),
                    publisher: line.outlet.clone(),
                    created: Some(line.on.clone()),
                    ..ArticleRef::default()
                }),
                main: true,
                credits: line.credit.iter().cloned().collect(),
                copy_of: line.copy_of.clone(),
                ..Account::default()
            });
            line.put(account, number * 100);
        }
        accounts.into_values().collect()
    }
}

impl Line {
    fn put(&self, account: &mut Account, at: usize) {
        let claimants: Vec<Claimant> = self
            .by
            .iter()
            .flat_map(|by| by.split('<'))
            .map(|by| {
                let cue = self.cue.as_deref().map(|cue| span(at, cue));
                Claimant { actor: actor(by, at), cue }
            })
            .collect();
        if let Some(states) = &self.states {
            let mut parts = states.splitn(3, ' ');
            account.statements.push(Statement {
                id: format!("statement:{}", self.id),
                about: parts.next().unwrap_or_default().to_owned(),
                polarity: parts.next().unwrap_or("+").to_owned(),
                of: parts.next().map(|name| actor(name, at)),
                span: span(at, self.words.as_deref().unwrap_or(states)),
                claimants,
                rule: String::new(),
            });
            return;
        }
        let toll = self.toll.as_deref().map(|toll| self.toll(toll, at));
        let words = self.words.as_deref().or(self.trigger.as_deref()).unwrap_or("attack");
        let place = self.place.as_ref().map(|(name, lat, lon)| PlaceForm {
            name: name.clone(),
            lat: Some(*lat),
            lon: Some(*lon),
            radius_km: Some(3.0),
            ..PlaceForm::default()
        });
        let claim = Claim {
            id: format!("claim:{}", self.id),
            article: Arc::clone(&account.article),
            evidence: vec![span(at, words)],
            trigger: span(at, self.trigger.as_deref().unwrap_or("attack")),
            event: EventForm {
                kind: self.event.clone().unwrap_or_else(|| "ASSAULT".to_owned()),
                mode: self.mode.clone(),
                quad: "MATERIAL CONFLICT".to_owned(),
                ..EventForm::default()
            },
            actors: self.doer.iter().map(|doer| actor(doer, at)).collect(),
            recipients: self.to.iter().map(|to| actor(to, at)).collect(),
            place,
            time: self.day.as_ref().map(|day| WhenForm {
                begin: Some(day.clone()),
                end: Some(day.clone()),
                precision: "day".to_owned(),
                ..WhenForm::default()
            }),
            toll: toll.iter().cloned().collect(),
            claimants: claimants.clone(),
            act: self.act.clone().unwrap_or_else(|| "assert".to_owned()),
            polarity: if self.denied { "-" } else { "+" }.to_owned(),
            certainty: "certain".to_owned(),
            modality: if self.denied { "denied" } else { "actual" }.to_owned(),
            ..Claim::default()
        };
        account.figures.extend(toll.map(|toll| Figure {
            id: format!("figure:{}", self.id),
            toll,
            claim: Some(claim.id.clone()),
            claimants,
            modality: "actual".to_owned(),
            ..Figure::default()
        }));
        account.claims.push(claim);
    }

    fn toll(&self, text: &str, at: usize) -> Toll {
        let (figure, kind) = text.rsplit_once(' ').expect("a toll is a figure and a kind");
        let number = |text: &str| text.parse::<u64>().expect("a number");
        let (min, max, hedge) = match figure.split_once(' ') {
            Some(("at", rest)) => {
                (Some(number(rest.trim_start_matches("least "))), None, Some("at least"))
            }
            Some(("about", rest)) => (Some(number(rest)), Some(number(rest)), Some("about")),
            Some(_) => panic!("{text}: at least N, about N, N-M or N"),
            None => match figure.split_once('-') {
                Some((min, max)) => (Some(number(min)), Some(number(max)), None),
                None => (Some(number(figure)), Some(number(figure)), None),
            },
        };
        Toll {
            kind: kind.to_owned(),
            min,
            max,
            hedge: hedge.map(str::to_owned),
            who: self.who.clone(),
            side: self.side.as_deref().map(|side| actor(side, at)),
            cumulative: None,
            span: span(at, figure),
        }
    }
}

fn span(start: usize, text: &str) -> SpanForm {
    SpanForm { start, end: start + text.chars().count(), text: text.to_owned() }
}

/// `Tarsk` is a country, `Tarsk army/MIL`, `Grey Hand/REBGRH`, `doctors/MED`, `Dov/person`; a name
/// alone in lower case is a source without a place in any list.
fn actor(text: &str, at: usize) -> Actor {
    let text = text.trim();
    let (name, code) = text.split_once('/').map_or((text, None), |(name, code)| (name, Some(code)));
    let lower = name.starts_with(char::is_lowercase);
    let (kind, sector) = match code {
        Some("MIL") => ("armed forces", Some("MIL")),
        Some("GOV") => ("government", Some("GOV")),
        Some("JRN") => ("media", Some("JRN")),
        Some("person") => ("person", None),
        Some("COP") => ("police", Some("COP")),
        Some("MED") => ("medical", Some("MED")),
        Some("CVL") => ("civilians", Some("CVL")),
        Some("UAF") => ("unidentified forces", Some("UAF")),
        Some(code) if code.contains("REB") => ("rebels", Some("REB")),
        Some(code) => panic!("{code}: no such sort of actor"),
        None if lower => ("source", None),
        None => ("country", None),
    };
    Actor {
        name: name.to_owned(),
        code: code.filter(|code| *code != "person").map(str::to_owned),
        kind: kind.to_owned(),
        sector: sector.map(str::to_owned),
        span: span(at, name),
        ..Actor::default()
    }
}
