//! Why a claim says what it says, and why other words made none.
//!
//! Nothing of this is kept while an article is read: [`Explainer`] reads the same document again for
//! the one who asks. Rows and frames are looked up as reading looks them up. Which small words set
//! how firmly a thing is said is found by reading the sentence without each of them.

mod frames;
mod refusals;
mod rows;
mod sayings;
mod tree;
mod words;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use hearsay_mentions::explain::{self, Step};
use hearsay_mentions::{ActorId, Mentions};
use hearsay_syntax::{Document, Span};

pub use self::refusals::Refusal;
pub use self::tree::Node;
use crate::assembly;
use crate::claim::{Claim, Claims};
use crate::factuality;
use crate::fate::Fate;
use crate::roles;
use crate::scene::Scene;

/// Why a claim says what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The part of the tree that matched, in text order.
    pub tree: Vec<Node>,
    /// The steps, in the order in which they were taken.
    pub steps: Vec<Step>,
}

/// Reads a document again to explain what was read from it.
pub struct Explainer<'a> {
    scene: Scene<'a>,
    claims: &'a Claims,
    /// What became of the triggers without a claim of their own.
    fates: BTreeMap<usize, Fate>,
    /// The claims of a sentence's article without one of the sentence's words, by sentence.
    without: HashMap<usize, Vec<(usize, Vec<Claim>)>>,
}

impl<'a> Explainer<'a> {
    /// Made of what was read.
    #[must_use]
    pub fn new(document: &'a Document, mentions: &'a Mentions, claims: &'a Claims) -> Self {
        let scene = Scene::new(document, mentions);
        let mut fates = BTreeMap::new();
        let tagged = crate::tagger::tag(&crate::tagger::MODEL, scene.document);
        assembly::told(&scene, &tagged, &mut |i, fate| {
            fates.insert(i, fate);
        });
        Self { scene, claims, fates, without: HashMap::new() }
    }

    /// Why claim number `number` says what it says.
    ///
    /// # Panics
    /// When there is no such claim.
    #[must_use]
    pub fn claim(&mut self, number: usize) -> Why {
        let claim = &self.claims.claims[number];
        let mut steps = Vec::new();
        let mut named = vec![(claim.trigger_token, "trigger".to_owned())];
        match claim.rule.split_once("; answers; ") {
            Some((_, told)) => steps.extend(self.answered(claim, number, told)),
            None => {
                steps.extend(self.event(claim));
                steps.extend(frames::fitting(&self.scene, claim.trigger_token, &mut named));
                steps.extend(self.merged(claim));
            }
        }
        steps.extend(self.speakers(claim));
        steps.extend(self.who(claim));
        steps.extend(self.firmness(claim));
        steps.extend(self.place(claim, &mut named));
        steps.extend(self.time(claim));
        steps.extend(self.tolls(claim));
        Why { tree: tree::nodes(self.scene.document, &named), steps }
    }

    /// How an act of saying was found.
    ///
    /// # Panics
    /// When there is no such attribution.
    #[must_use]
    pub fn attribution(&self, number: usize) -> Vec<Step> {
        sayings::steps(&self.scene, &self.claims.attributions[number])
    }

    /// The words among these tokens that might have named an event and made no claim.
    #[must_use]
    pub fn refusals(&self, tokens: Range<usize>) -> Vec<Refusal> {
        tokens.filter_map(|i| refusals::refusal(&self.scene, self.claims, &self.fates, i)).collect()
    }

    /// The words among these tokens that might have been cues and made no attribution.
    #[must_use]
    pub fn silent_cues(&self, tokens: Range<usize>) -> Vec<Step> {
        let cues = tokens.filter_map(|i| sayings::silent(&self.scene, self.claims, i));
        cues.collect()
    }

    fn quoted(&self, span: Span) -> String {
        quoted(self.scene.document, span)
    }

