//! Deeds: claims of violence, and harm that no claim tells of, one by one.

use hearsay::{ActorForm, ClaimForm, HarmForm, PlaceForm, QuantityForm};

use super::story::{Side, Story, day, line};
use super::words::{self, Kind};

/// A sort of incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Attack,
    Bombing,
    Kidnapping,
    Arson,
    Robbery,
}

impl Sort {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Attack => "ATTACK",
            Self::Bombing => "BOMBING",
            Self::Kidnapping => "KIDNAPPING",
            Self::Arson => "ARSON",
            Self::Robbery => "ROBBERY",
        }
    }
}

/// First and last day; an open beginning is "on or before".
pub(super) type When = (Option<String>, String);

/// Whether a time is one day.
pub(super) fn is_day(when: &When) -> bool {
    when.0.as_ref() == Some(&when.1)
}

/// One deed as one sentence tells it.
pub(super) struct Deed<'r> {
    pub(super) claim: Option<&'r ClaimForm>,
    pub(super) sort: Sort,
    pub(super) trigger: String,
    /// The lexicon's word for it.
    pub(super) lemma: String,
    pub(super) at: usize,
    pub(super) sentence: (usize, usize),
    pub(super) words: String,
    pub(super) evidence: String,
    pub(super) doers: Vec<&'r ActorForm>,
    pub(super) sufferers: Vec<&'r ActorForm>,
    pub(super) harms: Vec<(&'r QuantityForm, &'r HarmForm)>,
    pub(super) when: Option<When>,
    pub(super) place: Option<&'r PlaceForm>,
}

/// The deeds of a story that may be incidents, in text order.
pub(super) fn deeds<'r>(story: &Story<'r>) -> Vec<Deed<'r>> {
    let claims = &story.reading.claims;
    let mut deeds: Vec<Deed> = claims.iter().filter_map(|claim| told(story, claim)).collect();
    for quantity in &story.reading.mentions.quantities {
        for harm in &quantity.harm {
            add_harm(story, &mut deeds, quantity, harm);
        }
    }
    deeds.sort_by_key(|deed| deed.at);
    deeds.retain(|deed| may_be_incident(story, deed));
    deeds
}

/// A claim of violence that is told as having happened.
fn told<'r>(story: &Story<'r>, claim: &'r ClaimForm) -> Option<Deed<'r>> {
    let trigger = line(&claim.trigger.text);
    let robbery = words::has(&trigger, Kind::Robbery);
    let kind = claim.event.kind.as_str();
    let slight = ["crowd-control", "sexual", "beat", "torture"];
    let accused = claim.modality == "possible" && claim.act == "accuse";
    let holds = (kind == "ASSAULT" || kind == "COERCE" && robbery)
        && !slight.contains(&claim.event.mode.as_deref().unwrap_or_default())
        && claim.polarity == "+"
        && (claim.modality == "actual" || accused)
        && !words::begins(&trigger, Kind::Generic);
    if !holds {
        return None;
    }
    let actors = |ids: &[String]| ids.iter().filter_map(|id| story.actor(id)).collect();
    let sentence = story.sentence(claim.trigger.start, claim.trigger.end);
    let evidence: Vec<String> = claim.evidence.iter().map(|span| line(&span.text)).collect();
    let evidence = evidence.join(" ");
    Some(Deed {
        claim: Some(claim),
        sort: sort(claim, &trigger, &evidence),
        lemma: claim.rule.split('/').next().unwrap_or_default().to_owned(),
        at: claim.trigger.start,
        words: story.text(sentence.0, sentence.1),
        sentence,
        trigger,
        evidence,
        doers: actors(&claim.actors),
        sufferers: actors(&claim.recipients),
        harms: Vec::new(),
        when: when(claim),
        place: claim.place.as_deref().and_then(|id| story.place(id)),
    })
}

fn sort(claim: &ClaimForm, trigger: &str, evidence: &str) -> Sort {
    let mode = claim.event.mode.as_deref().unwrap_or_default();
    match mode {
        "abduct" => Sort::Kidnapping,
        "explosives" | "suicide-attack" => Sort::Bombing,
        _ if words::has(trigger, Kind::Robbery) => Sort::Robbery,
        _ if words::has(trigger, Kind::Arson) => Sort::Arson,
        _ if words::has(trigger, Kind::Bomb) => Sort::Bombing,
        _ if words::has(evidence, Kind::Bomb) && mode != "firearms" => Sort::Bombing,
        _ if words::has(evidence, Kind::Arson) => Sort::Arson,
        _ => Sort::Attack,
    }
}

fn when(claim: &ClaimForm) -> Option<When> {
    let time = claim.time.as_ref()?;
    let begin = time.begin.as_deref().map(day);
    let end = time.end.as_deref().map(day);
    match (begin, end) {
        (Some(begin), Some(end)) => Some((Some(begin.to_owned()), end.to_owned())),
        (None, Some(only)) | (Some(only), None) => Some((None, only.to_owned())),
        (None, None) => None,
    }
}

