//! The description of the API, for programs and for people.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::access::Visitor;
use crate::desk::Desk;

pub(super) fn routes() -> Router<Arc<Desk>> {
    Router::new().route("/api/openapi.json", get(openapi))
}

async fn openapi(_: Visitor) -> Response {
    static DESCRIPTION: LazyLock<String> = LazyLock::new(|| {
        super::description().to_pretty_json().expect("the description has string keys")
    });
    ([(header::CONTENT_TYPE, "application/json")], DESCRIPTION.as_str()).into_response()
}
