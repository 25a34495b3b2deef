//! Stances: the mode, certainty and polarity of an event while it is read, and how two meet.

use crate::claim::{Certainty, Modality, Polarity};

/// How an event is spoken of inside its claimant's words.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stance {
    pub(crate) polarity: Polarity,
    pub(crate) certainty: Certainty,
    pub(crate) modality: Modality,
    /// The word above puts an end to it.
    pub(crate) ended: bool,
    /// The event is what another trigger asks for, promises, refuses or threatens.
    pub(crate) absorbed_by: Option<usize>,
    /// Somebody says that it ought to be, without a verb of asking.
    pub(crate) ought: bool,
    /// A verb or noun above says that it took place, or lends it a doer.
    pub(crate) carried: bool,
    /// It is only played: a drill, a story.
    pub(crate) played: bool,
    /// Whoever may do it has decided to.
    pub(crate) decided: bool,
}

impl Stance {
    /// Told as something that happened, until words say otherwise.
    pub(crate) fn told() -> Self {
        Self {
            polarity: Polarity::Positive,
            certainty: Certainty::Certain,
            modality: Modality::Actual,
            ended: false,
            absorbed_by: None,
            ought: false,
            carried: false,
            played: false,
            decided: false,
        }
    }
}

/// Takes the weaker of two modes: what is both planned and possible is only possible.
pub(crate) fn weaken(stance: &mut Stance, modality: Modality) {
    let rank = |modality: Modality| match modality {
        Modality::Actual => 0,
        Modality::Historical => 1,
        Modality::Habitual => 2,
        Modality::Planned => 3,
        Modality::Possible => 4,
        Modality::Conditional => 5,
        Modality::Threatened => 6,
        Modality::Requested => 7,
        Modality::Denied => 8,
    };
    if rank(modality) > rank(stance.modality) {
        stance.modality = modality;
    }
}

pub(crate) fn flipped(polarity: Polarity) -> Polarity {
    match polarity {
        Polarity::Positive => Polarity::Negative,
        Polarity::Negative => Polarity::Positive,
    }
}

/// Brings the three into agreement.
pub(crate) fn settle(stance: &mut Stance) {
    if stance.polarity == Polarity::Negative
        && matches!(stance.modality, Modality::Actual | Modality::Habitual | Modality::Planned)
    {
        stance.modality = Modality::Denied;
    }
    let ceiling = match stance.modality {
        Modality::Possible | Modality::Conditional | Modality::Threatened => Certainty::Possible,
        Modality::Requested => Certainty::Underspecified,
        Modality::Planned => Certainty::Probable,
        _ => Certainty::Certain,
    };
    stance.certainty = stance.certainty.max(ceiling);
}
