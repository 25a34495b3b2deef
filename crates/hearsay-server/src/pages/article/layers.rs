//! Which words of an article belong to which layer.

use std::collections::HashMap;

use hearsay::{Reading, SpanForm};
use hearsay_incidents::Claim;

use super::pieces::{Layer, Layered};

/// The words of all claims, and what was seen in the text besides: names, figures, times and acts of
/// saying that no claim rests on.
pub(super) fn layers(reading: &Reading, claims: &[&Claim]) -> Vec<Layered> {
    let times: HashMap<&str, &SpanForm> =
        reading.mentions.times.iter().map(|time| (time.id.as_str(), &time.span)).collect();
    let mut all = Vec::new();
    for (number, claim) in claims.iter().enumerate() {
        let mut add = |layer, span: &SpanForm| {
            all.push(Layered { span: span.start..span.end, layer, claim: Some(number) });
        };
        add(Layer::Event, &claim.trigger);
        for claimant in &claim.claimants {
            add(Layer::Claimant, &claimant.actor.span);
            claimant.cue.iter().for_each(|cue| add(Layer::Cue, cue));
        }
        for actor in claim.actors.iter().chain(&claim.recipients) {
            add(Layer::Actor, &actor.span);
        }
        claim.toll.iter().for_each(|toll| add(Layer::Figure, &toll.span));
        claim.place.iter().for_each(|place| add(Layer::Place, &place.span));
        let mention = claim.time.as_ref().and_then(|time| time.mention.as_deref());
        mention.and_then(|id| times.get(id)).into_iter().for_each(|span| add(Layer::Time, span));
    }
    let mut add = |layer, span: &SpanForm| {
        all.push(Layered { span: span.start..span.end, layer, claim: None });
    };
    let mentions = &reading.mentions;
    mentions.actors.iter().for_each(|actor| add(Layer::Actor, &actor.span));
    mentions.places.iter().for_each(|place| add(Layer::Place, &place.span));
    mentions.times.iter().for_each(|time| add(Layer::Time, &time.span));
    mentions.quantities.iter().for_each(|quantity| add(Layer::Figure, &quantity.span));
    for attribution in &reading.attributions {
        attribution.source.iter().for_each(|span| add(Layer::Claimant, span));
        attribution.cue.iter().for_each(|span| add(Layer::Cue, span));
    }
    all
}
