//! Common nouns and bodies: "Azerbaijani troops", "the Foreign Ministry", "both sides".

use std::ops::Range;

use hearsay_syntax::{Dep, Tag};

use super::{Draft, Finder, Institution, Shape, settle};
use crate::context::{NameHit, Nation};
use crate::data::{Form, Label, What};
use crate::mention::{ActorKind, Sector};

impl Finder<'_, '_> {
    pub(super) fn nouns(&mut self) {
        let mut i = 0;
        while i < self.context.len() {
            i = self.noun(i).unwrap_or(i + 1);
        }
    }

    /// Reads the noun that starts at token `i`, and says where to go on.
    pub(super) fn noun(&mut self, i: usize) -> Option<usize> {
        let context = self.context;
        if self.covered[i] || self.in_time[i] || (context.is_space(i)) {
            return None;
        }
        let role = self.role_at(i);
        let collective = context
            .phrase(&context.lexicon.collectives, i)
            .filter(|(end, _)| {
                (i..*end).any(|t| context.is_noun(t)) || self.is_nominal_participle(i)
            })
            .map(|(end, label)| (end, *label));
        let (end, label, is_role) = match (role, collective) {
            (Some((role_end, role)), Some((end, label))) => {
                let is_plural = context.is_plural(end - 1);
                if role_end > end || (role_end == end && !is_plural) {
                    (role_end, role, true)
                } else {
                    (end, label, false)
                }
            }
            (Some((end, label)), None) => (end, label, true),
            (None, Some((end, label))) => (end, label, false),
            (None, None) => return None,
        };
        if (i..end).any(|t| self.covered[t]) {
            return None;
        }
        // A name of the tables that runs over the phrase is read with the names.
        if let Some(hit) = context.name(end - 1)
            && hit.tokens.start <= i
            && hit.form == Form::Name
            && !self.is_of_a_nation(hit)
        {
            return None;
        }
        let head = (i..end)
            .find(|t| t + 1 < end && matches!(context.tag(t + 1), Tag::In))
            .unwrap_or(end - 1);
        if !self.heads_phrase(head, end) {
            return Some(end);
        }
        let start = self.left_edge(i);
        let is_proper_body = context.is_proper(head) && context.is_capitalized(head);
        let with_for = is_role || (is_proper_body && label.sector == Some(Sector::Gov));
        let right = self.right_edge(end, with_for);
        let noun = context.base(head).to_owned();
        let phrase: String = (i..end)
            .map(|t| if t == head { context.base(t) } else { context.lower(t) })
            .collect::<Vec<_>>()
            .join(" ");
        let is_plural = context.is_plural(head)
            || matches!(noun.as_str(), "people" | "police" | "troop" | "gunmen" | "media");
        let mut label = label;
        let mut nation = self.nation_within(start..right, i);
        let mut nations = self.nations_within(start..right);
        if nation.is_none() {
            nation = self.nation_after(right);
            nations.extend(nation.clone());
        }
        let institution = self.institution(start..right, &(i..end));
        if is_role || matches!(noun.as_str(), "group" | "crowd" | "office" | "team" | "family") {
            label = settle(label, institution.as_ref().map(|i| i.label), nation.is_some());
        }
        // "Hospital officials" are the hospital's.
        if noun == "official"
            && let Some(institution) = &institution
            && !matches!(institution.label.kind, ActorKind::Government | ActorKind::Unidentified)
        {
            label = institution.label;
        }
        // "Taliban soldiers" are the Taliban's, and fight for no state.
        let of_armed_group = self.armed_group(start..i).filter(|_| is_fighter(label));
        if let Some(group) = &of_armed_group {
            label = group.label;
        }
        if noun == "group"
            && let Some((_, members)) =
                (end..right).find_map(|t| context.phrase(&context.lexicon.collectives, t))
        {
            label = *members;
        }
        // An agency with a task in its name, as for labour or space, writes no news.
        if phrase == "agency" && self.is_of_task(start..i, head) {
            label = Label { kind: ActorKind::Organization, sector: None };
        }
        // "the Republic of Tarsk" is the state itself.
        if matches!(noun.as_str(), "republic" | "kingdom" | "federation" | "emirate")
            && nation.is_some()
        {
            label = Label { kind: ActorKind::Country, sector: None };
        }
        // "both sides", "the Armenian side"
        if label.kind == ActorKind::Sides && nation.is_some() && !is_plural {
            label = Label { kind: ActorKind::Country, sector: None };
        }
        let determiner = if start > 0 { context.lower(start - 1) } else { "" };
        let is_definite = matches!(
            determiner,
            "the" | "this" | "that" | "these" | "those" | "both" | "its" | "his" | "her" | "their"
        ) || (determiner == "two"
            && start > 1
            && matches!(context.lower(start - 2), "the" | "these" | "both"));
        // "both governments", "the two armies": the sides again.
        let is_each = matches!(determiner, "each" | "neither" | "either")
            || determiner == "other" && start > 1 && context.lower(start - 2) == "the";
        let are_both = determiner == "both" || (determiner == "two" && is_definite) || is_each;
        let may_be_both = matches!(label.sector, Some(Sector::Gov | Sector::Mil))
            && matches!(
                noun.as_str(),
                "government" | "army" | "leader" | "military" | "minister" | "president" | "state"
            );
        // "the bodies of soldiers" are dead, and act no more.
        if noun == "body" && is_plural && context.lower(end) == "of" {
            return Some(end);
        }
        // "The state of Kerala" is ground unless it acts, and "a state of emergency" nothing at all.
        if noun == "state" && !is_plural && context.lower(end) == "of" {
            let acts = matches!(context.dep(head), Dep::Nsubj | Dep::Nsubjpass);
            if !acts || !(end + 1..right).any(|t| context.is_capitalized(t)) {
                return Some(end);
            }
        }
        // "The source of the blaze" tells nobody anything.
        if noun == "source" && !is_plural && context.lower(end) == "of" {
            return Some(end);
        }
        if noun == "capital" && !(is_plural && are_both && nation.is_none()) {
            return Some(end);
        }
        // "The movement claimed a hit": of itself it names nobody.
        let stands_for_one = !is_plural
            && start == i
            && right == end
            && nation.is_none()
            && matches!(determiner, "the" | "this" | "that")
            && context.lexicon.descriptions.contains_key(&phrase);
        let takes_up = stands_for_one
            && (label.kind == ActorKind::Sides || self.is_uncertain(head, &noun, &nation, false))
            && matches!(context.dep(head), Dep::Nsubj | Dep::Nsubjpass | Dep::Dobj | Dep::Poss);
        if takes_up && label.kind == ActorKind::Sides {
            label = Label { kind: ActorKind::Country, sector: None };
        }
        if is_plural != is_each && nation.is_none() && are_both && may_be_both {
            label = Label { kind: ActorKind::Sides, sector: label.sector };
        }
        if noun == "party" && is_plural && is_definite && start == i && nation.is_none() {
            label = Label { kind: ActorKind::Sides, sector: None };
        }
        if label.kind == ActorKind::Sides {
            let is_sides = is_plural != is_each
                && (nation.is_none() || nations.len() > 1)
                && (is_definite
                    || matches!(determiner, "all" | "two" | "both")
                    || is_each
                    || matches!(noun.as_str(), "side" | "party"));
            if !is_sides {
                if noun == "party" && !is_plural {
                    label = Label { kind: ActorKind::Party, sector: Some(Sector::Pty) };
                } else {
                    return Some(end);
                }
            }
        }
        if !takes_up && self.is_uncertain(head, &noun, &nation, is_proper_body) {
            return Some(end);
        }
        // "NATO troops" are NATO's.
        let code_of_force =
            institution.as_ref().filter(|_| nation.is_none() && !is_role).and_then(|i| {
                let is_force =
                    i.label.kind == ActorKind::International && label.sector != Some(Sector::Igo);
                let sector = label.sector.filter(|_| is_force)?;
                Some(format!("{}{}", i.code.as_ref()?, sector.as_str()))
            });
        let is_several = is_plural && nations.len() > 1;
        let name = if is_several || label.kind == ActorKind::Sides {
            context.words(start..right)
        } else if label.kind == ActorKind::Country {
            nation.as_ref().map_or_else(|| context.words(start..end), |nation| nation.name.clone())
        } else {
            context.words(start..right)
        };
        let is_state_word = matches!(
            phrase.as_str(),
            "government" | "authority" | "leadership" | "side" | "regime" | "state" | "country"
        );
        let shape = if label.kind == ActorKind::Country && !takes_up
            || (is_state_word && nation.is_some() && !is_several)
        {
            Shape::State
        } else if is_proper_body && !is_role && (nation.is_some() || start < i || right > end) {
            Shape::Named
        } else {
            Shape::Noun { noun: phrase, is_definite, is_plural, takes_up }
        };
        let code = institution
            .as_ref()
            .and_then(|i| i.code.clone())
            .filter(|_| is_role || label.sector.is_none())
            .or(code_of_force)
            .or(of_armed_group.and_then(|group| group.code));
        // "the Interfax news agency" is Interfax.
        let is_itself = !is_plural
            && matches!(
                noun.as_str(),
                "agency" | "newspaper" | "broadcaster" | "channel" | "movement"
            )
            && institution.as_ref().is_some_and(|i| i.label.kind == label.kind && i.name.is_some());
        let own = institution.as_ref().filter(|_| is_itself);
        let (name, code) = match own {
            Some(body) => (body.name.clone().unwrap_or(name), body.code.clone()),
            None => (name, code),
        };
        let role = (is_role && !is_plural).then(|| context.words(i..end));
        let is_people = matches!(label.kind, ActorKind::Civilians | ActorKind::Police);
        self.drafts.push(Draft {
            tokens: start..right,
            head,
            name,
            code,
            nation: if is_several { None } else { nation },
            kind: label.kind,
            sector: label.sector,
            role,
            shape,
            nations,
            body: institution.and_then(|i| i.name),
            speaks_for_organization: false,
            is_nation_inferred: false,
            rule: "noun",
        });
        self.cover(start..end, true);
        self.cover(end..right, !is_people);
        Some(right)
    }

