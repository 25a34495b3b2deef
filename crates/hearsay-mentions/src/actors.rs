//! Actors: who acts, suffers or speaks.
//!
//! Persons come with the office the text gives them, in whatever order it stands; bodies and groups
//! of people with the country an adjective, a possessive or a phrase names; a country or capital is
//! an actor only where the sentence lets it act. What stands for an actor named elsewhere is left to
//! [`crate::coreference`].

use std::ops::Range;

use hearsay_syntax::{Dep, EntityType, Pos, Tag};

use crate::context::{Context, NameHit, Nation, Of};
use crate::data::{Form, Label, Reading, What};
use crate::mention::{ActorKind, Sector, Time};
use crate::numbers::number;

/// A mention before it knows its group.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) tokens: Range<usize>,
    pub(crate) head: usize,
    pub(crate) name: String,
    pub(crate) code: Option<String>,
    pub(crate) nation: Option<Nation>,
    pub(crate) kind: ActorKind,
    pub(crate) sector: Option<Sector>,
    pub(crate) role: Option<String>,
    pub(crate) shape: Shape,
    /// Nations named inside the mention when there are several.
    pub(crate) nations: Vec<Nation>,
    /// The body of the tables that a person's office belongs to.
    pub(crate) body: Option<String>,
    /// Whether the office is that of "the organization", named elsewhere.
    pub(crate) speaks_for_organization: bool,
    /// Whether the nation is that of a possessive pronoun.
    pub(crate) is_nation_inferred: bool,
}

/// How a mention refers, which decides what it may stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A person's name.
    Person,
    /// A country, a capital or a side: the state itself.
    State,
    /// A body or person with a name of its own.
    Named,
    /// A common noun, by its base form.
    Noun { noun: String, is_definite: bool, is_plural: bool },
    /// A pronoun.
    Pronoun,
}

/// The actors of an article, and the tokens that are part of one and so no place.
pub(crate) struct Found {
    pub(crate) drafts: Vec<Draft>,
    pub(crate) taken: Vec<bool>,
}

/// Finds every mention of an actor.
pub(crate) fn find(context: &Context, times: &[Time]) -> Found {
    let mut in_time = vec![false; context.len()];
    for time in times {
        in_time[time.tokens.clone()].fill(true);
    }
    let mut finder = Finder {
        context,
        in_time,
        drafts: Vec::new(),
        covered: vec![false; context.len()],
        taken: vec![false; context.len()],
    };
    finder.persons();
    finder.nouns();
    finder.names();
    finder.organizations();
    finder.pronouns();
    let mut drafts = finder.drafts;
    drafts.sort_by_key(|draft| (draft.tokens.start, std::cmp::Reverse(draft.tokens.end)));
    Found { drafts, taken: finder.taken }
}

struct Finder<'c, 'd> {
    context: &'c Context<'d>,
    in_time: Vec<bool>,
    drafts: Vec<Draft>,
    /// Tokens inside a mention found already.
    covered: Vec<bool>,
    /// Tokens that are no place because they belong to an actor.
    taken: Vec<bool>,
}

/// A person's office as found beside the name.
struct Title {
    /// From the first word before the name that belongs to it.
    start: usize,
    role: Range<usize>,
    label: Label,
    /// Where its country and institution are looked for.
    within: Range<usize>,
}

impl Finder<'_, '_> {
    fn cover(&mut self, tokens: Range<usize>, takes: bool) {
        self.covered[tokens.clone()].fill(true);
        if takes {
            self.taken[tokens].fill(true);
        }
    }

    // Persons

