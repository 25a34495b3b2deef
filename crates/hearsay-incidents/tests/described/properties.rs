//! What must hold of every incident, whatever is said in it.

use std::sync::Arc;

use crate::stories::{Line, Story};
use hearsay_incidents::{Account, ArticleRef, Incident, Policy, describe, series};
use proptest::prelude::*;

/// Any act of saying about a clash of two countries, on one of three days.
fn line() -> impl Strategy<Value = Line> {
    let by = prop::option::of(prop::sample::select(vec![
        "Tarsk",
        "Oravia",
        "Tarsk army/MIL",
        "Corvane",
        "police/COP",
        "doctors/MED",
        "Meridian Wire/JRN < Oravia",
        "Grey Hand/REBGRH",
    ]));
    let side = prop::option::of(prop::sample::select(vec!["Tarsk", "Oravia"]));
    let doer = prop::option::of(prop::sample::select(vec!["Tarsk", "Oravia", "Grey Hand/REBGRH"]));
    let who =
        prop::option::of(prop::sample::select(vec!["people", "soldiers", "civilians", "others"]));
    let outlet = prop::sample::select(vec!["City Paper", "Meridian Wire", "Reuters"]);
    let states = prop::option::weighted(
        0.2,
        prop::sample::select(vec!["link + Grey Hand/REBGRH", "link -", "report - Tarsk", "alone"]),
    );
    let toll = prop::option::of((
        prop::bool::ANY,
        0_u64..40,
        prop::sample::select(vec!["killed", "wounded"]),
    ));
    let trigger = prop::sample::select(vec!["attack", "shelled", "seized", "repelled", "provoked"]);
    let said = (by, side, doer, who, outlet, states, toll, trigger);
    (said, 10_u8..13, prop::bool::weighted(0.2)).prop_map(
        |((by, side, doer, who, outlet, states, toll, trigger), day, denied)| Line {
            by: by.map(str::to_owned),
            side: side.map(str::to_owned),
            doer: doer.map(str::to_owned),
            who: who.map(str::to_owned),
            outlet: Some(outlet.to_owned()),
            states: states.map(str::to_owned),
            toll: toll.map(|(open, n, kind)| {
                if open { format!("at least {n} {kind}") } else { format!("{n} {kind}") }
            }),
            trigger: Some(trigger.to_owned()),
            on: format!("2024-03-{day}"),
            denied,
            ..Line::default()
        },
    )
}

fn accounts() -> impl Strategy<Value = Vec<Account>> {
    prop::collection::vec(line(), 1..12).prop_map(|mut said| {
        for (number, line) in said.iter_mut().enumerate() {
            line.id = format!("l{number}");
        }
        let expect = crate::stories::Expected::default();
        Story { name: String::new(), said, expect }.accounts()
    })
}

fn described(accounts: &[Account]) -> Incident {
    describe(&accounts.iter().collect::<Vec<_>>())
}

/// The origin of a claim, figure or statement.
fn origin<'i>(incident: &'i Incident, id: &String) -> Vec<&'i str> {
    let holds = incident.origins.iter().filter(|origin| origin.claims.contains(id));
    holds.map(|origin| origin.name.as_str()).collect()
}

proptest! {
    #[test]
    fn the_order_of_accounts_is_nothing(accounts in accounts(), seed in any::<u64>()) {
        let mut other = accounts.clone();
        let count = other.len();
        for i in 0..count {
            let j = (seed >> (i % 48)) as usize % count;
            other.swap(i, j);
        }
        prop_assert_eq!(described(&accounts), described(&other));
    }

    #[test]
    fn no_source_contradicts_itself(accounts in accounts()) {
        let incident = described(&accounts);
        for pair in &incident.contradictions {
            let [a, b] = [0, 1].map(|n| origin(&incident, &pair.claims[n]));
            prop_assert!(a.iter().all(|a| !b.contains(a)), "{pair:?}: {a:?} {b:?}");
        }
    }

    #[test]
    fn no_change_is_a_contradiction(accounts in accounts()) {
        let incident = described(&accounts);
        for change in &incident.changes {
            let same = incident.contradictions.iter().find(|pair| {
                pair.claims == change.claims && pair.about == change.about
            });
            prop_assert!(same.is_none(), "{change:?} {same:?}");
        }
    }

    #[test]
    fn a_copy_adds_no_source(accounts in accounts(), which in any::<prop::sample::Index>()) {
        let copied = which.get(&accounts).clone();
        let id = "copy".to_owned();
        let mut copy = Account {
            id: "account:copy".to_owned(),
            copy_of: Some(copied.article.id.clone()),
            article: Arc::new(ArticleRef {
                id: id.clone(),
                publisher: Some("Lowland Echo".to_owned()),
                ..ArticleRef::clone(&copied.article)
            }),
            ..copied
        };
        for claim in &mut copy.claims {
            claim.id = format!("copy-{}", claim.id);
        }
        for figure in &mut copy.figures {
            figure.id = format!("copy-{}", figure.id);
            figure.claim = figure.claim.as_ref().map(|claim| format!("copy-{claim}"));
        }
        for statement in &mut copy.statements {
            statement.id = format!("copy-{}", statement.id);
        }
        let before = described(&accounts);
        let mut with = accounts.clone();
        with.push(copy);
        let after = described(&with);
        prop_assert_eq!(before.origins.len(), after.origins.len(), "{:#?}\n{:#?}", before.origins, after.origins);
    }

    #[test]
    fn low_best_and_high_are_in_order(accounts in accounts()) {
        let all: Vec<&Account> = accounts.iter().collect();
        for policy in [Policy::Min, Policy::Median, Policy::Max, Policy::Ucdp] {
            for total in series(&all, "killed", policy, None).totals {
                prop_assert!(total.low <= total.best, "{total:?}");
                prop_assert!(total.high.is_none() || total.best <= total.high, "{total:?}");
            }
        }
    }

    #[test]
    fn what_was_known_then_is_part_of_what_is_known_now(accounts in accounts()) {
        let all: Vec<&Account> = accounts.iter().collect();
        let points = |as_of| -> usize {
            let series = series(&all, "killed", Policy::Median, as_of);
            series.lines.iter().map(|line| line.points.len()).sum()
        };
        prop_assert!(points(Some("2024-03-09")) == 0);
        prop_assert!(points(Some("2024-03-10")) <= points(Some("2024-03-11")));
        prop_assert_eq!(points(Some("2024-03-31")), points(None));
    }
}
