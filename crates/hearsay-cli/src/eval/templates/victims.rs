//! Victims: who suffered, by name and description, how many, and what became of them.

use std::collections::BTreeSet;

use hearsay::{ActorForm, HarmForm, QuantityForm};
use serde_json::{Value, json};

use super::deeds::{Deed, Sort};
use super::incidents::Incident;
use super::story::{Story, is_name, line, upper};
use super::words::{self, Kind};

/// How many suffered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Count {
    Exact(u64),
    Between(Option<u64>, Option<u64>),
    Plural,
}

/// Those who suffered, told apart as far as the text does.
#[derive(Clone, Debug)]
pub(super) struct Victim {
    pub(super) name: Option<String>,
    pub(super) description: Option<String>,
    pub(super) count: Count,
    pub(super) effect: Option<&'static str>,
}

impl Victim {
    pub(super) fn form(&self) -> Value {
        let number = match self.count {
            Count::Exact(number) => json!(number),
            Count::Between(low, high) => json!([low, high]),
            Count::Plural => json!("PLURAL"),
        };
        json!({
            "name": self.name,
            "description": self.description,
            "number": number,
            "effect": self.effect,
        })
    }
}

/// A template names no more of them.
const MOST: usize = 4;

/// The victims of an incident.
pub(super) fn victims(story: &Story, incident: &Incident) -> Vec<Victim> {
    let mut victims = Vec::new();
    for deed in &incident.deeds {
        let mut counted = BTreeSet::new();
        for (quantity, harm) in &deed.harms {
            add(&mut victims, of_quantity(story, quantity, harm, &mut counted));
        }
        for actor in &deed.sufferers {
            if !counted.contains(actor.group.as_str()) {
                add(&mut victims, of_actor(story, deed, actor));
            }
        }
    }
    if incident.sort == Sort::Kidnapping {
        for victim in victims.iter_mut().filter(|victim| victim.effect == Some("INJURY")) {
            victim.effect = None;
        }
    }
    let only = victims.len() == 1;
    victims.retain(|v| {
        let vague = v.description.as_deref().is_some_and(|d| words::is(d, Kind::Vague));
        only || v.name.is_some() || !vague || v.count != Count::Plural
    });
    victims.truncate(MOST);
    victims
}

/// Those whom a quantity counts; the groups of actors among them are noted.
fn of_quantity<'r>(
    story: &Story<'r>,
    quantity: &QuantityForm,
    harm: &HarmForm,
    counted: &mut BTreeSet<&'r str>,
) -> Option<Victim> {
    let effect = match harm.kind.as_str() {
        "killed" => Some("DEATH"),
        "wounded" => Some("INJURY"),
        _ => None,
    };
    let count = match (quantity.min, quantity.max) {
        (Some(low), Some(high)) if low == high => Count::Exact(low),
        (None, None) => Count::Plural,
        (low, high) => Count::Between(low, high),
    };
    let span = quantity.of.as_ref().unwrap_or(&quantity.span);
    let who = quantity.of.as_ref().map(|of| described(&upper(of)));
    let actors = story.reading.mentions.actors.iter();
    let actor = actors
        .filter(|actor| actor.span.start < span.end && span.start < actor.span.end)
        .min_by_key(|a| a.span.end.abs_diff(span.end) + a.span.start.abs_diff(span.start));
    let (mut name, mut description) = (None, who.clone());
    if let Some(actor) = actor {
        counted.insert(&actor.group);
        let (called, described_as) = called(story, actor);
        if count == Count::Exact(1) {
            description = described_as.or(if called.is_some() { None } else { who });
            name = called;
        } else if described_as.as_ref().is_some_and(|longer| {
            called.is_none() && who.as_ref().is_some_and(|who| longer.starts_with(who.as_str()))
        }) {
            description = described_as;
        }
    }
    let others = ["OTHERS", "OTHER", "OTHER PERSONS", "OTHER PEOPLE", "MORE"];
    if description.as_deref().is_some_and(|words| others.contains(&words)) {
        description = Some("PERSONS".to_owned());
    }
    Some(Victim { name, description, count, effect })
}

/// Somebody to whom a deed was done.
fn of_actor(story: &Story, deed: &Deed, actor: &ActorForm) -> Option<Victim> {
    const BODIES: [&str; 9] = [
        "government",
        "organization",
        "armed forces",
        "ngo",
        "international",
        "media",
        "business",
        "party",
        "rebels",
    ];
    if matches!(actor.kind.as_str(), "country" | "sides") {
        return None;
    }
    let (name, description) = called(story, actor);
    let plural = description.as_deref().is_some_and(is_plural);
    if name.is_none() {
        let body = BODIES.contains(&actor.kind.as_str()) && actor.role.is_none() && !plural;
        if body || words::ends(&actor.span.text, Kind::Building) {
            return None;
        }
    }
    let count = if name.is_none() && plural { Count::Plural } else { Count::Exact(1) };
    let attempt = deed.trigger.to_lowercase().contains("attempt");
    let effect = match () {
        () if words::is(&deed.lemma, Kind::Deadly) && !attempt => Some("DEATH"),
        () if words::is(&deed.lemma, Kind::Wounding) => Some("INJURY"),
        () => None,
    };
    Some(Victim { name, description, count, effect })
}

