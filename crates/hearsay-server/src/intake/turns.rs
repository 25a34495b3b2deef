//! Requests with the same key take turns: the second must not begin before the first is answered.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use crate::problem::Problem;

type Keys = Mutex<HashSet<(String, String)>>;

/// The keys of the requests that are being answered, by user.
#[derive(Default)]
pub(crate) struct Turns(Arc<Keys>);

/// The turn of one request; it ends when this is dropped.
pub(crate) struct Turn {
    keys: Arc<Keys>,
    key: (String, String),
}

impl Turns {
    /// Takes the turn, if nobody has it.
    pub(crate) fn take(&self, user: &str, key: &str) -> Result<Turn, Problem> {
        let key = (user.to_owned(), key.to_owned());
        let is_free = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone());
        if is_free {
            return Ok(Turn { keys: Arc::clone(&self.0), key });
        }
        let detail =
            format!("the request with the key `{}` is being answered; ask again later", key.1);
        Err(Problem::conflict(detail))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}
