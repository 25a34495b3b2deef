//! The inbox: claims, the newest first.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};

use super::frame::Frame;
use super::rows::{ClaimRow, claim_rows};
use super::{Answer, html};
use crate::access::Visitor;
use crate::asked::Asked;
use crate::desk::Desk;
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "inbox.html")]
struct InboxPage {
    frame: Frame,
    asked: Asked,
    rows: Vec<ClaimRow>,
    count: usize,
    next: Option<String>,
}

/// `/`
pub(crate) async fn page(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Answer {
    let filter = asked.filter()?;
    let (rows, count, next) = desk
        .look(move |view| {
            let page = view.claims(&filter)?;
            let count = view.count_claims(&filter)?;
            Ok::<_, Problem>((claim_rows(view, &page.items)?, count, page.next))
        })
        .await?;
    let next = next.map(|next| format!("/{}", asked.query(Some(&next))));
    Ok(html(&InboxPage { frame: Frame::new(&desk, &visitor, "/"), asked, rows, count, next }))
}
