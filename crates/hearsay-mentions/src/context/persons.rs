//! Persons in the article: the model's entities and capitalized runs, without titles and places.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use hearsay_syntax::{Dep, EntityType};

use super::{Context, NameHit};
use crate::data::Form;

impl<'a> Context<'a> {
    /// Whether a name ends as a body's does; "Howard Baker" is none, though bakers are people.
    pub(super) fn ends_body(&self, tokens: Range<usize>) -> bool {
        use crate::ActorKind::{Civilians, Person};
        self.phrase(&self.lexicon.collectives, tokens.end - 1).is_some_and(|(_, label)| {
            tokens.len() == 1 || !matches!(label.kind, Civilians | Person)
        })
    }

    /// Last words of the names that the model takes for persons told in full.
    pub(super) fn surnames(&self) -> HashSet<&str> {
        let entities = self.document.entities().iter();
        entities
            .filter(|e| e.label == EntityType::Person)
            .map(|e| self.trim(e.tokens.clone()))
            .filter(|tokens| tokens.len() > 1)
            .map(|tokens| self.word(tokens.end - 1))
            .collect()
    }

    /// How often the model takes a name for a person and how often for a place, by its words.
    pub(super) fn votes(&self) -> HashMap<String, Votes> {
        let mut votes: HashMap<String, Votes> = HashMap::new();
        for entity in self.document.entities() {
            let name = self.words(self.trim(entity.tokens.clone()));
            let votes = votes.entry(name).or_default();
            match entity.label {
                EntityType::Person => votes.person += 1,
                EntityType::Gpe | EntityType::Loc | EntityType::Fac => votes.place += 1,
                _ => {}
            }
        }
        votes
    }

    /// Persons: the model's, less what the tables know better.
    pub(super) fn find_persons(&mut self) {
        let votes = self.votes();
        let located = self.located(&votes);
        let told_in_full: HashSet<String> =
            self.surnames().into_iter().map(str::to_owned).collect();
        let document = self.document;
        let mut persons: Vec<Range<usize>> = Vec::new();
        let mut surnames: HashMap<String, ()> = HashMap::new();
        for entity in document.entities() {
            let mut tokens = self.trim(entity.tokens.clone());
            let after_title = self.follows_title(tokens.start)
                || (tokens.len() > 1
                    && tokens.start > 0
                    && self.lower(tokens.start - 1) == ","
                    && self.follows_title(tokens.start - 1));
            // The model wavers; what it takes a name for more often holds for all of them.
            let name = self.words(tokens.clone());
            let votes = votes.get(&name).copied().unwrap_or_default();
            let fits = match entity.label {
                EntityType::Person => {
                    votes.person >= votes.place || after_title || told_in_full.contains(&name)
                }
                // "(Reporting by Nadia Feld)"
                EntityType::Org
                    if tokens.len() == 2
                        && tokens.start > 1
                        && self.lower(tokens.start - 1) == "by"
                        && matches!(self.lower(tokens.start - 2), "reporting" | "editing") =>
                {
                    tokens.clone().all(|i| self.is_proper(i) && self.name(i).is_none())
                }
                EntityType::Org | EntityType::Gpe | EntityType::Norp | EntityType::Fac => {
                    (after_title || votes.person > votes.place)
                        && tokens.clone().all(|i| self.is_proper(i) && self.name(i).is_none())
                }
                _ => false,
            };
            if !fits {
                continue;
            }
            if self
                .phrase(&self.lexicon.roles, tokens.start)
                .is_some_and(|(end, _)| end >= tokens.end)
            {
                // "Sgt" alone is a rank, not somebody.
                continue;
            }
            tokens = self.without_names(tokens);
            tokens = self.without_title(tokens);
            if tokens.is_empty()
                || !tokens.clone().any(|i| self.is_proper(i))
                || !self.is_capitalized(tokens.start)
                || (!after_title && located.contains(&self.words(tokens.clone())))
                // "Lower Penna" at the start of a sentence, where "Lower" may be any word
                || (tokens.start > 0
                    && located.contains(&self.words(tokens.start - 1..tokens.end)))
                || (tokens.len() == 1 && tokens.start > 0 && self.lower(tokens.start - 1) == "the")
                || self.ends_body(tokens.clone())
                || self.lexicon.features.contains_key(self.base(tokens.end - 1))
            {
                continue;
            }
            persons.push(tokens);
        }
        let mut taken = vec![false; self.len()];
        for person in &persons {
            taken[person.clone()].fill(true);
        }
        // A capitalized run right after a title is a person even when the model saw nothing.
        let mut i = 0;
        while i < self.len() {
            let starts = self.is_proper(i)
                && self.is_capitalized(i)
                && self.name(i).is_none()
                && !taken[i]
                && self.follows_title(i)
                && self.phrase(&self.lexicon.roles, i).is_none()
                && self.phrase(&self.lexicon.collectives, i).is_none();
            if !starts {
                i += 1;
                continue;
            }
            let mut end = i + 1;
            while end < self.len()
                && self.is_proper(end)
                && self.is_capitalized(end)
                && self.name(end).is_none()
                && !taken[end]
                && !self.document.token(end).starts_sentence
            {
                end += 1;
            }
            let is_body = (i..end).any(|t| self.ends_body(i..t + 1));
            if end - i >= 2 && end - i <= 4 && !is_body {
                persons.push(i..end);
            }
            i = end;
        }
        persons.sort_by_key(|p| (p.start, p.end));
        persons.dedup_by(|b, a| b.start < a.end);
        for person in &persons {
            if person.len() >= 2 {
                surnames.insert(self.document.word(person.end - 1).to_owned(), ());
            }
        }
        for person in &persons {
            taken[person.clone()].fill(true);
        }
        // A name told in full once is the same person when only the surname follows.
        for i in 0..self.len() {
            if !taken[i]
                && self.is_noun(i)
                && surnames.contains_key(self.document.word(i))
                && self.name(i).is_none()
                && !(i + 1 < self.len() && self.is_proper(i + 1) && self.dep(i) == Dep::Compound)
            {
                let start = if i > 0
                    && self.is_proper(i - 1)
                    && !taken[i - 1]
                    && self.dep(i - 1) == Dep::Compound
                    && self.head(i - 1) == i
                    && self.phrase(&self.lexicon.roles, i - 1).is_none()
                    && self.name(i - 1).is_none()
                {
                    i - 1
                } else {
                    i
                };
                persons.push(start..i + 1);
                taken[start..=i].fill(true);
            }
        }
        persons.sort_by_key(|p| p.start);
        // One word that the tables know as a place, and nobody's surname, is the place.
        persons.retain(|p| {
            let known = p.clone().filter(|i| self.name(*i).is_some()).count();
            !(known == p.len() && !(p.len() == 1 && surnames.contains_key(document.word(p.start))))
        });
        for person in &persons {
            self.person_at[person.clone()].fill(true);
            for i in person.clone() {
                self.name_at[i] = None;
            }
        }
        let keep = |hit: &NameHit| !hit.tokens.clone().any(|i| self.person_at[i]);
        let kept: Vec<NameHit> = self.names.iter().filter(|hit| keep(hit)).cloned().collect();
        self.names = kept;
        self.number_names();
        self.persons = persons;
        self.located = located;
    }

