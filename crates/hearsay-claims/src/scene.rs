//! What the later steps look things up in: the document, its mentions, and which tokens they head.

use hearsay_mentions::{ActorId, Mentions, PlaceId, QuantityId, TimeId};
use hearsay_syntax::Document;

use crate::lexicon::{LEXICON, Trigger};
use crate::ontology::EventType;
use crate::pattern::MentionKind;

/// A document with indexes from tokens to mentions and triggers.
pub(crate) struct Scene<'a> {
    pub(crate) document: &'a Document,
    pub(crate) mentions: &'a Mentions,
    actor_by_head: Vec<Option<ActorId>>,
    /// The shortest actor mention that covers the token.
    actor_over: Vec<Option<ActorId>>,
    place_over: Vec<Option<PlaceId>>,
    time_over: Vec<Option<TimeId>>,
    quantity_over: Vec<Option<QuantityId>>,
    triggers: Vec<Option<(&'static Trigger, Vec<usize>)>>,
}

impl<'a> Scene<'a> {
    /// Indexes the mentions and finds the triggers.
    pub(crate) fn new(document: &'a Document, mentions: &'a Mentions) -> Self {
        let count = document.len();
        let mut scene = Self {
            document,
            mentions,
            actor_by_head: vec![None; count],
            actor_over: vec![None; count],
            place_over: vec![None; count],
            time_over: vec![None; count],
            quantity_over: vec![None; count],
            triggers: vec![None; count],
        };
        let mut shortest = vec![usize::MAX; count];
        for (id, actor) in mentions.actors.iter().enumerate() {
            if let Some(slot) = scene.actor_by_head.get_mut(actor.head) {
                slot.get_or_insert(ActorId(id));
            }
            for i in actor.tokens.clone().take_while(|i| *i < count) {
                if actor.tokens.len() < shortest[i] {
                    shortest[i] = actor.tokens.len();
                    scene.actor_over[i] = Some(ActorId(id));
                }
            }
        }
        fill(&mut scene.place_over, mentions.places.iter().map(|m| m.tokens.clone()), PlaceId);
        fill(&mut scene.time_over, mentions.times.iter().map(|m| m.tokens.clone()), TimeId);
        fill(
            &mut scene.quantity_over,
            mentions.quantities.iter().map(|m| m.tokens.clone()),
            QuantityId,
        );
        for i in 0..count {
            if let Some((trigger, tokens)) = LEXICON.trigger(document, i) {
                scene.triggers[i] = Some((trigger, tokens));
            }
        }
        // A word inside a longer trigger is no trigger of its own: "fire" in "opened fire".
        for i in 0..count {
            let Some((_, tokens)) = scene.triggers[i].clone() else { continue };
            if tokens.len() > 1 {
                for other in tokens.into_iter().filter(|other| *other != i) {
                    scene.triggers[other] = None;
                }
            }
        }
        scene
    }

    /// The trigger anchored at token `i`.
    pub(crate) fn trigger(&self, i: usize) -> Option<&'static Trigger> {
        self.triggers[i].as_ref().map(|(trigger, _)| *trigger)
    }

    /// The tokens of the trigger anchored at token `i`.
    pub(crate) fn trigger_tokens(&self, i: usize) -> &[usize] {
        self.triggers[i].as_ref().map_or(&[], |(_, tokens)| tokens)
    }

    /// The event type that token `i` triggers.
    pub(crate) fn event(&self, i: usize) -> Option<EventType> {
        self.trigger(i).map(|trigger| trigger.code.kind)
    }

    /// The actor mention headed by token `i`, else the shortest that covers it.
    pub(crate) fn actor(&self, i: usize) -> Option<ActorId> {
        self.actor_by_head[i].or(self.actor_over[i])
    }

    /// The actor mention headed by token `i`.
    pub(crate) fn actor_headed(&self, i: usize) -> Option<ActorId> {
        self.actor_by_head[i]
    }

    /// Whether token `i` is a word inside a longer name of an actor or place.
    pub(crate) fn is_inside_name(&self, i: usize) -> bool {
        let actor = self.actor_over[i].is_some_and(|id| {
            let actor = &self.mentions.actors[id.0];
            actor.tokens.len() > 1
        });
        actor || self.place_over[i].is_some_and(|id| self.mentions.places[id.0].tokens.len() > 1)
    }

    /// The place mention over token `i`.
    pub(crate) fn place(&self, i: usize) -> Option<PlaceId> {
        self.place_over[i]
    }

    /// The time mention over token `i`.
    pub(crate) fn time(&self, i: usize) -> Option<TimeId> {
        self.time_over[i]
    }

    /// The quantity over token `i`.
    pub(crate) fn quantity(&self, i: usize) -> Option<QuantityId> {
        self.quantity_over[i]
    }

    /// Whether a mention of that kind covers token `i`.
    pub(crate) fn is_mention(&self, i: usize, kind: MentionKind) -> bool {
        match kind {
            MentionKind::Actor => self.actor(i).is_some(),
            MentionKind::Place => self.place(i).is_some(),
            MentionKind::Time => self.time(i).is_some(),
            MentionKind::Quantity => self.quantity(i).is_some(),
        }
    }
}

fn fill<I: Copy>(
    over: &mut [Option<I>],
    tokens: impl Iterator<Item = std::ops::Range<usize>>,
    id: impl Fn(usize) -> I,
) {
    let count = over.len();
    for (number, tokens) in tokens.enumerate() {
        for i in tokens.take_while(|i| *i < count) {
            over[i].get_or_insert(id(number));
        }
    }
}
