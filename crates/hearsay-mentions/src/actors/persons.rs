//! Persons, with the office that the text gives them before or after the name.

use std::ops::Range;

use hearsay_syntax::{Dep, Pos, Tag};

use super::{Draft, Finder, Shape, settle};
use crate::data::Label;
use crate::mention::ActorKind;

impl Finder<'_, '_> {
    pub(super) fn persons(&mut self) {
        for person in self.context.persons.clone() {
            if person.clone().any(|i| self.covered[i]) {
                continue;
            }
            let title = self.title_before(person.start);
            let mut start = title.as_ref().map_or(person.start, |title| title.start);
            let mut outer = self.title_joined(start, &person);
            let after = self.title_after(person.end);
            if let Some(outer) = &outer {
                start = outer.start;
            } else if title.is_none()
                && let Some(after) = &after
            {
                outer = Some(Title {
                    start,
                    role: after.role.clone(),
                    label: after.label,
                    within: after.within.clone(),
                });
            }
            let tokens = start..person.end;
            let head = self.head_of(person.clone());
            let name = self.context.words(person.clone());
            let mut draft = Draft {
                tokens: tokens.clone(),
                head,
                name,
                code: None,
                nation: None,
                kind: ActorKind::Person,
                sector: None,
                role: None,
                shape: Shape::Person,
                nations: Vec::new(),
                body: None,
                speaks_for_organization: false,
                is_nation_inferred: false,
                rule: "person",
            };
            // The outer office says in what quality someone acts, the inner one of which country.
            for title in [outer, title].into_iter().flatten() {
                let nation = self.nation_within(title.within.clone(), title.role.start);
                if draft.role.is_none() {
                    let institution = self.institution(title.within.clone(), &title.role);
                    draft.role = Some(self.context.words(title.role.clone()));
                    let label = settle(
                        title.label,
                        institution.as_ref().map(|i| i.label),
                        nation.is_some(),
                    );
                    draft.kind = label.kind;
                    draft.sector = label.sector;
                    draft.speaks_for_organization = institution.as_ref().is_some_and(|i| {
                        i.code.is_none() && i.label.kind == ActorKind::Organization
                    });
                    draft.code = institution.as_ref().and_then(|i| i.code.clone());
                    draft.body = institution.and_then(|i| i.name);
                }
                draft.nation = draft.nation.or(nation);
            }
            let is_after = after.is_some();
            self.cover(tokens, true);
            if let Some(after) = after
                && is_after
            {
                // The apposition says who it is; a body named in it stays a mention of its own.
                self.covered[after.role.clone()].fill(true);
                self.drafts.push(draft);
                continue;
            }
            self.drafts.push(draft);
        }
    }

    /// The office right before a name: "Russian President", "Ombudsman in Karabakh".
    pub(super) fn title_before(&self, name: usize) -> Option<Title> {
        let context = self.context;
        let mut sentence = context.sentence(name).start;
        // "Sgt. Viktor Lehn": the model may end a sentence at the stop of the rank.
        let mut anchor = name;
        if name >= 2
            && context.lower(name - 1) == "."
            && context.word(name - 2).len() <= 4
            && self.role_at(name - 2).is_some_and(|(end, _)| end == name - 1)
        {
            anchor = name - 1;
            sentence = context.sentence(name - 2).start;
        }
        let floor = name.saturating_sub(18).max(sentence);
        let mut best: Option<(usize, usize, Label)> = None;
        let mut at = anchor;
        while at > floor {
            at -= 1;
            let allowed = stands_in_office(context.tag(at)) || context.is_hyphen(at);
            if !allowed || self.covered[at] || self.in_time[at] || context.person_at[at] {
                break;
            }
            if !context.is_noun(at) && context.tag(at) != Tag::Jj {
                continue;
            }
            let Some((end, label)) = self.role_at(at) else { continue };
            if end == anchor {
                // "Foreign Minister" inside "Deputy Foreign Minister": the longest wins.
                best = Some((at, end, label));
                continue;
            }
            if end > name || best.as_ref().is_some_and(|(_, end, _)| *end == anchor) {
                continue;
            }
            let is_complement = matches!(context.lower(end), "of" | "for" | "in" | "to" | "at")
                && context.tag(name - 1) != Tag::Dt
                && context.tag(name - 1) != Tag::In
                && context.tag(name - 1) != Tag::Cc
                && !context.words(end..name).contains(" and the ");
            // A country right before the name is the office's; a lone "of" needs a noun.
            if is_complement {
                best = Some((at, end, label));
            }
        }
        let (start, end, label) = best?;
        let edge = self.left_edge(start);
        Some(Title { start: edge, role: start..end, label, within: edge..name })
    }

