//! Countries, capitals and bodies by name, where the sentence lets them act.

use std::ops::Range;

use hearsay_syntax::{Dep, EntityType, Pos, Tag};

use super::{Draft, Finder, Shape};
use crate::context::{NameHit, Nation, Of};
use crate::data::{Form, Label, Reading, What};
use crate::mention::{ActorKind, Sector};

impl Finder<'_, '_> {
    pub(super) fn names(&mut self) {
        let context = self.context;
        for hit in &context.names {
            if hit.tokens.clone().any(|i| self.covered[i] || self.in_time[i]) {
                continue;
            }
            let tokens = self.context.trim(hit.tokens.clone());
            if tokens.is_empty() {
                continue;
            }
            let head = self.head_of(tokens.clone());
            let above = context.head(head);
            let is_attributive =
                matches!(context.dep(head), Dep::Compound | Dep::Amod | Dep::Nmod) && above > head;
            let nation = context.nation(hit);
            if let Some(What::Body { code, kind, sector }) =
                context.referent(hit.of).map(|r| &r.what)
            {
                let is_before = is_attributive && context.is_noun(above);
                if is_before && !self.is_named_for(head) && !self.is_body_of_thing(*kind, head) {
                    continue;
                }
                let name = context.referent(hit.of).map_or_else(String::new, |r| r.name.clone());
                if *kind == ActorKind::Party
                    && let Some((start, of)) = self.nation_of_party(tokens.start)
                    && nation.as_ref() != Some(&of)
                {
                    let tokens = start..tokens.end;
                    let name = context.words(tokens.clone());
                    let label = Label { kind: *kind, sector: *sector };
                    self.push_named(tokens, head, name, None, Some(of), label);
                    continue;
                }
                self.push_named(
                    tokens,
                    head,
                    name,
                    code.clone(),
                    nation,
                    Label { kind: *kind, sector: *sector },
                );
                continue;
            }
            if self.is_nation_of_thing(hit, head) {
                let name = nation.as_ref().map_or_else(String::new, |nation| nation.name.clone());
                self.push_state(tokens, head, name, nation, ActorKind::Country);
                continue;
            }
            match hit.form {
                Form::People | Form::Adjective => {
                    let is_noun = (context.is_noun(head) || self.is_people_after_the(&tokens))
                        && !is_attributive
                        && context.dep(head) != Dep::Poss
                        && (hit.form == Form::People
                            || context.tag(head) != Tag::Nnp
                            || self.is_people_after_the(&tokens)
                            || self.has_article(tokens.start));
                    if is_noun && !matches!(context.lower(head), "us" | "u.s.") {
                        let label = Label { kind: ActorKind::Civilians, sector: Some(Sector::Cvl) };
                        let name = context.words(tokens.clone());
                        let is_people = hit.form == Form::People
                            && matches!(hit.of, Of::Local(_))
                            && nation.as_ref().is_none_or(|n| n.name == name);
                        let label = if is_people {
                            Label { kind: ActorKind::People, sector: None }
                        } else {
                            label
                        };
                        // "Bosnian Serbs": the country in front is theirs.
                        let floor = context.sentence(head).start;
                        let parent = hit.tokens.start.checked_sub(1).and_then(|before| {
                            let start = context.name(before)?.tokens.start;
                            let nation = self.parent_nation(hit, floor)?;
                            (!self.covered[start]).then_some((start, nation))
                        });
                        let (tokens, nation) = match parent {
                            Some((start, parent)) => (start..tokens.end, Some(parent)),
                            None => (tokens, nation),
                        };
                        let name = context.words(tokens.clone());
                        self.push_named(tokens, head, name, None, nation, label);
                    }
                }
                Form::Name => {
                    if is_attributive || self.reading(hit, head) != Reading::Actor {
                        continue;
                    }
                    let is_country = context.is_country_like(hit);
                    let name = match hit.of {
                        Of::Known(_) if is_country => nation.as_ref().map(|n| n.name.clone()),
                        _ => None,
                    };
                    let name = name.unwrap_or_else(|| context.words(tokens.clone()));
                    let kind = if is_country { ActorKind::Country } else { ActorKind::Government };
                    self.push_state(tokens, head, name, nation, kind);
                }
            }
        }
    }

