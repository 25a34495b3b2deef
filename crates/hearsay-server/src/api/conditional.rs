//! Conditional requests: an answer carries a tag made of its bytes, and is not sent again to whoever
//! has it.

use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::problem::Problem;

/// Longer answers are streams and carry no tag.
const MOST: u64 = 32 << 20;

/// Tags an answer, and leaves its body out where the client has it.
pub(crate) async fn tagged(request: Request, next: Next) -> Response {
    let is_look = matches!(*request.method(), Method::GET | Method::HEAD);
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let response = next.run(request).await;
    // A stream has no end that is known beforehand.
    let is_short = response.body().size_hint().exact().is_some_and(|size| size <= MOST);
    if !is_look || response.status() != StatusCode::OK || !is_short {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return Problem::fault("the answer broke off").into_response();
    };
    let hash = Sha256::digest(&bytes);
    let tag: String = hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    // Weak, since the same answer may be sent compressed.
    let tag = format!("W/\"{tag}\"");
    let is_known = known.as_ref().and_then(|known| known.to_str().ok()).is_some_and(|known| {
        let mut tags = known.split(',').map(|tag| tag.trim().trim_start_matches("W/"));
        tags.any(|known| known == "*" || known == &tag[2..])
    });
    if let Ok(value) = HeaderValue::from_str(&tag) {
        parts.headers.insert(header::ETAG, value);
    }
    if is_known {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_LENGTH);
        parts.headers.remove(header::CONTENT_TYPE);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}
