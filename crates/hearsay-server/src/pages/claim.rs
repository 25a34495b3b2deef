//! A claim by itself: its words, its fields, what people decided about it, and why it was read so.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use hearsay::{Ask, Reading};
use hearsay_incidents::Claim;
use hearsay_ledger::{ClaimEntry, Decision, words};

use super::article::{Card, card, line, time_words};
use super::correcting::{Field, fields, value_at};
use super::explained::{Why, explanation, why};
use super::frame::Frame;
use super::passage::{Piece, passage};
use super::rows::article_address;
use super::{Answer, html};
use crate::access::Visitor;
use crate::desk::Desk;
use crate::problem::Problem;

pub(super) fn routes() -> Router<Arc<Desk>> {
    Router::new().route("/claims/{id}", get(page))
}

#[derive(Template)]
#[template(path = "claim.html")]
struct ClaimPage {
    frame: Frame,
    card: Card,
    /// The claim on one line.
    line: String,
    title: String,
    published: String,
    /// Where the claim stands in its article.
    article: String,
    passage: Vec<Piece>,
    fields: Vec<Field>,
    corrections: Vec<Corrected>,
    decisions: Vec<Told>,
    why: Result<Why, String>,
}

/// A field as it was read, and as people corrected it.
struct Corrected {
    field: String,
    read_as: String,
    now: String,
}

/// A decision in words.
struct Told {
    id: String,
    what: String,
    by: String,
    at: String,
    note: Option<String>,
    in_force: bool,
}

/// `/claims/{id}`
async fn page(State(desk): State<Arc<Desk>>, visitor: Visitor, Path(id): Path<String>) -> Answer {
    let found = desk.look(move |view| {
        let entry = view.claim(&id)?;
        let stored = view.article(&entry.claim.article.id, None)?;
        let is_contested = view.is_contested(&entry.claim.id)?;
        let decisions = view.decisions(Some(&entry.claim.id))?;
        Ok::<_, Problem>((entry, stored, is_contested, decisions))
    });
    let (entry, stored, is_contested, decisions) = found.await?;
    let claim = &entry.claim;
    let card = card(&entry, &time_words(&stored.reading), is_contested);
    let passage = passage(&stored.reading.article.text, &claim.evidence, &claim.trigger);
    let why = explained(&desk, &entry, stored.reading, &stored.entry.program).await?;
    Ok(html(&ClaimPage {
        frame: Frame::new(&desk, &visitor, "/claims"),
        line: line(claim),
        title: claim.article.title.clone().unwrap_or_else(|| claim.article.id.clone()),
        published: words::published(&claim.article),
        article: format!(
            "{}?claim={}#c-{}",
            article_address(&claim.article.id),
            claim.id,
            claim.id
        ),
        passage,
        fields: fields(claim),
        corrections: corrections(&entry),
        decisions: decisions.iter().map(told).collect(),
        why,
        card,
    }))
}

/// Why it was read so, or why that cannot be told.
async fn explained(
    desk: &Arc<Desk>,
    entry: &ClaimEntry,
    reading: Reading,
    program: &str,
) -> Result<Result<Why, String>, Problem> {
    let asked = explanation(desk, reading, Ask::Claim(entry.claim.id.clone()));
    match asked.await {
        Ok(found) => Ok(found.claims.first().map(why).ok_or_else(|| {
            format!(
                "It was read by hearsay {program}, and this one ({}) reads its article otherwise; \
                 `hearsay reread` brings the ledger up to date.",
                hearsay_ledger::PROGRAM
            )
        })),
        // A busy desk or a long article hides the steps, not the claim.
        Err(problem) if problem.status < 500 => Ok(Err(problem.detail)),
        Err(problem) => Err(problem),
    }
}

fn corrections(entry: &ClaimEntry) -> Vec<Corrected> {
    let Some(before) = &entry.read_as else { return Vec::new() };
    let shown =
        |claim: &Claim, field: &str| value_at(claim, field).unwrap_or_else(|| "–".to_owned());
    let corrected = |field: &String| Corrected {
        field: field.clone(),
        read_as: shown(before, field),
        now: shown(&entry.claim, field),
    };
    entry.corrected.iter().map(corrected).collect()
}

fn told(decision: &Decision) -> Told {
    let mut what = match decision.kind.as_str() {
        "accept" => "accepted: read rightly".to_owned(),
        "reject" => "rejected: misread".to_owned(),
        "correct" => "corrected".to_owned(),
        "merge" => "said to be of one incident with others".to_owned(),
        "split" => "said not to be of one incident with others".to_owned(),
        "note" => "noted".to_owned(),
        other => other.to_owned(),
    };
    if let Some(field) = &decision.field {
        let value = decision.value.as_ref().map(ToString::to_string).unwrap_or_default();
        what.push_str(&format!(" {field} to {value}"));
    }
    Told {
        id: decision.id.clone(),
        what: words::one_line(&what),
        by: decision.by.clone(),
        at: words::day(&decision.at),
        note: decision.note.as_deref().map(words::one_line),
        in_force: decision.in_force,
    }
}
