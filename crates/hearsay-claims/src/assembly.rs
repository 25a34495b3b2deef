//! Assembly: from triggers, arguments, stances and sayings to claims.
//!
//! Every trigger in a sentence that asserts something is a draft. Drafts that tell of the same
//! event are merged (the wounded and the shelling that wounded them), drafts that are what somebody
//! asks for go into the asking, drafts that say nothing of anybody are dropped. Each that is left
//! gets its claimants, and one in each sentence is the main one.

use std::ops::Range;

use hearsay_mentions::{ActorId, Moment, Time, TimeType};
use hearsay_syntax::{Dep, Document, Pos, Span, Tag, tree};

use crate::answers;
use crate::attribution::{self, Saying};
use crate::chains;
use crate::claim::{
    Act, Attribution, AttributionId, Certainty, Claim, Claimant, Claims, Modality, Polarity,
};
use crate::factuality;
use crate::fate::Fate;
use crate::frames::{self, Arguments};
use crate::interest;
use crate::joining;
use crate::lexicon::{Effect, Hint, LEXICON, List, Trigger, WordClass};
use crate::locating;
use crate::merging;
use crate::modes;
use crate::ontology::{EventCode, EventType, ONTOLOGY};
use crate::passages;
use crate::principals;
use crate::roles;
use crate::scene::Scene;
use crate::stance::Stance;
use crate::tagger;
use crate::timing;
use crate::tolls;

/// A claim in the making.
pub(crate) struct Draft {
    pub(crate) trigger: usize,
    pub(crate) code: EventCode,
    pub(crate) arguments: Arguments,
    pub(crate) stance: Stance,
    /// What the request, promise or refusal is about, with whether it is to be ended or avoided.
    content: Option<(EventType, bool)>,
    /// Sayings that deny what another says here.
    pub(crate) denied_by: Vec<usize>,
    /// Triggers that were merged into this one.
    pub(crate) merged: Vec<usize>,
    pub(crate) claim: Claim,
}

/// Builds everything that an article says.
pub(crate) fn claims(scene: &Scene) -> Claims {
    let tagged = tagger::tag(&tagger::MODEL, scene.document);
    let (mut claims, sayings) = told(scene, &tagged, &mut |_, _| {});
    claims.attributions = joining::attributions(scene, sayings, &tagged, &mut claims.claims);
    claims
}

/// What is told, with the rules' acts of saying and those of the tagger's that claims may rest on;
/// `watch` hears of each trigger
/// that makes no claim of its own, and why.
pub(crate) fn told(
    scene: &Scene,
    tagged: &tagger::Seen,
    watch: &mut dyn FnMut(usize, Fate),
) -> (Claims, Vec<Saying>) {
    let document = scene.document;
    let sayings = joining::with_tagged(scene, attribution::sayings(scene), tagged);
    let by_sentence = chains::by_sentence(document, &sayings);
    let now = reference_year(scene);
    let mut claims = Claims::default();
    for (number, sentence) in document.sentences().iter().enumerate() {
        if let Some(note) = passages::passed_over(scene, sentence) {
            claims.notes.extend(note);
            continue;
        }
        let here: Vec<usize> = by_sentence.get(number).cloned().unwrap_or_default();
        let mut drafts = drafts(scene, sentence, &sayings, &here, watch);
        for draft in &mut drafts {
            fill(scene, draft, &sayings, &here, now);
        }
        drafts.retain(|draft| {
            let told = says_something(scene, draft) && interest::is_public(scene, draft);
            kept(told, draft.trigger, Fate::SaysNothing, watch)
        });
        // Where a denial is told as a claim of its own, the refusal is not told again.
        let denied: Vec<usize> = drafts
            .iter()
            .flat_map(|draft| &draft.denied_by)
            .filter_map(|n| sayings[*n].cue)
            .collect();
        drafts.retain(|draft| {
            kept(!denied.contains(&draft.trigger), draft.trigger, Fate::IsDenial, watch)
        });
        merging::merge(scene, &mut drafts, watch);
        mark_main(document, &mut drafts);
        let before = claims.claims.len();
        for mut draft in drafts {
            take_up(scene, &mut draft.claim, &claims.claims[..before]);
            let denials = answers::denials(scene, &draft, &sayings);
            claims.claims.push(draft.claim);
            claims.claims.extend(denials);
        }
        for (number, saying) in sayings.iter().enumerate() {
            if saying.answers && saying.cue.is_some_and(|cue| sentence.contains(&cue)) {
                let answer = answers::answer(scene, saying, number, &claims.claims);
                // A denial told as a claim is not told again as displeasure.
                if answer.is_some() {
                    claims.claims.retain(|claim| Some(claim.trigger_token) != saying.cue);
                }
                claims.claims.extend(answer);
            }
        }
        claims.claims[before..].sort_by_key(|claim| claim.trigger_token);
        if !claims.claims[before..].iter().any(|claim| claim.main)
            && let Some(first) = claims.claims[before..].first_mut()
        {
            first.main = true;
        }
    }
    (claims, sayings)
}

