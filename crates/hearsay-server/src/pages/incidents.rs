//! The incidents, those told of last first.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};

use super::frame::Frame;
use super::rows::{IncidentRow, incident_row};
use super::{Answer, html};
use crate::access::Visitor;
use crate::asked::Asked;
use crate::desk::Desk;
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "incidents.html")]
struct IncidentsPage {
    frame: Frame,
    asked: Asked,
    rows: Vec<IncidentRow>,
    count: usize,
    next: Option<String>,
}

/// `/incidents`
pub(crate) async fn page(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Answer {
    let filter = asked.filter()?;
    let (rows, count, next) = desk
        .look(move |view| {
            let page = view.incidents(&filter)?;
            let count = view.count_incidents(&filter)?;
            let rows: Vec<IncidentRow> = page.items.iter().map(incident_row).collect();
            Ok::<_, Problem>((rows, count, page.next))
        })
        .await?;
    let next = next.map(|next| format!("/incidents{}", asked.query(Some(&next))));
    let frame = Frame::new(&desk, &visitor, "/incidents");
    Ok(html(&IncidentsPage { frame, asked, rows, count, next }))
}
