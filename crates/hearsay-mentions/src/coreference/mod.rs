//! Coreference: which mentions of an article name one actor.
//!
//! Simple and near: a pronoun or "the ministry" takes the latest mention that fits, a bare surname
//! the full name, "both sides" the two nations the article sets against each other. All that is
//! concluded so is marked `inferred`.

mod nations;
mod pronouns;

use std::collections::HashMap;

use hearsay_syntax::{Dep, Tag};

use self::nations::{is_domestic, nation_weights, only_nation, weigh};
use crate::actors::{Draft, EACH, Shape};
use crate::context::{Context, Nation};
use crate::mention::{Actor, ActorId, ActorKind, GroupId, Sector};

/// How many mentions back a pronoun or a description looks, and how many words around it.
const REACH: usize = 60;

/// Numbers the groups and fills in what other mentions tell.
pub(crate) fn resolve(context: &Context, drafts: Vec<Draft>) -> Vec<Actor> {
    let mut resolver = Resolver {
        context,
        full_names: full_names(&drafts),
        groups: HashMap::new(),
        actors: Vec::new(),
        drafts: Vec::new(),
        keys: Vec::new(),
        latest: HashMap::new(),
        weights: Vec::new(),
        all_weights: nation_weights(context, &drafts),
        home: only_nation(context, &drafts),
    };
    for draft in drafts {
        resolver.add(draft);
    }
    resolver.actors
}

struct Resolver<'c, 'd> {
    context: &'c Context<'d>,
    /// Full names by surname.
    full_names: HashMap<String, Vec<String>>,
    groups: HashMap<String, GroupId>,
    actors: Vec<Actor>,
    drafts: Vec<Draft>,
    keys: Vec<String>,
    /// The latest mention of each group key.
    latest: HashMap<String, usize>,
    /// How much each nation has been set against others so far, in order of appearance.
    weights: Vec<(Nation, u32)>,
    all_weights: Vec<(Nation, u32)>,
    /// The nation of an article that names but one.
    home: Option<Nation>,
}

/// What a mention turns out to stand for.
struct Resolution {
    key: String,
    /// The earlier mention it takes its name and country from.
    from: Option<usize>,
    members: Vec<String>,
    inferred: bool,
}

