//! Articles on their way into a ledger.
//!
//! Workers look whether the ledger has an article, and read it if not; a thread hands what they read
//! to the ledger's writer; the answers come out in the order of the articles.

use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread;

use hearsay::{Reader, Scratch};
use hearsay_input::{InputError, Received};
use hearsay_ledger::{Added, Arrival, Ledger, LedgerError, Ticket};

use crate::pipeline::{Outcome, Threaded, outcomes};

/// What comes from the thread that hands articles to the writer.
pub(super) enum Event {
    /// It will be written.
    Written(String, Ticket<Added>),
    /// It was there.
    Known(Added),
    /// An input could not be read, or there is a note on it.
    Input(InputError),
    /// Reading an article failed, which is our fault.
    Fault(String),
    /// The ledger failed.
    Failed(LedgerError),
}

/// What a worker makes of an article.
enum Looked {
    /// It needs not be read.
    Done(Event),
    /// It was read and is to be written.
    Read(Box<Arrival>),
}

/// Reads articles and hands them to the writer, on threads of their own.
///
/// Queues are bounded: articles are taken no faster than they are written.
pub(super) fn events(
    articles: impl Iterator<Item = Result<Received, InputError>> + Send + 'static,
    threads: usize,
    ledger: &Arc<Ledger>,
) -> impl Iterator<Item = Event> {
    let reader = Reader::new();
    let looked_up = Arc::clone(ledger);
    let read = outcomes(articles, threads, move |scratch: &mut Scratch, _, received| {
        let article = &received.article;
        match looked_up.view().and_then(|view| view.known(article)) {
            Ok(Some(known)) => Looked::Done(Event::Known(known)),
            Ok(None) => {
                let reading = reader.read(article, scratch);
                Looked::Read(Box::new(Arrival::new(received.clone(), &reading)))
            }
            Err(error) => Looked::Done(Event::Failed(error)),
        }
    });
    // As many as one commit takes may wait for their answer, and a few more.
    let (sender, events) = sync_channel(256);
    let ledger = Arc::clone(ledger);
    let handing = thread::spawn(move || {
        for outcome in read {
            let event = match outcome {
                Outcome::Read(Looked::Done(event)) => event,
                Outcome::Read(Looked::Read(arrival)) => {
                    let id = arrival.id().to_owned();
                    match ledger.add(*arrival) {
                        Ok(ticket) => Event::Written(id, ticket),
                        Err(error) => Event::Failed(error),
                    }
                }
                Outcome::Input(error) => Event::Input(error),
                Outcome::Fault(id) => Event::Fault(id),
            };
            if sender.send(event).is_err() {
                break;
            }
        }
    });
    Threaded::new(events.into_iter(), vec![handing])
}
