//! One look at a feed: what is new there, and the pages behind it.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use hearsay_input::fetch::{FetchError, Policy, get_if_changed};
use hearsay_input::{
    InputError, Options, Part, Place, Raw, Received, Source, WatchedFeed, articles, behind,
    is_teaser,
};
use jiff::Timestamp;

use super::Message;
use super::kept::{Kept, Took};
use super::stopping::Stop;

/// So long between two pages of one feed, which lie on one server.
const PAUSE: Duration = Duration::from_secs(1);

/// So many pages are fetched in one look; what is left is for the next.
const PAGES: usize = 60;

/// A feed to look at.
pub(super) struct Job {
    /// Which one.
    pub(super) number: usize,
    pub(super) watched: WatchedFeed,
    pub(super) kept: Kept,
    pub(super) took: Took,
    /// Whether it may be on this computer.
    pub(super) allow_loopback: bool,
}

/// What a look brought.
pub(super) struct Look {
    /// Which feed it was.
    pub(super) number: usize,
    /// What to keep of the feed once its items are in the ledger.
    pub(super) kept: Kept,
    /// The items; none where nothing has changed.
    pub(super) found: Result<Option<Found>, InputError>,
}

/// What there is in a feed.
pub(super) struct Found {
    /// Articles, and what could not be read.
    pub(super) items: Vec<Result<Received, InputError>>,
    /// How many items were passed over, because their pages are in the ledger.
    pub(super) known: usize,
}

/// Starts threads that look at feeds.
///
/// They are not waited for at the end: a server that does not answer would hold everything up.
pub(super) fn lookers(
    threads: usize,
    jobs: Receiver<Job>,
    results: &SyncSender<Message>,
    stop: &Stop,
) {
    let jobs = Arc::new(Mutex::new(jobs));
    for _ in 0..threads {
        let (jobs, results, stop) = (Arc::clone(&jobs), results.clone(), stop.clone());
        thread::spawn(move || {
            let next = || jobs.lock().expect("no thread panics while it waits").recv();
            while let Ok(job) = next() {
                let look = Box::new(look(job, &stop));
                if results.send(Message::Look(look)).is_err() {
                    break;
                }
            }
        });
    }
}

fn look(job: Job, stop: &Stop) -> Look {
    let Job { number, watched, mut kept, took, allow_loopback } = job;
    kept.begin(Timestamp::now(), took);
    let policy = Policy { allow_loopback, ..Policy::default() };
    // A fault of ours in one feed must not cost the others.
    let looked = AssertUnwindSafe(|| found(&watched, &mut kept, took, policy, stop));
    let found = catch_unwind(looked).unwrap_or_else(|_| {
        let reason = "reading it failed, which is a fault in hearsay; please report it".to_owned();
        Err(InputError::Feed { name: watched.url.clone(), reason })
    });
    match &found {
        Ok(_) => kept.succeed(),
        Err(InputError::Fetch { source: FetchError::Busy { wait, .. }, .. }) => {
            kept.fail(Some(*wait));
        }
        Err(error) => {
            kept.fail(None);
            kept.is_gone = is_gone(error);
        }
    }
    Look { number, kept, found }
}

/// Whether a server says that there will never be anything again.
fn is_gone(error: &InputError) -> bool {
    matches!(error, InputError::Fetch { source: FetchError::Status(410), .. })
}

