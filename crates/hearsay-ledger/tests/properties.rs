//! Whatever is done to a ledger in whatever order, everything in it fits together, and its incidents
//! are those that a merge of all accounts makes.

mod common;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use common::{Desk, article, read};
use hearsay::Reading;
use hearsay_incidents::{Account, Incident, merge};
use hearsay_ledger::{
    Access, Arrival, Decide, Filter, Ledger, LedgerError, News, NewsOf, Order, Reread, View, What,
};
use proptest::prelude::*;
use serde_json::json;

/// Invented texts that tell of few incidents, each in two versions.
const TEXTS: [[&str; 2]; 4] = [
    [
        "A car bomb killed at least nine people in Baghdad on 5 May 2024, the interior ministry said.",
        "A car bomb killed 12 people in Baghdad on 5 May 2024, the interior ministry said. A soldier \
         was wounded.",
    ],
    [
        "At least 11 people died in a car bomb attack in Baghdad on 5 May 2024, doctors said. \
         Police arrested two men.",
        "Doctors said that a car bomb attack in Baghdad on 5 May 2024 killed 14 people.",
    ],
    [
        "Thousands of people protested in Lima on 3 March 2024. Police arrested twelve protesters.",
        "Hundreds of people protested in Lima on 3 March 2024, police said.",
    ],
    [
        "Oravia said that Tarsk had shelled villages near Baghdad on 5 May 2024, killing four \
         soldiers. Tarsk denied it.",
        "Nothing of what was reported is held to be true any more.",
    ],
];

/// The reading of a text in a version, by this program, or as a newer one might read it.
fn reading(text: usize, version: usize, is_newer: bool) -> Reading {
    static READINGS: OnceLock<Vec<[Reading; 2]>> = OnceLock::new();
    let all = READINGS.get_or_init(|| {
        let each = |texts: &[&str; 2]| texts.map(|text| read(&article("x", text)));
        TEXTS.iter().map(each).collect()
    });
    let mut reading = all[text][version].clone();
    if is_newer {
        reading.claims.pop();
        for claim in &mut reading.claims {
            claim.event.mode = Some("newer".to_owned());
        }
    }
    reading
}

/// Something that is done to a ledger. Numbers choose among what there is.
#[derive(Clone, Debug)]
enum Step {
    Add { id: usize, text: usize, version: usize },
    Reread { id: usize, is_newer: bool },
    Accept(usize),
    Reject(usize),
    Correct(usize, u64),
    Merge(usize, usize),
    Split(usize),
    Undo(usize),
    Gather,
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    let some = 0..1000_usize;
    prop_oneof![
        6 => (0..6_usize, 0..TEXTS.len(), 0..2_usize)
            .prop_map(|(id, text, version)| Step::Add { id, text, version }),
        2 => (0..6_usize, any::<bool>()).prop_map(|(id, is_newer)| Step::Reread { id, is_newer }),
        1 => some.clone().prop_map(Step::Accept),
        2 => some.clone().prop_map(Step::Reject),
        2 => (some.clone(), 0..99_u64).prop_map(|(claim, value)| Step::Correct(claim, value)),
        2 => (some.clone(), some.clone()).prop_map(|(one, other)| Step::Merge(one, other)),
        2 => some.clone().prop_map(Step::Split),
        2 => some.prop_map(Step::Undo),
        1 => Just(Step::Gather),
        1 => Just(Step::Reopen),
    ]
}

/// Each id holds one text, in two versions: so that a version is an edit.
fn text_of(id: usize, text: usize) -> usize {
    (id + text / 3) % TEXTS.len()
}