impl Resolver<'_, '_> {
    fn add(&mut self, mut draft: Draft) {
        let is_sides = draft.kind == ActorKind::Sides && draft.shape != Shape::Pronoun;
        let resolution = match &draft.shape {
            Shape::Pronoun => match self.antecedent(&draft) {
                Some(from) => self.same_as(from),
                None => return,
            },
            _ if is_sides || draft.nations.len() > 1 && is_plural(&draft) => self.sides(&draft),
            Shape::Person => self.person(&draft),
            Shape::State => match &draft.nation {
                Some(nation) => named(format!("state:{}", nation.key)),
                None => named(format!("name:{}", draft.name)),
            },
            Shape::Named => named(self.named_key(&draft)),
            Shape::Noun { .. } => {
                self.own(&mut draft);
                self.noun(&mut draft)
            }
        };
        let takes_up = matches!(&draft.shape, Shape::Noun { takes_up: true, .. });
        if takes_up && resolution.from.is_none() {
            return;
        }
        let is_each = matches!(&draft.shape, Shape::Noun { noun, .. } if noun == EACH);
        if is_each && (resolution.members.is_empty() || !self.are_sides_near(&draft)) {
            return;
        }
        weigh(self.context, &draft, &mut self.weights);
        let member_countries =
            resolution.members.iter().filter_map(|key| self.nation_of(key)?.code.clone()).collect();
        let members: Vec<GroupId> = resolution.members.iter().map(|key| self.group(key)).collect();
        let group = self.group(&resolution.key);
        let mut actor = Actor {
            span: self.context.span(draft.tokens.clone()),
            tokens: draft.tokens.clone(),
            head: draft.head,
            name: draft.name.clone(),
            code: draft.code.clone(),
            country: draft.nation.as_ref().and_then(|nation| nation.code.clone()),
            kind: draft.kind,
            sector: draft.sector,
            role: draft.role.clone(),
            group,
            members,
            member_countries,
            inferred: resolution.inferred || draft.is_nation_inferred,
            rule: draft.rule,
            from: resolution.from.map(ActorId),
        };
        if draft.speaks_for_organization
            && let Some(body) = self.body_near()
        {
            let other = &self.actors[body];
            actor.code.clone_from(&other.code);
            actor.kind = ActorKind::International;
            actor.sector = other.sector;
            actor.inferred = true;
        }
        if let Some(from) = resolution.from {
            let other = &self.actors[from];
            draft.body = draft.body.or_else(|| self.drafts[from].body.clone());
            if draft.shape == Shape::Pronoun || resolution.inferred {
                actor.name.clone_from(&other.name);
            }
            let is_description = resolution.inferred
                && actor.role.is_none()
                && matches!(draft.shape, Shape::Noun { .. });
            let knows_less = actor.kind == ActorKind::Person && other.kind != ActorKind::Person
                || draft.shape == Shape::Pronoun
                || is_description;
            if knows_less {
                actor.kind = other.kind;
                actor.sector = other.sector;
                actor.code.clone_from(&other.code);
                actor.members.clone_from(&other.members);
                actor.member_countries.clone_from(&other.member_countries);
            }
            if actor.country.is_none() {
                actor.country.clone_from(&other.country);
                draft.nation = draft.nation.or_else(|| self.drafts[from].nation.clone());
                actor.inferred |= actor.country.is_some() && draft.shape != Shape::Pronoun;
            }
            if actor.role.is_none() {
                actor.role.clone_from(&other.role);
            }
        }
        if actor.country.is_none()
            && actor.code.is_none()
            && actor.members.is_empty()
            && is_domestic(&actor, &draft)
            && let Some(home) = &self.home
            && self.is_named_near(draft.head)
        {
            actor.country.clone_from(&home.code);
            actor.inferred |= actor.country.is_some();
        }
        if actor.country.is_none() && draft.nation.is_some() {
            actor.country = draft.nation.as_ref().and_then(|nation| nation.code.clone());
        }
        if actor.code.is_none() {
            actor.code = code(&actor);
        }
        if is_sides && !resolution.members.is_empty() {
            let names: Vec<String> =
                resolution.members.iter().map(|key| self.name_of(key)).collect();
            actor.name = names.join(" and ");
        }
        let index = self.actors.len();
        self.latest.insert(resolution.key.clone(), index);
        self.keys.push(resolution.key);
        self.actors.push(actor);
        self.drafts.push(draft);
    }

    fn group(&mut self, key: &str) -> GroupId {
        let next = GroupId(self.groups.len());
        *self.groups.entry(key.to_owned()).or_insert(next)
    }

    fn same_as(&self, from: usize) -> Resolution {
        Resolution {
            key: self.keys[from].clone(),
            from: Some(from),
            members: Vec::new(),
            inferred: true,
        }
    }

    /// "its soldiers" belong to the nation that "its" stands for.
    fn own(&self, draft: &mut Draft) {
        let Some(owner) = draft.tokens.start.checked_sub(1) else { return };
        if draft.nation.is_some() || self.context.dep(owner) != Dep::Poss {
            return;
        }
        if let Some(from) = self.recent().find(|i| self.drafts[*i].head == owner) {
            draft.nation.clone_from(&self.drafts[from].nation);
            draft.is_nation_inferred = draft.nation.is_some();
        }
    }

    /// A person: by full name, or by a surname told in full elsewhere.
    fn person(&self, draft: &Draft) -> Resolution {
        let surname = draft.name.rsplit(' ').next().unwrap_or(&draft.name);
        let is_full = draft.name.contains(' ');
        let known = self.full_names.get(surname).map_or(&[][..], Vec::as_slice);
        let full = if is_full || known.is_empty() {
            draft.name.clone()
        } else {
            // Of several with that surname, the one spoken of last.
            let latest =
                known.iter().max_by_key(|name| self.latest.get(&format!("person:{name}")).copied());
            latest.map_or_else(|| draft.name.clone(), Clone::clone)
        };
        let key = format!("person:{full}");
        let from = self.latest.get(&key).copied();
        Resolution { key, from, members: Vec::new(), inferred: !is_full && from.is_some() }
    }

