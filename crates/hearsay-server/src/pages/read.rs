//! Handing a text in: to be looked at, which is kept nowhere, or into the ledger.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use axum::routing::{get, post};
use hearsay::{Article, Created, Reader, Scratch};
use hearsay_incidents::{Together, accounts, merge};
use hearsay_input::{Judgement, MAX_BYTES, judge};
use hearsay_ledger::{Added, Outcome, words};
use serde_json::json;
use tokio_stream::StreamExt;

use super::article::{About, ArticlePage, Legend, Looked, beside, card, claims_of, notes, outside};
use super::frame::Frame;
use super::rows::{article_address, incident_row};
use super::{Answer, html};
use crate::access::{Role, Visitor};
use crate::api::BODY;
use crate::desk::Desk;
use crate::intake::{self, Manner, Refused, Submitted, UPLOADED};
use crate::problem::Problem;

/// A text that is only looked at has so many bytes at most: somebody waits for it.
const LOOKED: usize = 1 << 20;

pub(super) fn routes() -> Router<Arc<Desk>> {
    Router::new().route("/read", get(form).post(look)).route("/read/keep", post(keep))
}

/// What is handed in.
#[derive(Default)]
struct Handed {
    text: String,
    title: String,
    publisher: String,
    created: String,
    url: String,
    force: bool,
    file: Option<File>,
}

struct File {
    name: String,
    bytes: Vec<u8>,
}

#[derive(Template)]
#[template(path = "read.html")]
struct ReadPage {
    frame: Frame,
    handed: Handed,
    /// Why it was not read.
    failed: Option<String>,
    /// Whether it may be read all the same.
    is_other_language: bool,
    most: usize,
    longest: usize,
}

impl ReadPage {
    fn new(frame: Frame, handed: Handed) -> Self {
        let (most, longest) = (UPLOADED, MAX_BYTES >> 20);
        Self { frame, handed, failed: None, is_other_language: false, most, longest }
    }

    fn failed(frame: Frame, handed: Handed, failed: Failed) -> axum::response::Response {
        let Failed { status, why, is_other_language } = failed;
        let page = Self::new(frame, handed);
        (status, html(&Self { failed: Some(why), is_other_language, ..page })).into_response()
    }
}

/// Why a text is not read.
struct Failed {
    status: StatusCode,
    why: String,
    is_other_language: bool,
}

impl Failed {
    fn new(status: StatusCode, why: impl Into<String>) -> Self {
        Self { status, why: why.into(), is_other_language: false }
    }

    fn language(language: &str) -> Self {
        let why = format!("This seems to be {language}. Only English is read.");
        Self { is_other_language: true, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, why) }
    }
}

#[derive(Template)]
#[template(path = "taken.html")]
struct TakenPage {
    frame: Frame,
    name: String,
    taken: Vec<Taken>,
    new: usize,
    refused: usize,
}

struct Taken {
    /// The article's page and its id, if it was taken.
    article: Option<(String, String)>,
    says: String,
}

/// `GET /read`
async fn form(State(desk): State<Arc<Desk>>, visitor: Visitor) -> Answer {
    Ok(html(&ReadPage::new(Frame::new(&desk, &visitor, "/read"), Handed::default())))
}

/// `POST /read`: reads a text and keeps it nowhere.
async fn look(State(desk): State<Arc<Desk>>, visitor: Visitor, request: Request) -> Answer {
    let frame = Frame::new(&desk, &visitor, "/read");
    let handed = handed(request).await?;
    let article = match article(&handed) {
        Ok(article) => article,
        Err(failed) => return Ok(ReadPage::failed(frame, handed, failed)),
    };
    let read = move |reader: &Reader, scratch: &mut Scratch| {
        Ok(looked(reader, scratch, frame, &article, handed))
    };
    Ok(html(&desk.readers.read(read).await?))
}

/// The article that somebody wants to look at.
fn article(handed: &Handed) -> Result<Article, Failed> {
    if handed.text.len() > LOOKED {
        let why = format!(
            "This is longer than {} MB, too long to be read while you wait. Put it into the ledger \
             instead, or hand in a part of it.",
            LOOKED >> 20
        );
        return Err(Failed::new(StatusCode::PAYLOAD_TOO_LARGE, why));
    }
    let language = checked(handed)?;
    let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    Ok(Article {
        id: "looked-at".to_owned(),
        title: filled(&handed.title),
        url: filled(&handed.url),
        publisher: filled(&handed.publisher),
        created: created(handed)?,
        language,
        text: handed.text.clone(),
    })
}

