//! Assembly: from triggers, arguments, stances and sayings to claims.
//!
//! Every trigger in a sentence that asserts something is a draft. Drafts that tell of the same
//! event are merged (the wounded and the shelling that wounded them), drafts that are what somebody
//! asks for go into the asking, drafts that say nothing of anybody are dropped. Each that is left
//! gets its claimants, and one in each sentence is the main one.

use std::ops::Range;

use hearsay_mentions::ActorId;
use hearsay_syntax::{Dep, Document, Pos, Tag, tree};

use crate::answers;
use crate::attribution::{self, Saying};
use crate::chains;
use crate::claim::{
    Act, Attribution, AttributionId, Certainty, Claim, Claimant, Claims, Modality, Polarity,
};
use crate::evidence;
use crate::factuality;
use crate::fate::Fate;
use crate::frames::{self, Arguments};
use crate::interest;
use crate::joining;
use crate::lexicon::{LEXICON, List, Trigger, WordClass};
use crate::locating;
use crate::merging;
use crate::modes;
use crate::ontology::{EventCode, EventType, ONTOLOGY};
use crate::passages;
use crate::past;
use crate::principals;
use crate::requests;
use crate::roles;
use crate::scene::Scene;
use crate::stance::Stance;
use crate::tagger;
use crate::timing;
use crate::tolls;
use crate::worth;

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
    let now = past::reference_year(scene);
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
            let told = worth::says_something(scene, draft) && interest::is_public(scene, draft);
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
        worth::mark_main(document, &mut drafts);
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
pub(crate) fn counted_together(scene: &Scene, i: usize) -> Option<usize> {
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
            code = requests::request(&code, kind, avoided);
        } else if let Some((kind, avoided)) = requests::named_content(scene, i) {
            code = requests::request(&code, kind, avoided);
        }
        if stance.modality == Modality::Actual {
            stance.modality = Modality::Requested;
            stance.certainty = stance.certainty.max(Certainty::Underspecified);
        }
        claim.act = Act::Demand;
    } else if stance.ought && code.kind != EventType::Accuse {
        // "It is necessary to stop hostilities", somebody says: a request of theirs.
        if let Some(actor) = speaker.or_else(|| requests::cue_actor(scene, i)) {
            let avoided = stance.ended || stance.polarity == Polarity::Negative;
            let content = (draft.code.kind, avoided);
            let kind = ONTOLOGY.code("REQUEST", Some("020")).expect("REQUEST is an event type");
            code = requests::request(&kind, content.0, content.1);
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
        let mode = requests::request(&code, kind, avoided).mode;
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
    if stance.modality == Modality::Actual && past::is_history(scene, i, claim, now) {
        stance.modality = Modality::Historical;
    }
    if stance.modality == Modality::Actual && past::is_habit(scene, i) {
        stance.modality = Modality::Habitual;
    }
    claim.polarity = stance.polarity;
    claim.certainty = stance.certainty;
    claim.modality = stance.modality;
    claim.evidence = evidence::evidence(
        scene,
        i,
        stance,
        innermost.map(|_| &sayings[*chain.last().expect("innermost")]),
    );
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