/// "Putin and Pashinyan spoke by telephone. The conversation took place on the initiative of
/// Yerevan": talks that name nobody are those last told.
fn take_up(scene: &Scene, claim: &mut Claim, told: &[Claim]) {
    let document = scene.document;
    let named = !claim.actors.is_empty() || !claim.recipients.is_empty();
    let points = document
        .children_by(claim.trigger_token, Dep::Det)
        .any(|c| matches!(document.word(c).to_lowercase().as_str(), "the" | "this" | "these"));
    if named || !points || claim.event.kind != EventType::Consult.as_str() {
        return;
    }
    let sentence = document.sentence_of(claim.trigger_token);
    let last = told.iter().rev().take(6).find(|other| {
        other.event.kind == claim.event.kind
            && document.sentence_of(other.trigger_token) + 2 >= sentence
            && !other.actors.is_empty()
    });
    let Some(last) = last else { return };
    claim.actors.clone_from(&last.actors);
    claim.recipients.clone_from(&last.recipients);
    claim.actors_inferred = true;
    claim.recipients_inferred = !claim.recipients.is_empty();
    if claim.event.mode.is_none() {
        claim.event = last.event.clone();
    }
}

/// The drafts of a sentence.
fn drafts(
    scene: &Scene,
    sentence: &Range<usize>,
    sayings: &[Saying],
    here: &[usize],
    watch: &mut dyn FnMut(usize, Fate),
) -> Vec<Draft> {
    let document = scene.document;
    let mut drafts: Vec<Draft> = Vec::new();
    // Contents of requests, promises and refusals: by the token of the asking trigger.
    let mut absorbed: Vec<(usize, EventType, bool)> = Vec::new();
    for i in sentence.clone() {
        let Some(trigger) = scene.trigger(i) else { continue };
        if let Some(fate) = not_told(scene, i, trigger) {
            watch(i, fate);
            continue;
        }
        let stance = factuality::stance(scene, i);
        if stance.played {
            watch(i, Fate::Describes);
            continue;
        }
        if let Some(by) = stance.absorbed_by {
            watch(i, Fate::Content(by));
            let avoided = stance.ended || stance.polarity == Polarity::Negative;
            absorbed.push((by, trigger.code.kind, avoided));
            continue;
        }
        let mut arguments = frames::arguments(scene, i);
        if let Some(first) = counted_together(scene, i) {
            let noun = document.token(i).head();
            arguments.recipients.iter_mut().filter(|r| **r == noun).for_each(|r| *r = first);
        }
        accused(scene, i, &mut arguments, sayings, here);
        owned(scene, i, &mut arguments, sayings, here);
        let code = modes::told(scene, i, &trigger.code);
        let claim = blank(scene, i, &code);
        drafts.push(Draft {
            trigger: i,
            code,
            arguments,
            stance,
            content: None,
            denied_by: Vec::new(),
            merged: Vec::new(),
            claim,
        });
    }
    // Where "ordered a mobilization" tells of the mobilization, the order is not told again.
    let made: Vec<usize> = drafts
        .iter()
        .filter(|draft| draft.stance.carried && document.token(draft.trigger).dep == Dep::Dobj)
        .map(|draft| document.token(draft.trigger).head())
        .collect();
    drafts.retain(|draft| {
        let told = draft.code.kind == EventType::Request && made.contains(&draft.trigger);
        kept(!told, draft.trigger, Fate::Carries, watch)
    });
    for draft in &mut drafts {
        draft.content = absorbed
            .iter()
            .filter(|(by, _, _)| *by == draft.trigger)
            .map(|(_, kind, avoided)| (*kind, *avoided))
            .next();
    }
    drafts
}

/// Why the trigger at token `i` tells of nothing here, by its place in the tree and by the vetoes.
fn not_told(scene: &Scene, i: usize, trigger: &Trigger) -> Option<Fate> {
    let document = scene.document;
    let dep = document.token(i).dep;
    let noun = trigger.class == WordClass::Noun;
    // "ceasefire agreement", "protest leader": a word that only colours another.
    if noun && matches!(dep, Dep::Compound | Dep::Nmod) {
        return Some(Fate::Colours);
    }
    // "captured aircraft": what a thing is, not what befell it; "killed" and "dead" with a
    // figure are another matter.
    let counted = trigger.toll.is_some()
        && document.children_by(document.token(i).head(), Dep::Nummod).next().is_some();
    let lost = trigger.set == "loss" && tolls::figure(scene, i).is_some();
    // "Ten wounded soldiers", but not "shoots dead 22 people", which is told with the shooting.
    let state = document.token(i).tag == Tag::Vbn
        || document.children_by(document.token(i).head(), Dep::Nummod).any(|n| n < i);
    if dep == Dep::Amod && !(counted && state) && !lost {
        return Some(Fate::Describes);
    }
    // "State Service for Mobilization and Conscription": a word of a name.
    if noun && document.token(i).pos == Pos::Propn && scene.is_inside_name(i) {
        return Some(Fate::InName);
    }
    frames::veto(scene, i).map(Fate::Vetoed)
}

/// Passes on whether a draft is kept, and tells where it is not.
fn kept(is_kept: bool, i: usize, fate: Fate, watch: &mut dyn FnMut(usize, Fate)) -> bool {
    if !is_kept {
        watch(i, fate);
    }
    is_kept
}

