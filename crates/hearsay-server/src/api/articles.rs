//! Articles: what was read, and new ones in.

use std::sync::Arc;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hearsay::Reading;
use hearsay_ledger::{ArticleEntry, Page};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio_stream::StreamExt;
use utoipa::{IntoParams, ToSchema};

use super::Query;
use crate::access::{Analyst, Visitor};
use crate::asked::Asked;
use crate::desk::{Desk, waiting};
use crate::desk_file;
use crate::intake::{self, Answer, Manner, Submitted};
use crate::problem::Problem;

/// Articles that a filter finds: by their own text, date and id, and by their claims.
#[utoipa::path(
    get, path = "/api/v1/articles", tag = "articles", params(Asked),
    responses((status = 200, description = "Articles, the newest first", body = Page<ArticleEntry>)),
)]
pub(super) async fn list(
    State(desk): State<Arc<Desk>>,
    _: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let filter = asked.filter()?;
    let page = desk.look(move |view| view.articles(&filter)).await?;
    Ok(Json(page).into_response())
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// The version, counted from 1; the newest unless told otherwise.
    version: Option<u32>,
}

/// An article with its reading.
#[derive(Serialize, ToSchema)]
pub(super) struct WholeArticle {
    #[serde(flatten)]
    entry: ArticleEntry,
    /// The reading, with the text, as the program read it, before people's corrections.
    reading: Reading,
}

/// An article with its text and everything that was read from it.
#[utoipa::path(
    get, path = "/api/v1/articles/{id}", tag = "articles",
    params(("id" = String, Path, description = "The article's id; its beginning is enough"), Which),
    responses((status = 200, description = "The article", body = WholeArticle), (status = 404, body = Problem)),
)]
pub(super) async fn one(
    State(desk): State<Arc<Desk>>,
    _: Visitor,
    Path(id): Path<String>,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let stored = desk.look(move |view| view.article(&id, which.version)).await?;
    Ok(Json(WholeArticle { entry: stored.entry, reading: stored.reading }).into_response())
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct How {
    /// Also read texts that do not seem to be English.
    #[serde(default)]
    force: bool,
}

/// An article to be read. Other fields are passed over.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it tells what a body looks like; hearsay-input reads it")]
pub(super) struct NewArticle {
    /// A name of your own, by which the same article is known again; one made of the body where it is
    /// absent.
    id: Option<String>,
    /// The text.
    text: String,
    /// When it was published: `2020-09-28` or `2020-09-28T14:05`.
    created: Option<String>,
    /// The headline.
    title: Option<String>,
    /// Who published it.
    publisher: Option<String>,
    /// Where.
    url: Option<String>,
}

/// Takes an article in, or a stream of them.
///
/// A JSON object is one article. NDJSON (`application/x-ndjson`) is one article a line, and the answer
/// has a line for each, in the same order. What is answered with `outcome` new, version or known is
/// committed and on the disk. With an `Idempotency-Key` the same request is answered the same way for
/// a day, also after a restart. Bodies may be compressed with gzip.
#[utoipa::path(
    post, path = "/api/v1/articles", tag = "articles",
    params(How, ("Idempotency-Key" = Option<String>, Header, description = "A name for this request, at most 255 visible ASCII characters")),
    request_body(content((NewArticle = "application/json"), (NewArticle = "application/x-ndjson"))),
    responses(
        (status = 200, description = "What became of it; a line each for NDJSON", body = Answer),
        (status = 201, description = "The article is new, or a new version", body = Answer),
        (status = 400, description = "The request means nothing", body = Problem),
        (status = 409, description = "The key was used for another request", body = Problem),
        (status = 413, description = "The article is too long", body = Problem),
        (status = 415, description = "The body is neither JSON nor NDJSON", body = Problem),
        (status = 422, description = "There is no article in it that can be read", body = Problem),
        (status = 429, description = "More articles come in than can be read", body = Problem),
        (status = 507, description = "The disk is full", body = Problem),
    ),
)]
pub(super) async fn add(
    State(desk): State<Arc<Desk>>,
    Analyst(visitor): Analyst,
    Query(how): Query<How>,
    request: Request,
) -> Result<Response, Problem> {
    let media = media_type(request.headers());
    let key = key(request.headers())?;
    let body = request.into_body();
    let manner = Manner { by: visitor.name.clone(), force: how.force };
    match (media.as_str(), key) {
        ("application/json", None) => single(&desk, whole(body).await?, &manner).await,
        ("application/json", Some(key)) => {
            let body = whole(body).await?;
            let request = Sha256::digest(&body).to_vec();
            let again = Again { user: visitor.name, key, request };
            once(&desk, again, || single(&desk, body, &manner)).await
        }
        ("application/x-ndjson" | "application/jsonl" | "application/json-seq", None) => {
            let answers = intake::answers(Arc::clone(&desk), body, manner);
            let lines = answers.map(|answer| Ok::<_, std::io::Error>(line(&answer)));
            Ok((NDJSON, Body::from_stream(lines)).into_response())
        }
        ("application/x-ndjson" | "application/jsonl" | "application/json-seq", Some(key)) => {
            let body = whole(body).await?;
            let request = Sha256::digest(&body).to_vec();
            let again = Again { user: visitor.name, key, request };
            once(&desk, again, || stream(&desk, body, &manner)).await
        }
        (other, _) => {
            let detail = format!(
                "`{other}` is neither application/json, one article, nor application/x-ndjson, an \
                 article a line"
            );
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            Err(Problem::new(status, "media-type", "The body is of another kind", detail))
        }
    }
}

