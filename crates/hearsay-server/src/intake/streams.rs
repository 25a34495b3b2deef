//! A stream of articles: NDJSON in, an answer a line out, in the same order.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::{Body, BodyDataStream, Bytes};
use serde::de::IgnoredAny;
use tokio::sync::mpsc::unbounded_channel;
use tokio::time::{Duration, timeout};
use tokio_stream::StreamExt;
use tokio_stream::wrappers::UnboundedReceiverStream;

use super::{Answer, Manner, Refused, Submitted};
use crate::desk::Desk;

/// So many lines one stream may have. Their answers may all wait for a client that reads none before
/// it has sent everything.
const LINES: usize = 100_000;

/// One line may be so long.
const LINE: usize = hearsay_input::MAX_BYTES;

/// A stream of which nothing comes for so long has ended.
const SILENCE: Duration = Duration::from_secs(30);

/// So many lines of one stream are under way at once.
const AHEAD: usize = 32;

/// Takes the articles of a body; the answers come as they are on the disk.
pub(crate) fn answers(
    desk: Arc<Desk>,
    body: Body,
    manner: Manner,
) -> UnboundedReceiverStream<Answer> {
    let (sender, receiver) = unbounded_channel();
    tokio::spawn(async move {
        let (pending, mut under_way) = tokio::sync::mpsc::channel(AHEAD);
        let answering = async move {
            while let Some(work) = under_way.recv().await {
                let answer: tokio::task::JoinHandle<Answer> = work;
                let broken = |_| Answer::Refused(Refused::new("reading it broke off"));
                if sender.send(answer.await.unwrap_or_else(broken)).is_err() {
                    break;
                }
            }
        };
        let reading = async move {
            let mut lines = Lines::new(body.into_data_stream());
            let mut number = 0;
            while let Some(line) = lines.next().await {
                number += 1;
                let work = match line {
                    Ok(_) if number > LINES => {
                        let more = format!(
                            "line {number}: a stream has at most {LINES} lines; begin another"
                        );
                        lines.end();
                        refused(more)
                    }
                    Ok(line) => {
                        let (desk, manner) = (Arc::clone(&desk), manner.clone());
                        tokio::spawn(async move { one(&desk, line, number, &manner).await })
                    }
                    Err(why) => refused(format!("line {number}: {why}")),
                };
                if pending.send(work).await.is_err() {
                    break;
                }
            }
        };
        tokio::join!(reading, answering);
    });
    UnboundedReceiverStream::new(receiver)
}

fn refused(why: String) -> tokio::task::JoinHandle<Answer> {
    tokio::spawn(async move { Answer::Refused(Refused::new(why)) })
}

async fn one(desk: &Desk, line: Vec<u8>, number: usize, manner: &Manner) -> Answer {
    if let Err(error) = serde_json::from_slice::<BTreeMap<String, IgnoredAny>>(&line) {
        return Answer::Refused(Refused::new(format!("line {number}: not a JSON object: {error}")));
    }
    let submitted = Submitted::one(line, manner);
    let taken = match desk.intake.waited_entry().await {
        Ok(entry) => desk.intake.take(entry, submitted).await,
        Err(problem) => Err(problem),
    };
    match taken.map(|answers| answers.into_iter().next()) {
        Ok(Some(Answer::Refused(refused))) => {
            let error = format!("line {number}: {}", refused.error);
            Answer::Refused(Refused { error, ..refused })
        }
        Ok(Some(answer)) => answer,
        Ok(None) => {
            Answer::Refused(Refused::new(format!("line {number}: there is no article in it")))
        }
        Err(problem) => Answer::Refused(Refused::new(format!("line {number}: {}", problem.detail))),
    }
}

/// The lines of a body that are not blank, none longer than [`LINE`].
struct Lines {
    body: Option<BodyDataStream>,
    held: Vec<u8>,
    /// Up to where `held` has no line break.
    looked: usize,
}

impl Lines {
    fn new(body: BodyDataStream) -> Self {
        Self { body: Some(body), held: Vec::new(), looked: 0 }
    }

    /// Reads no further.
    fn end(&mut self) {
        self.body = None;
        self.held.clear();
        self.looked = 0;
    }

    async fn next(&mut self) -> Option<Result<Vec<u8>, String>> {
        loop {
            if let Some(at) = self.held[self.looked..].iter().position(|byte| *byte == b'\n') {
                let rest = self.held.split_off(self.looked + at + 1);
                let line = std::mem::replace(&mut self.held, rest);
                self.looked = 0;
                if !line.trim_ascii().is_empty() {
                    return Some(Ok(line));
                }
                continue;
            }
            self.looked = self.held.len();
            if self.held.len() > LINE {
                self.end();
                return Some(Err(format!("it is longer than {LINE} bytes; the stream ends here")));
            }
            match self.chunk().await {
                Some(Ok(bytes)) => self.held.extend_from_slice(&bytes),
                Some(Err(why)) => {
                    self.end();
                    return Some(Err(why));
                }
                None if self.held.trim_ascii().is_empty() => return None,
                None => {
                    self.looked = 0;
                    return Some(Ok(std::mem::take(&mut self.held)));
                }
            }
        }
    }

    async fn chunk(&mut self) -> Option<Result<Bytes, String>> {
        let body = self.body.as_mut()?;
        match timeout(SILENCE, body.next()).await {
            Ok(Some(Ok(bytes))) => Some(Ok(bytes)),
            Ok(Some(Err(error))) => Some(Err(format!("the stream broke off: {error}"))),
            Ok(None) => {
                self.body = None;
                None
            }
            Err(_) => Some(Err(format!("nothing came for {} s", SILENCE.as_secs()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn lines(chunks: &[&'static str]) -> Vec<Result<String, String>> {
        let chunks: Vec<Result<Bytes, std::io::Error>> =
            chunks.iter().map(|chunk| Ok(Bytes::from_static(chunk.as_bytes()))).collect();
        let body = Body::from_stream(tokio_stream::iter(chunks));
        let mut lines = Lines::new(body.into_data_stream());
        let mut all = Vec::new();
        while let Some(line) = lines.next().await {
            all.push(line.map(|line| String::from_utf8_lossy(&line).trim().to_owned()));
        }
        all
    }

    #[tokio::test]
    async fn lines_run_over_chunks() {
        let found = lines(&["{\"a\"", ":1}\n\n{\"b\":", "2}\r\n", "{\"c\":3}"]).await;
        let expected = ["{\"a\":1}", "{\"b\":2}", "{\"c\":3}"];
        assert_eq!(found, expected.map(|line| Ok(line.to_owned())));
    }

    #[tokio::test]
    async fn nothing_is_no_line() {
        assert_eq!(lines(&[]).await, []);
        assert_eq!(lines(&["\n \n"]).await, []);
    }

    #[tokio::test]
    async fn endless_line_ends_the_stream() {
        const PIECE: &str = match std::str::from_utf8(&[b'x'; 1 << 20]) {
            Ok(piece) => piece,
            Err(_) => "",
        };
        let found = lines(&[PIECE; 10]).await;
        assert!(matches!(found.as_slice(), [Err(why)] if why.contains("longer")));
    }
}