fn found(
    watched: &WatchedFeed,
    kept: &mut Kept,
    took: Took,
    policy: Policy,
    stop: &Stop,
) -> Result<Option<Found>, InputError> {
    let mut said = kept.said.clone();
    let url = watched.url.clone();
    let fetched = get_if_changed(&url, &mut said, &policy)
        .map_err(|source| InputError::Fetch { url: url.clone(), source })?;
    let Some(fetched) = fetched else {
        kept.said = said;
        return Ok(None);
    };
    // Whoever names the language need not have it guessed.
    let force = took.force || watched.language.is_some();
    let options = Options { force, policy: policy.clone(), ..Options::default() };
    let mut items: Vec<_> = articles([Source::Feed { url, fetched }], options).collect();
    match &items[..] {
        [Err(InputError::Empty { place: Place { part: Part::Whole, .. } })] => items.clear(),
        // These are about the whole of it.
        [
            Err(
                InputError::Feed { .. }
                | InputError::Unreadable { .. }
                | InputError::TooLong { .. },
            ),
        ] => {
            return items.remove(0).map(|_| None);
        }
        _ => {}
    }
    let mut is_whole = true;
    let mut known = 0;
    if took.full {
        (items, known) = with_pages(items, &mut kept.pages, &policy, stop, &mut is_whole);
    }
    // What could not be had this time is asked for again.
    if is_whole {
        kept.said = said;
    } else {
        kept.said.moved_to = said.moved_to;
        kept.said.holds_s = said.holds_s;
    }
    for received in items.iter_mut().flatten() {
        let article = &mut received.article;
        article.publisher = watched.publisher.clone().or_else(|| article.publisher.take());
        article.language = watched.language.clone().or_else(|| article.language.take());
    }
    Ok(Some(Found { items, known }))
}

/// Puts pages in the place of beginnings. Of an item whose page is in the ledger nothing is left.
fn with_pages(
    items: Vec<Result<Received, InputError>>,
    pages: &mut BTreeMap<String, String>,
    policy: &Policy,
    stop: &Stop,
    is_whole: &mut bool,
) -> (Vec<Result<Received, InputError>>, usize) {
    let (mut taken, mut known, mut fetched) = (Vec::new(), 0, 0);
    let before = std::mem::take(pages);
    for item in items {
        let received = match item {
            Ok(received) if received.article.url.is_some() && is_teaser(&received.article.text) => {
                received
            }
            item => {
                taken.push(item);
                continue;
            }
        };
        let (id, said) = (received.article.id.clone(), hash(&received));
        let earlier = before.get(&id);
        if earlier == Some(&said) {
            pages.insert(id, said);
            known += 1;
            continue;
        }
        if fetched == PAGES || stop.is_set() {
            *is_whole = false;
            pages.extend(earlier.map(|earlier| (id, earlier.clone())));
            continue;
        }
        if fetched > 0 {
            thread::sleep(PAUSE);
        }
        fetched += 1;
        match behind(&received, policy) {
            Ok(page) => {
                pages.insert(id, said);
                taken.push(Ok(page));
            }
            // The item's own words are better than nothing, and better than a page that was left.
            Err(error) if may_pass(&error) => {
                *is_whole = false;
                taken.push(Err(error));
                match earlier {
                    Some(earlier) => drop(pages.insert(id, earlier.clone())),
                    None => taken.push(Ok(received)),
                }
            }
            Err(error) => {
                pages.insert(id, said);
                taken.extend([Err(error), Ok(received)]);
            }
        }
    }
    (taken, known)
}

/// What tells whether an item has been edited.
fn hash(received: &Received) -> String {
    let article = &received.article;
    let created = article.created.map(|created| created.to_string());
    let parts = [&article.title, &article.url, &created].map(|part| part.as_deref().unwrap_or(""));
    let all = format!("{}\0{}", parts.join("\0"), article.text);
    let mut hash = Raw::new(all.into_bytes(), "text/plain").sha256;
    hash.truncate(16);
    hash
}

/// Whether asking again may help.
fn may_pass(error: &InputError) -> bool {
    let InputError::Fetch { source, .. } = error else { return false };
    match source {
        FetchError::Status(status) => *status >= 500 || matches!(status, 408 | 425 | 429),
        FetchError::Busy { .. }
        | FetchError::TooSlow(_)
        | FetchError::Connection(_)
        | FetchError::NoHost { .. } => true,
        _ => false,
    }
}
