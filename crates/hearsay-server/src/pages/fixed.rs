//! Style sheet and islands, from the program itself, under an address that changes with them.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use crate::desk::Desk;

static STYLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/static");
static ISLANDS: Dir<'_> = include_dir!("$OUT_DIR/islands");

/// A name for what is in them, by which browsers may keep it for ever.
pub(crate) fn version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        let mut hash = Sha256::new();
        let mut folders = vec![&STYLES, &ISLANDS];
        while let Some(folder) = folders.pop() {
            for file in folder.files() {
                hash.update(file.path().as_os_str().as_encoded_bytes());
                hash.update(file.contents());
            }
            folders.extend(folder.dirs());
        }
        hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
    });
    &VERSION
}

/// Whether the islands were built in.
pub(crate) fn has_islands() -> bool {
    ISLANDS.get_file("islands.js").is_some()
}

pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new().route("/static/{version}/{*path}", get(fixed))
}

async fn fixed(Path((_, path)): Path<(String, String)>) -> Response {
    let Some(file) = STYLES.get_file(&path).or_else(|| ISLANDS.get_file(&path)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let media = match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let keep = "public, max-age=31536000, immutable";
    ([(header::CONTENT_TYPE, media), (header::CACHE_CONTROL, keep)], file.contents())
        .into_response()
}
