//! What the words mean, and the keys.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;

use super::frame::Frame;
use super::{Answer, html};
use crate::access::Visitor;
use crate::desk::Desk;

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    frame: Frame,
}

/// `/help`
pub(crate) async fn page(State(desk): State<Arc<Desk>>, visitor: Visitor) -> Answer {
    Ok(html(&HelpPage { frame: Frame::new(&desk, &visitor, "/help") }))
}
