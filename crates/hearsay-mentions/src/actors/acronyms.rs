//! Bodies that the article itself abbreviates: "the Front for National Renewal (FNR)".

use std::collections::HashMap;
use std::ops::Range;

use super::{Draft, Finder, Shape};
use crate::context::Nation;
use crate::data::Label;
use crate::mention::ActorKind;

/// The longest acronym that is looked for.
const LONGEST: usize = 8;

/// A body with the acronym that the article gives it.
struct Abbreviated {
    name: String,
    nation: Option<Nation>,
    label: Label,
}

impl Finder<'_, '_> {
    /// Finds such bodies, and every place where the acronym stands for one.
    pub(super) fn acronyms(&mut self) {
        let context = self.context;
        let mut bodies: HashMap<&str, Abbreviated> = HashMap::new();
        for at in 2..context.len().saturating_sub(1) {
            let is_bracketed = context.lower(at - 1) == "(" && context.lower(at + 1) == ")";
            if !is_bracketed || !is_acronym(context.word(at)) {
                continue;
            }
            let Some(long) = self.spelled_out(at) else { continue };
            // What a table knows is read with its names.
            let is_known = |i: usize| context.name(i).is_some_and(|hit| hit.tokens.len() > 1);
            let is_taken = long.clone().any(|i| self.covered[i] || self.in_time[i]);
            if is_taken || long.clone().all(is_known) || context.name(at).is_some() {
                continue;
            }
            let body = Abbreviated {
                name: context.words(long.clone()),
                nation: self.nation_within(long.clone(), long.end),
                label: self.kind_of(long.clone()),
            };
            self.push_abbreviated(long, &body);
            bodies.entry(context.word(at)).or_insert(body);
        }
        if bodies.is_empty() {
            return;
        }
        for i in 0..context.len() {
            if !self.covered[i]
                && let Some(body) = bodies.get(context.word(i))
            {
                self.push_abbreviated(i..i + 1, body);
            }
        }
    }

    fn push_abbreviated(&mut self, tokens: Range<usize>, body: &Abbreviated) {
        self.cover(tokens.clone(), true);
        self.drafts.push(Draft {
            head: self.head_of(tokens.clone()),
            tokens,
            name: body.name.clone(),
            code: None,
            nation: body.nation.clone(),
            kind: body.label.kind,
            sector: body.label.sector,
            role: None,
            shape: Shape::Named,
            nations: Vec::new(),
            body: Some(body.name.clone()),
            speaks_for_organization: false,
            is_nation_inferred: false,
            rule: "acronym",
        });
    }

    /// The words before the bracket whose capitals make up the acronym at token `at`.
    fn spelled_out(&self, at: usize) -> Option<Range<usize>> {
        let context = self.context;
        let mut letters: Vec<char> =
            context.word(at).chars().filter(|c| c.is_alphabetic()).collect();
        let end = at - 1;
        let floor = context.sentence(end).start.max(end.saturating_sub(3 * letters.len()));
        let mut start = end;
        while start > floor && !letters.is_empty() {
            start -= 1;
            let initial = context.word(start).chars().next()?;
            if letters.last() == Some(&initial) {
                letters.pop();
            } else if initial.is_uppercase() || context.is_space(start) {
                return None;
            }
        }
        (letters.is_empty() && end - start > 1).then_some(start..end)
    }

    /// What a body is, by the nouns of its name: a front, a party, a ministry.
    fn kind_of(&self, name: Range<usize>) -> Label {
        let context = self.context;
        let mut known = name
            .rev()
            .filter_map(|i| context.phrase(&context.lexicon.collectives, i))
            .map(|(_, label)| *label);
        // "The People's Front" is not the people.
        let is_body = |label: &Label| {
            !matches!(
                label.kind,
                ActorKind::Civilians
                    | ActorKind::People
                    | ActorKind::Sides
                    | ActorKind::Unidentified
            )
        };
        known.find(is_body).unwrap_or(Label { kind: ActorKind::Organization, sector: None })
    }
}

fn is_acronym(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    (2..=LONGEST).contains(&letters)
        && word.chars().all(|c| c.is_uppercase() || matches!(c, '.' | '-'))
}
