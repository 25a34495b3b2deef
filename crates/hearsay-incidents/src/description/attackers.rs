//! Doers among the dead, whom some figures count and others do not.

use super::figures::Tally;

/// How many doers are told to have died: 58 without the gunman and 59 with him are one toll.
pub(super) fn dead(tallies: &[Tally<'_>], suicide: bool) -> u64 {
    let doers = tallies.iter().filter(|t| t.kind() == "killed" && t.class == "attackers");
    let told = doers.map(Tally::best).max().unwrap_or(0);
    told.max(u64::from(suicide))
}

/// Whether two figures differ by no more than the doers among the dead.
pub(super) fn explain(a: &Tally<'_>, b: &Tally<'_>, dead: u64) -> bool {
    let gap = if a.low > b.low {
        b.high.map(|high| a.low.saturating_sub(high))
    } else {
        a.high.map(|high| b.low.saturating_sub(high))
    };
    a.kind() == "killed" && dead > 0 && gap.is_some_and(|gap| gap <= dead)
}