    /// A role of the table that starts at token `i`, as a noun.
    pub(super) fn role_at(&self, i: usize) -> Option<(usize, Label)> {
        let context = self.context;
        let (end, label) = context.phrase(&context.lexicon.roles, i)?;
        if !(i..end).any(|t| context.is_noun(t)) {
            return None;
        }
        Some((end, *label))
    }

    /// The longest role that ends where another does: "deputy speaker" for "speaker".
    pub(super) fn longest_role(
        &self,
        at: usize,
        end: usize,
        label: Label,
        floor: usize,
    ) -> (usize, Label) {
        (at.saturating_sub(3).max(floor)..at)
            .find_map(|start| {
                let (known, label) = self.role_at(start)?;
                (known == end && !self.covered[start]).then_some((start, label))
            })
            .unwrap_or((at, label))
    }

    /// An office joined by a comma before the name and its own title: "the OSCE
    /// Chairman-in-Office, Prime Minister of Albania Edi Rama".
    pub(super) fn title_joined(&self, start: usize, person: &Range<usize>) -> Option<Title> {
        let context = self.context;
        let sentence = context.sentence(person.start).start;
        if start < sentence + 2 || context.lower(start - 1) != "," {
            return None;
        }
        let comma = start - 1;
        let head = self.head_of(person.clone());
        let follows = context.lower(person.end);
        for at in (comma.saturating_sub(14).max(sentence)..comma).rev() {
            let tag = context.tag(at);
            let allowed = stands_in_office(tag) || tag == Tag::PrpPoss;
            if !allowed || context.person_at[at] || self.in_time[at] {
                return None;
            }
            let Some((end, label)) = self.role_at(at) else { continue };
            let (at, label) = self.longest_role(at, end, label, sentence);
            if end > comma
                || !(end == comma || matches!(context.lower(end), "of" | "for" | "in" | "at"))
            {
                continue;
            }
            if context.is_plural(end - 1) {
                return None;
            }
            let edge = self.left_edge(at);
            let is_apposition = (context.dep(head) == Dep::Appos
                && (edge..comma).contains(&context.head(head)))
                || (start < person.start && (edge..comma).contains(&context.head(start)))
                || follows == ","
                || (start < person.start
                    && edge > sentence
                    && matches!(context.tag(edge - 1), Tag::Dt));
            if !is_apposition || (edge..comma).any(|t| self.covered[t]) {
                return None;
            }
            return Some(Title { start: edge, role: at..end, label, within: edge..comma });
        }
        None
    }

    /// An office after the name: "Ivan Petrov, a spokesman for the Varenian army,".
    pub(super) fn title_after(&self, end: usize) -> Option<Title> {
        let context = self.context;
        let limit = context.sentence(end.checked_sub(1)?).end.min(end + 12);
        if end + 1 >= limit || !matches!(context.lower(end), "," | "(") {
            return None;
        }
        for at in end + 1..limit {
            if self.covered[at]
                || context.person_at[at]
                || matches!(context.lower(at), "," | "." | ")" | "(")
            {
                return None;
            }
            let is_inside = matches!(
                context.tag(at),
                Tag::Dt
                    | Tag::Jj
                    | Tag::Jjr
                    | Tag::Nn
                    | Tag::Nnp
                    | Tag::Nnps
                    | Tag::Pos
                    | Tag::PrpPoss
                    | Tag::Hyph
                    | Tag::Vbg
                    | Tag::Vbn
                    | Tag::Rb
                    | Tag::Cd
            );
            if !is_inside {
                return None;
            }
            let Some((role_end, label)) = self.role_at(at) else { continue };
            // A name after the role makes it that name's title.
            let mut stop = role_end;
            while stop < limit
                && !matches!(context.lower(stop), "," | "." | ")" | ";" | "\"" | "”")
                && !matches!(context.pos(stop), Pos::Verb | Pos::Aux)
            {
                stop += 1;
            }
            if (role_end..(stop + 1).min(limit)).any(|t| context.person_at[t]) {
                return None;
            }
            if context.is_noun(role_end.min(context.len() - 1)) && role_end < limit {
                continue;
            }
            return Some(Title { start: end, role: at..role_end, label, within: end + 1..stop });
        }
        None
    }
}

/// A person's office as found beside the name.
pub(super) struct Title {
    /// From the first word before the name that belongs to it.
    start: usize,
    role: Range<usize>,
    label: Label,
    /// Where its country and institution are looked for.
    within: Range<usize>,
}

/// Whether a word with this tag may stand in the description of an office: "Foreign Minister of the
/// Republic's north-west".
fn stands_in_office(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Nn
            | Tag::Nns
            | Tag::Nnp
            | Tag::Nnps
            | Tag::Jj
            | Tag::Dt
            | Tag::Pos
            | Tag::In
            | Tag::Cc
            | Tag::Hyph
    )
}