    /// Where a party's name begins with its country, and which: "the Spanish Socialists", "Hungary's
    /// ruling Labour Party". Parties of many countries share the names of the tables.
    fn nation_of_party(&self, start: usize) -> Option<(usize, Nation)> {
        let context = self.context;
        let floor = context.sentence(start).start;
        let mut at = start;
        while at > floor && start - at < 4 {
            at -= 1;
            if let Some(hit) = context.name(at) {
                let is_free = hit.tokens.clone().all(|i| !self.covered[i]);
                let begins = if is_free { hit.tokens.start } else { start };
                let owns = context.tag(hit.tokens.end) == Tag::Pos;
                let is_country = context.is_country_like(hit) && hit.form != Form::People;
                return (is_country && (hit.form == Form::Adjective || owns))
                    .then(|| context.nation(hit))
                    .flatten()
                    .map(|nation| (begins, nation));
            }
            if !matches!(context.tag(at), Tag::Jj | Tag::Nn | Tag::Vbg | Tag::Pos) {
                return None;
            }
        }
        None
    }

    /// A country or capital that acts.
    fn push_state(
        &mut self,
        tokens: Range<usize>,
        head: usize,
        name: String,
        nation: Option<Nation>,
        kind: ActorKind,
    ) {
        let shape = if nation.is_some() { Shape::State } else { Shape::Named };
        self.cover(tokens.clone(), true);
        self.drafts.push(Draft {
            tokens,
            head,
            name,
            code: None,
            nation,
            kind,
            sector: (kind == ActorKind::Government).then_some(Sector::Gov),
            role: None,
            shape,
            nations: Vec::new(),
            body: None,
            speaks_for_organization: false,
            is_nation_inferred: false,
            rule: "state",
        });
    }

    /// Whether a country is named by what stands before a thing: "Chinese ships", "U.S. bombs".
    /// Whoever reads the ships' deed needs to know whose they are.
    fn is_nation_of_thing(&self, hit: &NameHit, head: usize) -> bool {
        let context = self.context;
        let above = context.head(head);
        let is_before = matches!(context.dep(head), Dep::Amod | Dep::Compound | Dep::Nmod)
            && above > head
            && above - head <= 6
            && matches!(context.tag(above), Tag::Nn | Tag::Nns)
            && !self.covered[above]
            && !self.in_time[above];
        let names_nation = match hit.form {
            Form::Adjective => true,
            Form::People => false,
            // Other names before a noun say where: "the Iraq war".
            Form::Name => {
                matches!(context.lower(head), "us" | "u.s." | "u.s" | "uk" | "u.k." | "uae")
                    || matches!(hit.of, Of::Local(_)) && context.tag(head) != Tag::Jj
            }
        };
        // "the Oravian city of Hask": the noun only says where that is.
        let is_ground = context.lexicon.features.contains_key(context.base(above))
            && (context.tag(above) == Tag::Nn || context.lower(above + 1) == "of");
        is_before
            && names_nation
            && context.is_country_like(hit)
            && context.nation(hit).is_some()
            && !is_ground
            && !matches!(context.base(above), "capital" | "border" | "coast" | "soil" | "side")
    }

    /// Whether a body is named by what stands before a thing: "Hamas rockets", "the NATO bombing". An
    /// agency's report is only told by it.
    fn is_body_of_thing(&self, kind: ActorKind, head: usize) -> bool {
        let context = self.context;
        let above = context.head(head);
        let is_thing = matches!(context.tag(above), Tag::Nn | Tag::Nns)
            && above - head <= 6
            && !self.covered[above]
            && !self.in_time[above];
        is_thing && !matches!(kind, ActorKind::Media | ActorKind::Business)
    }

    /// "The French were proud": an adjective that stands for the people.
    fn is_people_after_the(&self, tokens: &Range<usize>) -> bool {
        let context = self.context;
        let head = tokens.end - 1;
        matches!(context.tag(head), Tag::Jj | Tag::Nnp)
            && tokens.start > 0
            && context.lower(tokens.start - 1) == "the"
            && matches!(context.dep(head), Dep::Nsubj | Dep::Nsubjpass | Dep::Dobj)
    }

    fn has_article(&self, start: usize) -> bool {
        start > 0 && matches!(self.context.lower(start - 1), "a" | "an" | "one" | "another")
    }

    /// Whether a body before a noun still acts: "the UN Stephane Dujarric", a misread verb.
    pub(super) fn is_named_for(&self, head: usize) -> bool {
        self.heads_phrase(head, head + 1)
    }

