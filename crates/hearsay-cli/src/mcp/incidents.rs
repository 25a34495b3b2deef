//! Incidents: looking for them, and the sides of one beside each other.

use std::collections::BTreeMap;

use hearsay_incidents::Incident;
use hearsay_ledger::sides::{Note, Saying, Sides};
use hearsay_ledger::words::{count, day, event, one_line, place_name, total, when};
use serde_json::{Map, Value, json};

use super::answer::{Answer, json, untrusted};
use super::arguments::{OneIncident, Search};
use super::citing::{Cited, cited};
use super::fence::Page;
use super::look::{look, no_incident};
use crate::compare::Compared;
use crate::incidents::sorted;
use crate::shelf::Shelf;

/// The incidents that are looked for.
pub(super) fn search(shelf: &Shelf, search: &Search) -> anyhow::Result<Answer> {
    let view = look(shelf)?;
    let filter = search.filter(&view)?;
    let found = view.incidents(&filter).map_err(|error| shelf.failed(error))?;
    let total = view.count_incidents(&filter).map_err(|error| shelf.failed(error))?;
    let mut page = Page::default();
    if total == 0 {
        page.say(
            "No incident of this ledger fits. Ask for less, or leave a filter out. That nothing is \
             found does not mean that nothing happened.",
        );
    } else {
        let shown = found.items.len();
        page.say(&format!("{shown} of {total} incidents, those told of last first."));
    }
    for (at, incident) in found.items.iter().enumerate() {
        page.say("");
        tell(&mut page, &format!("{}. ", at + 1), incident);
    }
    if let Some(next) = &found.next {
        page.say(&format!("\nThere are more: cursor {next} gets the next."));
    }
    let incidents: Vec<Value> = found.items.iter().map(data).collect();
    let data = json!({"incidents": incidents, "total": total, "next": found.next});
    Ok(Answer { data, text: page.finish() })
}

/// An incident for programs.
fn data(incident: &Incident) -> Value {
    let totals = sorted(incident).into_iter().map(|sum| {
        json!({
            "kind": sum.kind, "side": sum.side, "who": sum.who,
            "low": sum.low, "best": sum.best, "high": sum.high, "in_words": total(sum),
        })
    });
    let sides = incident.sides.iter().map(|side| {
        json!({
            "name": side.name, "code": side.code, "third_party": side.third_party,
            "claims": side.claims.len(),
        })
    });
    untrusted(&json!({
        "id": incident.id,
        "event": incident.event,
        "days": {"begin": incident.begin, "end": incident.end, "in_words": when(incident)},
        "place": incident.place,
        "sides": sides.collect::<Vec<_>>(),
        "one_sided": incident.one_sided,
        "totals": totals.collect::<Vec<_>>(),
        "numbers": {
            "articles": incident.articles.len(),
            "claims": incident.claims.len(),
            "independent_origins": incident.origins.len(),
            "contradictions": incident.contradictions.len(),
        },
    }))
}

/// An incident in words, beginning with what stands before it.
fn tell(page: &mut Page, before: &str, incident: &Incident) {
    let when = when(incident).unwrap_or_else(|| "day unknown".to_owned());
    page.say(&format!("{before}incident {}: {}, {when}", incident.id, event(&incident.event)));
    page.say(&format!(
        "{} in {}, from {}; {}",
        count(incident.claims.len(), "claim"),
        count(incident.articles.len(), "article"),
        count(incident.origins.len(), "independent origin"),
        count(incident.contradictions.len(), "contradiction"),
    ));
    let mut lines = Vec::new();
    lines.extend(incident.place.as_ref().map(|place| format!("where: {}", place_name(place))));
    for side in &incident.sides {
        let what = if side.third_party { "third party" } else { "side" };
        let said = match side.claims.len() {
            0 => "silent".to_owned(),
            claims => count(claims, "claim"),
        };
        lines.push(format!("{what}: {}, {said}", side.name));
    }
    lines.extend(incident.one_sided.as_ref().map(|side| format!("ONE-SIDED: only {side} speaks")));
    lines.extend(sorted(incident).into_iter().map(|sum| format!("as claimed: {}", total(sum))));
    page.told_by_many(&lines);
}