/// Whether a description's head is a plural.
fn is_plural(description: &str) -> bool {
    const PLURALS: [&str; 7] = ["S", "PEOPLE", "MEN", "WOMEN", "CHILDREN", "PERSONNEL", "POLICE"];
    let head = description.split(" OF ").next().unwrap_or_default();
    let head = head.split(" FROM ").next().unwrap_or_default();
    PLURALS.iter().any(|end| head.ends_with(end))
}

/// A description without determiners and numbers.
pub(super) fn described(words: &str) -> String {
    words::without_lead(words, Kind::Determiner)
}

/// What an actor is called in the article: the fullest name, the fullest description.
pub(super) fn called(story: &Story, actor: &ActorForm) -> (Option<String>, Option<String>) {
    const NO_PERSONS: [&str; 5] =
        ["organization", "armed forces", "ngo", "international", "country"];
    let mentions: Vec<&&ActorForm> = story
        .mentions(actor)
        .iter()
        .filter(|m| !m.inferred || m.id == actor.id)
        .filter(|m| m.role.is_some() || !NO_PERSONS.contains(&m.kind.as_str()))
        .collect();
    let names = mentions.iter().filter(|m| m.kind != "rebels").filter_map(|m| person_name(&m.name));
    let name = names.rev().max_by_key(String::len);
    let Some(name) = name else {
        let told = |m: &ActorForm| !words::all(&m.span.text, Kind::Pronoun);
        let mention = if told(actor) {
            Some(actor)
        } else {
            story.mentions(actor).iter().copied().find(|m| told(m))
        };
        return (None, mention.map(|m| described(&upper(&m.span))));
    };
    let mut descriptions: Vec<String> = Vec::new();
    for mention in mentions {
        let words = upper(&mention.span);
        let first = name.split_whitespace().next().unwrap_or_default();
        let before = words.split(first).next().filter(|_| words.contains(first));
        if let Some(before) = before {
            let before = described(before.trim_matches([' ', ',', '"']));
            if !before.is_empty() && !words::all(&before, Kind::Determiner) {
                descriptions.push(before);
            }
            descriptions.extend(apposition(story, mention));
        } else if mention.role.is_some() && !mention.inferred {
            descriptions.push(described(&words));
        }
        if !mention.inferred {
            descriptions.extend(mention.role.as_ref().map(|role| role.to_uppercase()));
        }
    }
    (Some(name), descriptions.into_iter().rev().max_by_key(String::len))
}

/// A person's name in capitals without titles, if words are one.
fn person_name(words: &str) -> Option<String> {
    let name = words::without_lead(words, Kind::Title);
    let acronym = !name.contains(' ') && name.chars().all(|c| c.is_uppercase() || c == '-');
    let plain = is_name(&name) && !acronym && !words::all(&name, Kind::Pronoun);
    (plain && !words::is(&name, Kind::Title)).then(|| name.to_uppercase())
}

/// What stands after a name between commas: ", a member of the town council,".
fn apposition(story: &Story, mention: &ActorForm) -> Option<String> {
    const LONGEST: usize = 120;
    let role = mention.role.as_deref()?.split_whitespace().last()?.to_uppercase();
    let after = story.text(mention.span.end, mention.span.end + LONGEST).to_uppercase();
    let mut parts = after.strip_prefix(", ")?.split([',', '.', ';']).map(str::trim);
    let part = parts.find(|part| !part.chars().all(|c| c.is_ascii_digit()))?;
    let part = part.split(" WHO ").next()?.split(" WAS ").next()?.split(" WERE ").next()?;
    let part = part.split(" AND ").next()?;
    let words = described(part);
    words.split(' ').any(|word| word == role).then(|| line(&words))
}

/// Adds a victim, or what is new about one who is there already.
fn add(victims: &mut Vec<Victim>, victim: Option<Victim>) {
    let Some(mut new) = victim else { return };
    let empty = |words: &String| words::all(words, Kind::Pronoun);
    new.description = new.description.filter(|description| !empty(description));
    if new.name.is_none() {
        let Some(description) = &new.description else { return };
        if words::has(description, Kind::Outlaw) || words::has(description, Kind::Military) {
            return;
        }
    }
    let Some(known) = victims.iter_mut().find(|known| are_same(known, &new)) else {
        victims.push(new);
        return;
    };
    let longer = |a: &Option<String>, b: &Option<String>| {
        b.as_ref().map_or(0, String::len) > a.as_ref().map_or(0, String::len)
    };
    if longer(&known.name, &new.name) {
        known.name = new.name;
    }
    if known.description.is_none() {
        known.description = new.description;
    }
    if known.count == Count::Plural {
        known.count = new.count;
    }
    if known.effect.is_none() || new.effect == Some("DEATH") {
        known.effect = new.effect.or(known.effect);
    }
}

/// Whether two victims share a word of their names, or of their descriptions where not both have
/// names.
fn are_same(a: &Victim, b: &Victim) -> bool {
    let share = |a: &Option<String>, b: &Option<String>| {
        let words = |text: &Option<String>| -> BTreeSet<String> {
            let text = text.as_deref().unwrap_or_default();
            let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 1);
            words.filter(|w| !matches!(*w, "OF" | "THE" | "AND")).map(str::to_owned).collect()
        };
        !words(a).is_disjoint(&words(b))
    };
    let both_named = a.name.is_some() && b.name.is_some();
    share(&a.name, &b.name) || (!both_named && share(&a.description, &b.description))
}
