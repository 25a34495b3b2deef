//! Sources: outlets and claimants, what they claimed, who quotes whom, who is independent of whom.
//! Counts only: a rate would read like a score.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::Uri;
use hearsay_incidents::Incident;
use hearsay_ledger::{ContradictionEntry, Filter, Source, SourceKind, View, words};

use super::frame::Frame;
use super::rows::{ClaimRow, claim_rows};
use super::{Answer, html};
use crate::access::Visitor;
use crate::api::kind_of;
use crate::asked::{Asked, MOST, given, with_extra};
use crate::desk::Desk;
use crate::problem::Problem;

/// So many sources are shown; the API has more.
const SHOWN: usize = 300;

/// So many names of those who quote stand in a row.
const QUOTED: usize = 4;

/// Among so many of the newest incidents copies of one source are looked for.
const LOOKED_AT: usize = 100;

/// So many incidents with copies are shown.
const GROUPS: usize = 20;

#[derive(Template)]
#[template(path = "sources.html")]
struct SourcesPage {
    frame: Frame,
    asked: Asked,
    kind: &'static str,
    /// Heading, the address that sorts by it, whether it is sorted by it.
    heads: Vec<(&'static str, String, bool)>,
    rows: Vec<Row>,
    count: usize,
    groups: Vec<Group>,
}

struct Row {
    source: Source,
    address: String,
    /// Who quotes it or whom it quotes, the most quoted first.
    quotes: Vec<String>,
    more: usize,
}

/// An incident in which several outlets carry one source.
struct Group {
    id: String,
    title: String,
    outlets: usize,
    origins: usize,
    of: Vec<Origin>,
}

struct Origin {
    name: String,
    outlets: Vec<String>,
    reasons: Vec<String>,
}

/// What the list may be sorted by.
const SORTS: [(&str, &str); 6] = [
    ("name", "Name"),
    ("claims", "Claims"),
    ("articles", "Articles"),
    ("contradicted", "Contradicted"),
    ("corrected", "Corrected later"),
    ("one_sided", "Told by one side"),
];

/// `/sources`
pub(crate) async fn claimants(desk: State<Arc<Desk>>, visitor: Visitor, uri: Uri) -> Answer {
    page(desk, visitor, Path("claimants".to_owned()), uri).await
}

/// `/sources/{kind}`
pub(crate) async fn page(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Path(kind): Path<String>,
    uri: Uri,
) -> Answer {
    let (asked, [sort]) = with_extra(&uri, ["sort"])?;
    let filter = Filter { limit: Some(MOST), ..asked.filter()? };
    let kind = kind_of(Some(&kind))?;
    let sort = sort_of(given(&sort).as_deref())?;
    let newest = Filter { limit: Some(LOOKED_AT), ..filter.clone() };
    let (mut sources, groups) = desk
        .look(move |view| {
            let sources = view.sources(kind, &filter)?;
            let incidents = view.incidents(&newest)?.items;
            let groups = incidents.iter().filter_map(group).take(GROUPS).collect();
            Ok::<_, Problem>((sources, groups))
        })
        .await?;
    sort_by(&mut sources, sort);
    let count = sources.len();
    sources.truncate(SHOWN);
    let name = name_of(kind);
    let query = asked.query(None);
    let between = if query.is_empty() { "?" } else { "&" };
    let heads = SORTS
        .into_iter()
        .map(|(by, head)| (head, format!("/sources/{name}{query}{between}sort={by}"), by == sort))
        .collect();
    let page = SourcesPage {
        frame: Frame::new(&desk, &visitor, "/sources"),
        asked,
        kind: name,
        heads,
        rows: sources.into_iter().map(|source| row(source, name)).collect(),
        count,
        groups,
    };
    Ok(html(&page))
}

fn name_of(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Claimants => "claimants",
        SourceKind::Outlets => "outlets",
    }
}

fn sort_of(name: Option<&str>) -> Result<&'static str, Problem> {
    let Some(name) = name else { return Ok("claims") };
    let found = SORTS.into_iter().find(|(by, _)| *by == name);
    found
        .map(|(by, _)| by)
        .ok_or_else(|| Problem::bad_request(format!("sources are not sorted by `{name}`")))
}

fn sort_by(sources: &mut [Source], by: &str) {
    let number = |source: &Source| match by {
        "articles" => source.articles,
        "contradicted" => source.contradicted,
        "corrected" => source.corrected,
        "one_sided" => source.one_sided,
        "claims" => source.claims,
        _ => 0,
    };
    let name = |source: &Source| source.name.to_lowercase();
    sources.sort_by(|one, other| {
        number(other).cmp(&number(one)).then_with(|| name(one).cmp(&name(other)))
    });
}

