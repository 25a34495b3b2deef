//! What is new since somebody's last visit.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect};
use hearsay_ledger::{IncidentRef, Loss, News, NewsOf, Range, words};
use serde::Deserialize;

use super::frame::Frame;
use super::{Answer, html};
use crate::access::Visitor;
use crate::desk::{Desk, waiting};
use crate::problem::Problem;

/// So many news are shown at once.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "new.html")]
struct NewPage {
    frame: Frame,
    /// When the last visit was; none is the first.
    visited: Option<String>,
    /// The number of the latest news that is shown or passed over.
    latest: i64,
    days: Vec<Day>,
    next: Option<String>,
    is_old: bool,
}

/// The news of one day, by incident.
struct Day {
    day: String,
    incidents: Vec<OfIncident>,
}

struct OfIncident {
    id: Option<String>,
    title: String,
    when: Option<String>,
    is_new: bool,
    tolls: Vec<String>,
    contradictions: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    after: Option<i64>,
}

/// `/new`
pub(crate) async fn page(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Answer {
    let file = Arc::clone(&desk.file);
    let name = visitor.name.clone();
    let visit = waiting(move || Ok(file.visit(&name)?)).await?;
    let seen = visit.as_ref().map_or(0, |(number, _)| *number);
    let after = asked.after.unwrap_or(seen);
    let (page, latest) = desk
        .look(move |view| Ok::<_, Problem>((view.news(Some(after), SHOWN)?, view.latest_news()?)))
        .await?;
    let latest = if page.next.is_some() {
        page.items.last().map_or(latest, |news| news.number)
    } else {
        latest
    };
    let next = page.next.map(|number| format!("/new?after={number}"));
    let page = NewPage {
        frame: Frame::new(&desk, &visitor, "/new"),
        visited: visit.map(|(_, at)| words::day(&at)),
        latest,
        days: days(&page.items),
        next,
        is_old: after < seen,
    };
    Ok(html(&page))
}

fn days(news: &[News]) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for item in news {
        let day = words::day(item.at.get(..10).unwrap_or(&item.at));
        if days.last().is_none_or(|last| last.day != day) {
            days.push(Day { day, incidents: Vec::new() });
        }
        let incidents = &mut days.last_mut().expect("it was just there").incidents;
        let id = item.incident.as_ref().map(|incident| incident.id.clone());
        let at = incidents.iter().position(|known| known.id == id && id.is_some());
        let at = at.unwrap_or_else(|| {
            incidents.push(of_incident(id, item.incident.as_ref()));
            incidents.len() - 1
        });
        tell(&mut incidents[at], &item.of);
    }
    days
}

fn of_incident(id: Option<String>, incident: Option<&IncidentRef>) -> OfIncident {
    OfIncident {
        id,
        title: incident.map_or_else(
            || "an incident of which no claim stands any more".to_owned(),
            |incident| words::title(&incident.event, incident.place.as_ref()),
        ),
        when: incident.and_then(|it| words::days(it.begin.as_deref(), it.end.as_deref(), "day")),
        is_new: false,
        tolls: Vec::new(),
        contradictions: Vec::new(),
    }
}

fn tell(incident: &mut OfIncident, news: &NewsOf) {
    match news {
        NewsOf::Incident { toll } => {
            incident.is_new = true;
            incident
                .tolls
                .extend(toll.iter().map(|sum| format!("{} {}", loss(&sum.of), range(&sum.range))));
        }
        NewsOf::Contradiction { reason, .. } => incident.contradictions.push(reason.clone()),
        NewsOf::Toll { of, before, now } => {
            let told = |range_of: &Option<Range>| {
                range_of.as_ref().map_or_else(|| "not told".to_owned(), range)
            };
            incident.tolls.push(match before {
                Some(_) => format!("{}: {} → {}", loss(of), told(before), told(now)),
                None => format!("{} {}", loss(of), told(now)),
            });
        }
    }
}

fn loss(of: &Loss) -> String {
    let details: Vec<&str> =
        [of.side.as_deref(), of.who.as_deref()].into_iter().flatten().collect();
    if details.is_empty() {
        of.loss.clone()
    } else {
        format!("{} ({})", of.loss, details.join(", "))
    }
}

fn range(range: &Range) -> String {
    words::range(range.low, range.best, range.high)
}

#[derive(Debug, Deserialize)]
pub(crate) struct Seen {
    news: i64,
}

/// `POST /new`: everything up to here was seen.
pub(crate) async fn seen(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Form(seen): Form<Seen>,
) -> Answer {
    let latest = desk.look(hearsay_ledger::View::latest_news).await?;
    let file = Arc::clone(&desk.file);
    waiting(move || Ok(file.set_visit(&visitor.name, seen.news.clamp(0, latest))?)).await?;
    Ok(Redirect::to("/new").into_response())
}
