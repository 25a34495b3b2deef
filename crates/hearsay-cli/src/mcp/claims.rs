//! Claims: looking for them, and one with its passage.

use hearsay_ledger::words::{event, loss, place, time, who};
use hearsay_ledger::{ClaimEntry, Verdict};
use serde_json::{Value, json};

use super::answer::{Answer, json, untrusted};
use super::arguments::{OneClaim, Search};
use super::citing::Cited;
use super::fence::Page;
use super::look::{look, no_claim};
use super::passage::passage;
use crate::shelf::Shelf;

/// The claims that are looked for.
pub(super) fn search(shelf: &Shelf, search: &Search) -> anyhow::Result<Answer> {
    let view = look(shelf)?;
    let filter = search.filter(&view)?;
    let found = view.claims(&filter).map_err(|error| shelf.failed(error))?;
    let total = view.count_claims(&filter).map_err(|error| shelf.failed(error))?;
    let mut page = Page::default();
    if total == 0 {
        page.say(
            "No claim of this ledger fits. Ask for less, or leave a filter out. That nothing is found \
             does not mean that nothing happened.",
        );
    } else {
        page.say(&format!("{} of {total} claims, the newest first.", found.items.len()));
    }
    for (at, entry) in found.items.iter().enumerate() {
        page.say("");
        tell(&mut page, &format!("{}. ", at + 1), entry);
    }
    if let Some(next) = &found.next {
        page.say(&format!("\nThere are more: cursor {next} gets the next."));
    }
    let claims: Vec<Value> = found.items.iter().map(|entry| untrusted(&data(entry))).collect();
    let data = json!({"claims": claims, "total": total, "next": found.next});
    Ok(Answer { data, text: page.finish() })
}

/// One claim, with the sentences around its words.
pub(super) fn one(shelf: &Shelf, asked: &OneClaim) -> anyhow::Result<Answer> {
    let view = look(shelf)?;
    let entry = view.claim(asked.id.trim()).map_err(|error| no_claim(&view, error))?;
    let claim = &entry.claim;
    let contested = view.is_contested(&claim.id).map_err(|error| shelf.failed(error))?;
    let stored = view.article(&claim.article.id, None).map_err(|error| shelf.failed(error))?;
    let passage = passage(&stored.reading.article.text, &claim.evidence);

    let mut page = Page::default();
    tell(&mut page, "", &entry);
    if contested {
        page.say("Another claim contradicts it: compare_incident tells which, and why.");
    }
    if let Some(passage) = &passage {
        page.say("Its words among their sentences:");
        page.passage(&claim.article.id, passage);
    }
    let mut data = data(&entry);
    data["contested"] = json!(contested);
    data["passage"] = match &passage {
        Some(span) => untrusted(&json!({
            "article": claim.article.id, "start": span.start, "end": span.end, "text": span.text,
        })),
        None => Value::Null,
    };
    Ok(Answer { data: untrusted(&data), text: page.finish() })
}

/// A claim for programs.
fn data(entry: &ClaimEntry) -> Value {
    let cited = Cited::claim(&entry.claim);
    json!({
        "claim": json(entry),
        "status": cited.status,
        "citation": cited.citation(),
        "evidence": json(&cited.evidence),
    })
}

/// A claim in words, beginning with what stands before it.
fn tell(page: &mut Page, before: &str, entry: &ClaimEntry) {
    let claim = &entry.claim;
    let cited = Cited::claim(claim);
    let of = entry.incident.as_ref().map(|id| format!(" of incident {id}")).unwrap_or_default();
    let told = format!("{}{}", cited.standing(), event(&claim.event));
    page.say(&format!("{before}claim {}{of}: {told}", claim.id));
    match entry.verdict {
        Some(Verdict::Rejected) => page.say("A person REJECTED it as misread: do not tell it on."),
        Some(Verdict::Accepted) => page.say("A person accepted it as read rightly."),
        None => {}
    }
    if !entry.corrected.is_empty() {
        page.say(&format!("A person corrected {}.", entry.corrected.join(", ")));
    }
    let mut lines = vec![cited.line()];
    let who = Some(who(claim)).filter(|who| !who.is_empty());
    let fields = [("who", who), ("where", place(claim)), ("when", time(claim))];
    let told = fields.into_iter().filter_map(|(name, value)| Some(format!("{name}: {}", value?)));
    lines.extend(told);
    lines.extend(claim.toll.iter().map(|toll| format!("toll: {}", loss(toll))));
    page.told(cited.article(), &lines);
    for span in &cited.evidence {
        page.passage(cited.article(), span);
    }
}