    /// The row of the word that names the event, and what else settles which event it is.
    fn event(&self, claim: &Claim) -> Vec<Step> {
        let i = claim.trigger_token;
        let Some(trigger) = self.scene.trigger(i) else { return Vec::new() };
        let code = &trigger.code;
        let row_says =
            code.mode.map_or(code.kind.to_string(), |mode| format!("{}/{mode}", code.kind));
        let own = self.quoted(claim.trigger);
        let says = format!("{own} names an event: {row_says} (CAMEO {})", code.cameo);
        let rows = vec![rows::of_trigger(trigger)];
        let mut steps = vec![Step { rows, ..Step::new("event", says, vec![claim.trigger]) }];
        let event = &claim.event;
        let is =
            event.mode.as_ref().map_or(event.kind.clone(), |mode| format!("{}/{mode}", event.kind));
        if is != row_says {
            let stance = factuality::stance(&self.scene, i);
            let why = if stance.ended {
                "because a word above it puts an end to it"
            } else if event.kind == "REQUEST" && trigger.code.kind.as_str() != "REQUEST" {
                "because somebody says that it ought to be"
            } else if event.kind == "REQUEST" || event.kind == "REJECT" {
                "by what is asked for or refused"
            } else {
                "by the words around it"
            };
            let cameo = event.cameo.as_deref().unwrap_or("none");
            let says = format!("here it makes {is} (CAMEO {cameo}), {why}");
            steps.push(Step::new("event", says, vec![claim.trigger]));
        }
        let contents = self.fates.iter().filter_map(|(at, fate)| match fate {
            Fate::Content(by) if *by == i => Some(*at),
            _ => None,
        });
        for at in contents {
            let span = self.scene.document.token(at).span();
            let says =
                format!("{} is what {own} is about, and makes no claim itself", self.quoted(span));
            let row = self.scene.trigger(at).map(rows::of_trigger);
            steps.push(Step {
                rows: row.into_iter().collect(),
                ..Step::new("event", says, vec![span])
            });
        }
        steps
    }

    /// A denial or confirmation of what was told before.
    fn answered(&self, claim: &Claim, number: usize, rule: &str) -> Vec<Step> {
        let own = self.quoted(claim.trigger);
        let told = self.claims.claims.iter().enumerate().filter(|(at, other)| {
            *at != number && other.rule == rule && other.event.kind == claim.event.kind
        });
        let near = told.min_by_key(|(_, other)| other.trigger_token.abs_diff(claim.trigger_token));
        let Some((_, other)) = near else {
            return vec![Step::new(
                "event",
                format!("{own} answers what was told before"),
                vec![claim.trigger],
            )];
        };
        let says = format!(
            "{own} answers what {} tells: the same event as another holds it",
            self.quoted(other.trigger)
        );
        let row = self.scene.trigger(other.trigger_token).map(rows::of_trigger);
        let rows = row.into_iter().collect();
        vec![Step { rows, ..Step::new("event", says, vec![claim.trigger, other.trigger]) }]
    }

    /// The other words that tell of the same event.
    fn merged(&self, claim: &Claim) -> Vec<Step> {
        let document = self.scene.document;
        let into = self.fates.iter().filter_map(|(at, fate)| match fate {
            Fate::Merged(into) if *into == claim.trigger_token => Some(*at),
            _ => None,
        });
        let step = |at: usize| {
            let span = document.token(at).span();
            let says = format!(
                "{} tells of the same event, so its losses, place and time are this claim's too",
                self.quoted(span)
            );
            let row = self.scene.trigger(at).map(rows::of_trigger);
            Step { rows: row.into_iter().collect(), ..Step::new("event", says, vec![span]) }
        };
        into.map(step).collect()
    }

    /// Who says so.
    fn speakers(&self, claim: &Claim) -> Vec<Step> {
        if claim.claimants.is_empty() {
            let says = "nobody is named as saying so: it is the article's own voice";
            return vec![Step::new("claimant", says, Vec::new())];
        }
        let mut steps = Vec::new();
        for claimant in &claim.claimants {
            steps.extend(self.attribution(claimant.attribution.0));
            steps.extend(claimant.actor.into_iter().flat_map(|id| self.actor("claimant", id)));
        }
        steps
    }

    fn actor(&self, about: &'static str, id: ActorId) -> Vec<Step> {
        let steps = explain::actor(self.scene.document, self.scene.mentions, id);
        steps.into_iter().map(|step| Step { about, ..step }).collect()
    }