/// "Five officers and ten rebels left dead": a participle after its noun is of all that are counted
/// with it. The first of them.
fn counted_together(scene: &Scene, i: usize) -> Option<usize> {
    let document = scene.document;
    let token = document.token(i);
    let noun = document.token(token.head());
    let counted = |t: usize| tolls::figure(scene, t).is_some();
    (token.dep == Dep::Acl && noun.dep == Dep::Conj && counted(token.head()))
        .then(|| noun.head())
        .filter(|first| counted(*first))
}

/// In the content of an accusation the accused is the doer, where nobody else is named.
fn accused(scene: &Scene, i: usize, arguments: &mut Arguments, sayings: &[Saying], here: &[usize]) {
    if !arguments.actors.is_empty() {
        return;
    }
    let accusation = here.iter().map(|n| &sayings[*n]).filter(|saying| {
        let told = saying.cue.is_some_and(|cue| is_told(scene.document, i, cue));
        saying.attribution.act == Act::Accuse && saying.covers(i) && told
    });
    let cue = accusation.filter_map(|saying| saying.cue).next_back();
    if let Some(cue) = cue
        && scene.event(cue) == Some(EventType::Accuse)
    {
        arguments.actors = frames::arguments(scene, cue).recipients;
        arguments.recipients.retain(|r| !arguments.actors.contains(r));
    }
}

/// What somebody claims, or denies, responsibility for, they are said to have done.
fn owned(scene: &Scene, i: usize, arguments: &mut Arguments, sayings: &[Saying], here: &[usize]) {
    let document = scene.document;
    if !arguments.actors.is_empty() {
        return;
    }
    let responsible = |cue: &usize| {
        document.children_by(*cue, Dep::Dobj).any(|object| {
            LEXICON.is_listed(List::Responsibility, document, object)
                && document.is_below(i, object)
        }) && is_told(document, i, *cue)
    };
    let mut cues = here.iter().filter(|n| sayings[**n].covers(i)).filter_map(|n| sayings[*n].cue);
    if let Some(cue) = cues.find(responsible) {
        arguments.actors.extend(tree::subject(document, cue));
        arguments.is_owned = true;
    }
}

/// Whether no relative or adverbial clause parts token `i` from `above`.
fn is_told(document: &Document, mut i: usize, above: usize) -> bool {
    while i != above {
        let token = document.token(i);
        let relative = token.dep == Dep::Relcl && !tree::is_noun_content(document, i);
        if relative || token.dep == Dep::Advcl || token.head() == i {
            return false;
        }
        i = token.head();
    }
    true
}

/// A claim with nothing but its trigger.
fn blank(scene: &Scene, i: usize, code: &EventCode) -> Claim {
    let document = scene.document;
    let tokens = scene.trigger_tokens(i);
    let first = tokens.first().copied().unwrap_or(i);
    let last = tokens.last().copied().unwrap_or(i);
    // "carried out" is one stretch; "called <on both sides> to" is shown by its verb.
    let near = last - first < tokens.len() + 3;
    let trigger = if near { document.span_of(first..last + 1) } else { document.token(i).span() };
    Claim {
        evidence: Vec::new(),
        trigger,
        trigger_token: i,
        main: false,
        event: ONTOLOGY.class(code),
        actors: Vec::new(),
        actors_inferred: false,
        recipients: Vec::new(),
        recipients_inferred: false,
        instruments: Vec::new(),
        place: None,
        place_inferred: false,
        time: None,
        toll: Vec::new(),
        claimants: Vec::new(),
        act: Act::Assert,
        polarity: Polarity::Positive,
        certainty: Certainty::Certain,
        modality: Modality::Actual,
        rule: String::new(),
    }
}

