//! Who did it, who began, and whom the doer belongs to.

use super::{End, Pair};
use crate::description::Scene;
use crate::description::deeds::{Stated, Told};
use crate::description::said::Said;
use crate::tells_who_began;

pub(super) fn pairs<'s>(scene: &'s Scene<'_>) -> Vec<Pair<'s>> {
    let mut pairs = links(scene);
    pairs.extend(belongings(scene));
    pairs.extend(rivals(scene));
    pairs.extend(beginnings(scene));
    pairs
}

/// Something said about who is behind the deed: the group, and the words.
struct Link<'s> {
    said: &'s Said<'s>,
    id: &'s str,
    group: &'s str,
}

/// Somebody is said to be behind it, and others say that there is no link.
fn links<'s>(scene: &'s Scene<'_>) -> Vec<Pair<'s>> {
    let about = |s: &&Stated<'_>, polarity: &str| {
        s.statement.about == "link" && s.statement.polarity == polarity
    };
    let asserted = scene.stated.iter().filter(|s| about(s, "+"));
    let asserted = asserted
        .filter_map(|s| Some(Link { said: &s.said, id: &s.statement.id, group: s.of.as_deref()? }));
    // A group that tells of an attack as its own claims it.
    let claimed =
        scene.told.iter().filter(|told| told.is_asserted() && told.claim.event.kind == "ASSAULT");
    let claimed = claimed.filter_map(|told| {
        let party = told.said.voice.party.as_ref().filter(|party| party.is_group)?;
        told.doers.contains(&party.key).then_some(Link {
            said: &told.said,
            id: &told.claim.id,
            group: told.doers.get(&party.key)?,
        })
    });
    let asserted: Vec<Link<'_>> = asserted.chain(claimed).collect();
    let mut pairs = Vec::new();
    let alone = |s: &&Stated<'_>| s.statement.about == "alone";
    for denied in scene.stated.iter().filter(|s| about(s, "-") || alone(s)) {
        for link in &asserted {
            // A denial that names one group says nothing of another.
            if denied.of.as_deref().is_some_and(|of| of != link.group) {
                continue;
            }
            pairs.push(Pair {
                ends: [
                    End { said: link.said, id: link.id, figure: None },
                    End { said: &denied.said, id: &denied.statement.id, figure: None },
                ],
                about: "actor".to_owned(),
                reason: format!(
                    "who did it: {}, {} says “{}”",
                    attributed(scene, link),
                    denied.said.speaker(),
                    denied.statement.span.text,
                ),
            });
        }
    }
    pairs
}

/// "Tarsk says that the Grey Hand is behind it", or that the Grey Hand claims it.
fn attributed(scene: &Scene<'_>, link: &Link<'_>) -> String {
    let group = scene.lands.name(link.group);
    let itself = link.said.voice.party.as_ref().is_some_and(|party| party.key == link.group);
    if itself {
        format!("{group} claims it")
    } else {
        format!("{} says that {group} is behind it", link.said.speaker())
    }
}

/// The doer is said to belong to a creed or group, and to none.
fn belongings<'s>(scene: &'s Scene<'_>) -> Vec<Pair<'s>> {
    let about = |polarity: &'static str| {
        scene
            .stated
            .iter()
            .filter(move |s| s.statement.about == "belonging" && s.statement.polarity == polarity)
    };
    let pair = |a: &'s Stated<'_>, b: &'s Stated<'_>| Pair {
        ends: [
            End { said: &a.said, id: &a.statement.id, figure: None },
            End { said: &b.said, id: &b.statement.id, figure: None },
        ],
        about: "belonging".to_owned(),
        reason: format!(
            "whom the doer belongs to: {} says “{}”, {} says “{}”",
            a.said.speaker(),
            a.statement.span.text,
            b.said.speaker(),
            b.statement.span.text,
        ),
    };
    about("+").flat_map(|a| about("-").map(move |b| pair(a, b))).collect()
}