    /// From the words in the slots to those who act and suffer.
    fn who(&self, claim: &Claim) -> Vec<Step> {
        let arguments = crate::frames::arguments(&self.scene, claim.trigger_token);
        let speaker = claim.claimants.last().and_then(|last| last.actor);
        let mut steps = Vec::new();
        let roles = [
            ("actor", &claim.actors, &arguments.actors, claim.actors_inferred),
            ("recipient", &claim.recipients, &arguments.recipients, claim.recipients_inferred),
        ];
        for (about, ids, tokens, inferred) in roles {
            let stated = roles::actors(&self.scene, tokens);
            for id in ids {
                if !stated.contains(id) {
                    let span = self.scene.mentions.actors[id.0].span;
                    let reciprocal =
                        tokens.iter().any(|t| roles::is_reciprocal(self.scene.document, *t));
                    let how = if reciprocal {
                        "is one of those whom “each other” stands for"
                    } else if speaker == Some(*id) {
                        "is the one who speaks"
                    } else if inferred {
                        "is taken over from what was told before"
                    } else {
                        "fills no slot of the frame; the words around the event name it"
                    };
                    let says = format!("the {about} {} {how}", self.quoted(span));
                    steps.push(Step::new(about, says, vec![span]));
                }
                steps.extend(self.actor(about, *id));
            }
            // Whoever looks for a missing actor wants to know what became of the slot.
            for token in tokens {
                let heads = roles::actors(&self.scene, &[*token]);
                if heads.is_empty() && claim.rule.starts_with("triggers.tsv") {
                    let span = self.scene.document.token(*token).span();
                    let says = format!(
                        "{} fills the slot of the {about}, but the mentions know nobody there",
                        self.quoted(span)
                    );
                    steps.push(Step::new(about, says, vec![span]));
                }
            }
        }
        steps
    }

    /// Which words set act, polarity, certainty and modality.
    fn firmness(&mut self, claim: &Claim) -> Vec<Step> {
        let sentence = self.scene.document.sentence_of(claim.trigger_token);
        let scene = &self.scene;
        let read = self.without.entry(sentence).or_insert_with(|| words::readings(scene, sentence));
        words::steps(&self.scene, claim, read)
    }

    fn place(&self, claim: &Claim, named: &mut Vec<(usize, String)>) -> Vec<Step> {
        let Some(id) = claim.place else { return Vec::new() };
        let document = self.scene.document;
        let place = &self.scene.mentions.places[id.0];
        let own = self.quoted(place.span);
        let same = document.sentence_of(place.head) == document.sentence_of(claim.trigger_token);
        let says = if same {
            named.push((place.head, "place".to_owned()));
            let way = tree::way_in_words(document, claim.trigger_token, place.head);
            let clause =
                if claim.place_inferred { "in a clause above it" } else { "in its own clause" };
            format!("{own} is where it was, {clause}: {way}")
        } else {
            format!("{own} is taken over from what was told before")
        };
        let mut steps = vec![Step::new("place", says, vec![place.span])];
        steps.extend(explain::place(document, self.scene.mentions, id));
        steps
    }

    fn time(&self, claim: &Claim) -> Vec<Step> {
        let mention = claim.time.as_ref().and_then(|when| Some((when, when.mention?)));
        let Some((when, id)) = mention else { return Vec::new() };
        let document = self.scene.document;
        let time = &self.scene.mentions.times[id.0];
        let own = self.quoted(time.span);
        let says = if document.sentence_of(time.tokens.start)
            != document.sentence_of(claim.trigger_token)
        {
            format!("{own} is taken over from what was told before")
        } else if when.inferred {
            format!("{own} is when it was, from a clause above it")
        } else {
            format!("{own} is when it was, from its own clause")
        };
        let mut steps = vec![Step::new("time", says, vec![time.span])];
        steps.extend(explain::time(document, self.scene.mentions, id));
        steps
    }

    fn tolls(&self, claim: &Claim) -> Vec<Step> {
        let mentions = self.scene.mentions;
        let mut steps = Vec::new();
        for toll in &claim.toll {
            let number = mentions.quantities.iter().position(|quantity| quantity.span == toll.span);
            match number {
                Some(number) => {
                    let id = hearsay_mentions::QuantityId(number);
                    steps.extend(explain::quantity(self.scene.document, mentions, id));
                }
                None => {
                    let says = format!("{} says that nobody was", self.quoted(toll.span));
                    steps.push(Step::new("toll", says, vec![toll.span]));
                }
            }
            if let Some(side) = toll.side {
                let span = mentions.actors[side.0].span;
                let says = format!("it is a loss of {}", self.quoted(span));
                steps.push(Step::new("toll", says, vec![span]));
            }
        }
        steps
    }
}

/// Words for a sentence of ours: on one line, in quotation marks.
pub(crate) fn quoted(document: &Document, span: Span) -> String {
    let words: Vec<&str> = span.of(document.text()).split_whitespace().collect();
    format!("“{}”", words.join(" "))
}

#[cfg(test)]
mod tests;