/// Fills in everything that a draft's claim can know.
fn fill(scene: &Scene, draft: &mut Draft, sayings: &[Saying], here: &[usize], now: Option<i16>) {
    let document = scene.document;
    let i = draft.trigger;
    let Some(trigger) = scene.trigger(i) else { return };
    let mut chain: Vec<usize> = here.iter().copied().filter(|n| sayings[*n].covers(i)).collect();
    // The wider content is the outer speaker's; of two alike the one without a source, and rather
    // the one who cites than the one who is cited.
    chain.sort_by_key(|n| {
        let cited = sayings[*n].attribution.rule.ends_with(" source");
        (std::cmp::Reverse(sayings[*n].content.len()), !sayings[*n].impersonal, cited, *n)
    });
    let claim = &mut draft.claim;

    // Who decides, promises or announces a thing of their own does it rather than reports it.
    let mut own_act = None;
    chain.retain(|n| {
        let saying = &sayings[*n];
        let own = saying.source.is_some_and(|source| draft.arguments.actors.contains(&source));
        let says = matches!(
            saying.attribution.act,
            Act::Assert | Act::Confirm | Act::Deny | Act::Accuse | Act::Believe
        );
        let deed = (saying.attribution.rule.ends_with("infinitive") && !says)
            || (saying.attribution.rule.ends_with("object")
                && (saying.attribution.act == Act::Announce
                    || (saying.attribution.act == Act::Demand && draft.stance.carried)));
        if own && deed {
            own_act = Some(saying.attribution.act);
        }
        !(own && deed)
    });
    collapse(scene, sayings, &mut chain);
    // "Dismissed Tarsk's claim that": the claim is Tarsk's, the denial another's.
    if let Some(last) = chain.last().copied() {
        let deny = |n: &usize| *n != last && sayings[*n].attribution.act == Act::Deny;
        draft.denied_by = chain.iter().copied().filter(|n| deny(n)).collect();
        chain.retain(|n| !deny(n));
    }
    collapse(scene, sayings, &mut chain);
    // A request is its speaker's, also where the article tells of it: "X called on Y to Z".
    if draft.code.kind == EventType::Request
        && let Some(own) = here.iter().find(|n| sayings[**n].cue == Some(i))
        && !chain.contains(own)
    {
        chain.push(*own);
        collapse(scene, sayings, &mut chain);
    }
    claim.claimants = chain.iter().map(|n| claimant(&sayings[*n].attribution, *n)).collect();
    let innermost = chain.last().map(|n| &sayings[*n].attribution);
    claim.act = innermost.map(|attribution| attribution.act).or(own_act).unwrap_or(Act::Assert);

    let speaker = innermost.and_then(|attribution| attribution.actor);
    claim.actors = role(scene, &draft.arguments.actors, speaker);
    claim.recipients = role(scene, &draft.arguments.recipients, speaker);
    if draft.arguments.recipients.iter().any(|t| roles::is_reciprocal(document, *t)) {
        claim.recipients.clone_from(&claim.actors);
    }
    if draft.arguments.actors.iter().any(|t| roles::is_reciprocal(document, *t))
        && let Some(source) = chain.last().and_then(|n| sayings[*n].source)
    {
        claim.actors = roles::actors(scene, &[source]);
    }
    let actors = claim.actors.clone();
    if !draft.arguments.recipients.iter().any(|t| roles::is_reciprocal(document, *t)) {
        // Nobody does it to themselves by a pronoun: "met her counterpart".
        claim.recipients.retain(|recipient| !actors.iter().any(|a| scene.is_same(*a, *recipient)));
    }
    if claim.recipients.is_empty()
        && !claim.actors.is_empty()
        && tree::is_verb(document, i)
        && !tree::is_passive(document, i)
        && trigger.set != "mutual"
        && ONTOLOGY.is_done_to(draft.code.kind)
    {
        let object = draft.arguments.recipients.first().copied();
        claim.recipients = principals::recipients(scene, i, object, &claim.actors);
    }
    claim.instruments =
        draft.arguments.instruments.iter().map(|t| tree::phrase(document, *t)).collect();

    let stance = &mut draft.stance;
    let mut code = draft.code.clone();
    if stance.ended
        && let Some(ended) = ONTOLOGY.ended(code.kind)
    {
        code = ended;
    }
    if let Some(by_phone) = by_phone(scene, i, &code) {
        code = by_phone;
    }
    if code.kind == EventType::Request {
        draft.content = draft.content.filter(|(kind, _)| *kind != EventType::Request);
        if let Some((kind, avoided)) = draft.content {
            code = request(&code, kind, avoided);
        } else if let Some((kind, avoided)) = named_content(scene, i) {
            code = request(&code, kind, avoided);
        }
        if stance.modality == Modality::Actual {
            stance.modality = Modality::Requested;
            stance.certainty = stance.certainty.max(Certainty::Underspecified);
        }
        claim.act = Act::Demand;
    } else if stance.ought && code.kind != EventType::Accuse {
        // "It is necessary to stop hostilities", somebody says: a request of theirs.
        if let Some(actor) = speaker.or_else(|| cue_actor(scene, i)) {
            let avoided = stance.ended || stance.polarity == Polarity::Negative;
            let content = (draft.code.kind, avoided);
            let kind = ONTOLOGY.code("REQUEST", Some("020")).expect("REQUEST is an event type");
            code = request(&kind, content.0, content.1);
            claim.recipients.clone_from(&claim.actors);
            claim.actors = vec![actor];
            claim.recipients.retain(|recipient| *recipient != actor);
            stance.polarity = Polarity::Positive;
            stance.modality = Modality::Requested;
            claim.act = Act::Demand;
        }
    } else if code.kind == EventType::Agree
        && trigger.set == "promise"
        && stance.modality == Modality::Actual
        && !is_settled(document, i)
    {
        stance.modality = Modality::Planned;
    } else if code.kind == EventType::Threaten && stance.modality == Modality::Actual {
        stance.modality = Modality::Threatened;
    }
    if matches!(code.kind, EventType::Reject)
        && let Some((kind, avoided)) = draft.content
    {
        let mode = request(&code, kind, avoided).mode;
        code.mode = mode.filter(|mode| matches!(*mode, "assist" | "change" | "yield" | "meet"));
    }
    // "Vowed to attack": a promise that is a threat.
    if code.kind == EventType::Agree
        && LEXICON.is_listed(List::Vows, document, i)
        && document.children_by(i, Dep::Xcomp).any(|c| scene.event(c).is_some())
        && let Some((kind, false)) = draft.content
        && let Some(threat) = ONTOLOGY.planned(kind).filter(|c| c.kind == EventType::Threaten)
    {
        code = threat;
        stance.modality = match stance.modality {
            Modality::Planned => Modality::Threatened,
            other => other,
        };
    }
    draft.code = code;
    claim.event = ONTOLOGY.class(&draft.code);

    // What a denied or doubted saying does, when the words themselves hang elsewhere.
    if let Some(attribution) = innermost {
        let hangs = sayings[*chain.last().expect("there is an innermost one")]
            .cue
            .is_some_and(|cue| document.is_below(i, cue) && !through_noun(document, i, cue));
        let owned = draft.arguments.is_owned;
        if attribution.act == Act::Deny
            && !attribution.negated
            && (!hangs || owned)
            && stance.polarity == Polarity::Positive
        {
            stance.polarity = Polarity::Negative;
            stance.modality = Modality::Denied;
        }
        let doubted = |n: &usize| {
            let attribution = &sayings[*n].attribution;
            let tells = !matches!(attribution.act, Act::Believe | Act::Plan | Act::Demand);
            attribution.negated && tells
        };
        if chain.iter().any(doubted) {
            stance.certainty = Certainty::Underspecified;
        }
        if attribution.act == Act::Believe && stance.certainty == Certainty::Certain {
            stance.certainty = Certainty::Probable;
        }
    }
    claim.toll = tolls::tolls(scene, i);
    if stance.polarity == Polarity::Negative {
        claim.toll.retain(|toll| toll.max == Some(0));
        if claim.toll.is_empty() {
            claim.toll.extend(tolls::nobody(scene, i));
        }
    } else if claim.toll.iter().any(|toll| toll.max == Some(0)) {
        stance.polarity = Polarity::Negative;
        stance.modality = Modality::Denied;
        claim.toll.retain(|toll| toll.max == Some(0));
        claim.recipients.clear();
    }
    if let Some((place, is_own)) = locating::place(scene, i) {
        claim.place = Some(place);
        claim.place_inferred = !is_own;
    }
    // A town that is captured is no prisoner.
    if draft.code.mode == Some("arrest")
        && claim.recipients.is_empty()
        && document.lemma(i) == "capture"
        && claim.toll.is_empty()
        && let Ok(seized) = ONTOLOGY.code("COERCE/seize", Some("192"))
    {
        draft.code = seized;
        claim.event = ONTOLOGY.class(&draft.code);
    }
    // Who suffered losses, or lost so many men, lost them.
    if trigger.set == "suffer"
        && let [only] = claim.recipients[..]
    {
        let lost = document.children_by(i, Dep::Dobj).next().is_some();
        claim
            .toll
            .iter_mut()
            .filter(|t| lost || t.side.is_none())
            .for_each(|t| t.side = Some(only));
    }
    claim.time = timing::time(scene, i);
    if stance.modality == Modality::Actual && is_history(scene, i, claim, now) {
        stance.modality = Modality::Historical;
    }
    if stance.modality == Modality::Actual && is_habit(scene, i) {
        stance.modality = Modality::Habitual;
    }
    claim.polarity = stance.polarity;
    claim.certainty = stance.certainty;
    claim.modality = stance.modality;
    claim.evidence =
        evidence(scene, i, stance, innermost.map(|_| &sayings[*chain.last().expect("innermost")]));
    claim.rule = trigger.name();
    for frame in &draft.arguments.frames {
        claim.rule.push_str(" + ");
        claim.rule.push_str(&frame.rule_name());
    }
    if draft.arguments.is_owned {
        claim.rule.push_str(" + owned");
    }
}