/// Each of two speakers says of the same losses that the other's side, or another, caused them.
fn rivals<'s>(scene: &'s Scene<'_>) -> Vec<Pair<'s>> {
    let mut pairs = Vec::new();
    let accusing: Vec<&Told<'_>> = scene
        .told
        .iter()
        .filter(|told| {
            told.is_asserted() && told.claim.event.kind == "ASSAULT" && told.doers.len() == 1
        })
        .filter(|told| !told.said.voice.is_own())
        .collect();
    let targets: Vec<Vec<String>> = accusing.iter().map(|told| targets(told)).collect();
    for (i, a) in accusing.iter().enumerate() {
        for (j, b) in accusing.iter().enumerate().skip(i + 1) {
            let shared = || targets[i].iter().any(|target| targets[j].contains(target));
            if a.doers == b.doers || !may_be_same(a, b) || !(same_figure(a, b) || shared()) {
                continue;
            }
            let name = |told: &Told<'_>| {
                told.doers.first().map(|key| scene.lands.name(key)).unwrap_or_default()
            };
            pairs.push(Pair {
                ends: [
                    End { said: &a.said, id: &a.claim.id, figure: None },
                    End { said: &b.said, id: &b.claim.id, figure: None },
                ],
                about: "actor".to_owned(),
                reason: format!(
                    "who did it: {} says {}, {} says {}",
                    a.said.speaker(),
                    name(a),
                    b.said.speaker(),
                    name(b),
                ),
            });
        }
    }
    pairs
}

/// Whether nothing tells two claims apart: days, places, or whom it befell. Two armies that shell
/// each other do two deeds; so something must tell that it is one, a figure or a target.
fn may_be_same(a: &Told<'_>, b: &Told<'_>) -> bool {
    let apart = a.days.zip(b.days).is_some_and(|(x, y)| x.gap(y) > 0)
        || a.spot.zip(b.spot).is_some_and(|(x, y)| x.distance_km(y) > x.radius_km + y.radius_km);
    let nobody = a.sufferers.is_empty() && b.sufferers.is_empty();
    !apart && (nobody || !a.sufferers.is_disjoint(&b.sufferers))
}

/// Whether two claims tell the same losses.
fn same_figure(a: &Told<'_>, b: &Told<'_>) -> bool {
    a.claim.toll.iter().any(|x| {
        b.claim.toll.iter().any(|y| {
            (&x.kind, x.min, x.max) == (&y.kind, y.min, y.max) && x.min.or(x.max).is_some()
        })
    })
}

/// Those whom it befell who are nobody's army, by name.
fn targets(told: &Told<'_>) -> Vec<String> {
    let recipients = told.claim.recipients.iter().filter(|r| {
        !["armed forces", "country", "government", "people", "civilians"].contains(&r.kind.as_str())
    });
    recipients.map(|r| r.name.to_lowercase()).collect()
}

/// Each of two sides says that the other began.
fn beginnings<'s>(scene: &'s Scene<'_>) -> Vec<Pair<'s>> {
    let began = |told: &&Told<'_>| told.is_asserted() && tells_who_began(told.claim);
    let mut pairs = Vec::new();
    let telling: Vec<&Told<'_>> = scene.told.iter().filter(began).collect();
    for (i, a) in telling.iter().enumerate() {
        for b in &telling[i + 1..] {
            let (Some(x), Some(y)) = (&a.said.voice.party, &b.said.voice.party) else { continue };
            let accuse = a.doers.contains(&y.key) && b.doers.contains(&x.key);
            let themselves = a.doers.contains(&x.key) || b.doers.contains(&y.key);
            if x.key == y.key || !accuse || themselves {
                continue;
            }
            pairs.push(Pair {
                ends: [
                    End { said: &a.said, id: &a.claim.id, figure: None },
                    End { said: &b.said, id: &b.claim.id, figure: None },
                ],
                about: "began".to_owned(),
                reason: format!(
                    "who began: {} says {}, {} says {}",
                    a.said.speaker(),
                    scene.lands.name(&y.key),
                    b.said.speaker(),
                    scene.lands.name(&x.key),
                ),
            });
        }
    }
    pairs
}