/// Gives a harm to the deed that tells of it, or makes a deed of it.
fn add_harm<'r>(
    story: &Story<'r>,
    deeds: &mut Vec<Deed<'r>>,
    quantity: &'r QuantityForm,
    harm: &'r HarmForm,
) {
    let real = matches!(harm.modality.as_str(), "actual" | "claimed")
        && matches!(harm.kind.as_str(), "killed" | "wounded" | "captured" | "casualties")
        && (harm.kind != "captured" || words::has(&harm.span.text, Kind::Abduction))
        && quantity.max != Some(0);
    if !real {
        return;
    }
    let at = harm.span.start;
    let holds = |claim: &ClaimForm| claim.evidence.iter().any(|e| e.start <= at && at < e.end);
    let nearest = deeds
        .iter_mut()
        .filter(|deed| deed.claim.is_some_and(holds))
        .min_by_key(|deed| deed.at.abs_diff(at));
    if let Some(deed) = nearest {
        deed.harms.push((quantity, harm));
        return;
    }
    // A claim that it did not happen, or is to happen, keeps it from being a deed.
    let unreal = |claim: &ClaimForm| claim.polarity != "+" || claim.modality != "actual";
    let claims = &story.reading.claims;
    let denied = claims.iter().any(|c| c.event.kind == "ASSAULT" && unreal(c) && holds(c));
    if denied || !words::has(&harm.span.text, Kind::Violent) {
        return;
    }
    let sentence = story.sentence(at, harm.span.end);
    let words = story.text(sentence.0, sentence.1);
    let sort = match harm.kind.as_str() {
        "captured" => Sort::Kidnapping,
        _ if words::has(&words, Kind::Bomb) => Sort::Bombing,
        _ => Sort::Attack,
    };
    deeds.push(Deed {
        claim: None,
        sort,
        trigger: line(&harm.span.text),
        lemma: harm.span.text.to_lowercase(),
        at,
        sentence,
        evidence: words.clone(),
        words,
        doers: Vec::new(),
        sufferers: Vec::new(),
        harms: vec![(quantity, harm)],
        when: None,
        place: None,
    });
}

/// What a template is not filled for: fighting between forces, accidents, what happens daily, old
/// and future deeds, sums over years.
fn may_be_incident(story: &Story, deed: &Deed) -> bool {
    const MANY: u64 = 100;
    let suffer = sides_of_sufferers(story, deed);
    let doers: Vec<Side> = deed.doers.iter().map(|actor| story.side(actor)).collect();
    let state = |side: &Side| matches!(side, Side::Soldier | Side::Police);
    let civilian = suffer.iter().any(|side| matches!(side, Side::Civilian | Side::Police));
    let fighting =
        words::is(&deed.lemma, Kind::BetweenForces) || words::has(&deed.words, Kind::Clash);
    if fighting && !suffer.contains(&Side::Civilian) {
        return false;
    }
    if !suffer.is_empty() && !civilian {
        // Outlaws among themselves, the state against outlaws, fighters against soldiers.
        let soldiers = suffer.iter().all(|side| *side == Side::Soldier);
        let outlaws = suffer.iter().all(|side| matches!(side, Side::Outlaw | Side::Unknown));
        if soldiers || outlaws || (!doers.is_empty() && doers.iter().all(state)) {
            return false;
        }
    }
    if suffer.is_empty() {
        let military =
            words::has(&deed.evidence, Kind::MilitaryTarget) && deed.sort == Sort::Attack;
        let by_state = !doers.is_empty() && doers.iter().all(state) && deed.sort != Sort::Bombing;
        if military || by_state {
            return false;
        }
    }
    if !is_recent(story, deed) {
        return false;
    }
    let many = deed.harms.iter().any(|(quantity, _)| quantity.min.is_some_and(|min| min >= MANY));
    if many && deed.place.is_none() && !deed.when.as_ref().is_some_and(is_day) {
        return false;
    }
    !words::has(&deed.words, Kind::Accident) && !words::has(&deed.words, Kind::Habit)
}

fn sides_of_sufferers(story: &Story, deed: &Deed) -> Vec<Side> {
    let mut sides: Vec<Side> = deed.sufferers.iter().map(|actor| story.side(actor)).collect();
    for (quantity, _) in &deed.harms {
        let Some(of) = &quantity.of else { continue };
        sides.push(match () {
            () if words::has(&of.text, Kind::Outlaw) => Side::Outlaw,
            () if words::has(&of.text, Kind::Military) => Side::Soldier,
            () => Side::Civilian,
        });
    }
    sides
}

/// Whether a deed is of this year or the last, and not to come.
fn is_recent(story: &Story, deed: &Deed) -> bool {
    let (Some((Some(begin), _)), Some(created)) = (&deed.when, story.created()) else {
        return true;
    };
    let year = |day: &str| day.get(..4).and_then(|year| year.parse::<i32>().ok());
    begin.as_str() <= created
        && year(begin).zip(year(created)).is_none_or(|(then, now)| then + 1 >= now)
}
