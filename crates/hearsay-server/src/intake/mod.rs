//! Articles in: read on threads of their own, acknowledged when they are on the disk.
//!
//! ```text
//! request ─▶ entry ─▶ queue ─▶ reader ─▶ the ledger's writer ─▶ commit ─▶ answer
//!            so many at once   known already? read it
//! ```
//!
//! Only so many articles are under way at once. A single article that finds no room is turned away
//! with the advice to come again; a stream waits.

mod streams;
mod turns;

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use hearsay::{Created, Reader, Scratch};
use hearsay_input::{InputError, Received, Source, articles};
use hearsay_ledger::{Added, Arrival, Ledger, LedgerError, Ticket};
use serde::Serialize;
use sha2::{Digest, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use utoipa::ToSchema;

pub(crate) use streams::answers;
pub(crate) use turns::Turns;

use crate::desk::waiting;
use crate::priority::give_way;
use crate::problem::Problem;

/// So many pieces of work may be under way, from the request to the commit.
const ROOM: usize = 64;

/// So many articles of a file are taken in while somebody waits before a page.
pub(crate) const UPLOADED: usize = 500;

/// Where articles come in.
pub(crate) struct Intake {
    jobs: Sender<Job>,
    room: Arc<Semaphore>,
}

/// The right to hand one piece of work in.
pub(crate) struct Entry(OwnedSemaphorePermit);

/// What is handed in.
pub(crate) struct Submitted {
    /// The bytes of an article, or of a file that holds several.
    pub(crate) bytes: Vec<u8>,
    /// What to call it in messages, and the id of an article that has none.
    pub(crate) name: String,
    /// Who hands it in.
    pub(crate) by: String,
    /// When it was published, if it does not say so.
    pub(crate) created: Option<Created>,
    /// Whether to read what does not seem to be English.
    pub(crate) force: bool,
    /// So many articles at most.
    pub(crate) most: usize,
    /// What a person says of a text that does not say it.
    pub(crate) about: About,
}

/// Who hands in articles, and how.
#[derive(Clone, Debug)]
pub(crate) struct Manner {
    pub(crate) by: String,
    /// Whether to read what does not seem to be English.
    pub(crate) force: bool,
}

/// What a person says of a text that they hand in.
#[derive(Clone, Debug, Default)]
pub(crate) struct About {
    pub(crate) title: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) url: Option<String>,
}

impl Submitted {
    /// One article, named after its bytes: the same bytes have the same name.
    pub(crate) fn one(bytes: Vec<u8>, manner: &Manner) -> Self {
        let hash = Sha256::digest(&bytes);
        let name =
            hash.iter().take(8).fold(String::from("a"), |name, byte| format!("{name}{byte:02x}"));
        let Manner { by, force } = manner.clone();
        Self { bytes, name, by, created: None, force, most: 1, about: About::default() }
    }
}

/// What became of an article, or why it was not taken.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Answer {
    /// It is in the ledger, on the disk.
    Added(Added),
    /// It is not.
    Refused(Refused),
}

/// Why an article was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Refused {
    /// `error`.
    pub(crate) outcome: &'static str,
    /// Why, in words.
    pub(crate) error: String,
    /// Whether the same may be taken later.
    #[serde(skip)]
    pub(crate) ledger: Option<LedgerError>,
    /// Whether it is only that the text does not seem to be English.
    #[serde(skip)]
    pub(crate) is_other_language: bool,
}

impl Refused {
    /// What cannot be read. The name that we gave it says nothing to whoever sent it.
    fn input(error: &InputError, name: &str) -> Self {
        let is_other_language = matches!(error, InputError::NotEnglish { .. });
        let error = error.to_string();
        let ours = [format!("{name}, line 1: "), format!("{name}: ")];
        let error = ours.iter().find_map(|ours| error.strip_prefix(ours)).unwrap_or(&error);
        Self { is_other_language, ..Self::new(error) }
    }

    fn new(error: impl Into<String>) -> Self {
        let error = error.into();
        Self { outcome: "error", error, ledger: None, is_other_language: false }
    }

    fn ledger(error: LedgerError) -> Self {
        let refused = Self::new(error.to_string());
        Self { ledger: Some(error), ..refused }
    }
}

/// What a reader gives back for one article.
enum Taken {
    Known(Added),
    Written(Ticket<Added>),
    Refused(Refused),
}

struct Job {
    submitted: Submitted,
    reply: oneshot::Sender<Vec<Taken>>,
}

impl Intake {
    /// Starts so many readers.
    pub(crate) fn start(ledger: Arc<Ledger>, reader: &Arc<Reader>, readers: usize) -> Self {
        let (jobs, queue) = channel::<Job>();
        let queue = Arc::new(Mutex::new(queue));
        for _ in 0..readers.max(1) {
            let (ledger, reader, queue) =
                (Arc::clone(&ledger), Arc::clone(reader), Arc::clone(&queue));
            std::thread::spawn(move || {
                give_way();
                read_all(&ledger, &reader, &queue);
            });
        }
        Self { jobs, room: Arc::new(Semaphore::new(ROOM)) }
    }

