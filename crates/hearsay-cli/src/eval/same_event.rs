//! Which articles report one event: articles with one main incident.

use hearsay::{Article, Reader, Scratch};
use hearsay_incidents::{Account, Together, accounts, merge};
use serde_json::{Value, json};

/// The accounts of one row's article, headline and outlet included.
pub(super) fn told(
    reader: &Reader,
    gold: &Value,
    article: &Article,
    scratch: &mut Scratch,
) -> Value {
    let stated = |field: &str| gold[field].as_str().map(str::to_owned);
    let article = Article {
        title: stated("title"),
        publisher: stated("publisher").or_else(|| stated("outlet")),
        url: stated("url"),
        ..article.clone()
    };
    json!(accounts(&reader.read(&article, scratch)))
}

/// The accounts of all articles, read back.
pub(super) fn accounts_of(told: Vec<Value>) -> Vec<Account> {
    let accounts = told.into_iter().flat_map(|accounts| {
        serde_json::from_value::<Vec<Account>>(accounts).expect("accounts were written by us")
    });
    accounts.collect()
}

/// A row `{"id", "group"}` an article, from the accounts of all.
pub(super) fn groups(told: Vec<Value>) -> Vec<Value> {
    let incidents = merge(&accounts_of(told), &Together::default());
    let rows = incidents.iter().flat_map(|incident| {
        incident.main.iter().map(|id| json!({ "id": id, "group": incident.id }))
    });
    rows.collect()
}