/// The sides of an incident beside each other, with what cannot both hold and why.
pub(super) fn compare(shelf: &Shelf, asked: &OneIncident) -> anyhow::Result<Answer> {
    let view = look(shelf)?;
    let found = view.incident(asked.id.trim()).map_err(|error| no_incident(&view, error))?;
    let accounts = view.accounts(&found.id, None).map_err(|error| shelf.failed(error))?;
    let mut compared = Compared::new(&found, &accounts);
    let left_out = asked.most()?.map_or(0, |most| cut(&mut compared.sides, most));
    let all = cited(&accounts);
    let sides = &compared.sides;

    let mut page = Page::default();
    tell(&mut page, "", &found);
    rows(&mut page, sides, &all);
    if left_out > 0 {
        page.say(&format!("\n{} left out, as asked for by limit.", count(left_out, "answer")));
    }
    notes(&mut page, "contradiction", "These cannot both hold.", &sides.contradictions, &all);
    notes(
        &mut page,
        "change",
        "The same origin said this differently later.",
        &sides.changes,
        &all,
    );

    let mut data = json(&compared);
    data["answers_left_out"] = json!(left_out);
    data["cited"] = Value::Object(named(sides, &all));
    Ok(Answer { data: untrusted(&data), text: page.finish() })
}

/// Leaves so many answers of each side to each question; tells how many are left out.
fn cut(sides: &mut Sides, most: usize) -> usize {
    let cells = sides.rows.iter_mut().flat_map(|row| &mut row.cells);
    cells.fold(0, |left_out, cell| {
        let more = cell.len().saturating_sub(most);
        cell.truncate(most);
        left_out + more
    })
}

/// Who says so and where, by id, for all that the sides and the contradictions name first.
fn named(sides: &Sides, all: &BTreeMap<String, Cited>) -> Map<String, Value> {
    let sayings = sides.rows.iter().flat_map(|row| row.cells.iter().flatten());
    let told = sayings.filter_map(|saying| saying.claims.first());
    let notes = sides.contradictions.iter().chain(&sides.changes).flat_map(|note| &note.claims);
    let mut ids: Vec<&String> = told.chain(notes).collect();
    ids.sort();
    ids.dedup();
    ids.into_iter().filter_map(|id| Some((id.clone(), all.get(id)?.data()))).collect()
}

/// So many answers of a side to a question are told in words; the data has all.
const ANSWERS: usize = 5;

fn rows(page: &mut Page, sides: &Sides, all: &BTreeMap<String, Cited>) {
    for row in &sides.rows {
        page.say(&format!("\n{}:", row.about));
        let mut lines = Vec::new();
        for (column, cell) in sides.columns.iter().zip(&row.cells) {
            if cell.is_empty() {
                lines.push(format!("{}: silent", column.name));
            }
            for saying in cell.iter().take(ANSWERS) {
                lines.push(format!("{}: {}", column.name, said(saying, all)));
            }
            if cell.len() > ANSWERS {
                lines.push(format!("{}: {} more in the data", column.name, cell.len() - ANSWERS));
            }
        }
        page.told_by_many(&lines);
    }
}

/// One answer with who gives it, where, and in which words.
fn said(saying: &Saying, all: &BTreeMap<String, Cited>) -> String {
    let status = saying.status.as_ref().map(|status| format!("{}: ", status.to_uppercase()));
    let first = saying.claims.first();
    let source = match first.and_then(|id| all.get(id)) {
        Some(cited) => cited.short_line(),
        None => {
            let article = &saying.article;
            let outlet = article.publisher.as_deref().unwrap_or("publisher unknown");
            let date = article.created.as_deref().map_or_else(|| "date unknown".to_owned(), day);
            format!("{} · {outlet} · {date} · article {}", saying.claimants.join(" ← "), article.id)
        }
    };
    let contested: Vec<String> =
        saying.contested.iter().map(|number| format!(" [contradiction {number}]")).collect();
    format!(
        "{}{}{} {} — {source} · id {}",
        status.unwrap_or_default(),
        saying.value,
        contested.concat(),
        saying.quote,
        first.map_or("unknown", String::as_str),
    )
}

/// Pairs of claims with why they stand together.
fn notes(page: &mut Page, what: &str, means: &str, notes: &[Note], all: &BTreeMap<String, Cited>) {
    for (at, note) in notes.iter().enumerate() {
        let [one, other] = &note.claims;
        page.say(&format!("\n{what} {}, about {}: {one} and {other}. {means}", at + 1, note.about));
        let mut lines = vec![note.reason.clone()];
        for cited in note.claims.iter().filter_map(|id| all.get(id)) {
            let words: Vec<&str> = cited.evidence.iter().map(|span| span.text.as_str()).collect();
            lines.push(format!("{}{}", cited.standing(), cited.line()));
            lines.push(format!("“{}”", one_line(&words.join(" … "))));
        }
        page.told_by_many(&lines);
    }
}