/// Whether a text can be read; its language, where that can be told.
fn checked(handed: &Handed) -> Result<Option<String>, Failed> {
    if handed.text.trim().is_empty() {
        let why = "There is nothing to read: paste the text of an article.";
        return Err(Failed::new(StatusCode::UNPROCESSABLE_ENTITY, why));
    }
    match judge(&handed.text) {
        Judgement::English => Ok(Some("en".to_owned())),
        Judgement::TooShort => Ok(None),
        Judgement::Other(language) if handed.force => Ok(Some(language.code().to_owned())),
        Judgement::Other(language) => Err(Failed::language(&language.to_string())),
    }
}

fn created(handed: &Handed) -> Result<Option<Created>, Failed> {
    if handed.created.is_empty() {
        return Ok(None);
    }
    let created = handed.created.parse().map(Some);
    created.map_err(|error: hearsay::CreatedError| {
        Failed::new(StatusCode::UNPROCESSABLE_ENTITY, error.to_string())
    })
}

fn looked(
    reader: &Reader,
    scratch: &mut Scratch,
    frame: Frame,
    article: &Article,
    handed: Handed,
) -> ArticlePage {
    let reading = reader.read(article, scratch);
    let incidents = merge(&accounts(&reading), &Together::default());
    let mut reasons: HashMap<&str, Vec<&str>> = HashMap::new();
    for contradiction in incidents.iter().flat_map(|incident| &incident.contradictions) {
        for claim in &contradiction.claims {
            reasons.entry(claim).or_default().push(&contradiction.reason);
        }
    }
    let claims = claims_of(&reading);
    let whole = 0..article.text.chars().count();
    let sentences = |_: &str| reader.sentences(article, scratch);
    let text = beside(&reading, &claims, whole, sentences, |number, times| {
        let entry = &claims[number];
        let reasons = reasons.get(entry.claim.id.as_str());
        let mut card = card(entry, times, reasons.is_some());
        card.reasons = reasons.into_iter().flatten().map(|it| (*it).to_owned()).collect();
        card
    });
    let Handed { text: words, title, publisher, created, url, force, file: _ } = handed;
    let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    ArticlePage {
        frame,
        about: About {
            title: filled(&title).unwrap_or_else(|| "A text without a title".to_owned()),
            publisher: filled(&publisher),
            authors: Vec::new(),
            created: article.created.map(|created| words::day(&created.to_string())),
            url: outside(filled(&url).as_deref()),
            language: article.language.clone(),
        },
        kept: None,
        look: Some(Looked {
            text: words,
            title,
            publisher,
            created,
            url,
            force,
            incidents: incidents.iter().map(incident_row).collect(),
        }),
        text,
        legend: Legend::asked(None),
        part: (1, 1),
        claims: claims.len(),
        notes: notes(&reading),
        here: "/read".to_owned(),
    }
}

/// `POST /read/keep`: takes a text or a file into the ledger.
async fn keep(State(desk): State<Arc<Desk>>, visitor: Visitor, request: Request) -> Answer {
    if visitor.role < Role::Analyst {
        let detail = format!("{} comes in as {}; this takes analyst", visitor.name, visitor.role);
        return Err(Problem::forbidden(detail).into());
    }
    let frame = Frame::new(&desk, &visitor, "/read");
    let mut handed = handed(request).await?;
    let submitted = match submitted(&mut handed, &visitor.name) {
        Ok(submitted) => submitted,
        Err(failed) => return Ok(ReadPage::failed(frame, handed, failed)),
    };
    let name = submitted.name.clone();
    let entry = desk.intake.entry()?;
    let answers = desk.intake.take(entry, submitted).await?;
    match answers.as_slice() {
        [intake::Answer::Added(added)] => {
            return Ok(Redirect::to(&article_address(&added.id)).into_response());
        }
        [intake::Answer::Refused(refused)] => {
            return Ok(ReadPage::failed(frame, handed, why_not(refused)));
        }
        _ => {}
    }
    let taken: Vec<Taken> = answers.iter().map(taken).collect();
    let refused = taken.iter().filter(|taken| taken.article.is_none()).count();
    let is_new = |answer: &&intake::Answer| matches!(answer, intake::Answer::Added(added) if added.outcome != Outcome::Known);
    let new = answers.iter().filter(is_new).count();
    Ok(html(&TakenPage { frame, name, taken, new, refused }))
}

