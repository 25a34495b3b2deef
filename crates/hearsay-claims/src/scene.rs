//! What the later steps look things up in: the document, its mentions, and which tokens they head.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use hearsay_mentions::{
    Actor, ActorId, GroupId, Mentions, PlaceId, Quantity, QuantityId, Sector, TimeId,
};
use hearsay_syntax::{Dep, Document};

use crate::interest::{self, Standing};
use crate::lexicon::{LEXICON, TopicWord, Trigger};
use crate::ontology::EventType;
use crate::pattern::MentionKind;

/// An article is on a subject when at least so many different words say so, ...
const SIGN_KINDS: usize = 5;
/// ... and at least one word in so many.
const ONE_SIGN_IN: usize = 40;
/// The subject that the lexicon is for.
const AFFAIRS: &str = "affairs";
/// Strikes at work are public affairs too, though nobody is struck.
const LABOUR: &str = "labour";
/// In an article on public affairs at least one word in so many is a sign of them.
const ONE_AFFAIR_IN: usize = 55;
/// A text of fewer words is on no subject that its words could show.
const SHORTEST_ARTICLE: usize = 90;

/// A document with indexes from tokens to mentions and triggers.
pub(crate) struct Scene<'a> {
    pub(crate) document: &'a Document,
    pub(crate) mentions: &'a Mentions,
    // Few tokens are mentions or triggers, so the indexes hold those that are.
    actor_by_head: HashMap<usize, ActorId>,
    /// The shortest actor mention that covers the token.
    actor_over: HashMap<usize, ActorId>,
    /// The sector of those of whom any mention tells it.
    sectors: HashMap<GroupId, Sector>,
    place_over: HashMap<usize, PlaceId>,
    time_over: HashMap<usize, TimeId>,
    quantity_over: HashMap<usize, QuantityId>,
    /// The quantities by the words that say what befell those they count.
    quantities_lost: HashMap<usize, Vec<QuantityId>>,
    triggers: HashMap<usize, (&'static Trigger, Vec<usize>)>,
    /// The best standing under which each actor is told of.
    standings: HashMap<GroupId, Standing>,
    elsewhere: bool,
}

impl<'a> Scene<'a> {
    /// Indexes the mentions and finds the triggers.
    pub(crate) fn new(document: &'a Document, mentions: &'a Mentions) -> Self {
        let mut actor_by_head = HashMap::new();
        let mut actor_over: HashMap<usize, ActorId> = HashMap::new();
        for (id, actor) in mentions.actors.iter().enumerate() {
            actor_by_head.entry(actor.head).or_insert(ActorId(id));
            for i in actor.tokens.clone() {
                let shortest = actor_over.entry(i).or_insert(ActorId(id));
                if actor.tokens.len() < mentions.actors[shortest.0].tokens.len() {
                    *shortest = ActorId(id);
                }
            }
        }
        let told = |actor: &Actor| Some((actor.group, actor.sector?));
        let sectors = mentions.actors.iter().rev().filter_map(told).collect();
        let mut quantities_lost: HashMap<usize, Vec<QuantityId>> = HashMap::new();
        for (number, quantity) in mentions.quantities.iter().enumerate() {
            for loss in &quantity.losses {
                quantities_lost.entry(loss.word).or_default().push(QuantityId(number));
            }
        }
        let mut triggers: HashMap<usize, (&'static Trigger, Vec<usize>)> = HashMap::new();
        for i in 0..document.len() {
            if let Some(trigger) = LEXICON.trigger(document, i) {
                triggers.insert(i, trigger);
            }
        }
        let signs = signs(document);
        let subjects = subjects(document, &signs);
        let mut standings = HashMap::new();
        for actor in &mentions.actors {
            let standing = interest::standing(actor);
            let best = standings.entry(actor.group).or_insert(standing);
            *best = standing.max(*best);
        }
        triggers.retain(|i, (trigger, tokens)| {
            let figure = |(topic, kind): &(&str, TopicWord)| {
                *kind == TopicWord::Figure && subjects.contains(topic)
            };
            let mild = tokens.len() == 1 && LEXICON.topics(document, *i).iter().any(figure);
            // A loss of people that is counted is meant, whatever the subject.
            !mild || trigger.toll.is_some() && counted(document, *i)
        });
        // A word inside a longer trigger is no trigger of its own: "fire" in "opened fire".
        for i in 0..document.len() {
            let Some((_, tokens)) = triggers.get(&i) else { continue };
            for other in tokens.clone().into_iter().filter(|other| *other != i) {
                triggers.remove(&other);
            }
        }
        // The object that only settles which sense is meant stays an argument: "sent <troops>".
        triggers.iter_mut().for_each(|(i, (trigger, tokens))| {
            tokens.retain(|t| t == i || trigger.names(document, *t));
        });
        Self {
            document,
            mentions,
            actor_by_head,
            actor_over,
            sectors,
            place_over: over(mentions.places.iter().map(|m| m.tokens.clone()), PlaceId),
            time_over: over(mentions.times.iter().map(|m| m.tokens.clone()), TimeId),
            quantity_over: over(mentions.quantities.iter().map(stated), QuantityId),
            quantities_lost,
            triggers,
            standings,
            elsewhere: is_elsewhere(document, &signs),
        }
    }

    /// Whether the article is on another subject than public affairs.
    pub(crate) fn is_elsewhere(&self) -> bool {
        self.elsewhere
    }

    /// What an actor is in public affairs, wherever in the article that is told.
    pub(crate) fn standing(&self, id: ActorId) -> Standing {
        let group = self.mentions.actors[id.0].group;
        self.standings.get(&group).copied().unwrap_or(Standing::Unknown)
    }

    /// The trigger anchored at token `i`.
    pub(crate) fn trigger(&self, i: usize) -> Option<&'static Trigger> {
        self.triggers.get(&i).map(|(trigger, _)| *trigger)
    }

