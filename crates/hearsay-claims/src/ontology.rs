//! The ontology: PLOVER types and modes, CAMEO codes, Goldstein scores.

use std::collections::HashMap;
use std::sync::LazyLock;

use hearsay_syntax::{UnknownLabel, labels};
use serde::Deserialize;

use crate::claim::EventClass;
use hearsay_syntax::table::{self, DataError};

labels! {
    /// PLOVER event type.
    EventType {
        /// Agrees or promises to cooperate.
        Agree = "AGREE",
        /// Meets, visits, talks.
        Consult = "CONSULT",
        /// Supports in words or by diplomatic act.
        Support = "SUPPORT",
        /// Concedes in words.
        Concede = "CONCEDE",
        /// Cooperates materially.
        Cooperate = "COOPERATE",
        /// Gives aid.
        Aid = "AID",
        /// Withdraws, releases, ceases fire, resigns.
        Retreat = "RETREAT",
        /// Asks or demands.
        Request = "REQUEST",
        /// Condemns, accuses, investigates.
        Accuse = "ACCUSE",
        /// Refuses.
        Reject = "REJECT",
        /// Threatens.
        Threaten = "THREATEN",
        /// Protests.
        Protest = "PROTEST",
        /// Reduces relations.
        Sanction = "SANCTION",
        /// Shows or readies force.
        Mobilize = "MOBILIZE",
        /// Coerces: arrests, seizes, restricts.
        Coerce = "COERCE",
        /// Uses violence.
        Assault = "ASSAULT",
    }
}

/// An event type with its mode and code, as a row of the lexicon gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EventCode {
    pub(crate) kind: EventType,
    pub(crate) mode: Option<&'static str>,
    pub(crate) cameo: &'static str,
}

#[derive(Deserialize)]
struct File {
    event: Vec<Event>,
    coded: Vec<Amounts>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Event {
    name: String,
    done_to: bool,
    quad: String,
    #[allow(dead_code)] // kept for exports that speak PLOVER's scores
    score: f64,
    cameo: String,
    context: String,
    modes: Vec<String>,
    ended: Option<Amounts>,
    planned: Option<Amounts>,
    refused: Option<Amounts>,
    asked: String,
}

/// What doing something else with an event amounts to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Amounts {
    event: String,
    cameo: String,
}

pub(crate) struct Ontology {
    events: HashMap<EventType, Event>,
    goldstein: HashMap<&'static str, Option<f64>>,
    coded: Vec<Amounts>,
}

const FILE: &str = "data/ontology.toml";
const CAMEO: &str = "data/cameo.tsv";
const CAMEO_TEXT: &str = include_str!("../data/cameo.tsv");

/// The ontology, read once.
pub(crate) static ONTOLOGY: LazyLock<Ontology> =
    LazyLock::new(|| load().unwrap_or_else(|error| panic!("our own data is sound: {error}")));

/// Reads the ontology's two files.
pub(crate) fn load() -> Result<Ontology, DataError> {
    let file: File = toml::from_str(include_str!("../data/ontology.toml"))
        .map_err(|error| DataError::new(FILE, 0, error))?;
    let mut events = HashMap::new();
    for event in file.event {
        let kind = event.name.parse().map_err(|e: UnknownLabel| DataError::new(FILE, 0, e))?;
        events.insert(kind, event);
    }
    let mut goldstein = HashMap::new();
    for row in table::rows(CAMEO, CAMEO_TEXT)? {
        let score = row.optional("goldstein")?;
        goldstein.insert(row.get("code"), score);
    }
    if let Some(missing) = EventType::ALL.iter().find(|kind| !events.contains_key(*kind)) {
        return Err(DataError::new(FILE, 0, format!("no entry for {missing}")));
    }
    Ok(Ontology { events, goldstein, coded: file.coded })
}

impl Ontology {
    /// Checks an event written `TYPE` or `TYPE/mode` with its CAMEO code.
    pub(crate) fn code(
        &'static self,
        written: &str,
        cameo: Option<&str>,
    ) -> Result<EventCode, String> {
        let (kind, mode) = match written.split_once('/') {
            Some((kind, mode)) => (kind, Some(mode)),
            None => (written, None),
        };
        let kind: EventType = kind.parse().map_err(|error: UnknownLabel| error.to_string())?;
        let event = &self.events[&kind];
        let mode = match mode {
            Some(mode) => {
                let known = event.modes.iter().find(|known| *known == mode).ok_or_else(|| {
                    format!("`{mode}` is no mode of {kind}; it has {}", event.modes.join(", "))
                })?;
                Some(known.as_str())
            }
            None => None,
        };
        let cameo = cameo.unwrap_or(&event.cameo);
        let (cameo, _) = self
            .goldstein
            .get_key_value(cameo)
            .ok_or_else(|| format!("`{cameo}` is no CAMEO code; see {CAMEO}"))?;
        Ok(EventCode { kind, mode, cameo })
    }

    /// What it amounts to that an event of this kind is ended: an end of shelling is a ceasefire.
    pub(crate) fn ended(&'static self, kind: EventType) -> Option<EventCode> {
        self.amounts(self.events[&kind].ended.as_ref())
    }

    /// What it amounts to that an event of this kind is announced for later: a visit to come is
    /// an agreement, an attack to come a threat.
    pub(crate) fn planned(&'static self, kind: EventType) -> Option<EventCode> {
        self.amounts(self.events[&kind].planned.as_ref())
    }

    /// What it amounts to that an event of this kind is kept from: no talks are a rejection.
    pub(crate) fn refused(&'static self, kind: EventType) -> Option<EventCode> {
        self.amounts(self.events[&kind].refused.as_ref())
    }

    fn amounts(&'static self, to: Option<&'static Amounts>) -> Option<EventCode> {
        to.and_then(|to| self.code(&to.event, Some(&to.cameo)).ok())
    }

    /// The mode of a request for an event of this kind: asking for talks is `meet`.
    pub(crate) fn asked(&'static self, kind: EventType) -> &'static str {
        &self.events[&kind].asked
    }

    /// Whether an event of this kind is always done to somebody, told or not.
    pub(crate) fn is_done_to(&self, kind: EventType) -> bool {
        self.events[&kind].done_to
    }

    /// The code under CAMEO's head where PLOVER's manual has another.
    pub(crate) fn coded(&'static self, code: &EventCode) -> EventCode {
        let coded = self.coded.iter().find(|coded| coded.cameo == code.cameo);
        self.amounts(coded).unwrap_or_else(|| code.clone())
    }

    /// The full class of an event.
    pub(crate) fn class(&self, code: &EventCode) -> EventClass {
        let event = &self.events[&code.kind];
        EventClass {
            kind: code.kind.to_string(),
            mode: code.mode.map(str::to_owned),
            cameo: Some(code.cameo.to_owned()),
            quad: event.quad.clone(),
            goldstein: self.goldstein.get(code.cameo).copied().flatten(),
            context: vec![event.context.clone()],
        }
    }
}