/// What is handed to the intake: a file as it is, or a text as a text, whatever it looks like.
fn submitted(handed: &mut Handed, by: &str) -> Result<Submitted, Failed> {
    let created = created(handed)?;
    let manner = Manner { by: by.to_owned(), force: handed.force };
    let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let about = intake::About {
        title: filled(&handed.title),
        publisher: filled(&handed.publisher),
        url: filled(&handed.url),
    };
    if let Some(File { name, bytes }) = handed.file.take() {
        if bytes.is_empty() {
            let why = format!("{name} is empty.");
            return Err(Failed::new(StatusCode::UNPROCESSABLE_ENTITY, why));
        }
        let one = Submitted::one(bytes, &manner);
        // Two files of one name are not two versions of one article.
        let name = format!("{}-{name}", one.name);
        return Ok(Submitted { name, created, most: UPLOADED, about, ..one });
    }
    if handed.text.len() > MAX_BYTES {
        let why = format!("An article may have {} MB; split it.", MAX_BYTES >> 20);
        return Err(Failed::new(StatusCode::PAYLOAD_TOO_LARGE, why));
    }
    checked(handed)?;
    let line = json!({
        "text": handed.text,
        "title": about.title,
        "publisher": about.publisher,
        "url": about.url,
        "created": created.map(|created| created.to_string()),
    });
    let bytes = serde_json::to_vec(&line).expect("it has string keys");
    Ok(Submitted::one(bytes, &manner))
}

fn why_not(refused: &Refused) -> Failed {
    // What follows tells of the command line.
    let why = match refused.error.split_once("; only English") {
        Some((why, _)) if refused.is_other_language => format!("{why}; only English is read."),
        _ => refused.error.clone(),
    };
    let status = match &refused.ledger {
        Some(_) => StatusCode::SERVICE_UNAVAILABLE,
        None => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Failed { is_other_language: refused.is_other_language, ..Failed::new(status, why) }
}

fn taken(answer: &intake::Answer) -> Taken {
    match answer {
        intake::Answer::Refused(refused) => Taken { article: None, says: why_not(refused).why },
        intake::Answer::Added(Added { id, outcome, version, claims, copy_of, .. }) => {
            let mut says = match outcome {
                Outcome::New => "new".to_owned(),
                Outcome::Version => format!("version {version}"),
                Outcome::Known => "was there already".to_owned(),
            };
            says.push_str(&format!(", {}", words::count(*claims, "claim")));
            if let Some(original) = copy_of {
                says.push_str(&format!(", a near-copy of {original}"));
            }
            Taken { article: Some((article_address(id), id.clone())), says }
        }
    }
}

/// Bodies are heard out up to so many bytes, also those that are too long to be taken: a browser that
/// is cut off while it sends shows its user an error of its own instead of our answer.
const HEARD: usize = 64 << 20;

/// A body, if it is not too long.
async fn whole(body: Body) -> Result<Bytes, Problem> {
    let mut stream = body.into_data_stream();
    let (mut held, mut heard) = (Vec::new(), 0);
    while let Some(chunk) = stream.next().await {
        let broken = |error| Problem::bad_request(format!("what came is broken off: {error}"));
        let chunk = chunk.map_err(broken)?;
        heard += chunk.len();
        if heard > HEARD {
            break;
        }
        if heard <= BODY {
            held.extend_from_slice(&chunk);
        } else {
            held = Vec::new();
        }
    }
    if heard > BODY {
        return Err(Problem::too_large(format!(
            "what is handed in may have {} MB; `hearsay add` takes files of any size",
            MAX_BYTES >> 20
        )));
    }
    Ok(held.into())
}

/// Reads the form.
async fn handed(request: Request) -> Result<Handed, Problem> {
    let (parts, body) = request.into_parts();
    let whole = Request::from_parts(parts, Body::from(whole(body).await?));
    let body = Multipart::from_request(whole, &()).await;
    let mut body = body.map_err(|error| Problem::bad_request(error.body_text()))?;
    let mut handed = Handed::default();
    while let Some(field) = body.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            let file = field.file_name().unwrap_or_default();
            let file = words::one_line(file.rsplit(['/', '\\']).next().unwrap_or_default());
            let bytes = field.bytes().await.map_err(broken)?.to_vec();
            // A field in which no file was chosen comes without a name.
            if !file.trim().is_empty() {
                handed.file = Some(File { name: file.chars().take(100).collect(), bytes });
            }
            continue;
        }
        // Browsers send every line break as two characters.
        let value = field.text().await.map_err(broken)?.replace("\r\n", "\n");
        match name.as_str() {
            "text" => handed.text = value,
            "title" => handed.title = value.trim().to_owned(),
            "publisher" => handed.publisher = value.trim().to_owned(),
            "created" => handed.created = value.trim().to_owned(),
            "url" => handed.url = value.trim().to_owned(),
            "force" => handed.force = value == "true",
            _ => {}
        }
    }
    Ok(handed)
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err gives")]
fn broken(error: MultipartError) -> Problem {
    Problem::bad_request(format!("what came is broken off: {}", error.body_text()))
}