    /// The tokens of the trigger anchored at token `i`.
    pub(crate) fn trigger_tokens(&self, i: usize) -> &[usize] {
        self.triggers.get(&i).map_or(&[], |(_, tokens)| tokens)
    }

    /// The event type that token `i` triggers.
    pub(crate) fn event(&self, i: usize) -> Option<EventType> {
        self.trigger(i).map(|trigger| trigger.code.kind)
    }

    /// The actor mention headed by token `i`, else the shortest that covers it.
    pub(crate) fn actor(&self, i: usize) -> Option<ActorId> {
        self.actor_headed(i).or_else(|| self.actor_over.get(&i).copied())
    }

    /// The actor mention headed by token `i`.
    pub(crate) fn actor_headed(&self, i: usize) -> Option<ActorId> {
        self.actor_by_head.get(&i).copied()
    }

    /// The PLOVER sector of the actor at token `i`, also of one named by a pronoun.
    pub(crate) fn sector(&self, i: usize) -> Option<Sector> {
        let actor = &self.mentions.actors[self.actor(i)?.0];
        actor.sector.or_else(|| self.sectors.get(&actor.group).copied())
    }

    /// Whether two mentions name the same actor.
    pub(crate) fn is_same(&self, a: ActorId, b: ActorId) -> bool {
        a == b || self.mentions.actors[a.0].group == self.mentions.actors[b.0].group
    }

    /// Whether token `i` is a word inside a longer name of an actor or place.
    pub(crate) fn is_inside_name(&self, i: usize) -> bool {
        let actor = self.actor_over.get(&i).is_some_and(|id| {
            let actor = &self.mentions.actors[id.0];
            actor.tokens.len() > 1
        });
        actor || self.place(i).is_some_and(|id| self.mentions.places[id.0].tokens.len() > 1)
    }

    /// The place mention over token `i`.
    pub(crate) fn place(&self, i: usize) -> Option<PlaceId> {
        self.place_over.get(&i).copied()
    }

    /// The time mention over token `i`.
    pub(crate) fn time(&self, i: usize) -> Option<TimeId> {
        self.time_over.get(&i).copied()
    }

    /// The quantity over token `i`.
    pub(crate) fn quantity(&self, i: usize) -> Option<QuantityId> {
        self.quantity_over.get(&i).copied()
    }

    /// The quantities of those whom the word of harm at token `i` befell.
    pub(crate) fn lost(&self, i: usize) -> &[QuantityId] {
        self.quantities_lost.get(&i).map_or(&[], Vec::as_slice)
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

/// The signs of each subject that an article has, in small letters.
type Signs = BTreeMap<&'static str, Vec<String>>;

fn signs(document: &Document) -> Signs {
    let mut signs = Signs::new();
    for i in 0..document.len() {
        for (topic, kind) in LEXICON.topics(document, i) {
            if *kind == TopicWord::Sign {
                signs.entry(topic).or_default().push(document.lemma(i).to_lowercase());
            }
        }
    }
    signs
}

/// The subjects of an article in which words of conflict mean something milder: those of whose
/// signs it has many, and more than one.
fn subjects(document: &Document, signs: &Signs) -> Vec<&'static str> {
    let many = |words: &[String]| {
        let mut kinds: Vec<&String> = words.iter().collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds.len() >= SIGN_KINDS && words.len() * ONE_SIGN_IN >= document.len()
    };
    let mild = signs.iter().filter(|(topic, words)| **topic != AFFAIRS && many(words));
    mild.map(|(topic, _)| *topic).collect()
}

/// Whether an article is on anything but public affairs: it has few of their signs, or more of
/// all others.
fn is_elsewhere(document: &Document, signs: &Signs) -> bool {
    let affairs = signs.get(AFFAIRS).map_or(0, Vec::len);
    let other = signs.iter().filter(|(topic, _)| **topic != LABOUR);
    let all: usize = other.map(|(_, words)| words.len()).sum();
    document.len() >= SHORTEST_ARTICLE
        && (affairs * ONE_AFFAIR_IN < document.len() || all > 2 * affairs)
}

/// Whether a figure stands with the word or with what it happens to.
fn counted(document: &Document, i: usize) -> bool {
    let figure = |parent: usize| document.children_by(parent, Dep::Nummod).next().is_some();
    let sufferers = document
        .children(i)
        .filter(|c| matches!(document.token(*c).dep, Dep::Nsubj | Dep::Nsubjpass | Dep::Dobj));
    figure(i) || sufferers.into_iter().any(figure)
}

/// The tokens of a number; a person told of without one is no figure.
fn stated(quantity: &Quantity) -> Range<usize> {
    if quantity.is_implied { 0..0 } else { quantity.tokens.clone() }
}

/// The first of the mentions over each token.
fn over<I>(
    mentions: impl Iterator<Item = Range<usize>>,
    id: impl Fn(usize) -> I,
) -> HashMap<usize, I> {
    let mut found = HashMap::new();
    for (number, tokens) in mentions.enumerate() {
        for i in tokens {
            found.entry(i).or_insert_with(|| id(number));
        }
    }
    found
}