fn row(source: Source, kind: &str) -> Row {
    let named =
        |quoting: &hearsay_ledger::Quoting| format!("{} ({})", quoting.name, quoting.claims);
    Row {
        address: address(kind, &source.name),
        quotes: source.quotes.iter().take(QUOTED).map(named).collect(),
        more: source.quotes.len().saturating_sub(QUOTED),
        source,
    }
}

/// The address of a source's own page. Names may hold anything, also slashes.
fn address(kind: &str, name: &str) -> String {
    let name: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
    format!("/sources/{kind}/{}", name.replace('+', "%20"))
}

/// Where several outlets carry one source.
fn group(incident: &Incident) -> Option<Group> {
    let copied = |origin: &&hearsay_incidents::Origin| origin.outlets.len() > 1;
    let of: Vec<Origin> = incident
        .origins
        .iter()
        .filter(copied)
        .map(|origin| Origin {
            name: origin.name.clone(),
            outlets: origin.outlets.clone(),
            reasons: origin.reasons.clone(),
        })
        .collect();
    if of.is_empty() {
        return None;
    }
    let outlets: std::collections::BTreeSet<&String> =
        incident.origins.iter().flat_map(|origin| &origin.outlets).collect();
    Some(Group {
        id: incident.id.clone(),
        title: words::title(&incident.event, incident.place.as_ref()),
        outlets: outlets.len(),
        origins: incident.origins.len(),
        of,
    })
}

#[derive(Template)]
#[template(path = "source.html")]
struct SourcePage {
    frame: Frame,
    kind: &'static str,
    name: String,
    source: Source,
    rows: Vec<ClaimRow>,
    next: Option<String>,
    contradictions: Vec<Contradiction>,
}

struct Contradiction {
    incident: String,
    title: String,
    reason: String,
}

/// So many contradictions are shown.
const REASONS: usize = 50;

/// `/sources/{kind}/{name}`
pub(crate) async fn one(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Path((kind, name)): Path<(String, String)>,
    uri: Uri,
) -> Answer {
    let (asked, []) = with_extra(&uri, [])?;
    let kind = kind_of(Some(&kind))?;
    let of = match kind {
        SourceKind::Claimants => Asked { speaker: Some(name.clone()), ..asked },
        SourceKind::Outlets => Asked { publisher: Some(name.clone()), ..asked },
    };
    let filter = of.filter()?;
    let asked_name = name.clone();
    let (source, rows, next, contradictions) = desk
        .look(move |view| {
            let source = source(view, kind, &asked_name, &filter)?;
            let page = view.claims(&filter)?;
            let rows = claim_rows(view, &page.items)?;
            let contested = Filter { contested: true, limit: Some(MOST), after: None, ..filter };
            let contradictions = told(view, &contested)?;
            Ok::<_, Problem>((source, rows, page.next, contradictions))
        })
        .await?;
    let next = next.map(|next| format!("{}?after={next}", address(name_of(kind), &name)));
    let frame = Frame::new(&desk, &visitor, "/sources");
    let kind = name_of(kind);
    Ok(html(&SourcePage { frame, kind, name, source, rows, next, contradictions }))
}

/// The counts of one source.
fn source(view: &View, kind: SourceKind, name: &str, filter: &Filter) -> Result<Source, Problem> {
    let all = Filter { limit: None, after: None, ..filter.clone() };
    let found = view.sources(kind, &all)?.into_iter().find(|it| it.name.eq_ignore_ascii_case(name));
    found.ok_or_else(|| Problem::not_found(format!("{name} claims nothing in this ledger")))
}

/// The contradictions in which claims that the filter finds have part.
fn told(view: &View, filter: &Filter) -> Result<Vec<Contradiction>, Problem> {
    let claims: std::collections::HashSet<String> =
        view.claims(filter)?.items.into_iter().map(|entry| entry.claim.id).collect();
    if claims.is_empty() {
        return Ok(Vec::new());
    }
    let has_part = |entry: &ContradictionEntry| {
        entry.contradiction.claims.iter().any(|claim| claims.contains(claim))
    };
    let found = view.contradictions(filter)?.items;
    let told = found.into_iter().filter(has_part).take(REASONS).map(|entry| Contradiction {
        title: words::title(&entry.incident.event, entry.incident.place.as_ref()),
        incident: entry.incident.id,
        reason: entry.contradiction.reason,
    });
    Ok(told.collect())
}