/// "Agreed to the plan": what is settled is done, not only promised.
fn is_settled(document: &Document, i: usize) -> bool {
    let clause = |c| matches!(document.token(c).dep, Dep::Xcomp | Dep::Ccomp | Dep::Dobj);
    document.children_by(i, Dep::Prep).any(|p| matches!(document.lemma(p), "to" | "on"))
        && !document.children(i).any(clause)
}

/// Makes one link of those in which the same actor speaks: the inner one, unless the outer takes
/// the words back ("has withdrawn its report that").
fn collapse(scene: &Scene, sayings: &[Saying], chain: &mut Vec<usize>) {
    let same = |a: &Saying, b: &Saying| match (a.attribution.actor, b.attribution.actor) {
        (Some(a), Some(b)) => scene.is_same(a, b),
        _ => {
            a.source.is_some() && a.source == b.source || {
                let words = |saying: &Saying| {
                    let span = saying.attribution.source.first().copied();
                    span.map(|span| span.of(scene.document.text()).to_lowercase())
                };
                words(a).is_some() && words(a) == words(b)
            }
        }
    };
    let mut at = 0;
    while at < chain.len() {
        let outer = &sayings[chain[at]];
        match chain[at + 1..].iter().position(|n| same(outer, &sayings[*n])) {
            Some(further) if outer.attribution.act == Act::Deny => {
                chain.remove(at + 1 + further);
            }
            Some(_) => {
                chain.remove(at);
            }
            None => at += 1,
        }
    }
}

/// Whether the way up from token `i` to a cue leads through the clause of a noun: "withdrew its
/// report that".
fn through_noun(document: &Document, mut i: usize, cue: usize) -> bool {
    while i != cue && document.token(i).head() != i {
        if document.token(i).dep != Dep::Ccomp && tree::is_noun_content(document, i) {
            return true;
        }
        i = document.token(i).head();
    }
    false
}

pub(crate) fn claimant(attribution: &Attribution, number: usize) -> Claimant {
    Claimant {
        actor: attribution.actor,
        span: attribution.source.first().copied(),
        cue: attribution.cue.first().copied(),
        attribution: AttributionId(number),
        inferred: attribution.inferred,
    }
}

