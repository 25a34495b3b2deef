//! Actors: who acts, suffers or speaks.
//!
//! Persons come with the office the text gives them, in whatever order it stands; bodies and groups
//! of people with the country an adjective, a possessive or a phrase names; a country or capital is
//! an actor only where the sentence lets it act. What stands for an actor named elsewhere is left to
//! [`crate::coreference`].

mod acronyms;
mod names;
mod nouns;
mod persons;
mod pronouns;
mod sides;

use std::ops::Range;

use hearsay_syntax::{Dep, Tag};

pub(crate) use self::sides::EACH;
use crate::context::{Context, NameHit, Nation};
use crate::data::{Form, Label, What};
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
    /// What made the words out to be an actor.
    pub(crate) rule: &'static str,
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
    /// It `takes_up` when it is somebody only as standing for one named before.
    Noun { noun: String, is_definite: bool, is_plural: bool, takes_up: bool },
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
    finder.acronyms();
    finder.nouns();
    finder.names();
    finder.organizations();
    finder.sides();
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

impl Finder<'_, '_> {
    fn cover(&mut self, tokens: Range<usize>, takes: bool) {
        self.covered[tokens.clone()].fill(true);
        if takes {
            self.taken[tokens].fill(true);
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

    /// Where the noun phrase of token `i` begins, without determiner or number.
    fn left_edge(&self, i: usize) -> usize {
        let context = self.context;
        let sentence = context.sentence(i).start;
        let floor = sentence.max(i.saturating_sub(24));
        let mut start = i;
        while start > floor {
            let at = start - 1;
            let is_dash = context.is_hyphen(at) && context.document.token(at).followed_by_blank;
            if self.covered[at]
                || self.in_time[at]
                || context.is_space(at)
                || context.person_at[at]
                || is_dash
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
                // "British and French troops" are of both.
                Tag::Cc => {
                    let is_nation =
                        |t: usize| context.name(t).is_some_and(|hit| hit.form == Form::Adjective);
                    context.lower(at) == "and"
                        && start == at + 1
                        && at > sentence
                        && is_nation(at + 1)
                        && is_nation(at - 1)
                }
                Tag::Pos => {
                    at > sentence && (context.is_noun(at - 1) || context.name(at - 1).is_some())
                }
                // "LONDON - British officials": a dash between words joins nothing.
                Tag::Hyph => at > sentence && !context.document.token(at).followed_by_blank,
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
        // "Peace-loving citizens" do not begin in the middle of a word, and a "16-year-old boy" is a
        // boy with his age before him.
        while start < i && start > floor && self.joins_words(start - 1) {
            let first = self.first_of_word(start, floor);
            let is_free = |t: usize| !self.covered[t] && !self.in_time[t] && !context.person_at[t];
            if (first..start).all(is_free) && number(context, first).is_none() {
                return first;
            }
            start += 1;
            while start < i && context.is_hyphen(start) {
                start += 1;
            }
        }
        start
    }

    /// Where the word with hyphens that token `i` belongs to begins.
    fn first_of_word(&self, i: usize, floor: usize) -> usize {
        let mut first = i;
        while first > floor + 1 && self.joins_words(first - 1) {
            first -= 2;
        }
        first
    }

    /// Whether a hyphen makes one word of those before and after it.
    fn joins_words(&self, i: usize) -> bool {
        let context = self.context;
        let is_tight = |i: usize| !context.document.token(i).followed_by_blank;
        context.is_hyphen(i) && is_tight(i) && i.checked_sub(1).is_some_and(is_tight)
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
        before.chain(after).find_map(|i| {
            let hit = context.name(i)?;
            self.parent_nation(hit, within.start).or_else(|| context.nation(hit))
        })
    }

    /// All countries that the words of a range name.
    fn nations_within(&self, within: Range<usize>) -> Vec<Nation> {
        let context = self.context;
        let mut nations: Vec<Nation> = Vec::new();
        for i in within.clone() {
            if let Some(hit) = context.name(i)
                && self.parent_nation(hit, within.start).is_none()
                && let Some(nation) = context.nation(hit)
                && !nations.contains(&nation)
            {
                nations.push(nation);
            }
        }
        nations
    }

    /// In "Bosnian Serb units" the second word says which of the first's: the nation of the first.
    pub(super) fn parent_nation(&self, hit: &NameHit, floor: usize) -> Option<Nation> {
        let context = self.context;
        let before = hit.tokens.start.checked_sub(1).filter(|before| *before >= floor)?;
        let parent = context.name(before).filter(|parent| parent.form == Form::Adjective)?;
        (hit.form != Form::Name).then(|| context.nation(parent)).flatten()
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
        let end = within.end;
        for i in within {
            if role.contains(&i) || !context.is_noun(i) && context.tag(i) != Tag::Jj {
                continue;
            }
            let Some((last, label)) = context.phrase(&context.lexicon.collectives, i) else {
                continue;
            };
            // The "regime" of "regime forces" only says whose they are.
            let described = context.head(i);
            let describes = label.kind == ActorKind::Government
                && context.dep(i) == Dep::Compound
                && (last..end).contains(&described)
                && !role.contains(&described)
                && context
                    .phrase(&context.lexicon.collectives, described)
                    .is_some_and(|(_, label)| label.kind == ActorKind::ArmedForces);
            let is_passed_over = describes
                || matches!(
                    label.kind,
                    ActorKind::Civilians | ActorKind::Sides | ActorKind::Unidentified
                )
                || label.kind == ActorKind::Media && self.is_common_word(i)
                || label.kind == ActorKind::Rebels && self.is_state_office(role);
            if !is_passed_over {
                return Some(Institution { label: *label, code: None, name: None });
            }
        }
        None
    }

    /// Whether a noun names a paper only with a capital: "modern times" is none.
    fn is_common_word(&self, i: usize) -> bool {
        let when = self.context.lexicon.uncertain.get(self.context.lower(i));
        !self.context.is_proper(i) && when.is_some_and(|when| when == "name")
    }

    /// An "Islamist president" heads the state and an "Islamist leader" the Islamists.
    fn is_state_office(&self, role: &Range<usize>) -> bool {
        role.end > role.start
            && matches!(
                self.context.base(role.end - 1),
                "president" | "premier" | "minister" | "mayor" | "governor"
            )
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
            rule: "name",
        });
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
        // The president of a farmers' union governs nobody.
        (Some(Sector::Gov), Some(institution)) if institution.kind == ActorKind::Organization => {
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
