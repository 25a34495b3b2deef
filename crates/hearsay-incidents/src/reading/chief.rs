//! What an article is chiefly about.

use std::collections::BTreeSet;

use hearsay::Reading;

use super::grouping::Group;
use super::terms::{LEDE, of_article};
use crate::merging::words::singular;

/// The number of the group that the article is chiefly about. Where no claim of the headline or
/// lede tells it, it is a group without claims, put first.
pub(super) fn main(reading: &Reading, groups: &mut Vec<Group>) -> usize {
    let terms: BTreeSet<String> = of_article(reading).into_iter().collect();
    let scores: Vec<f64> = groups.iter().map(|group| score(group, &terms)).collect();
    let best = (0..groups.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(b.cmp(a)));
    match best.filter(|i| groups[*i].claims.iter().any(|claim| claim.trigger.start < 2 * LEDE)) {
        Some(i) => i,
        None => {
            groups.insert(0, Group::default());
            0
        }
    }
}

/// Early claims, many claims, and the words of the story speak for a group.
fn score(group: &Group, terms: &BTreeSet<String>) -> f64 {
    let mut score = 0.0;
    let mut shared: BTreeSet<String> = BTreeSet::new();
    for claim in &group.claims {
        score += match claim.trigger.start {
            start if start < LEDE / 2 => 1.0,
            start if start < LEDE => 0.6,
            _ => 0.2,
        };
        let words = claim.evidence.iter().flat_map(|span| span.text.split_whitespace());
        let words = words
            .map(str::to_lowercase)
            .map(|word| singular(word.trim_matches(|c: char| !c.is_alphanumeric())).to_owned());
        shared.extend(words.filter(|word| terms.contains(word)));
    }
    let shared = u32::try_from(shared.len()).unwrap_or(u32::MAX);
    score += 0.2 * f64::from(shared.min(10));
    score * if group.is_said() { 0.6 } else { 1.0 } * if group.is_news() { 1.0 } else { 0.6 }
}
