//! Perpetrators: who did it, persons and organizations apart, and on whose word.

use std::collections::BTreeSet;

use hearsay::ActorForm;
use serde_json::{Value, json};

use super::deeds::Deed;
use super::incidents::Incident;
use super::story::{Side, Story, is_name, upper};
use super::victims::described;
use super::words::{self, Kind};

const FACT: &str = "REPORTED AS FACT";
const ADMITTED: &str = "CLAIMED OR ADMITTED";
const ACCUSED: &str = "SUSPECTED OR ACCUSED";
const ACCUSED_BY_AUTHORITIES: &str = "SUSPECTED OR ACCUSED BY AUTHORITIES";
const POSSIBLE: &str = "POSSIBLE";

/// Who is said to have done it.
#[derive(Debug, Default)]
pub(super) struct Perpetrators {
    pub(super) individuals: Vec<String>,
    organizations: Vec<(String, &'static str)>,
}

/// A template names no more of either.
const MOST: usize = 2;

impl Perpetrators {
    pub(super) fn individuals(&self) -> Vec<&String> {
        self.individuals.iter().take(MOST).collect()
    }

    pub(super) fn organizations(&self) -> Vec<Value> {
        let form =
            |(name, confidence): &(String, &str)| json!({"name": name, "confidence": confidence});
        self.organizations.iter().take(MOST).map(form).collect()
    }

    fn add_individual(&mut self, words: String) {
        let known = |other: &String| other.contains(&words) || words.contains(other.as_str());
        if !words.is_empty() && !self.individuals.iter().any(known) {
            self.individuals.push(words);
        }
    }

    /// An accusation or admission says more than that it is told as a fact.
    fn add_organization(&mut self, name: String, confidence: &'static str) {
        if name.is_empty() {
            return;
        }
        match self.organizations.iter_mut().find(|(known, _)| *known == name) {
            Some(known) if confidence != FACT => known.1 = confidence,
            Some(_) => {}
            None => self.organizations.push((name, confidence)),
        }
    }
}

/// The perpetrators of each incident.
pub(super) fn perpetrators(story: &Story, incidents: &[Incident]) -> Vec<Perpetrators> {
    let mut found: Vec<Perpetrators> =
        incidents.iter().map(|incident| of_claims(story, incident)).collect();
    add_admissions(story, incidents, &mut found);
    for (incident, found) in incidents.iter().zip(&mut found) {
        if found.organizations.is_empty() {
            add_named_beside(story, incident, found);
        }
    }
    found
}

/// Those whom the claims name as doers.
fn of_claims(story: &Story, incident: &Incident) -> Perpetrators {
    let mut found = Perpetrators::default();
    for deed in &incident.deeds {
        for actor in &deed.doers {
            let no_doer = ["country", "sides", "international", "media", "ngo"];
            if no_doer.contains(&actor.kind.as_str())
                || incident.sufferers.contains(actor.group.as_str())
            {
                continue;
            }
            add_doer(story, deed, actor, &mut found);
        }
    }
    found
}

fn add_doer(story: &Story, deed: &Deed, actor: &ActorForm, found: &mut Perpetrators) {
    let Some(words) = told_words(story, actor) else { return };
    if words::ends(&words, Kind::Thing) {
        return;
    }
    let confidence = confidence(story, deed, actor, &words);
    let head = head(&words);
    if is_body(actor) && !words::ends(&head, Kind::Person) && actor.role.is_none() {
        let named = is_name(&actor.name) || words::has(&head, Kind::Body);
        if named {
            found.add_organization(words, confidence);
            return;
        }
    }
    let members = head.ends_with("MEMBERS") || head.ends_with("MEMBER") || head.ends_with("GROUP");
    found.add_individual(if members { words.clone() } else { head.clone() });
    for name in organizations_in(story, actor, &head) {
        found.add_organization(name, confidence);
    }
}

/// The words of a mention; for a pronoun those of another mention of the same actor.
fn told_words(story: &Story, actor: &ActorForm) -> Option<String> {
    let told = |m: &&ActorForm| !words::all(&m.span.text, Kind::Pronoun);
    let mention =
        Some(actor).filter(told).or_else(|| story.mentions(actor).iter().copied().find(told))?;
    Some(described(&upper(&mention.span)))
}

/// The words of a mention before what tells more of it: "men" of "men wearing hoods".
fn head(words: &str) -> String {
    let all: Vec<&str> = words.split(' ').collect();
    let end = all.iter().skip(1).position(|word| words::is(word, Kind::Joins));
    all[..end.map_or(all.len(), |end| end + 1)].join(" ")
}

fn is_body(actor: &ActorForm) -> bool {
    matches!(
        actor.kind.as_str(),
        "government"
            | "armed forces"
            | "police"
            | "party"
            | "organization"
            | "intelligence"
            | "militia"
            | "rebels"
            | "criminals"
    )
}

/// The organizations that a mention of persons names: "guerrillas of the FMLN", "FMLN guerrillas".
fn organizations_in(story: &Story, actor: &ActorForm, head: &str) -> Vec<String> {
    let inside = |other: &&ActorForm| {
        other.id != actor.id
            && actor.span.start <= other.span.start
            && other.span.end <= actor.span.end
            && is_body(other)
            && is_name(&other.name)
    };
    let actors = story.reading.mentions.actors.iter();
    let mut names: Vec<String> = actors
        .filter(inside)
        .map(|other| without_members(&described(&upper(&other.span))))
        .collect();
    let coded = actor.code.is_some() && is_name(&actor.name);
    if names.is_empty() && coded && matches!(actor.kind.as_str(), "rebels" | "unidentified forces")
    {
        let name = without_members(head);
        let is_name = name != head && name.len() > 2 && !words::all(&name, Kind::Common);
        if is_name {
            names.push(name);
        } else if actor.inferred {
            names.push(actor.name.to_uppercase());
        }
    }
    names
}

/// "FMLN" of "FMLN guerrillas".
fn without_members(words: &str) -> String {
    let mut all: Vec<&str> = words.split(' ').collect();
    while all.len() > 1
        && (words::is(all[all.len() - 1], Kind::Person) || all.ends_with(&["GROUP"]))
    {
        all.pop();
    }
    all.join(" ")
}

/// On whose word somebody did it.
fn confidence(story: &Story, deed: &Deed, actor: &ActorForm, words: &str) -> &'static str {
    let Some(claim) = deed.claim else { return FACT };
    let claimant = story.claimant(claim);
    match () {
        () if claimant.is_some_and(|claimant| claimant.group == actor.group) => ADMITTED,
        () if claim.act == "accuse" && claimant.is_some_and(is_authority) => ACCUSED_BY_AUTHORITIES,
        () if claim.act == "accuse" => ACCUSED,
        () if claim.certainty == "possible" => POSSIBLE,
        () if claim.certainty == "probable" || words::begins(words, Kind::Alleged) => ACCUSED,
        () => FACT,
    }
}

