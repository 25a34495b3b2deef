//! Reading for who waits before a page: a few at once, the others in turn.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use hearsay::{Reader, Scratch};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::desk::waiting;
use crate::problem::Problem;

/// Nobody waits longer than this for a turn.
const PATIENCE: Duration = Duration::from_secs(20);

/// Readers for pages.
pub(crate) struct Readers {
    reader: Reader,
    room: Arc<Semaphore>,
}

impl Readers {
    /// So many at once.
    pub(crate) fn new(reader: Reader, readers: NonZeroUsize) -> Self {
        Self { reader, room: Arc::new(Semaphore::new(readers.get())) }
    }

    /// Reads, as soon as it is our turn.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Reader, &mut Scratch) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = timeout(PATIENCE, Arc::clone(&self.room).acquire_owned()).await;
        let busy = |_| Problem::too_many("too many are reading; ask again in a moment", 5);
        let turn = turn.map_err(busy)?;
        let turn = turn.map_err(|_| Problem::unavailable("the desk is closing"))?;
        let reader = self.reader;
        waiting(move || {
            // The turn ends with the work, also where nobody waits for it any more.
            let _turn = turn;
            work(&reader, &mut Scratch::default())
        })
        .await
    }
}
