//! The nations of an article: which two are set against each other, and which one is everybody's.

use hearsay_syntax::Dep;

use super::{REACH, Resolution, Resolver};
use crate::actors::{Draft, Shape};
use crate::context::{Context, Nation};
use crate::mention::{Actor, ActorKind};

impl Resolver<'_, '_> {
    /// The nations that "both sides" or "the Foreign Ministers of A and B" stand for.
    pub(super) fn sides(&self, draft: &Draft) -> Resolution {
        if draft.nations.len() > 1 {
            let members: Vec<String> =
                draft.nations.iter().map(|nation| format!("state:{}", nation.key)).collect();
            let key = format!("several:{}:{}", draft.name.to_lowercase(), members.join("+"));
            return Resolution { key, from: None, members, inferred: false };
        }
        let before = principal(&self.weights);
        let nations = if before.len() >= 2 { before } else { principal(&self.all_weights) };
        if nations.len() < 2 {
            return Resolution {
                key: "sides".to_owned(),
                from: None,
                members: Vec::new(),
                inferred: false,
            };
        }
        let members: Vec<String> =
            nations.iter().map(|nation| format!("state:{}", nation.key)).collect();
        let key = format!("sides:{}", members.join("+"));
        Resolution { key, from: None, members, inferred: true }
    }

    /// Whether two nations, or sides, were named shortly before: else "each" stands for others.
    pub(super) fn are_sides_near(&self, draft: &Draft) -> bool {
        let sentence = self.context.document.sentence_of(draft.head);
        let mut nations: Vec<&Nation> = Vec::new();
        for i in self.recent() {
            let (other, actor) = (&self.drafts[i], &self.actors[i]);
            if sentence - self.context.document.sentence_of(other.head) > 2 {
                break;
            }
            if !actor.members.is_empty() {
                return true;
            }
            if let Some(nation) = &other.nation
                && !nations.contains(&nation)
            {
                nations.push(nation);
            }
        }
        nations.len() >= 2
    }

    /// Whether a nation is named in the sentence of token `i` or in the one before.
    pub(super) fn is_named_near(&self, i: usize) -> bool {
        let document = self.context.document;
        let number = document.sentence_of(i);
        let before =
            document.sentences()[number.saturating_sub(1)].start.max(i.saturating_sub(REACH));
        let mut near = before..document.sentences()[number].end.min(i + REACH);
        near.any(|t| {
            let hit = self.context.name(t);
            hit.is_some_and(|hit| self.context.nation_meant(hit).is_some())
        })
    }

    pub(super) fn name_of(&self, key: &str) -> String {
        self.nation_of(key).map_or_else(
            || key.strip_prefix("state:").unwrap_or(key).to_owned(),
            |nation| nation.name.clone(),
        )
    }

    /// The nation that a group key stands for.
    pub(super) fn nation_of(&self, key: &str) -> Option<&Nation> {
        let key = key.strip_prefix("state:")?;
        self.all_weights.iter().map(|(nation, _)| nation).find(|nation| nation.key == key)
    }
}

/// The two nations set against each other most.
fn principal(weights: &[(Nation, u32)]) -> Vec<Nation> {
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse(weights[*i].1));
    order.truncate(2);
    order.sort_unstable();
    order.into_iter().map(|i| weights[i].0.clone()).collect()
}

/// Whether an actor is most likely of the only nation that an article names: "President Dobre", "the
/// police", "protesters". Foreigners and civilians may be of any.
pub(super) fn is_domestic(actor: &Actor, draft: &Draft) -> bool {
    let is_kind = matches!(
        actor.kind,
        ActorKind::Government
            | ActorKind::ArmedForces
            | ActorKind::Police
            | ActorKind::Judiciary
            | ActorKind::Legislature
            | ActorKind::Party
            | ActorKind::Protesters
            | ActorKind::Rebels
    );
    is_kind && draft.shape != Shape::Pronoun && !draft.speaks_for_organization
}

/// The nation of an article that names one and no other, and that as a place or by its bodies and
/// people: where it acts itself, or has its own minister, the others are as likely foreign.
pub(super) fn only_nation(context: &Context, drafts: &[Draft]) -> Option<Nation> {
    let of_names = context.names.iter().filter_map(|hit| context.nation_meant(hit));
    let of_drafts = drafts
        .iter()
        .filter(|draft| draft.kind.stands_for_nation())
        .filter_map(|draft| draft.nation.clone());
    let mut nations = of_names.chain(of_drafts);
    let first = nations.next()?;
    let acts = drafts
        .iter()
        .any(|draft| matches!(draft.shape, Shape::State | Shape::Person) && draft.nation.is_some());
    (!acts && nations.all(|nation| nation == first)).then_some(first)
}

/// The weights of all nations over the whole article.
pub(super) fn nation_weights(context: &Context, drafts: &[Draft]) -> Vec<(Nation, u32)> {
    let mut weights = Vec::new();
    for draft in drafts {
        weigh(context, draft, &mut weights);
    }
    weights
}

/// Counts a mention for its nation: more when it fights, or is named in one breath with another.
pub(super) fn weigh(context: &Context, draft: &Draft, weights: &mut Vec<(Nation, u32)>) {
    let mut add = |nation: &Nation, weight: u32| match weights
        .iter_mut()
        .find(|(known, _)| known == nation)
    {
        Some((_, sum)) => *sum += weight,
        None => weights.push((nation.clone(), weight)),
    };
    if !draft.kind.stands_for_nation() {
        return;
    }
    if let Some(nation) = &draft.nation {
        let text_says_side = context.base(draft.head) == "side";
        let is_joined = draft.shape == Shape::State
            && (context.dep(draft.head) == Dep::Conj
                || context
                    .document
                    .children(draft.head)
                    .take(60)
                    .any(|c| context.dep(c) == Dep::Conj));
        let weight = match draft.kind {
            ActorKind::Country if text_says_side || is_joined => 6,
            ActorKind::ArmedForces => 3,
            ActorKind::Government if is_joined => 6,
            ActorKind::Country => 2,
            _ => 1,
        };
        add(nation, weight);
    } else {
        for nation in &draft.nations {
            add(nation, 6);
        }
    }
}