    /// Whether a nation has a body that goes by the name of an international one: "the Russian
    /// Security Council".
    fn is_of_a_nation(&self, hit: &NameHit) -> bool {
        let context = self.context;
        let is_international = context.referent(hit.of).is_some_and(|referent| {
            matches!(&referent.what, What::Body { kind: ActorKind::International, .. })
        });
        let is_nation = |i: usize| context.name(i).is_some_and(|hit| context.nation(hit).is_some());
        let (start, end) = (hit.tokens.start, hit.tokens.end);
        let is_before = start > 0
            && (is_nation(start - 1)
                || start > 1 && context.tag(start - 1) == Tag::Pos && is_nation(start - 2));
        is_international && (is_before || context.lower(end) == "of" && is_nation(end + 1))
    }

    /// Whether what stands before a noun says what it is for: "the Federal Labour Agency", "the
    /// space agency", but not "the Turan agency" or "the state agency".
    fn is_of_task(&self, before: Range<usize>, head: usize) -> bool {
        let context = self.context;
        let is_named = context.is_capitalized(head);
        before.into_iter().any(|t| {
            context.name(t).is_none()
                && (context.tag(t) == Tag::Nn || is_named && context.is_proper(t))
                && !matches!(context.lower(t), "news" | "press" | "state" | "information")
        })
    }