    fn persons(&mut self) {
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

    /// The token that heads a range: the one whose head lies outside it.
    fn head_of(&self, tokens: Range<usize>) -> usize {
        tokens
            .clone()
            .rev()
            .find(|i| {
                let head = self.context.head(*i);
                (!tokens.contains(&head) || head == *i) && !self.context.is_space(*i)
            })
            .unwrap_or(tokens.end.saturating_sub(1))
    }

    /// The office right before a name: "Russian President", "Ombudsman in Karabakh".
    fn title_before(&self, name: usize) -> Option<Title> {
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
            let allowed = match context.tag(at) {
                Tag::Nn
                | Tag::Nns
                | Tag::Nnp
                | Tag::Nnps
                | Tag::Jj
                | Tag::Dt
                | Tag::Pos
                | Tag::In
                | Tag::Cc => true,
                Tag::Hyph => true,
                _ => context.is_hyphen(at),
            };
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
    fn role_at(&self, i: usize) -> Option<(usize, Label)> {
        let context = self.context;
        let (end, label) = context.phrase(&context.lexicon.roles, i)?;
        if !(i..end).any(|t| context.is_noun(t)) {
            return None;
        }
        Some((end, *label))
    }

    /// The longest role that ends where another does: "deputy speaker" for "speaker".
    fn longest_role(&self, at: usize, end: usize, label: Label, floor: usize) -> (usize, Label) {
        (at.saturating_sub(3).max(floor)..at)
            .find_map(|start| {
                let (known, label) = self.role_at(start)?;
                (known == end && !self.covered[start]).then_some((start, label))
            })
            .unwrap_or((at, label))
    }

    /// An office joined by a comma before the name and its own title: "the OSCE
    /// Chairman-in-Office, Prime Minister of Albania Edi Rama".
    fn title_joined(&self, start: usize, person: &Range<usize>) -> Option<Title> {
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
            let allowed = matches!(
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
                    | Tag::PrpPoss
            );
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
    fn title_after(&self, end: usize) -> Option<Title> {
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

    /// Where the noun phrase of token `i` begins, without determiner or number.
    fn left_edge(&self, i: usize) -> usize {
        let context = self.context;
        let sentence = context.sentence(i).start;
        let floor = sentence.max(i.saturating_sub(24));
        let mut start = i;
        while start > floor {
            let at = start - 1;
            if self.covered[at] || self.in_time[at] || context.is_space(at) || context.person_at[at]
            {
                break;
            }
            if number(context, at).is_some_and(|number| number.end <= i) {
                break;
            }
            let in_name = context.name(at).is_some();
            let fits = match context.tag(at) {
                Tag::Nnp | Tag::Nnps | Tag::Nn => {
                    in_name
                        || (context.dep(at) != Dep::Nsubj
                            && context.head(at) > at
                            && !matches!(context.dep(at), Dep::Pobj | Dep::Dobj | Dep::Npadvmod))
                }
                Tag::Nns => context.tag(start) == Tag::Pos || context.dep(at) == Dep::Compound,
                Tag::Jj => !matches!(
                    context.lower(at),
                    "other" | "more" | "many" | "several" | "such" | "same" | "own" | "few"
                ),
                Tag::Vbn | Tag::Vbg => context.dep(at) == Dep::Amod,
                Tag::Pos => {
                    at > sentence && (context.is_noun(at - 1) || context.name(at - 1).is_some())
                }
                Tag::Hyph => at > sentence,
                _ => in_name && context.lower(at) != "the",
            };
            if !fits {
                break;
            }
            start = at;
        }
        // A name is taken whole, its determiner not.
        while start < i
            && (context.tag(start) == Tag::Dt
                || context.is_hyphen(start)
                || context.tag(start) == Tag::Pos)
        {
            start += 1;
        }
        start
    }

    /// Where a noun phrase ends with its "of" and "for" complements.
    fn right_edge(&self, end: usize, with_for: bool) -> usize {
        let context = self.context;
        let limit = context.sentence(end.saturating_sub(1)).end.min(end + 24);
        let mut edge = end;
        while edge < limit {
            let is_link = context.lower(edge) == "of" || (with_for && context.lower(edge) == "for");
            if !is_link {
                break;
            }
            let mut at = edge + 1;
            let mut last_noun = None;
            while at < limit
                && !self.covered[at]
                && !context.is_misread_verb(at)
                && !self.in_time[at]
                && !context.person_at[at]
            {
                match context.tag(at) {
                    Tag::Nn | Tag::Nnp | Tag::Nnps | Tag::Nns => last_noun = Some(at + 1),
                    Tag::Dt | Tag::PrpPoss if last_noun.is_none() => {}
                    Tag::Jj | Tag::Hyph | Tag::Pos => {}
                    Tag::Vbn if context.dep(at) == Dep::Amod => {}
                    Tag::Cc
                        if context.lower(at) == "and"
                            && last_noun == Some(at)
                            && context.is_capitalized(at - 1)
                            && at + 1 < limit
                            && context.is_capitalized(at + 1) => {}
                    _ => break,
                }
                at += 1;
            }
            match last_noun {
                Some(end) => edge = end,
                None => break,
            }
        }
        edge
    }

    /// The country that the words of a range name, the nearest before `anchor` first.
    fn nation_within(&self, within: Range<usize>, anchor: usize) -> Option<Nation> {
        let context = self.context;
        let before = (within.start..anchor.max(within.start)).rev();
        let after = anchor.max(within.start)..within.end;
        before.chain(after).find_map(|i| context.nation(context.name(i)?))
    }

    /// All countries that the words of a range name.
    fn nations_within(&self, within: Range<usize>) -> Vec<Nation> {
        let mut nations: Vec<Nation> = Vec::new();
        for i in within {
            if let Some(nation) = self.context.name(i).and_then(|hit| self.context.nation(hit))
                && !nations.contains(&nation)
            {
                nations.push(nation);
            }
        }
        nations
    }

    /// The body that someone speaks or works for, named in a range outside the role itself.
    fn institution(&self, within: Range<usize>, role: &Range<usize>) -> Option<Institution> {
        let context = self.context;
        for i in within.clone() {
            if role.contains(&i) {
                continue;
            }
            if let Some(hit) = context.name(i)
                && let Some(What::Body { code, kind, sector }) =
                    context.referent(hit.of).map(|r| &r.what)
            {
                return Some(Institution {
                    label: Label { kind: *kind, sector: *sector },
                    code: code.clone(),
                    name: context.referent(hit.of).map(|r| r.name.clone()),
                });
            }
        }
        for i in within {
            if role.contains(&i) || !context.is_noun(i) && context.tag(i) != Tag::Jj {
                continue;
            }
            if let Some((_, label)) = context.phrase(&context.lexicon.collectives, i)
                && !matches!(
                    label.kind,
                    ActorKind::Civilians | ActorKind::Sides | ActorKind::Unidentified
                )
            {
                return Some(Institution { label: *label, code: None, name: None });
            }
        }
        None
    }

    // Common nouns and bodies

    fn nouns(&mut self) {
        let mut i = 0;
        while i < self.context.len() {
            i = self.noun(i).unwrap_or(i + 1);
        }
    }

    /// Reads the noun that starts at token `i`, and says where to go on.
    fn noun(&mut self, i: usize) -> Option<usize> {
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
        if noun == "group"
            && let Some((_, members)) =
                (end..right).find_map(|t| context.phrase(&context.lexicon.collectives, t))
        {
            label = *members;
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
        let are_both = determiner == "both" || (determiner == "two" && is_definite);
        let may_be_both = matches!(label.sector, Some(Sector::Gov | Sector::Mil))
            && matches!(
                noun.as_str(),
                "government" | "army" | "leader" | "military" | "minister" | "president" | "state"
            );
        if is_plural && nation.is_none() && are_both && may_be_both {
            label = Label { kind: ActorKind::Sides, sector: label.sector };
        }
        if label.kind == ActorKind::Sides {
            let is_sides = is_plural
                && (nation.is_none() || nations.len() > 1)
                && (is_definite
                    || matches!(determiner, "all" | "two" | "both")
                    || matches!(noun.as_str(), "side" | "party"));
            if !is_sides {
                if noun == "party" && !is_plural {
                    label = Label { kind: ActorKind::Party, sector: Some(Sector::Pty) };
                } else {
                    return Some(end);
                }
            }
        }
        if self.is_uncertain(head, &noun, &nation, is_proper_body) {
            return Some(end);
        }
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
        let shape = if label.kind == ActorKind::Country
            || (is_state_word && nation.is_some() && !is_several)
        {
            Shape::State
        } else if is_proper_body && !is_role && (nation.is_some() || start < i || right > end) {
            Shape::Named
        } else {
            Shape::Noun { noun: phrase, is_definite, is_plural }
        };
        let code = institution
            .as_ref()
            .and_then(|i| i.code.clone())
            .filter(|_| is_role || label.sector.is_none());
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
        });
        self.cover(start..end, true);
        self.cover(end..right, !is_people);
        Some(right)
    }

    /// "the wounded", "the dead": a participle that stands for people.
    fn is_nominal_participle(&self, i: usize) -> bool {
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
    fn heads_phrase(&self, head: usize, end: usize) -> bool {
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

    /// The country or town in "officials in Baku", "troops from Armenia".
    fn nation_after(&self, end: usize) -> Option<Nation> {
        let context = self.context;
        if !matches!(context.lower(end), "in" | "from") {
            return None;
        }
        let at = if context.lower(end + 1) == "the" { end + 2 } else { end + 1 };
        context.nation(context.name(at)?)
    }

    /// Whether a noun that may mean a thing does so here.
    fn is_uncertain(
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
            _ if nation.is_some() => return false,
            _ => {}
        }
        let is_agent =
            context.dep(head) == Dep::Pobj && context.dep(context.head(head)) == Dep::Agent;
        !(matches!(context.dep(head), Dep::Nsubj | Dep::Nsubjpass) || is_agent)
    }

    // Countries, capitals and bodies by name

    fn names(&mut self) {
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
                if is_attributive && context.is_noun(above) && !self.is_named_for(head) {
                    continue;
                }
                let name = context.referent(hit.of).map_or_else(String::new, |r| r.name.clone());
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
            match hit.form {
                Form::People | Form::Adjective => {
                    let is_noun = context.is_noun(head)
                        && !is_attributive
                        && context.dep(head) != Dep::Poss
                        && (hit.form == Form::People
                            || context.tag(head) != Tag::Nnp
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
                    let label = if is_country {
                        Label { kind: ActorKind::Country, sector: None }
                    } else {
                        Label { kind: ActorKind::Government, sector: Some(Sector::Gov) }
                    };
                    let shape = if nation.is_some() { Shape::State } else { Shape::Named };
                    self.cover(tokens.clone(), true);
                    self.drafts.push(Draft {
                        tokens,
                        head,
                        name,
                        code: None,
                        nation,
                        kind: label.kind,
                        sector: label.sector,
                        role: None,
                        shape,
                        nations: Vec::new(),
                        body: None,
                        speaks_for_organization: false,
                        is_nation_inferred: false,
                    });
                }
            }
        }
    }

    fn has_article(&self, start: usize) -> bool {
        start > 0 && matches!(self.context.lower(start - 1), "a" | "an" | "one" | "another")
    }

    /// Whether a body before a noun still acts: "the UN Stephane Dujarric", a misread verb.
    fn is_named_for(&self, head: usize) -> bool {
        self.heads_phrase(head, head + 1)
    }

    fn push_named(
        &mut self,
        tokens: Range<usize>,
        head: usize,
        name: String,
        code: Option<String>,
        nation: Option<Nation>,
        label: Label,
    ) {
        self.cover(tokens.clone(), true);
        let body = code.is_some().then(|| name.clone());
        self.drafts.push(Draft {
            tokens,
            head,
            name,
            code,
            nation,
            kind: label.kind,
            sector: label.sector,
            role: None,
            shape: Shape::Named,
            nations: Vec::new(),
            body,
            speaks_for_organization: false,
            is_nation_inferred: false,
        });
    }

    /// Whether a country or town acts here or is ground.
    fn reading(&self, hit: &NameHit, head: usize) -> Reading {
        let context = self.context;
        let is_country = context.is_country_like(hit);
        let is_capital =
            matches!(context.referent(hit.of).map(|r| &r.what), Some(What::Capital { .. }));
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
            Dep::Nsubjpass => match look(verb, "") {
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

    // Other organizations the model sees

    fn organizations(&mut self) {
        let context = self.context;
        for entity in context.document.entities() {
            let is_named = matches!(entity.label, EntityType::Org | EntityType::Person);
            if !is_named
                || context.lexicon.features.contains_key(context.base(entity.tokens.end - 1))
            {
                continue;
            }
            let mut tokens = context.trim(entity.tokens.clone());
            if tokens.is_empty()
                || tokens.clone().any(|i| self.covered[i] || self.in_time[i])
                || !context.is_capitalized(tokens.start)
                || tokens.clone().all(|i| context.name(i).is_some())
                || !context.is_noun(tokens.end - 1)
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
        }
    }

    // Pronouns

    fn pronouns(&mut self) {
        let context = self.context;
        for i in 0..context.len() {
            if self.covered[i] || !matches!(context.tag(i), Tag::Prp | Tag::PrpPoss) {
                continue;
            }
            let is_impersonal = || {
                let verb = context.head(i);
                matches!(context.dep(i), Dep::Expl)
                    || matches!(context.dep(i), Dep::Nsubj | Dep::Nsubjpass)
                        && (context.document.children(verb).take(60).any(|c| {
                            matches!(
                                context.dep(c),
                                Dep::Acomp | Dep::Attr | Dep::Ccomp | Dep::Csubj | Dep::Csubjpass
                            ) && c > verb
                                && matches!(
                                    context.base(verb),
                                    "be" | "become"
                                        | "seem"
                                        | "appear"
                                        | "say"
                                        | "report"
                                        | "know"
                                        | "expect"
                                        | "believe"
                                        | "think"
                                        | "claim"
                                        | "take"
                                        | "emerge"
                                        | "turn"
                                        | "note"
                                        | "allege"
                                        | "announce"
                                )
                                && (context.dep(i) == Dep::Nsubjpass
                                    || matches!(
                                        context.base(verb),
                                        "be" | "become"
                                            | "seem"
                                            | "appear"
                                            | "emerge"
                                            | "turn"
                                            | "take"
                                    ))
                        }) || (context.dep(i) == Dep::Nsubjpass
                            && matches!(
                                context.base(verb),
                                "know" | "report" | "say" | "note" | "clear" | "become"
                            )))
            };
            let kind = match context.lower(i) {
                "he" | "him" | "his" | "she" | "her" | "hers" => ActorKind::Person,
                "they" | "them" | "their" | "theirs" => ActorKind::Sides,
                "it" | "its" if !is_impersonal() => ActorKind::Organization,
                _ => continue,
            };
            self.drafts.push(Draft {
                tokens: i..i + 1,
                head: i,
                name: context.words(i..i + 1),
                code: None,
                nation: None,
                kind,
                sector: None,
                role: None,
                shape: Shape::Pronoun,
                nations: Vec::new(),
                body: None,
                speaks_for_organization: false,
                is_nation_inferred: false,
            });
        }
    }
}

/// A body someone belongs to.
struct Institution {
    label: Label,
    code: Option<String>,
    name: Option<String>,
}

/// What someone is, given the role, the body named with it, and whether there is a country.
fn settle(role: Label, institution: Option<Label>, has_nation: bool) -> Label {
    match (role.sector, institution) {
        (None, Some(institution)) => institution,
        (None, None) if has_nation && role.kind == ActorKind::Government => {
            Label { kind: ActorKind::Government, sector: Some(Sector::Gov) }
        }
        (None, None) if role.kind == ActorKind::Government => {
            Label { kind: ActorKind::Person, sector: None }
        }
        // A leader or chief of an armed group, a party or an international body is theirs.
        (Some(Sector::Gov), Some(institution))
            if matches!(
                institution.kind,
                ActorKind::Rebels
                    | ActorKind::Militia
                    | ActorKind::Party
                    | ActorKind::International
                    | ActorKind::Ngo
                    | ActorKind::Media
                    | ActorKind::Business
                    | ActorKind::Police
                    | ActorKind::Medical
            ) =>
        {
            institution
        }
        _ => role,
    }
}