    fn named_key(&self, draft: &Draft) -> String {
        if let Some(code) = &draft.code {
            return format!("body:{code}:{}", draft.name);
        }
        if draft.body.as_ref() == Some(&draft.name) {
            return format!("body:{}", draft.name);
        }
        let nation = draft.nation.as_ref().map_or("", |nation| nation.key.as_str());
        if draft.kind == ActorKind::ArmedForces && !nation.is_empty() {
            return format!("mil:{nation}");
        }
        let mut words: Vec<String> = Vec::new();
        for i in draft.tokens.clone() {
            let is_nation =
                self.context.name(i).is_some_and(|hit| self.context.nation(hit).is_some());
            let word = self.context.base(i);
            if !is_nation
                && word.chars().any(char::is_alphanumeric)
                && !matches!(word, "the" | "of" | "'s")
            {
                words.push(word.to_owned());
            }
        }
        words.sort_unstable();
        format!("body:{nation}:{}", words.join(" "))
    }

    /// A common noun: with a country it names its body, with "the" it takes up an earlier mention.
    fn noun(&self, draft: &mut Draft) -> Resolution {
        let Shape::Noun { noun, is_definite, is_plural, .. } = &draft.shape else {
            return named(format!("name:{}", draft.name));
        };
        let bare = self.is_bare(draft);
        let is_owned =
            draft.tokens.start > 0 && self.context.tag(draft.tokens.start - 1) == Tag::PrpPoss;
        if draft.role.is_some() && !is_owned && !is_plural && draft.kind != ActorKind::Civilians {
            // "the Prime Minister of Armenia" is whoever the article gave that office.
            if (*is_definite || draft.nation.is_some())
                && let Some(from) = self.holder(draft, noun)
            {
                return self.same_as(from);
            }
            if let Some(nation) = &draft.nation {
                return named(format!("role:{}:{noun}", nation.key));
            }
        }
        if let Some(nation) = &draft.nation {
            let is_force =
                matches!(noun.as_str(), "army" | "troop" | "force" | "military" | "armed force");
            if is_force && draft.kind == ActorKind::ArmedForces {
                return named(format!("mil:{}", nation.key));
            }
            if *is_plural && !is_definite {
                return named(format!("new:{}", self.actors.len()));
            }
            if matches!(noun.as_str(), "government" | "leadership" | "regime" | "country") {
                return named(format!("state:{}", nation.key));
            }
            return named(self.named_key(draft));
        }
        let is_body = matches!(noun.as_str(), "organization" | "organisation" | "body" | "bloc");
        if bare
            && *is_definite
            && is_body
            && let Some(from) = self.body_near()
            && let Some(body) = self.drafts[from].body.clone()
        {
            // "the organization" after its Chairman-in-Office is the body, not the person.
            let code = self.actors[from].code.clone();
            draft.code.clone_from(&code);
            draft.kind = ActorKind::International;
            draft.sector = self.actors[from].sector;
            draft.name.clone_from(&body);
            let mut resolution = named(format!("body:{}:{body}", code.unwrap_or_default()));
            resolution.inferred = true;
            return resolution;
        }
        if bare
            && *is_definite
            && let Some(from) = self.described(draft, noun)
        {
            return self.same_as(from);
        }
        let wants_nation = bare
            && (!is_plural || matches!(noun.as_str(), "authority" | "armed force"))
            && (draft.sector == Some(Sector::Gov)
                || matches!(noun.as_str(), "army" | "military" | "parliament" | "armed force"))
            && (*is_definite || noun == "parliament");
        if wants_nation && let Some(from) = self.nation_near(draft) {
            draft.nation.clone_from(&self.drafts[from].nation);
            let nation = draft.nation.as_ref().map_or("", |nation| nation.key.as_str());
            let key = match noun.as_str() {
                "government" | "authority" | "leadership" | "regime" | "state" => {
                    format!("state:{nation}")
                }
                "army" | "military" | "armed force" => format!("mil:{nation}"),
                _ => format!("body:{nation}:{noun}"),
            };
            return Resolution { key, from: None, members: Vec::new(), inferred: true };
        }
        if !is_plural && *is_definite {
            // "the first source" again is the same, and another than "the second source".
            return named(format!("noun:{}", draft.name.to_lowercase()));
        }
        named(format!("new:{}", self.actors.len()))
    }

    /// Whether a mention is its noun alone, with nothing that sets it apart.
    fn is_bare(&self, draft: &Draft) -> bool {
        let Shape::Noun { noun, .. } = &draft.shape else { return false };
        draft.tokens.len() <= noun.split(' ').count()
    }

