//! News for whoever is looking: one thread looks for them, all who listen hear of them.

use std::sync::{Arc, Weak};
use std::time::Duration;

use hearsay_ledger::{Ledger, News};
use tokio::sync::broadcast::{Receiver, Sender, channel};

/// How often the ledger is looked at. Another program may be writing to it.
const EVERY: Duration = Duration::from_millis(500);

/// So many news are held for a listener who is slow; who is slower still asks for them by number.
const HELD: usize = 256;

/// What is new, as it becomes known.
pub(crate) struct Pulse(Sender<Arc<News>>);

impl Pulse {
    /// Begins to look, until the ledger is closed.
    pub(crate) fn start(ledger: &Arc<Ledger>) -> Self {
        let (sender, _) = channel(HELD);
        let (ledger, news) = (Arc::downgrade(ledger), sender.clone());
        std::thread::spawn(move || watch(&ledger, &news));
        Self(sender)
    }

    /// Everything from now on.
    pub(crate) fn listen(&self) -> Receiver<Arc<News>> {
        self.0.subscribe()
    }
}

fn watch(ledger: &Weak<Ledger>, news: &Sender<Arc<News>>) {
    let mut last = None;
    loop {
        std::thread::sleep(EVERY);
        let Some(ledger) = ledger.upgrade() else { return };
        // What cannot be looked up now is looked up the next time.
        let Ok(view) = ledger.view() else { continue };
        let Some(seen) = last else {
            last = view.latest_news().ok();
            continue;
        };
        if news.receiver_count() == 0 {
            last = view.latest_news().ok().or(last);
            continue;
        }
        let Ok(page) = view.news(Some(seen), HELD) else { continue };
        for item in page.items {
            last = Some(item.number);
            let _ = news.send(Arc::new(item));
        }
    }
}
