//! What the stage yields: attributions, claims, notes.

use hearsay_mentions::{ActorId, Harm, Moment, PlaceId, TimeId};
use hearsay_syntax::{Span, labels};

/// Everything said in an article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claims {
    /// Acts of saying, in text order of their cues.
    pub attributions: Vec<Attribution>,
    /// Claims, in text order of their triggers.
    pub claims: Vec<Claim>,
    /// What a reader should know: captions passed over, doubt, odd input.
    pub notes: Vec<Note>,
}

/// Index into [`Claims::attributions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttributionId(pub usize);

/// One act of saying: source, cue and content (PARC and PolNeAR terms).
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// Who says it, as written. Empty when the text does not tell.
    pub source: Vec<Span>,
    /// The words of saying: "said", "according to", "stated this".
    pub cue: Vec<Span>,
    /// What is said; may be in pieces.
    pub content: Vec<Span>,
    /// The actor that the source resolves to.
    pub actor: Option<ActorId>,
    /// What the speaker does in saying so.
    pub act: Act,
    /// Whether the content is quoted word for word.
    pub direct: bool,
    /// Whether the act of saying is itself negated: "did not say".
    pub negated: bool,
    /// The act of saying that reports this one.
    pub within: Option<AttributionId>,
    /// Whether the source was carried over from another sentence.
    pub inferred: bool,
    /// What found it: `cues.tsv:say/VERB + clause; tagger`.
    pub rule: String,
}

labels! {
    /// What a speaker does in saying something.
    Act {
        /// States it.
        Assert = "assert",
        /// Says that it is not so.
        Deny = "deny",
        /// Says that it is so after all.
        Confirm = "confirm",
        /// Lays it at someone's door.
        Accuse = "accuse",
        /// Asks or orders that it be done.
        Demand = "demand",
        /// Warns of it.
        Warn = "warn",
        /// Intends or promises it.
        Plan = "plan",
        /// Holds it to be so.
        Believe = "believe",
        /// Makes it so by saying: decrees, announces.
        Announce = "announce",
        /// Asks whether it is so.
        Ask = "ask",
        /// Refuses to say.
        Decline = "decline",
    }
}

labels! {
    /// Whether the event is said to have happened (FactBank).
    Polarity {
        /// It is so.
        Positive = "+",
        /// It is not so.
        Negative = "-",
    }
}

labels! {
    /// How sure the claimant is (FactBank).
    Certainty {
        /// Certain.
        Certain = "certain",
        /// Probable.
        Probable = "probable",
        /// Possible.
        Possible = "possible",
        /// The text does not commit anybody.
        Underspecified = "underspecified",
    }
}

labels! {
    /// In what mode the event is spoken of.
    Modality {
        /// As something that happened or is happening.
        Actual = "actual",
        /// As something that did not happen.
        Denied = "denied",
        /// As something asked for.
        Requested = "requested",
        /// As something intended or scheduled.
        Planned = "planned",
        /// As something threatened or warned of.
        Threatened = "threatened",
        /// As depending on something else.
        Conditional = "conditional",
        /// As something that may be.
        Possible = "possible",
        /// As something that happens again and again.
        Habitual = "habitual",
        /// As background from another time.
        Historical = "historical",
    }
}

labels! {
    /// How finely a claim's time is known.
    Precision {
        /// To the minute or hour.
        Time = "time",
        /// To the day.
        Day = "day",
        /// To the month.
        Month = "month",
        /// To the year.
        Year = "year",
        /// An interval of several days, as stated.
        Interval = "interval",
        /// Only a day or month whose year the text does not give.
        NoYear = "no year",
    }
}

/// What sort of happening a claim tells of.
#[derive(Clone, Debug, PartialEq)]
pub struct EventClass {
    /// PLOVER event type: `ASSAULT`.
    pub kind: String,
    /// PLOVER mode: `aerial`.
    pub mode: Option<String>,
    /// CAMEO code: `195`.
    pub cameo: Option<String>,
    /// Quad class: `MATERIAL CONFLICT`.
    pub quad: String,
    /// Goldstein score of the CAMEO code.
    pub goldstein: Option<f64>,
    /// PLOVER contexts: `military`.
    pub context: Vec<String>,
}

/// When a claim's event is said to have been.
#[derive(Clone, Debug, PartialEq)]
pub struct WhenSaid {
    /// The first day or instant, when known.
    pub begin: Option<Moment>,
    /// The last, inclusive.
    pub end: Option<Moment>,
    /// How fine that is.
    pub precision: Precision,
    /// The time expression it was read from.
    pub mention: Option<TimeId>,
    /// Whether it was taken from outside the event's own clause.
    pub inferred: bool,
}

/// A loss of people that a claim states.
#[derive(Clone, Debug, PartialEq)]
pub struct Toll {
    /// What is counted.
    pub kind: Harm,
    /// The least it may be; open when absent.
    pub min: Option<u64>,
    /// The most; open when absent.
    pub max: Option<u64>,
    /// The words that make the figure vague: "at least".
    pub hedge: Option<String>,
    /// Who was lost, as stated: "Armenian soldiers", "civilians".
    pub who: Option<String>,
    /// The actor whose loss it is.
    pub side: Option<ActorId>,
    /// Whether the figure is a running total ("bringing the toll to 22").
    pub cumulative: Option<bool>,
    /// The words of the figure.
    pub span: Span,
}

/// One link of the chain of those who say it.
#[derive(Clone, Debug, PartialEq)]
pub struct Claimant {
    /// The actor, when the source resolves to one.
    pub actor: Option<ActorId>,
    /// The source as written; absent when it is only inferred.
    pub span: Option<Span>,
    /// The cue, as written.
    pub cue: Option<Span>,
    /// The act of saying.
    pub attribution: AttributionId,
    /// Whether the source was carried over from elsewhere in the article.
    pub inferred: bool,
}

/// One event as one claimant tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The words that say it: the clause, one span or more.
    pub evidence: Vec<Span>,
    /// The word or words that name the event.
    pub trigger: Span,
    /// The token that heads the trigger.
    pub trigger_token: usize,
    /// Whether this is the main claim of its sentence.
    pub main: bool,
    /// What sort of event.
    pub event: EventClass,
    /// Who does it.
    pub actors: Vec<ActorId>,
    /// Whether the actors were taken from outside the trigger's own clause.
    pub actors_inferred: bool,
    /// To whom it is done.
    pub recipients: Vec<ActorId>,
    /// Whether the recipients were taken from outside the trigger's own clause.
    pub recipients_inferred: bool,
    /// With what, as written: "rocket artillery".
    pub instruments: Vec<Span>,
    /// Where it is said to have been.
    pub place: Option<PlaceId>,
    /// Whether the place was taken from outside the event's own clause.
    pub place_inferred: bool,
    /// When it is said to have been.
    pub time: Option<WhenSaid>,
    /// Losses of people.
    pub toll: Vec<Toll>,
    /// Who says so, outermost first; empty is the article's own voice.
    pub claimants: Vec<Claimant>,
    /// What the innermost claimant does in saying so.
    pub act: Act,
    /// Whether it is said to be so.
    pub polarity: Polarity,
    /// How sure the claimant is.
    pub certainty: Certainty,
    /// In what mode it is spoken of.
    pub modality: Modality,
    /// What in the rules and lexicons produced it: `triggers.tsv:attack/VERB/ASSAULT + frames/active`.
    pub rule: String,
}

/// Something a reader should know about a stretch of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where.
    pub span: Option<Span>,
    /// What.
    pub note: String,
}