    /// The person who was said to hold an office.
    fn holder(&self, draft: &Draft, noun: &str) -> Option<usize> {
        self.recent().find(|i| {
            let (other, actor) = (&self.drafts[*i], &self.actors[*i]);
            let Some(role) = &actor.role else { return false };
            if other.shape != Shape::Person && !self.keys[*i].starts_with("person:") {
                return false;
            }
            let role = role.to_lowercase();
            let fits_role = role == noun
                || role.ends_with(&format!(" {noun}"))
                || (role.ends_with("counterpart") && noun != "president");
            let fits_nation = match (&draft.nation, &other.nation) {
                (Some(wanted), Some(nation)) => wanted == nation,
                (Some(_), None) => false,
                (None, _) => self.is_bare(draft),
            };
            fits_role && fits_nation && role != "counterpart"
        })
    }

    /// The body that "the ministry" or "the organization" takes up.
    fn described(&self, draft: &Draft, noun: &str) -> Option<usize> {
        self.recent().find(|i| {
            let (other, actor) = (&self.drafts[*i], &self.actors[*i]);
            if other.shape == Shape::Pronoun
                || actor.kind == ActorKind::Sides
                || self.keys[*i].starts_with("person:")
            {
                return false;
            }
            let fits_noun = other
                .tokens
                .clone()
                .any(|t| t == other.head && self.context.base(t) == noun)
                || matches!(&other.shape, Shape::Noun { noun: known, .. } if known.ends_with(noun));
            let fits_kind = self.context.lexicon.descriptions.get(noun).is_some_and(|labels| {
                labels.iter().any(|label| {
                    label.kind == actor.kind
                        && (label.sector.is_none() || label.sector == actor.sector)
                })
            });
            // "The militants" take up the name of an armed group.
            let is_group = fits_kind && other.shape == Shape::Named;
            let is_same_number =
                is_plural(draft) == is_plural(other) || !is_plural(draft) || is_group;
            (fits_noun || fits_kind)
                && is_same_number
                && !matches!(draft.kind, ActorKind::Civilians)
        })
    }

    /// The latest mention of an international body or of someone who speaks for one.
    fn body_near(&self) -> Option<usize> {
        self.recent().find(|i| {
            self.actors[*i].kind == ActorKind::International && self.actors[*i].code.is_some()
        })
    }

    /// The nearest mention with a nation: in the same sentence, then the subjects before.
    fn nation_near(&self, draft: &Draft) -> Option<usize> {
        let sentence = self.context.document.sentence_of(draft.head);
        let has_nation = |i: &usize| {
            self.drafts[*i].nation.is_some() && self.drafts[*i].kind.stands_for_nation()
        };
        let own = self
            .recent()
            .take_while(|i| self.context.document.sentence_of(self.drafts[*i].head) == sentence)
            .filter(has_nation)
            .last();
        own.or_else(|| self.recent().find(|i| has_nation(i) && self.is_subject(*i)))
            .or_else(|| self.recent().find(has_nation))
    }

    /// The latest mentions, newest first.
    fn recent(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.actors.len()).rev().take(REACH)
    }

    fn is_subject(&self, i: usize) -> bool {
        matches!(self.context.dep(self.drafts[i].head), Dep::Nsubj | Dep::Nsubjpass)
    }
}

fn named(key: String) -> Resolution {
    Resolution { key, from: None, members: Vec::new(), inferred: false }
}

fn is_plural(draft: &Draft) -> bool {
    matches!(draft.shape, Shape::Noun { is_plural: true, .. }) || draft.kind == ActorKind::Sides
}

/// Full names of the article by surname.
fn full_names(drafts: &[Draft]) -> HashMap<String, Vec<String>> {
    let mut names: HashMap<String, Vec<String>> = HashMap::new();
    for draft in drafts.iter().filter(|draft| draft.shape == Shape::Person) {
        if let Some((_, surname)) = draft.name.rsplit_once(' ') {
            let known = names.entry(surname.to_owned()).or_default();
            if !known.contains(&draft.name) {
                known.push(draft.name.clone());
            }
        }
    }
    names
}

/// The CAMEO-style code: country, then sector.
fn code(actor: &Actor) -> Option<String> {
    if actor.kind == ActorKind::Sides {
        return None;
    }
    let sector = actor.sector.map_or("", Sector::as_str);
    let country = actor.country.as_deref().unwrap_or("");
    let code = format!("{country}{sector}");
    (!code.is_empty()).then_some(code)
}
