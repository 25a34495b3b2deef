//! The pages: whole HTML from the server, with all state in the address.
//!
//! A page works without scripts and can be printed. Where the islands were built in, they find their
//! elements and make them quicker to use. Every text that comes from an article is escaped by the
//! templates and stands in an element of its own direction.

mod article;
mod claim;
mod correcting;
mod decisions;
mod documentation;
mod explained;
mod export;
mod fixed;
mod frame;
mod head;
mod help;
mod inbox;
mod incidents;
mod map;
mod passage;
mod read;
mod rows;
mod sides;
mod sources;
mod toll;
mod users;
mod visits;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use crate::desk::Desk;
use crate::problem::Problem;

pub(crate) use fixed::version;

/// The routes of the pages.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/", get(inbox::page))
        .route("/incidents", get(incidents::page))
        .route("/incidents/{id}", get(sides::page))
        .route("/incidents/{id}/toll", get(toll::page))
        .route("/incidents/{id}/toll.csv", get(toll::csv))
        .route("/map", get(map::page))
        .route("/sources", get(sources::claimants))
        .route("/sources/{kind}", get(sources::page))
        .route("/sources/{kind}/{name}", get(sources::one))
        .route("/decisions", get(decisions::page).post(decisions::decide))
        .route("/export", get(export::page))
        .route("/users", get(users::page).post(users::change))
        .route("/account", get(users::account).post(users::change_own))
        .route("/api/docs", get(documentation::page))
        .route("/help", get(help::page))
        .route("/new", get(visits::page).post(visits::seen))
        .merge(article::routes())
        .merge(claim::routes())
        .merge(correcting::routes())
        .merge(explained::routes())
        .merge(read::routes())
        .merge(fixed::routes())
}

/// A template as an answer.
pub(crate) fn html(page: &impl Template) -> Response {
    match page.render() {
        Ok(page) => Html(page).into_response(),
        Err(error) => Problem::fault(error.to_string()).into_response(),
    }
}

/// What a page answers.
pub(crate) type Answer = Result<Response, Failed>;

/// A problem, told on a page.
pub(crate) struct Failed(Problem);

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

#[derive(Template)]
#[template(path = "failed.html")]
struct FailedPage {
    version: &'static str,
    problem: Problem,
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let status = self.0.status();
        (status, html(&FailedPage { version: fixed::version(), problem: self.0 })).into_response()
    }
}

/// What is not there: a page for people, a problem for programs.
pub(crate) async fn not_found(headers: HeaderMap, request: Request) -> Response {
    let path: String = request.uri().path().chars().take(200).collect();
    let problem = Problem::not_found(format!("there is nothing at {path}"));
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    let is_page = accept.is_some_and(|accept| accept.contains("text/html"));
    match is_page && !path.starts_with("/api/") && !path.starts_with("/ogc") {
        true => Failed(problem).into_response(),
        false => problem.into_response(),
    }
}