fn take(desk: &mut Desk, step: &Step) {
    let ledger = &desk.ledger;
    let view = || ledger.view().expect("it can be read");
    let chosen = |number: usize| {
        let claims = view().claims(&Filter { order: Order::Oldest, ..Filter::default() });
        let claims = claims.expect("claims").items;
        (!claims.is_empty()).then(|| claims[number % claims.len()].claim.id.clone())
    };
    let decide = |what: Option<What>| {
        let Some(what) = what else { return };
        let decided = ledger.decide(Decide { what, by: "Ada".to_owned(), note: None });
        // Not everything can be decided; then nothing is.
        assert!(
            matches!(decided, Ok(_) | Err(LedgerError::Decision(_) | LedgerError::Unknown { .. })),
            "{decided:?}"
        );
    };
    match *step {
        Step::Add { id, text, version } => {
            let text = text_of(id, text);
            let article = article(&format!("a{id}"), TEXTS[text][version]);
            let reading = named(&reading(text, version, false), id);
            let ticket = ledger.add(Arrival::bare(article, &reading)).expect("it is open");
            ticket.wait().expect("it is added");
        }
        Step::Reread { id, is_newer } => {
            let Ok((article, version)) = view().original(&format!("a{id}")) else { return };
            let all = TEXTS.iter().enumerate();
            let mut all = all.flat_map(|(text, both)| [(text, 0, both[0]), (text, 1, both[1])]);
            let (text, which, _) =
                all.find(|(.., text)| *text == article.text).expect("it is one of them");
            let reading = named(&reading(text, which, is_newer), id);
            let reread = Reread::by("99.0.0", &article.id, version, &reading);
            ledger.reread(reread).expect("it is open").wait().expect("it is reread");
        }
        Step::Accept(claim) => decide(chosen(claim).map(What::Accept)),
        Step::Reject(claim) => decide(chosen(claim).map(What::Reject)),
        Step::Correct(claim, value) => decide(chosen(claim).map(|claim| {
            let field = if value % 2 == 0 { "toll.0.min" } else { "event.mode" }.to_owned();
            let value = if value % 2 == 0 { json!(value) } else { json!(format!("mode {value}")) };
            What::Correct { claim, field, value }
        })),
        Step::Merge(one, other) => {
            decide(
                chosen(one).zip(chosen(other)).map(|(one, other)| What::Merge(vec![one, other])),
            );
        }
        Step::Split(claim) => decide(chosen(claim).map(|claim| What::Split(vec![claim]))),
        Step::Undo(number) => {
            let decisions = view().decisions(None).expect("decisions");
            let chosen = decisions.get(number % decisions.len().max(1));
            decide(chosen.map(|decision| What::Undo(decision.id.clone())));
        }
        Step::Gather => ledger.gather().expect("it can be brought together"),
        Step::Reopen => {
            let path = desk.path();
            desk.ledger = Ledger::open(&path, Access::Write).expect("it can be opened");
        }
    }
}

/// A reading as that of the article by this id.
fn named(reading: &Reading, id: usize) -> Reading {
    let mut reading = reading.clone();
    reading.article.id = format!("a{id}");
    for claim in &mut reading.claims {
        let mode = claim.event.mode.as_deref() == Some("newer");
        claim.id = format!("{id}{}{}", if mode { "b" } else { "a" }, &claim.id[..13]);
    }
    reading
}

/// Incidents as the sets of their claims.
fn sets(incidents: &[Incident]) -> BTreeSet<Vec<String>> {
    let set = |incident: &Incident| {
        let mut claims = incident.claims.clone();
        claims.sort();
        claims
    };
    incidents.iter().map(set).collect()
}

fn accounts(view: &View, incidents: &[Incident]) -> Vec<Account> {
    let accounts = |incident: &Incident| view.accounts(&incident.id, None).expect("accounts");
    incidents.iter().flat_map(accounts).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn everything_fits_whatever_is_done(steps in prop::collection::vec(step(), 1..24)) {
        let mut desk = Desk::new();
        for step in &steps {
            take(&mut desk, step);
        }
        desk.ledger.gather().expect("it can be brought together");
        let checked = desk.ledger.check(|_, _| {}).expect("it can be looked through");
        prop_assert_eq!(checked.problems, Vec::<String>::new());
        prop_assert_eq!(desk.counts().waiting, 0);

        let view = desk.ledger.view().expect("it can be read");
        let stored = view.incidents(&Filter::default()).expect("incidents").items;
        let accounts = accounts(&view, &stored);
        let merged = merge(&accounts, &view.together().expect("decisions"));
        prop_assert_eq!(sets(&stored), sets(&merged));
        // Every incident was told of, by its id or by one that leads to it; as new at most once.
        let news = view.news(None, usize::MAX).expect("news").items;
        let is_new = |news: &&News| matches!(news.of, NewsOf::Incident { .. });
        let new: Vec<_> = news.iter().filter(is_new).map(|news| &news.told_as).collect();
        prop_assert_eq!(new.iter().collect::<BTreeSet<_>>().len(), new.len());
        for incident in &stored {
            let is_of_it = |news: &News| {
                news.incident.as_ref().is_some_and(|now| now.id == incident.id)
            };
            prop_assert!(news.iter().any(is_of_it), "{} was not told", incident.id);
        }
        // A decision in force and not orphaned is carried out.
        for entry in view.claims(&Filter::default()).expect("claims").items {
            let is_rejected = entry.verdict == Some(hearsay_ledger::Verdict::Rejected);
            prop_assert_eq!(is_rejected, entry.incident.is_none());
        }
    }
}
