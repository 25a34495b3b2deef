//! Contradictions are listed with their incidents, a page at a time.

mod common;

use common::{Desk, article, read};
use hearsay::Article;
use hearsay_ledger::{Arrival, ContradictionEntry, Filter, LedgerError, Order};

/// Three bombings, each told with three figures that do not agree, and one that is told once.
fn desk() -> Desk {
    let desk = Desk::new();
    for (place, day) in [("Baghdad", 5), ("Mosul", 12), ("Basra", 19), ("Kirkuk", 26)] {
        let sayings = [("police", 4), ("doctors", 17), ("the interior ministry", 31)];
        for (who, killed) in sayings.iter().take(if place == "Kirkuk" { 1 } else { 3 }) {
            let text = format!(
                "A car bomb killed {killed} people in {place} on {day} May 2024, {who} said."
            );
            let article = Article {
                created: format!("2024-05-{:02}", day + 1).parse().ok(),
                publisher: Some(format!("The {place} {who}")),
                ..article(&format!("{place} {who}"), &text)
            };
            let reading = read(&article);
            desk.try_add(Arrival::bare(article, &reading)).expect("it is added");
        }
    }
    desk
}

fn listed(desk: &Desk, filter: &Filter) -> Vec<ContradictionEntry> {
    let page = desk.ledger.view().and_then(|view| view.contradictions(filter));
    page.expect("the filter means something").items
}

#[test]
fn all_are_listed_with_what_their_incident_is_about() {
    let desk = desk();
    let view = desk.ledger.view().expect("it can be read");
    let mut expected = Vec::new();
    for incident in view.incidents(&Filter::default()).expect("incidents").items {
        let contradictions = incident.contradictions.clone().into_iter();
        expected.extend(contradictions.map(|it| (incident.id.clone(), it)));
    }
    assert!(expected.len() >= 6, "{expected:?}");
    let listed = listed(&desk, &Filter::default());
    let found = listed.iter().map(|it| (it.incident.id.clone(), it.contradiction.clone()));
    assert_eq!(found.collect::<Vec<_>>(), expected);
    for entry in &listed {
        let whole = view.incident(&entry.incident.id).expect("it is there");
        let outline = (&entry.incident.event, &entry.incident.begin, &entry.incident.place);
        assert_eq!(outline, (&whole.event, &whole.begin, &whole.place));
    }
    assert_eq!(view.count_contradictions(&Filter::default()), Ok(expected.len()));
}

#[test]
fn pages_together_are_the_whole_in_either_order() {
    let desk = desk();
    let view = desk.ledger.view().expect("it can be read");
    for order in [Order::Newest, Order::Oldest] {
        let whole = listed(&desk, &Filter { order, ..Filter::default() });
        for limit in 1..=whole.len() + 1 {
            let (mut paged, mut after) = (Vec::new(), None);
            loop {
                let filter = Filter { order, limit: Some(limit), after, ..Filter::default() };
                let page = view.contradictions(&filter).expect("it can be read");
                assert!(page.items.len() <= limit);
                paged.extend(page.items);
                after = page.next;
                if after.is_none() {
                    break;
                }
                assert!(paged.len() < whole.len(), "there is more after a page that says so");
            }
            assert_eq!(paged, whole);
        }
    }
}

#[test]
fn filter_chooses_the_incidents() {
    let desk = desk();
    let in_days = Filter {
        from: Some("2024-05-10".to_owned()),
        to: Some("2024-05-15".to_owned()),
        ..Filter::default()
    };
    let found = listed(&desk, &in_days);
    assert!(!found.is_empty());
    let is_there = |entry: &ContradictionEntry| {
        entry.incident.place.as_ref().is_some_and(|place| place.name == "Mosul")
    };
    assert!(found.iter().all(is_there), "{found:?}");
    let view = desk.ledger.view().expect("it can be read");
    assert_eq!(view.count_contradictions(&in_days), Ok(found.len()));
    let wrong = Filter { after: Some("no cursor".to_owned()), ..Filter::default() };
    assert!(matches!(view.contradictions(&wrong), Err(LedgerError::Filter(_))));
}
