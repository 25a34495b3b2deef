//! News: new incidents, new contradictions, changed tolls; as a list, and as they become known.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use hearsay_ledger::{News, NewsOf, Page};
use serde::Deserialize;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use utoipa::IntoParams;

use super::Query;
use crate::access::Visitor;
use crate::asked::{MOST, given};
use crate::desk::Desk;
use crate::problem::Problem;

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Since {
    /// What was told after the news of this number.
    #[param(value_type = Option<i64>)]
    after: Option<String>,
    /// What was told after this moment: `2020-09-28T14:05:00Z` or `2020-09-28`.
    since: Option<String>,
    /// So many at most, 1 to 1000; 100 unless told otherwise.
    #[param(value_type = Option<usize>, minimum = 1, maximum = 1000)]
    limit: Option<String>,
}

/// News, the oldest first: new incidents, contradictions, changed tolls, each told once.
#[utoipa::path(
    get, path = "/api/v1/news", tag = "news", params(Since),
    responses((status = 200, description = "News", body = Page<News>), (status = 400, body = Problem)),
)]
pub(super) async fn list(
    State(desk): State<Arc<Desk>>,
    _: Visitor,
    Query(asked): Query<Since>,
) -> Result<Response, Problem> {
    let after = given(&asked.after).map(|text| number(&text)).transpose()?;
    let since = given(&asked.since);
    let limit = match given(&asked.limit) {
        None => 100,
        Some(text) => {
            text.parse().ok().filter(|limit| (1..=MOST).contains(limit)).ok_or_else(|| {
                Problem::bad_request(format!("limit is a number from 1 to {MOST}, not `{text}`"))
            })?
        }
    };
    let page = desk.look(move |view| {
        let since = since.map(|moment| view.news_until(&moment)).transpose()?;
        view.news(after.max(since), limit)
    });
    Ok(Json(page.await?).into_response())
}

fn number(text: &str) -> Result<i64, Problem> {
    let wrong = || Problem::bad_request(format!("`{text}` is not the number of any news"));
    text.parse().ok().filter(|number| *number >= 0).ok_or_else(wrong)
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Resumed {
    /// As the header `Last-Event-ID`, for those who cannot send it.
    last_event_id: Option<String>,
}

/// So many listeners at once.
const LISTENERS: usize = 256;

/// News as they become known, as server-sent events: `incident`, `contradiction`, `toll`, each with
/// its number as id. Whoever comes back with `Last-Event-ID` hears first what was told meanwhile.
#[utoipa::path(
    get, path = "/api/v1/events", tag = "news", params(Resumed),
    responses(
        (status = 200, description = "A stream that does not end", content_type = "text/event-stream"),
        (status = 400, body = Problem), (status = 429, body = Problem),
    ),
)]
pub(super) async fn stream(
    State(desk): State<Arc<Desk>>,
    _: Visitor,
    Query(resumed): Query<Resumed>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    let last = last.map(str::to_owned).or_else(|| given(&resumed.last_event_id));
    let last = last.map(|last| number(last.trim())).transpose()?;
    let place = Arc::clone(&desk.listeners).try_acquire_owned();
    let place = place.map_err(|_| Problem::too_many(format!("{LISTENERS} listen already"), 30))?;
    let (sender, receiver) = mpsc::channel::<Result<Event, Infallible>>(16);
    tokio::spawn(async move {
        let _place = place;
        let _ = tell(&desk, last, &sender).await;
    });
    let alive = KeepAlive::new().interval(Duration::from_secs(15));
    Ok(Sse::new(ReceiverStream::new(receiver)).keep_alive(alive).into_response())
}

/// The number of listeners that there is room for.
pub(crate) fn listeners() -> Arc<tokio::sync::Semaphore> {
    Arc::new(tokio::sync::Semaphore::new(LISTENERS))
}

/// Nobody listens any more.
struct Gone;

async fn tell(
    desk: &Arc<Desk>,
    mut last: Option<i64>,
    sender: &mpsc::Sender<Result<Event, Infallible>>,
) -> Result<(), Gone> {
    // First listen, then look back: nothing falls between.
    let mut pulse = desk.pulse.listen();
    let mut closing = desk.closing.clone();
    loop {
        while let Some(number) = last {
            let page = desk.look(move |view| view.news(Some(number), 100)).await;
            let items = page.map_err(|_| Gone)?.items;
            if items.is_empty() {
                break;
            }
            for news in items {
                last = Some(news.number);
                sender.send(Ok(event(&news))).await.map_err(|_| Gone)?;
            }
        }
        loop {
            let told = tokio::select! {
                told = pulse.recv() => told,
                () = sender.closed() => return Err(Gone),
                _ = closing.wait_for(|is_closing| *is_closing) => return Err(Gone),
            };
            match told {
                Ok(news) if last.is_some_and(|last| news.number <= last) => {}
                Ok(news) => {
                    last = Some(news.number);
                    sender.send(Ok(event(&news))).await.map_err(|_| Gone)?;
                }
                // Too slow: what was missed is looked up.
                Err(RecvError::Lagged(_)) => break,
                Err(RecvError::Closed) => return Err(Gone),
            }
        }
    }
}

fn event(news: &News) -> Event {
    let kind = match news.of {
        NewsOf::Incident { .. } => "incident",
        NewsOf::Contradiction { .. } => "contradiction",
        NewsOf::Toll { .. } => "toll",
    };
    let data = serde_json::to_string(news).expect("news have string keys");
    Event::default().event(kind).id(news.number.to_string()).data(data)
}
