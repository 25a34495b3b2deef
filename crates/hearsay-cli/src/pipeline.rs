//! One thread takes articles in, several read them, and the results come out in order.
//!
//! Every queue is bounded, so that a slow reader or a slow terminal holds back the input instead
//! of filling the memory. The order is kept by a queue of promises: each article's result has its
//! own channel, queued in the order of the articles, and is waited for in that order.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use hearsay_input::{InputError, Received};

/// What comes out, in the order of the input.
pub(crate) enum Outcome<T> {
    /// An article was read.
    Read(T),
    /// An article by this id was not, which is our fault.
    Fault(String),
    /// An input was not, or there is a note on it.
    Input(InputError),
}

/// An article on its way to a thread, and where its result is to go.
struct Job<T> {
    number: usize,
    received: Received,
    result: SyncSender<Option<T>>,
}

/// A result that will come.
enum Promise<T> {
    Reading(String, Receiver<Option<T>>),
    Input(InputError),
}

/// What comes from threads. When it has come to its end, so have they, and nothing is held by them any
/// more, a ledger for one.
///
/// When it is dropped early they are not waited for: they find nobody listening and end, except one
/// that waits for input.
pub(crate) struct Threaded<I> {
    items: I,
    threads: Vec<JoinHandle<()>>,
}

impl<I> Threaded<I> {
    /// `items` end when `threads` have nothing more to do.
    pub(crate) fn new(items: I, threads: Vec<JoinHandle<()>>) -> Self {
        Self { items, threads }
    }
}

impl<I: Iterator> Iterator for Threaded<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        let next = self.items.next();
        if next.is_none() {
            for thread in self.threads.drain(..) {
                // What it had to give has come; how it ended is of no matter.
                let _ = thread.join();
            }
        }
        next
    }
}

/// The outcomes of `work` on all articles; it is given each article with its number, counted from 1,
/// and what its thread keeps from one article to the next.
pub(crate) fn outcomes<T: Send + 'static, Kept: Default>(
    articles: impl Iterator<Item = Result<Received, InputError>> + Send + 'static,
    threads: usize,
    work: impl Fn(&mut Kept, usize, &Received) -> T + Send + Sync + 'static,
) -> impl Iterator<Item = Outcome<T>> {
    let (jobs, waiting) = sync_channel::<Job<T>>(threads);
    let (promise, promised) = sync_channel::<Promise<T>>(4 * threads);
    let waiting = Arc::new(Mutex::new(waiting));
    let work = Arc::new(work);
    let mut running = Vec::new();
    for _ in 0..threads {
        let (waiting, work) = (Arc::clone(&waiting), Arc::clone(&work));
        running.push(thread::spawn(move || {
            let next = || waiting.lock().expect("no thread panics while it waits").recv();
            let mut kept = Kept::default();
            while let Ok(Job { number, received, result }) = next() {
                // A panic is a fault of ours in one article; it must not cost the others.
                let read = catch_unwind(AssertUnwindSafe(|| work(&mut kept, number, &received)));
                if read.is_err() {
                    kept = Kept::default();
                }
                // Nobody listens any more when the output is closed.
                let _ = result.send(read.ok());
            }
        }));
    }
    running.push(thread::spawn(move || {
        let mut number = 0;
        for received in articles {
            let sent = match received {
                Err(error) => promise.send(Promise::Input(error)).is_ok(),
                Ok(received) => {
                    number += 1;
                    let (result, coming) = sync_channel(1);
                    let reading = Promise::Reading(received.article.id.clone(), coming);
                    promise.send(reading).is_ok()
                        && jobs.send(Job { number, received, result }).is_ok()
                }
            };
            if !sent {
                break;
            }
        }
    }));
    let outcomes = promised.into_iter().map(|promise| match promise {
        Promise::Input(error) => Outcome::Input(error),
        Promise::Reading(id, coming) => match coming.recv() {
            Ok(Some(read)) => Outcome::Read(read),
            Ok(None) | Err(_) => Outcome::Fault(id),
        },
    });
    Threaded::new(outcomes, running)
}

#[cfg(test)]
mod tests {
    use hearsay::Article;
    use hearsay_input::Raw;

    use super::*;

    fn received(id: String) -> Result<Received, InputError> {
        let article = Article { id, ..Article::default() };
        Ok(Received { article, authors: Vec::new(), raw: Raw::new([], "text/plain") })
    }

    fn run(threads: usize, count: usize) -> Vec<String> {
        let articles = (0..count).map(|id| received(id.to_string()));
        let work = |(): &mut (), number: usize, received: &Received| {
            let article = &received.article;
            // The early ones take longest.
            thread::sleep(std::time::Duration::from_micros(2000 / number as u64));
            assert_ne!(article.id, "7", "a fault");
            format!("{number}:{}", article.id)
        };
        let outcomes = outcomes(articles, threads, work);
        let words = outcomes.map(|outcome| match outcome {
            Outcome::Read(words) => words,
            Outcome::Fault(id) => format!("fault {id}"),
            Outcome::Input(error) => error.to_string(),
        });
        words.collect()
    }

    #[test]
    fn order_does_not_depend_on_threads_and_a_fault_costs_one_article() {
        let one = run(1, 100);
        assert_eq!(one.len(), 100);
        assert_eq!(one[6..9], ["7:6", "fault 7", "9:8"]);
        assert_eq!(run(8, 100), one);
    }

    #[test]
    fn at_the_end_nothing_is_held() {
        for _ in 0..200 {
            let ledger = Arc::new(());
            let held = Arc::clone(&ledger);
            let work = move |(): &mut (), _, _: &Received| Arc::strong_count(&held);
            let outcomes = outcomes((0..4).map(|id| received(id.to_string())), 4, work);
            assert_eq!(outcomes.count(), 4);
            assert_eq!(Arc::strong_count(&ledger), 1);
        }
    }

    #[test]
    fn early_end_stops_the_input() {
        let articles = (0..).map(|id: u64| received(id.to_string()));
        let mut outcomes = outcomes(articles, 2, |(): &mut (), number, _| number);
        assert!(matches!(outcomes.next(), Some(Outcome::Read(1))));
    }
}
