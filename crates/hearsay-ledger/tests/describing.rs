//! What a ledger tells of an incident is what its articles' readings give, whoever came first.

mod common;

use common::{Desk, article, read};
use hearsay::Article;
use hearsay_incidents::{Account, Incident, Together, accounts, merge};
use hearsay_ledger::{Arrival, Filter};

const STORY: &str = "A car bomb killed at least nine people in a market in Baghdad on 5 May 2024. The interior \
    ministry blamed the Banner of Karsa. The blast tore through the Karsa market at noon, when the stalls were full, and shattered \
    windows along two streets. The Banner of Karsa claimed responsibility. Doctors at two hospitals said that 31 \
    people were wounded, among them four children.";

/// One agency's story, as three outlets print it, and another's of the same.
fn articles() -> [Article; 5] {
    let of = |id: &str, publisher: &str, created: &str, text: String| Article {
        publisher: Some(publisher.to_owned()),
        created: created.parse().ok(),
        ..article(id, &text)
    };
    let part = STORY.split_inclusive(". ").take(2).collect::<String>();
    [
        of("post", "Harbour Post", "2024-05-06", STORY.to_owned()),
        of("gazette", "Hill Gazette", "2024-05-05", format!("Late news. {STORY}")),
        of("credited", "Night Mail", "2024-05-06", format!("BAGHDAD (Reuters) - {part}")),
        of(
            "own",
            "Valley Sun",
            "2024-05-06",
            "Eleven people died when a car bomb went off in Baghdad's \
            Karsa market on 5 May 2024. The Banner of Karsa denied responsibility."
                .to_owned(),
        ),
        of(
            "lima",
            "Valley Sun",
            "2024-03-04",
            "Police arrested twelve protesters in Lima.".to_owned(),
        ),
    ]
}

/// The incidents of a ledger to which these are added one after another, by id.
fn stored(order: impl Iterator<Item = Article>) -> Vec<Incident> {
    let desk = Desk::new();
    for article in order {
        let reading = read(&article);
        desk.try_add(Arrival::bare(article, &reading)).expect("it is added");
    }
    desk.check();
    let view = desk.ledger.view().expect("it can be read");
    by_id(view.incidents(&Filter::default()).expect("incidents").items)
}

fn by_id(mut incidents: Vec<Incident>) -> Vec<Incident> {
    incidents.sort_by(|a, b| a.id.cmp(&b.id));
    incidents
}

#[test]
fn incidents_are_told_as_the_readings_tell_them() {
    let mut told: Vec<Account> =
        articles().iter().flat_map(|article| accounts(&read(article))).collect();
    assert!(told.iter().any(|account| !account.statements.is_empty()), "statements are told");
    assert!(told.iter().any(|account| !account.credits.is_empty()), "an agency is credited");
    // What the ledger adds is which is whose copy: of the one that was out first.
    for account in
        told.iter_mut().filter(|account| ["post", "credited"].contains(&&*account.article.id))
    {
        account.copy_of = Some("gazette".to_owned());
    }
    let stored = stored(articles().into_iter());
    assert_eq!(stored, by_id(merge(&told, &Together::default())));
    let bombing = stored.iter().find(|incident| incident.articles.len() == 4).expect("one bombing");
    let copied = |reason: &String| reason.contains("prints a copy of article gazette");
    assert!(bombing.origins.iter().flat_map(|origin| &origin.reasons).any(copied));
}

#[test]
fn who_came_first_does_not_matter() {
    let first = stored(articles().into_iter());
    assert_eq!(stored(articles().into_iter().rev()), first);
    let [a, b, c, d, e] = articles();
    assert_eq!(stored([c, a, e, b, d].into_iter()), first);
}