    /// The rebels, militia or gang named right before a noun: "Taliban fighters", "Hezbollah's men".
    fn armed_group(&self, before: Range<usize>) -> Option<Institution> {
        let found = self.institution(before, &(0..0))?;
        let bears_arms = matches!(
            found.label.kind,
            ActorKind::Rebels | ActorKind::Militia | ActorKind::Criminals
        );
        (bears_arms && found.name.is_some()).then_some(found)
    }

    /// "the wounded", "the dead": a participle that stands for people.
    pub(super) fn is_nominal_participle(&self, i: usize) -> bool {
        let context = self.context;
        i > 0
            && matches!(context.lower(i), "dead" | "wounded" | "injured")
            && context.lower(i - 1) == "the"
            && !context
                .document
                .children(context.head(i))
                .take(60)
                .any(|c| c == i - 1 && context.head(i) > i)
    }

    /// Whether a noun heads its phrase rather than standing before another noun.
    pub(super) fn heads_phrase(&self, head: usize, end: usize) -> bool {
        let context = self.context;
        let above = context.head(head);
        if !matches!(context.dep(head), Dep::Compound | Dep::Amod | Dep::Nmod | Dep::Npadvmod)
            || above <= head
        {
            return true;
        }
        // The model takes "the press service informs" for a compound; the clause ends there.
        above == end && context.is_misread_verb(above)
    }

    /// The country or town in "officials in Baku", "troops from the new Armenia", "a paper based in
    /// Baku", "activists from Fatah".
    pub(super) fn nation_after(&self, end: usize) -> Option<Nation> {
        let context = self.context;
        let mut at = if context.lower(end) == "based" { end + 1 } else { end };
        if !matches!(context.lower(at), "in" | "from") {
            return None;
        }
        at += 1;
        // A few words that only describe may stand before the name.
        for _ in 0..3 {
            if let Some(hit) = context.name(at) {
                return context.nation(hit);
            }
            if !matches!(context.tag(at), Tag::Dt | Tag::Jj | Tag::Vbn) {
                return None;
            }
            at += 1;
        }
        None
    }

    /// Whether "the" stands before the noun phrase of a head.
    fn has_the(&self, head: usize) -> bool {
        let context = self.context;
        let before = head.saturating_sub(4)..head;
        before.into_iter().any(|t| context.head(t) == head && context.lower(t) == "the")
    }

    /// Whether a noun that may mean a thing does so here.
    pub(super) fn is_uncertain(
        &self,
        head: usize,
        noun: &str,
        nation: &Option<Nation>,
        is_proper: bool,
    ) -> bool {
        let context = self.context;
        let table = &context.lexicon.uncertain;
        let Some(when) = table.get(noun).or_else(|| table.get(context.lower(head))) else {
            return false;
        };
        match when.as_str() {
            _ if is_proper => return false,
            "name" => return true,
            "plural" => return !context.is_plural(head),
            // "His opposition to the war" is nobody's party.
            "definite" if context.lower(head + 1) == "to" => return true,
            "definite" if self.has_the(head) => return false,
            _ if nation.is_some() => return false,
            _ => {}
        }
        let is_agent =
            context.dep(head) == Dep::Pobj && context.dep(context.head(head)) == Dep::Agent;
        !(matches!(context.dep(head), Dep::Nsubj | Dep::Nsubjpass) || is_agent)
    }
}

/// Whether a noun tells of those who bear arms.
fn is_fighter(label: Label) -> bool {
    matches!(label.sector, Some(Sector::Mil | Sector::Reb | Sector::Uaf | Sector::Prm))
}