    /// Whether a country or town acts here or is ground.
    pub(super) fn reading(&self, hit: &NameHit, head: usize) -> Reading {
        let context = self.context;
        let is_country = context.is_country_like(hit);
        let is_capital = matches!(context.referent(hit.of).map(|r| &r.what), Some(What::Capital))
            || matches!(hit.of, Of::Local(n) if context.locals[n].capital_of.is_some());
        if context.opens_dateline(hit.tokens.start) {
            return Reading::Place;
        }
        // "Armenia and Azerbaijan": the first of a chain says what all are.
        let mut at = head;
        for _ in 0..8 {
            if context.dep(at) != Dep::Conj
                || context.head(at) >= at
                || !context.is_noun(context.head(at))
            {
                break;
            }
            at = context.head(at);
        }
        let above = context.head(at);
        let look = |lemma: &str, preposition: &str| {
            context.lexicon.governors.get(&(lemma.to_owned(), preposition.to_owned())).copied()
        };
        let verb = context.base(above);
        match context.dep(at) {
            Dep::Nsubj => {
                let may_act = is_country || is_capital || context.lexicon.speech.contains(verb);
                // "Moscow was ready" speaks of the government, "Moscow is a city" does not.
                let is_ready = is_capital
                    && verb == "be"
                    && context
                        .document
                        .children(above)
                        .take(60)
                        .any(|c| context.dep(c) == Dep::Acomp);
                if is_ready {
                    return Reading::Actor;
                }
                match look(verb, if is_country { "country subject" } else { "subject" }) {
                    Some(reading) => reading,
                    None if may_act && !matches!(context.pos(above), Pos::Noun | Pos::Adj) => {
                        Reading::Actor
                    }
                    None => Reading::Place,
                }
            }
            // "Baghdad was shaken" tells of the town, though one who hits Baghdad hits the state.
            Dep::Nsubjpass => match look(verb, "passive").or_else(|| look(verb, "")) {
                _ if is_country => Reading::Actor,
                Some(reading) if is_capital => reading,
                _ => Reading::Place,
            },
            Dep::Poss if context.lexicon.features.contains_key(context.base(above)) => {
                Reading::Place
            }
            Dep::Poss
                if matches!(
                    context.base(above),
                    "border"
                        | "capital"
                        | "soil"
                        | "north"
                        | "south"
                        | "east"
                        | "west"
                        | "outskirt"
                        | "centre"
                        | "center"
                        | "airspace"
                ) =>
            {
                Reading::Place
            }
            Dep::Poss if is_country || is_capital => Reading::Actor,
            Dep::Dobj | Dep::Dative => {
                look(verb, "").unwrap_or(if is_country { Reading::Actor } else { Reading::Place })
            }
            Dep::Pobj if context.dep(above) == Dep::Agent && (is_country || is_capital) => {
                Reading::Actor
            }
            Dep::Pobj => {
                if !is_country && !is_capital {
                    return Reading::Place;
                }
                let preposition = context.lower(above);
                let governor = context.head(above);
                let lemma = context.base(governor);
                match look(lemma, preposition) {
                    Some(reading) => reading,
                    None => match preposition {
                        "by" | "with" | "against" => Reading::Actor,
                        "between" if is_country => match lemma {
                            "line" | "border" | "road" | "frontier" | "zone" => Reading::Place,
                            _ => Reading::Actor,
                        },
                        "between" => match lemma {
                            "talk" | "negotiation" | "war" | "conflict" | "tension"
                            | "relation" | "call" | "agreement" | "conversation" => Reading::Actor,
                            _ => Reading::Place,
                        },
                        _ => Reading::Place,
                    },
                }
            }
            _ => Reading::Place,
        }
    }

    pub(super) fn organizations(&mut self) {
        let context = self.context;
        for entity in context.document.entities() {
            let is_named = matches!(entity.label, EntityType::Org | EntityType::Person);
            if !is_named
                || context.lexicon.features.contains_key(context.base(entity.tokens.end - 1))
            {
                continue;
            }
            let mut tokens = context.trim(entity.tokens.clone());
            let is_way = |i| matches!(context.lower(i), "to" | "from" | "into");
            let is_money = |i: usize| context.word(i).contains(['$', '£', '€']);
            let is_none = |i| self.covered[i] || self.in_time[i] || is_way(i) || is_money(i);
            if tokens.is_empty()
                || tokens.clone().any(is_none)
                || !context.is_capitalized(tokens.start)
                || tokens.clone().all(|i| context.name(i).is_some())
                || !context.is_noun(tokens.end - 1)
                // Where all is in capitals the model takes any word for a body.
                || context.is_in_capitals && tokens.len() == 1 && entity.label == EntityType::Org
            {
                continue;
            }
            let head = self.head_of(tokens.clone());
            let above = context.head(head);
            if matches!(context.dep(head), Dep::Compound | Dep::Amod | Dep::Nmod)
                && above > head
                && !self.heads_phrase(head, tokens.end)
            {
                continue;
            }
            while tokens.start < head && context.tag(tokens.start) == Tag::Dt {
                tokens.start += 1;
            }
            let nation = self.nation_within(tokens.clone(), tokens.end);
            let name = context.words(tokens.clone());
            self.push_named(
                tokens,
                head,
                name,
                None,
                nation,
                Label { kind: ActorKind::Organization, sector: None },
            );
            self.drafts.last_mut().expect("it was just pushed").rule = "entity";
        }
    }
}