    /// A person's range without the names of places the model glued to it.
    pub(super) fn without_names(&self, mut tokens: Range<usize>) -> Range<usize> {
        while let Some(hit) = tokens.clone().next().and_then(|i| self.name(i)) {
            let is_given = hit.tokens.len() == 1
                && tokens.len() > 1
                && self.lexicon.given_names.contains(self.document.word(tokens.start));
            if is_given || hit.tokens.end > tokens.end || hit.tokens.start < tokens.start {
                break;
            }
            tokens.start = hit.tokens.end;
        }
        // A table name inside is a surname only if it may be one ("Michael Jordan").
        if let Some(hit) = tokens.clone().next_back().and_then(|i| self.name(i)) {
            let may_be_surname = hit.tokens.len() == 1
                && self.lexicon.given_names.contains(self.document.word(hit.tokens.start));
            if !may_be_surname {
                tokens.end = hit.tokens.start.max(tokens.start);
            }
        }
        self.trim(tokens)
    }

    /// A person's range without a title the model took in: "Col. Ivan Petrov".
    pub(super) fn without_title(&self, mut tokens: Range<usize>) -> Range<usize> {
        while tokens.len() > 1 {
            match self.phrase(&self.lexicon.roles, tokens.start) {
                Some((end, _)) if end < tokens.end => tokens.start = end,
                _ => break,
            }
        }
        self.trim(tokens)
    }

    /// Whether the words right before token `i` are a role in title position.
    pub(super) fn follows_title(&self, i: usize) -> bool {
        let sentence = self.sentence(i.min(self.len().saturating_sub(1)));
        // "Prime Minister of Albania Edi Rama": the title ends before "of".
        let mut i = i;
        if let Some(hit) = i.checked_sub(1).and_then(|at| self.name(at))
            && hit.form == Form::Name
        {
            let mut at = hit.tokens.start;
            if at > 0 && self.lower(at - 1) == "the" {
                at -= 1;
            }
            if at > 0 && matches!(self.lower(at - 1), "of" | "in" | "for") {
                i = at - 1;
            }
        }
        (i.saturating_sub(4)..i).any(|start| {
            start >= sentence.start
                && self.is_noun(start)
                && self
                    .phrase(&self.lexicon.roles, start)
                    .is_some_and(|(end, _)| end == i && !self.is_plural(end - 1))
        })
    }
}

/// What the model takes a name for in an article.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Votes {
    pub(super) person: usize,
    pub(super) place: usize,
}