/// The actors of a role; "we" is the speaker.
fn role(scene: &Scene, tokens: &[usize], speaker: Option<ActorId>) -> Vec<ActorId> {
    let mut found = Vec::new();
    for token in tokens {
        let actors = if roles::is_speaker(scene.document, *token) && speaker.is_some() {
            speaker.into_iter().collect()
        } else {
            roles::actors(scene, &[*token])
        };
        found.extend(actors);
    }
    let mut unique = Vec::new();
    for actor in found {
        if !unique.contains(&actor) {
            unique.push(actor);
        }
    }
    unique
}

/// The code of a request for an event: its mode is what is asked.
pub(crate) fn request(code: &EventCode, kind: EventType, avoided: bool) -> EventCode {
    let mode = if avoided { "yield" } else { ONTOLOGY.asked(kind) };
    // Calls are appeals in CAMEO, demands are demands.
    let demand = code.cameo.starts_with("10");
    let cameo = match (mode, demand) {
        ("yield", false) => "0256",
        ("yield", true) => "1056",
        ("meet", false) => "026",
        ("meet", true) => "106",
        ("assist", false) => "023",
        ("assist", true) => "101",
        ("change", false) => "024",
        (_, _) => "104",
    };
    let name = code.kind.as_str();
    let cameo = if code.kind == EventType::Request { cameo } else { code.cameo };
    ONTOLOGY.code(&format!("{name}/{mode}"), Some(cameo)).unwrap_or_else(|_| code.clone())
}

/// What a request asks for when that is named in front of it or hangs somewhere else: the first
/// trigger below it.
fn named_content(scene: &Scene, i: usize) -> Option<(EventType, bool)> {
    let document = scene.document;
    let own = scene.trigger_tokens(i);
    document
        .subtree(i)
        .into_iter()
        .filter(|t| *t > i && !own.contains(t))
        .find_map(|t| Some((scene.event(t)?, factuality::stance(scene, t).ended)))
        .filter(|(kind, _)| !matches!(kind, EventType::Request | EventType::Accuse))
}

/// The subject of the word of saying or wishing above, for what "ought" to be without a saying
/// around it: "stressed the importance of a ceasefire", "wants parliament to".
fn cue_actor(scene: &Scene, i: usize) -> Option<ActorId> {
    let document = scene.document;
    let mut at = i;
    for _ in 0..6 {
        let head = document.token(at).head();
        if head == at {
            return None;
        }
        at = head;
        let asks =
            LEXICON.cue(document, at).is_some() || LEXICON.is_listed(List::Wishes, document, at);
        if asks && tree::is_verb(document, at) {
            let subject = tree::subject(document, at)?;
            return roles::actors(scene, &[subject]).first().copied();
        }
    }
    None
}

/// "discussed by telephone", "during a telephone conversation": talks at a distance.
fn by_phone(scene: &Scene, i: usize, code: &EventCode) -> Option<EventCode> {
    let document = scene.document;
    if code.kind != EventType::Consult || code.mode.is_some() {
        return None;
    }
    let phone = document
        .children(i)
        .filter(|c| matches!(document.token(*c).dep, Dep::Prep))
        .flat_map(|p| document.children_by(p, Dep::Pobj))
        .any(|o| {
            let by_wire = |t: usize| LEXICON.is_listed(List::Phone, document, t);
            by_wire(o) || document.children_by(o, Dep::Compound).any(by_wire)
        });
    phone.then(|| ONTOLOGY.code("CONSULT/phone", Some("041")).ok()).flatten()
}

/// The year from which the article looks: that of its creation, else the latest it names.
fn reference_year(scene: &Scene) -> Option<i16> {
    if let Some(created) = scene.mentions.created {
        return Some(created.year());
    }
    let years = |fine: bool| {
        let times = scene.mentions.times.iter().filter(move |time| {
            time.kind != TimeType::Duration && is_bare_year(scene, time) != fine
        });
        times.filter_map(timing::year).max()
    };
    // Bare years alone are history told: then there is no such day.
    years(true).max(years(true).and(years(false)))
}

/// Whether a time is a year or years and no finer, written in figures: "1987", "from 1991 to 1994".
fn is_bare_year(scene: &Scene, time: &Time) -> bool {
    let whole = match (time.begin, time.end) {
        (Some(Moment::Day(begin)), Some(Moment::Day(end))) => {
            (begin.month(), begin.day(), end.month(), end.day()) == (1, 1, 12, 31)
        }
        (None, None) => time.value.len() == 4,
        _ => false,
    };
    let words = time.span.of(scene.document.text());
    let figures = words.split(|c: char| !c.is_ascii_digit()).any(|part| part.len() == 4);
    whole && figures
}