const NDJSON: [(header::HeaderName, &str); 1] = [(header::CONTENT_TYPE, "application/x-ndjson")];

fn media_type(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let value = value.unwrap_or("application/json").split(';').next().unwrap_or_default();
    value.trim().to_ascii_lowercase()
}

/// The key of a request that may be sent again.
fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().ok().map(|key| key.trim().trim_matches('"'));
    let key = key.filter(|key| (1..=255).contains(&key.len()));
    let wrong = || Problem::bad_request("an Idempotency-Key has 1 to 255 visible ASCII characters");
    key.map(|key| Some(key.to_owned())).ok_or_else(wrong)
}

/// All of a body, if it is not too long.
async fn whole(body: Body) -> Result<Bytes, Problem> {
    let mut chunks = body.into_data_stream();
    let mut held = Vec::new();
    while let Some(chunk) = chunks.next().await {
        let broken = |error| Problem::bad_request(format!("the body broke off: {error}"));
        held.extend_from_slice(&chunk.map_err(broken)?);
        if held.len() > super::BODY {
            return Err(Problem::too_large(format!("a body may have {} bytes", super::BODY)));
        }
    }
    Ok(held.into())
}

fn line(answer: &Answer) -> Bytes {
    let mut line = serde_json::to_vec(answer).expect("an answer has string keys");
    line.push(b'\n');
    line.into()
}

/// Takes one article in.
async fn single(desk: &Arc<Desk>, body: Bytes, manner: &Manner) -> Result<Response, Problem> {
    // On one line, whatever the client's taste in line breaks.
    let value: serde_json::Value = serde_json::from_slice(&body)
        .map_err(|error| Problem::bad_request(format!("the body is not JSON: {error}")))?;
    if !value.is_object() {
        return Err(Problem::bad_request("an article is a JSON object with `text`"));
    }
    let bytes = serde_json::to_vec(&value).expect("it was JSON");
    let entry = desk.intake.entry()?;
    let submitted = Submitted::one(bytes, manner);
    let answer = desk.intake.take(entry, submitted).await?.into_iter().next();
    match answer.expect("something becomes of everything that is handed in") {
        Answer::Added(added) => {
            use hearsay_ledger::Outcome;
            let status = match added.outcome {
                Outcome::Known => StatusCode::OK,
                Outcome::New | Outcome::Version => StatusCode::CREATED,
            };
            let id: String = url::form_urlencoded::byte_serialize(added.id.as_bytes()).collect();
            let location = format!("/api/v1/articles/{}", id.replace('+', "%20"));
            Ok((status, [(header::LOCATION, location)], Json(added)).into_response())
        }
        Answer::Refused(refused) => Err(match refused.ledger {
            Some(error) => error.into(),
            None => {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                Problem::new(status, "unreadable", "There is no article in it", refused.error)
            }
        }),
    }
}

/// Takes a stream in and answers when all of it is done.
async fn stream(desk: &Arc<Desk>, body: Bytes, manner: &Manner) -> Result<Response, Problem> {
    let mut answers = intake::answers(Arc::clone(desk), Body::from(body), manner.clone());
    let mut lines = Vec::new();
    while let Some(answer) = answers.next().await {
        lines.extend_from_slice(&line(&answer));
    }
    Ok((NDJSON, lines).into_response())
}

/// A request that may be sent again.
struct Again {
    user: String,
    key: String,
    request: Vec<u8>,
}

/// Answers as the request with this key was answered, if there was one; else keeps the answer.
async fn once<F>(
    desk: &Arc<Desk>,
    again: Again,
    answer: impl FnOnce() -> F,
) -> Result<Response, Problem>
where
    F: Future<Output = Result<Response, Problem>>,
{
    let Again { user, key, request } = again;
    let _turn = desk.turns.take(&user, &key)?;
    let known = {
        let (desk, user, key) = (Arc::clone(desk), user.clone(), key.clone());
        waiting(move || Ok(desk.file.answer(&user, &key)?)).await?
    };
    if let Some(known) = known {
        if known.request != request {
            return Err(Problem::conflict(format!("`{key}` was the key of another request")));
        }
        let status = StatusCode::from_u16(known.status).unwrap_or(StatusCode::OK);
        let media = if known.body.ends_with('\n') { NDJSON[0].1 } else { "application/json" };
        let headers = [(header::CONTENT_TYPE, media)];
        return Ok(
            (status, headers, [("idempotency-replayed", "true")], known.body).into_response()
        );
    }
    let response = answer().await?;
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await;
    let bytes = bytes.map_err(|_| Problem::fault("the answer broke off"))?;
    let kept = desk_file::Answer {
        request,
        status: parts.status.as_u16(),
        body: String::from_utf8_lossy(&bytes).into_owned(),
    };
    let desk = Arc::clone(desk);
    waiting(move || Ok(desk.file.keep_answer(&user, &key, &kept)?)).await?;
    Ok(Response::from_parts(parts, Body::from(bytes)))
}