fn is_authority(actor: &ActorForm) -> bool {
    matches!(
        actor.kind.as_str(),
        "government" | "armed forces" | "police" | "judiciary" | "intelligence" | "legislature"
    )
}

/// "The FAL claimed responsibility", "attributed to the FAL": to the nearest incident.
fn add_admissions(story: &Story, incidents: &[Incident], found: &mut [Perpetrators]) {
    const NEAR: usize = 400;
    const AFTER: usize = 60;
    const BEFORE: usize = 40;
    const ACCUSER: usize = 120;
    let actors = &story.reading.mentions.actors;
    for actor in actors.iter().filter(|actor| is_body(actor) && actor.role.is_none()) {
        let (start, end) = (actor.span.start, actor.span.end);
        let after = story.text(end, end + AFTER);
        let before = story.text(start.saturating_sub(BEFORE), start);
        let before = before.trim_end_matches(" THE").trim_end_matches(" the");
        let confidence = if words::has(&after, Kind::Claims) {
            ADMITTED
        } else if words::ends(before, Kind::Blames) {
            let accuser = actors.iter().rev().find(|other| other.span.end < start);
            let by = accuser.filter(|other| start - other.span.end < ACCUSER);
            if by.is_some_and(is_authority) { ACCUSED_BY_AUTHORITIES } else { ACCUSED }
        } else {
            continue;
        };
        let Some(name) = body_name(story, actor) else { continue };
        let nearest = (0..incidents.len()).min_by_key(|i| incidents[*i].distance(start));
        if let Some(i) = nearest.filter(|i| incidents[*i].distance(start) < NEAR) {
            found[i].add_organization(name, confidence);
        }
    }
}

/// The name of an organization that may be mentioned by another word.
fn body_name(story: &Story, actor: &ActorForm) -> Option<String> {
    if words::all(&actor.span.text, Kind::Pronoun) || !is_name(&actor.name) {
        let named = |m: &&&ActorForm| is_name(&m.name) && is_body(m) && m.role.is_none();
        return Some(story.mentions(actor).iter().find(named)?.name.to_uppercase());
    }
    Some(without_members(&described(&upper(&actor.span))))
}

/// Where nobody is named as the doer: an organization of rebels that the same sentence names.
fn add_named_beside(story: &Story, incident: &Incident, found: &mut Perpetrators) {
    let mut seen = BTreeSet::new();
    for deed in &incident.deeds {
        for actor in &story.reading.mentions.actors {
            let inside = (deed.sentence.0..deed.sentence.1).contains(&actor.span.start);
            let fits = actor.kind == "rebels"
                && actor.code.is_some()
                && actor.role.is_none()
                && is_name(&actor.name)
                && story.side(actor) == Side::Outlaw
                && !incident.sufferers.contains(actor.group.as_str())
                && !words::all(&actor.span.text, Kind::Pronoun);
            if !inside || !fits || !seen.insert(actor.group.as_str()) {
                continue;
            }
            let name = without_members(&described(&upper(&actor.span)));
            if !words::ends(&name, Kind::Person) && !words::all(&name, Kind::Common) {
                found.add_organization(name, FACT);
                return;
            }
        }
    }
}
