//! A toll over time: what each source said when, and what that comes to under a named policy.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::figures::{Tally, same_victims};
use super::{Scene, changes, sides, sorted};
use crate::account::Account;
use crate::incident::{Side, Total};

/// How one figure is chosen where sources differ. Sources count once each, by their latest figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Policy {
    /// The lowest.
    Min,
    /// The middle one; of two in the middle, the lower.
    #[default]
    Median,
    /// The highest.
    Max,
    /// As UCDP's coders go about it: the middle one of the sources that take no part in the
    /// fighting or tell of their own losses; what one side says of the other's losses counts only
    /// for the highest figure. Where sides alone speak of each other, the lowest.
    Ucdp,
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Min => "min",
            Self::Median => "median",
            Self::Max => "max",
            Self::Ucdp => "ucdp",
        })
    }
}

impl FromStr for Policy {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Min, Self::Median, Self::Max, Self::Ucdp]
            .into_iter()
            .find(|policy| policy.to_string() == text)
            .ok_or_else(|| format!("{text} is no policy; there are min, median, max and ucdp"))
    }
}

/// The toll of one kind over time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Series {
    /// killed, wounded, missing, captured, displaced, casualties.
    pub kind: String,
    /// How totals are chosen.
    pub policy: Policy,
    /// A line a source and whose loss.
    pub lines: Vec<Line>,
    /// What it comes to by the end, whose loss each.
    pub totals: Vec<Total>,
}

/// What one source said over time about the same victims.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Line {
    /// The source.
    pub claimant: String,
    /// The side that it speaks for, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaks_for: Option<String>,
    /// Whose losses, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<String>,
    /// Who is counted, where only some are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// Whether the source tells of its own side's losses.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own_losses: bool,
    /// The figures, oldest first.
    pub points: Vec<Point>,
}

/// One figure in a line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Point {
    /// When the article was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// The article, by id.
    pub article: String,
    /// The figure, by id.
    pub figure: String,
    /// The claim that tells it, where one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    /// The least it may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<u64>,
    /// The number that stands for it.
    pub best: u64,
    /// The most it may be; absent when open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<u64>,
    /// `stands`, `revised` (by a later one), `repeated` (of an earlier one), `withdrawn`.
    pub status: String,
}

/// The toll of one kind over time, as it was known at the end of `as_of`, a creation time such as
/// `2020-09-28`; all that is known where it is absent.
#[must_use]
pub fn series(accounts: &[&Account], kind: &str, policy: Policy, as_of: Option<&str>) -> Series {
    let known = |account: &&&Account| {
        let created = account.article.created.as_deref();
        // A day is known whole: what was published at noon was known at the end of that day.
        as_of.is_none_or(|end| created.is_some_and(|c| c.get(..end.len()).unwrap_or(c) <= end))
    };
    let accounts: Vec<&Account> = accounts.iter().filter(known).copied().collect();
    if accounts.is_empty() {
        return Series { kind: kind.to_owned(), policy, ..Series::default() };
    }
    let scene = Scene::of(&sorted(&accounts));
    let sides = sides::sides(&scene);
    let tallies: Vec<&Tally<'_>> = scene.tallies.iter().filter(|t| t.kind() == kind).collect();
    let mut lines: BTreeMap<(String, Option<String>, String), Vec<&Tally<'_>>> = BTreeMap::new();
    for tally in &tallies {
        let class =
            if tally.is_part { format!("{} in part", tally.class) } else { tally.class.clone() };
        let key = (tally.said.voice.origin.clone(), tally.side.clone(), class);
        lines.entry(key).or_default().push(tally);
    }
    let changes = changes::changes(&scene);
    let withdrawn = changes::withdrawn(&changes);
    let mut lines: Vec<Line> = lines
        .into_iter()
        .map(|((_, side, class), tallies)| {
            line(&scene, side.as_deref(), &class, &tallies, &withdrawn)
        })
        .collect();
    lines.sort_by(|a, b| {
        let first = |line: &Line| {
            line.points.first().map(|point| (point.created.clone(), point.article.clone()))
        };
        first(a)
            .cmp(&first(b))
            .then_with(|| a.claimant.cmp(&b.claimant))
            .then_with(|| (&a.side, &a.who).cmp(&(&b.side, &b.who)))
    });
    let totals = super::totals::totals(&scene, &sides, policy, &withdrawn);
    let totals = totals.into_iter().filter(|total| total.kind == kind).collect();
    Series { kind: kind.to_owned(), policy, lines, totals }
}

fn line(
    scene: &Scene<'_>,
    side: Option<&str>,
    class: &str,
    tallies: &[&Tally<'_>],
    withdrawn: &HashSet<&str>,
) -> Line {
    let voice = &tallies[0].said.voice;
    let named =
        tallies.iter().find(|tally| !tally.said.voice.is_own()).map_or(voice, |t| &t.said.voice);
    let speaks_for = named.party.as_ref().map(|party| party.key.as_str());
    let point = |(number, tally): (usize, &&Tally<'_>)| {
        let toll = &tally.figure.toll;
        let same = |other: &Tally<'_>| {
            (other.figure.toll.min, other.figure.toll.max) == (toll.min, toll.max)
        };
        let before = tallies[..number].iter().any(|other| same(other));
        let after = tallies[number + 1..].iter().any(|other| {
            same_victims(tally, other)
                && !same(other)
                && other.said.order().0 > tally.said.order().0
        });
        let taken_back = |id: &String| withdrawn.contains(id.as_str());
        let status = match (
            taken_back(&tally.figure.id) || tally.figure.claim.as_ref().is_some_and(taken_back),
            before,
            after,
        ) {
            (true, _, _) => "withdrawn",
            (_, true, _) => "repeated",
            (_, _, true) => "revised",
            _ => "stands",
        };
        Point {
            created: tally.said.account.article.created.clone(),
            article: tally.said.account.article.id.clone(),
            figure: tally.figure.id.clone(),
            claim: tally.figure.claim.clone(),
            low: toll.min,
            best: tally.best(),
            high: toll.max,
            status: status.to_owned(),
        }
    };
    Line {
        claimant: named.name.clone(),
        speaks_for: speaks_for.map(|key| scene.lands.name(key)),
        side: side.map(|key| scene.lands.name(key)),
        who: (class != "everyone").then(|| class.to_owned()),
        own_losses: side.is_some() && side == speaks_for,
        points: tallies.iter().enumerate().map(point).collect(),
    }
}

/// What a policy makes of the latest figures of independent sources.
pub(super) fn choose(policy: Policy, latest: &[&Tally<'_>], sides: &[Side]) -> Option<u64> {
    let middle = |mut numbers: Vec<u64>| {
        numbers.sort_unstable();
        numbers.get(numbers.len().saturating_sub(1) / 2).copied()
    };
    let all = || latest.iter().map(|tally| tally.best()).collect::<Vec<_>>();
    match policy {
        Policy::Min => all().into_iter().min(),
        Policy::Max => all().into_iter().max(),
        Policy::Median => middle(all()),
        Policy::Ucdp => {
            let enemy = |tally: &&&Tally<'_>| {
                let speaker = tally.said.voice.party.as_ref().map(|party| party.key.as_str());
                let is_side =
                    sides.iter().any(|side| !side.third_party && side.code.as_deref() == speaker);
                speaker.is_some() && is_side && tally.side.as_deref() != speaker
            };
            let fair: Vec<u64> =
                latest.iter().filter(|tally| !enemy(tally)).map(|tally| tally.best()).collect();
            if fair.is_empty() { all().into_iter().min() } else { middle(fair) }
        }
    }
}
