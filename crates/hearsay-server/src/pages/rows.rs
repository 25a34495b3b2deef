//! Claims and incidents as rows of a list.

use std::collections::HashMap;

use hearsay_incidents::{Claim, Incident};
use hearsay_ledger::words::{self, Status};
use hearsay_ledger::{ClaimEntry, Verdict, View};

use super::passage::{Piece, passage};
use crate::problem::Problem;

/// A claim in a list.
pub(crate) struct ClaimRow {
    pub(crate) id: String,
    /// The beginning of the id, which is enough to name it.
    pub(crate) short: String,
    /// Who says so, outermost first; empty is the article's own voice.
    pub(crate) chain: Vec<Chip>,
    /// What the innermost does: "says", "denies".
    pub(crate) says: String,
    /// What keeps it from being a plain statement.
    pub(crate) status: Option<Status>,
    pub(crate) event: String,
    pub(crate) who: String,
    pub(crate) place: Option<String>,
    pub(crate) time: Option<String>,
    pub(crate) tolls: Vec<String>,
    pub(crate) passage: Vec<Piece>,
    pub(crate) quote: String,
    pub(crate) title: Option<String>,
    pub(crate) published: String,
    /// The address of its article's page.
    pub(crate) article: String,
    pub(crate) incident: Option<String>,
    pub(crate) is_contested: bool,
    pub(crate) verdict: Option<&'static str>,
    pub(crate) corrected: Vec<String>,
}

/// A link of a claimant chain.
pub(crate) struct Chip {
    pub(crate) name: String,
    /// Whether it was carried over from elsewhere in the article.
    pub(crate) is_inferred: bool,
}

/// Claims as rows, each with its passage.
pub(crate) fn claim_rows(view: &View, entries: &[ClaimEntry]) -> Result<Vec<ClaimRow>, Problem> {
    let mut texts: HashMap<&str, String> = HashMap::new();
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        let article = &entry.claim.article;
        if !texts.contains_key(article.id.as_str()) {
            texts.insert(&article.id, view.original(&article.id)?.0.text);
        }
        let text = texts.get(article.id.as_str()).map_or("", String::as_str);
        let is_contested = view.is_contested(&entry.claim.id)?;
        rows.push(claim_row(entry, text, is_contested));
    }
    Ok(rows)
}

fn claim_row(entry: &ClaimEntry, text: &str, is_contested: bool) -> ClaimRow {
    let claim = &entry.claim;
    ClaimRow {
        id: claim.id.clone(),
        short: words::short(&claim.id).to_owned(),
        chain: chips(claim),
        says: words::says(claim),
        status: words::status(&claim.modality, &claim.polarity, &claim.certainty),
        event: words::event(&claim.event),
        who: words::who(claim),
        place: words::place(claim),
        time: words::time(claim),
        tolls: claim.toll.iter().map(words::loss).collect(),
        passage: passage(text, &claim.evidence, &claim.trigger),
        quote: words::quote(claim),
        title: claim.article.title.clone(),
        published: words::published(&claim.article),
        article: article_address(&claim.article.id),
        incident: entry.incident.clone(),
        is_contested,
        verdict: entry.verdict.map(|verdict| match verdict {
            Verdict::Accepted => "accepted",
            Verdict::Rejected => "rejected",
        }),
        corrected: entry.corrected.clone(),
    }
}

pub(crate) fn chips(claim: &Claim) -> Vec<Chip> {
    let link = |claimant: &hearsay_incidents::Claimant| {
        let name = words::name(&claimant.actor);
        Chip {
            name: if name.is_empty() { "someone not named" } else { name }.to_owned(),
            is_inferred: claimant.actor.inferred,
        }
    };
    claim.claimants.iter().map(link).collect()
}

/// The address of an article's page. Ids may hold anything, also slashes.
pub(crate) fn article_address(id: &str) -> String {
    let id: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
    format!("/articles/{}", id.replace('+', "%20"))
}

/// An incident in a list.
pub(crate) struct IncidentRow {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) when: Option<String>,
    pub(crate) tolls: Vec<String>,
    pub(crate) sides: Vec<String>,
    pub(crate) articles: String,
    pub(crate) claims: String,
    pub(crate) origins: String,
    /// The reasons of its contradictions.
    pub(crate) contradictions: Vec<String>,
    pub(crate) one_sided: Option<String>,
}

pub(crate) fn incident_row(incident: &Incident) -> IncidentRow {
    let articles: std::collections::BTreeSet<&String> = incident.articles.iter().collect();
    IncidentRow {
        id: incident.id.clone(),
        title: words::title(&incident.event, incident.place.as_ref()),
        when: words::when(incident),
        tolls: incident.toll.iter().map(words::total).collect(),
        sides: incident
            .sides
            .iter()
            .filter(|it| !it.third_party)
            .map(|it| it.name.clone())
            .collect(),
        articles: words::count(articles.len(), "article"),
        claims: words::count(incident.claims.len(), "claim"),
        origins: words::count(incident.origins.len(), "independent source"),
        contradictions: incident.contradictions.iter().map(|it| it.reason.clone()).collect(),
        one_sided: incident.one_sided.clone(),
    }
}
