//! What people decided: the list, and the forms by which they decide.

use std::sync::Arc;

use askama::Template;
use axum::extract::{RawForm, State};
use axum::response::IntoResponse;
use axum::response::Redirect;
use hearsay_ledger::{Decision, words};
use serde_json::Value;

use super::frame::Frame;
use super::rows::article_address;
use super::{Answer, html};
use crate::access::{Analyst, Visitor};
use crate::api::Deciding;
use crate::desk::Desk;

#[derive(Template)]
#[template(path = "decisions.html")]
struct DecisionsPage {
    frame: Frame,
    rows: Vec<Row>,
    count: usize,
}

struct Row {
    id: String,
    at: String,
    by: String,
    kind: String,
    /// What became of a field, of an earlier decision.
    what: String,
    note: Option<String>,
    about: Vec<About>,
    in_force: bool,
    is_orphaned: bool,
}

struct About {
    words: String,
    event: String,
    article: String,
    claim: Option<String>,
}

/// So many of the newest are shown; the API has all.
const SHOWN: usize = 500;

/// `/decisions`
pub(crate) async fn page(State(desk): State<Arc<Desk>>, visitor: Visitor) -> Answer {
    let decisions = desk.look(|view| view.decisions(None)).await?;
    let count = decisions.len();
    let rows = decisions.iter().rev().take(SHOWN).map(row).collect();
    Ok(html(&DecisionsPage { frame: Frame::new(&desk, &visitor, "/decisions"), rows, count }))
}

fn row(decision: &Decision) -> Row {
    let what = match (&decision.field, &decision.value, &decision.undoes) {
        (Some(field), Some(Value::Null) | None, _) => format!("{field} is not known"),
        (Some(field), Some(Value::String(value)), _) => format!("{field} is {value}"),
        (Some(field), Some(value), _) => format!("{field} is {value}"),
        (None, _, Some(undone)) => format!("takes back {undone}"),
        (None, ..) => String::new(),
    };
    let about = decision.about.iter().map(|anchor| About {
        words: words::one_line(&anchor.evidence),
        event: anchor.event.to_lowercase(),
        article: article_address(&anchor.article),
        claim: anchor.claim.clone(),
    });
    Row {
        id: decision.id.clone(),
        at: words::day(&decision.at),
        by: decision.by.clone(),
        kind: decision.kind.clone(),
        what,
        note: decision.note.clone(),
        about: about.collect(),
        in_force: decision.in_force,
        is_orphaned: decision.is_orphaned(),
    }
}

/// `POST /decisions`: what a form decides; then the page where it stood.
pub(crate) async fn decide(
    State(desk): State<Arc<Desk>>,
    Analyst(visitor): Analyst,
    RawForm(form): RawForm,
) -> Answer {
    let (deciding, back) = sent(&form);
    let decisions = deciding.all(&visitor)?;
    desk.write(move |ledger| ledger.decide_all(decisions)).await?;
    let is_own = back.starts_with('/') && !back.starts_with("//") && !back.contains('\\');
    Ok(Redirect::to(if is_own { &back } else { "/decisions" }).into_response())
}

/// What a form sends, and where it wants to go back to. Fields may come several times.
fn sent(form: &[u8]) -> (Deciding, String) {
    let mut deciding = Deciding::default();
    let mut back = String::new();
    for (name, value) in url::form_urlencoded::parse(form) {
        let value = value.into_owned();
        if value.trim().is_empty() && name != "value" {
            continue;
        }
        match &*name {
            "what" => deciding.what = value,
            "claim" => deciding.claims.push(value),
            "incident" => deciding.incidents.push(value),
            "decision" => deciding.decisions.push(value),
            "field" => deciding.field = Some(value),
            "value" => deciding.value = typed(&value),
            "note" => deciding.note = Some(value),
            "back" => back = value,
            _ => {}
        }
    }
    (deciding, back)
}

/// What somebody wrote into a form: a number, true, false, null or JSON where it looks like that; else
/// the words. An empty field is one that is not known.
fn typed(text: &str) -> Value {
    let text = text.trim();
    match text {
        "" => Value::Null,
        text => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn form_may_name_several_claims() {
        let (deciding, back) = sent(b"what=merge&claim=a&claim=b&note=&back=%2F%3Ftext%3Dx");
        assert_eq!((deciding.what.as_str(), deciding.claims.len()), ("merge", 2));
        assert_eq!((deciding.note, back.as_str()), (None, "/?text=x"));
    }

    #[test]
    fn values_are_what_they_look_like() {
        assert_eq!(typed("14"), Value::from(14));
        assert_eq!(typed(" "), Value::Null);
        assert_eq!(typed("heavy-weapons"), Value::from("heavy-weapons"));
        assert_eq!(typed("\"14\""), Value::from("14"));
        assert_eq!(typed("2024-03-12"), Value::from("2024-03-12"));
    }
}