/// Whether an event belongs to another time than the article's news.
fn is_history(scene: &Scene, i: usize, claim: &Claim, now: Option<i16>) -> bool {
    let document = scene.document;
    let id = claim.time.as_ref().and_then(|when| when.mention);
    if let Some(id) = id {
        let time = &scene.mentions.times[id.0];
        if let Some(year) = timing::year(time) {
            match now {
                Some(now) => return year + 1 < now,
                // Nothing else is dated: a bare year in the past tense is background.
                None if is_bare_year(scene, time) => return true,
                None => {}
            }
        }
        // Without a creation time "1987" may stay unresolved text, yet it is a bare year.
        if time.value.len() == 4 && time.value.bytes().all(|b| b.is_ascii_digit()) {
            return now
                .is_none_or(|now| time.value.parse::<i16>().is_ok_and(|year| year + 1 < now));
        }
    }
    // "in Soviet times", "over the past decades", "a century ago", in the clause's own phrases.
    let past = |t: usize| {
        LEXICON.hint(document, t) == Some(Hint::Historical)
            || t + 1 < document.len() && {
                let name = format!("{} {}", document.word(t), document.word(t + 1)).to_lowercase();
                LEXICON.lists(List::Past, &name)
            }
    };
    circumstances(document, i).into_iter().any(past)
}

/// "Clashes occur periodically", "on a daily basis", "every day": the clause tells.
fn is_habit(scene: &Scene, i: usize) -> bool {
    let document = scene.document;
    let clause = tree::clause(document, i);
    // "On a daily basis", but not "in the daily paper".
    let habitual = |t: usize| {
        let token = document.token(t);
        LEXICON.hint(document, t) == Some(Hint::Habitual)
            && (token.dep != Dep::Amod || document.lemma(token.head()) == "basis")
    };
    let adverb = |c: &usize| matches!(document.token(*c).dep, Dep::Advmod | Dep::Acomp);
    document.children(clause).filter(adverb).any(habitual)
        || circumstances(document, i).into_iter().any(|t| {
            habitual(t)
                || scene.time(t).is_some_and(|id| scene.mentions.times[id.0].kind == TimeType::Set)
        })
        || document.children_by(clause, Dep::Advcl).any(|c| document.children(c).any(habitual))
}

/// The words of the phrases and adverbs in an event's own clause that tell when and how it was.
fn circumstances(document: &Document, i: usize) -> Vec<usize> {
    let clause = tree::clause(document, i);
    let phrases = document
        .children(clause)
        .filter(|c| matches!(document.token(*c).dep, Dep::Prep | Dep::Advmod | Dep::Npadvmod));
    let mut found = Vec::new();
    for phrase in phrases {
        found.push(phrase);
        for object in document.children(phrase) {
            found.push(object);
            found.extend(document.children(object));
        }
    }
    found
}

/// The words that say it: the trigger's clause, within what the speaker says.
fn evidence(scene: &Scene, i: usize, stance: &Stance, saying: Option<&Saying>) -> Vec<Span> {
    let document = scene.document;
    let verb = tree::is_verb(document, i);
    let clause = tree::clause(document, i);
    let dep = document.token(i).dep;
    let head = if matches!(dep, Dep::Acl | Dep::Amod) && document.token(i).head() != i {
        // A participle says it together with its noun: "fourteen persons killed".
        counted_together(scene, i).unwrap_or(document.token(i).head())
    } else if verb || stance.carried {
        clause
    } else {
        i
    };
    let mut tokens = document.subtree(head);
    // Clauses that are coordinated with it, or that it only reports, tell other things.
    let apart: Vec<usize> = document
        .children(head)
        .filter(|c| {
            let dep = document.token(*c).dep;
            *c != i
                && !document.is_below(i, *c)
                && ((dep == Dep::Conj && tree::is_verb(document, *c))
                    || (dep == Dep::Ccomp && LEXICON.cue(document, head).is_none())
                    || dep == Dep::Parataxis)
        })
        .chain(tokens.iter().copied().filter(|t| tells_another(scene, *t, i)))
        .flat_map(|c| document.subtree(c))
        .collect();
    tokens.retain(|t| !apart.contains(t));
    if let Some(saying) = saying {
        let inside: Vec<usize> = tokens.iter().copied().filter(|t| saying.covers(*t)).collect();
        if inside.contains(&i) {
            tokens = inside;
        }
    }
    while tokens.len() > 1 {
        let token = tokens[0];
        let joins = matches!(document.token(token).pos, Pos::Cconj | Pos::Sconj)
            || tree::is_mark(document, token)
            || matches!(document.token(token).dep, Dep::Mark | Dep::Cc);
        if !joins {
            break;
        }
        tokens.remove(0);
    }
    while tokens.len() > 1 {
        let token = tokens[tokens.len() - 1];
        if !tree::is_mark(document, token) && document.token(token).dep != Dep::Cc {
            break;
        }
        tokens.pop();
    }
    let mut spans = attribution::spans(document, &tokens);
    if spans.is_empty() {
        spans.push(document.token(i).span());
    }
    // The last word of saying inside the clause is no evidence of the event; but pieces are kept
    // as they stand, since a reader wants to see them in place.
    spans
}

/// Whether token `t` heads a relative or adverbial clause that tells of another event than `i`.
fn tells_another(scene: &Scene, t: usize, i: usize) -> bool {
    let document = scene.document;
    matches!(document.token(t).dep, Dep::Relcl | Dep::Advcl)
        && scene.trigger(t).is_some()
        && !document.is_below(i, t)
        && !scene.trigger_tokens(i).contains(&t)
}

