//! What all handlers share.

use std::sync::Arc;

use hearsay_ledger::{Ledger, LedgerError, View};
use tokio::sync::{Semaphore, watch};

use crate::access::Doors;
use crate::desk_file::DeskFile;
use crate::intake::{Intake, Turns};
use crate::meter::Meter;
use crate::news::Pulse;
use crate::problem::Problem;
use crate::readers::Readers;

/// A ledger that is open to visitors.
pub(crate) struct Desk {
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) file: Arc<DeskFile>,
    pub(crate) doors: Arc<Doors>,
    pub(crate) intake: Intake,
    pub(crate) readers: Readers,
    pub(crate) turns: Turns,
    pub(crate) meter: Arc<Meter>,
    pub(crate) pulse: Pulse,
    /// Room for those who listen to news.
    pub(crate) listeners: Arc<Semaphore>,
    /// Becomes true when the desk closes: what never ends by itself ends then.
    pub(crate) closing: watch::Receiver<bool>,
    /// The ledger's name, for titles: its file's.
    pub(crate) name: String,
}

impl Desk {
    /// Looks things up in the ledger as it is at this moment, on a thread that may wait.
    pub(crate) async fn look<T, E>(
        self: &Arc<Self>,
        look: impl FnOnce(&View) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Problem>
    where
        T: Send + 'static,
        E: Send + 'static,
        Problem: From<E>,
    {
        let desk = Arc::clone(self);
        waiting(move || Ok(look(&desk.ledger.view()?)?)).await
    }

    /// Records what somebody did that leaves no trace in the ledger.
    pub(crate) async fn file_record(
        self: &Arc<Self>,
        user: &str,
        what: &'static str,
        detail: &str,
    ) -> Result<(), Problem> {
        let (desk, user, detail) = (Arc::clone(self), user.to_owned(), detail.to_owned());
        waiting(move || Ok(desk.file.record(&user, what, &detail)?)).await
    }

    /// Changes the ledger, on a thread that may wait.
    pub(crate) async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        write: impl FnOnce(&Ledger) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, Problem> {
        let desk = Arc::clone(self);
        waiting(move || Ok(write(&desk.ledger)?)).await
    }
}

/// Does what may wait for the disk.
pub(crate) async fn waiting<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(Problem::fault("it broke off; please report what you asked for")))
}