    /// Room for one piece of work, if there is any now.
    pub(crate) fn entry(&self) -> Result<Entry, Problem> {
        let room = Arc::clone(&self.room).try_acquire_owned();
        room.map(Entry).map_err(|_| {
            Problem::too_many(
                "more articles come in than can be read; send this one again in a moment",
                1,
            )
        })
    }

    /// Room for one piece of work, as soon as there is any.
    pub(crate) async fn waited_entry(&self) -> Result<Entry, Problem> {
        let room = Arc::clone(&self.room).acquire_owned().await;
        room.map(Entry).map_err(|_| Problem::unavailable("the desk is closing"))
    }

    /// How many more pieces of work there is room for.
    pub(crate) fn room(&self) -> usize {
        self.room.available_permits()
    }

    /// Takes articles in; the answers come when they are on the disk.
    pub(crate) async fn take(
        &self,
        entry: Entry,
        submitted: Submitted,
    ) -> Result<Vec<Answer>, Problem> {
        let closing = || Problem::unavailable("the desk is closing");
        let (reply, taken) = oneshot::channel();
        self.jobs.send(Job { submitted, reply }).map_err(|_| closing())?;
        let taken = taken.await.map_err(|_| closing())?;
        waiting(move || {
            let answers = taken.into_iter().map(answer).collect();
            drop(entry.0);
            Ok(answers)
        })
        .await
    }
}

fn answer(taken: Taken) -> Answer {
    match taken {
        Taken::Known(added) => Answer::Added(added),
        Taken::Written(ticket) => match ticket.wait() {
            Ok(added) => Answer::Added(added),
            Err(error) => Answer::Refused(Refused::ledger(error)),
        },
        Taken::Refused(refused) => Answer::Refused(refused),
    }
}

/// Reads what comes until the desk is closed.
fn read_all(ledger: &Ledger, reader: &Reader, queue: &Mutex<Receiver<Job>>) {
    let mut scratch = Scratch::default();
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Job { submitted, reply }) = job else { break };
        // A panic is a fault of ours in one article; it must not cost the others.
        let taken =
            catch_unwind(AssertUnwindSafe(|| take(ledger, reader, &mut scratch, submitted)));
        let taken = taken.unwrap_or_else(|_| {
            scratch = Scratch::default();
            vec![Taken::Refused(Refused::new("reading it failed, which is a fault in hearsay"))]
        });
        // Who does not wait any more does not want to know; the article is taken all the same.
        let _ = reply.send(taken);
    }
}

fn take(
    ledger: &Ledger,
    reader: &Reader,
    scratch: &mut Scratch,
    submitted: Submitted,
) -> Vec<Taken> {
    let Submitted { bytes, name, by, created, force, most, about } = submitted;
    let options = hearsay_input::Options { created, force, ..hearsay_input::Options::default() };
    let source = Source::stream(name.clone(), Cursor::new(bytes));
    let mut taken = Vec::new();
    let mut articles =
        articles([source], options).filter(|found| !matches!(found, Err(error) if error.is_note()));
    for found in articles.by_ref().take(most) {
        taken.push(match found {
            Ok(received) => {
                let received = with(received, &name, &about);
                add(ledger, reader, scratch, received, &by)
            }
            Err(error) => Taken::Refused(Refused::input(&error, &name)),
        });
    }
    if articles.next().is_some() {
        let more = format!("{name}: only the first {most} are taken here; `hearsay add` takes all");
        taken.push(Taken::Refused(Refused::new(more)));
    }
    if taken.is_empty() {
        taken.push(Taken::Refused(Refused::new(format!("{name}: there is no article in it"))));
    }
    taken
}

/// Gives an article that has no id the name of its bytes, and fills in what a person says of it that it
/// does not say itself.
fn with(mut received: Received, name: &str, about: &About) -> Received {
    let article = &mut received.article;
    if article.id == format!("{name}:1") {
        name.clone_into(&mut article.id);
    }
    for (field, said) in [
        (&mut article.title, &about.title),
        (&mut article.publisher, &about.publisher),
        (&mut article.url, &about.url),
    ] {
        if field.is_none() {
            field.clone_from(said);
        }
    }
    received
}

fn add(
    ledger: &Ledger,
    reader: &Reader,
    scratch: &mut Scratch,
    received: Received,
    by: &str,
) -> Taken {
    let failed = |error| Taken::Refused(Refused::ledger(error));
    match ledger.view().and_then(|view| view.known(&received.article)) {
        Ok(Some(known)) => return Taken::Known(known),
        Ok(None) => {}
        Err(error) => return failed(error),
    }
    let reading = reader.read(&received.article, scratch);
    match ledger.add(Arrival::new(received, &reading).by(by)) {
        Ok(ticket) => Taken::Written(ticket),
        Err(error) => failed(error),
    }
}