/// Whether a draft tells of anything: somebody takes part, somebody is lost, or it is said to have
/// taken place.
fn says_something(scene: &Scene, draft: &Draft) -> bool {
    let document = scene.document;
    let claim = &draft.claim;
    let trigger = scene.trigger(draft.trigger);
    let who = !claim.actors.is_empty() || !claim.recipients.is_empty();
    if !claim.toll.is_empty() {
        return true;
    }
    // "Demand grew": nobody asks for anything.
    let verb = tree::is_verb(document, draft.trigger);
    let asked = !who && (claim.claimants.is_empty() || !verb);
    if asked && matches!(draft.code.kind, EventType::Request | EventType::Threaten) {
        return false;
    }
    if trigger.is_some_and(|t| matches!(t.set, "toll" | "loss")) {
        return false;
    }
    if !verb {
        // "The conflict", "these attacks" only point back at what was told before; "a grenade
        // attack near the station", "Thursday's blasts" tell of something.
        let violent = matches!(draft.code.kind, EventType::Assault | EventType::Protest);
        let named = draft.arguments.is_owned || !draft.arguments.frames.is_empty();
        return (who && named)
            || draft.stance.carried
            || (violent && is_placed(scene, draft.trigger));
    }
    // "Chinese ships supplied": somebody in particular, though only their things are named.
    let both = [&draft.arguments.actors, &draft.arguments.recipients];
    let nation = both
        .into_iter()
        .flatten()
        .any(|token| document.children(*token).any(|c| attribution::is_nationality(document, c)));
    // "Gunships fired on the positions" can mean but one thing; "the storm hit the coast" cannot.
    let plain = draft.code.kind == EventType::Assault
        && (draft.code.mode.is_some() || trigger.is_some_and(|t| t.words.len() > 1))
        && both.iter().all(|tokens| !tokens.is_empty());
    if nation || plain {
        return true;
    }
    let violent =
        matches!(draft.code.kind, EventType::Assault | EventType::Coerce | EventType::Mobilize);
    let passive = violent && tree::is_passive(document, draft.trigger);
    // "Those who died" are somebody; sheep and hopes that die are not.
    let suffers = |t: &Trigger| {
        let sufferers = &draft.arguments.recipients;
        t.set == "suffer" && sufferers.iter().any(|r| document.token(*r).pos == Pos::Pron)
    };
    let occurs = trigger.is_some_and(|t| matches!(t.set, "occur" | "thing") || suffers(t));
    who || passive || (occurs && violent) || claim.place.is_some() && violent
}

/// Whether the phrase of a noun itself says where or when, and does not only point back.
fn is_placed(scene: &Scene, i: usize) -> bool {
    let document = scene.document;
    // "Fought a war in the valley": the verb has told of it.
    let above = tree::clause(document, i);
    let told = above != i
        && scene.event(above) == scene.event(i)
        && tree::subject(document, above) != Some(i);
    if told || document.token(i).pos != Pos::Noun || scene.time(i).is_some() {
        return false;
    }
    let points = |c: usize| {
        matches!(document.token(c).dep, Dep::Det | Dep::Poss)
            && scene.time(c).is_none()
            && !matches!(document.lemma(c), "a" | "an" | "another" | "several")
    };
    let placed = |c: usize| {
        let beside = matches!(document.lemma(c), "near" | "outside" | "inside" | "along");
        scene.time(c).is_some()
            || document.token(c).dep == Dep::Prep
                && document.children_by(c, Dep::Pobj).any(|o| beside || scene.place(o).is_some())
    };
    !document.children(i).any(points) && document.children(i).any(placed)
}

/// Marks the draft that the sentence is chiefly about: what is told as having happened, before
/// background; nearer to the root; with losses before without.
fn mark_main(document: &Document, drafts: &mut [Draft]) {
    let weight = |draft: &Draft| {
        let claim = &draft.claim;
        let told = match claim.modality {
            Modality::Actual | Modality::Requested | Modality::Denied => 0,
            Modality::Planned | Modality::Threatened => 1,
            _ => 2,
        };
        let named = !tree::is_verb(document, draft.trigger) && !draft.stance.carried;
        let named = named || in_subject(document, draft.trigger);
        (told, named, claim.toll.is_empty(), depth(document, draft.trigger), draft.trigger)
    };
    let best = drafts.iter().map(weight).min();
    for draft in drafts {
        draft.claim.main = Some(weight(draft)) == best;
    }
}

/// Whether a noun stands in the subject of a verb that tells something else: "the introduction of
/// martial law does not mean mobilization".
fn in_subject(document: &Document, i: usize) -> bool {
    let mut at = i;
    for _ in 0..8 {
        let token = document.token(at);
        if matches!(token.dep, Dep::Nsubj | Dep::Nsubjpass) {
            let effects = LEXICON.effects(document, token.head());
            return at != i && !effects.contains(&Effect::Occur);
        }
        if !matches!(token.dep, Dep::Pobj | Dep::Prep) {
            return false;
        }
        at = token.head();
    }
    false
}

/// How many clauses lie above a token; words of saying do not count.
fn depth(document: &Document, i: usize) -> usize {
    let mut depth = 0;
    let mut at = tree::clause(document, i);
    for _ in 0..20 {
        let head = document.token(at).head();
        if head == at {
            break;
        }
        at = tree::clause(document, head);
        if LEXICON.cue(document, at).is_none() {
            depth += 1;
        }
    }
    depth
}
