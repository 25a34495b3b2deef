//! Stopping when asked to, by Ctrl-C or by the system.

use std::io::{self, Write};
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;

use anyhow::Context;

use super::Message;

/// Whether it is time to stop; threads share it.
#[derive(Clone)]
pub(super) struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Set by the signals that ask a program to end; whoever waits for messages is woken.
    pub(super) fn on_signals(wake: SyncSender<Message>, is_quiet: bool) -> anyhow::Result<Self> {
        let stop = Self(Arc::default());
        let flag = Arc::clone(&stop.0);
        ctrlc::set_handler(move || {
            if flag.swap(true, Ordering::Relaxed) {
                // What is acknowledged is on the disk, so nothing is lost.
                process::exit(130);
            }
            if !is_quiet {
                let words = "stopping after the article at hand; Ctrl-C once more stops at once";
                // Who asked may have closed the terminal.
                let _ = writeln!(io::stderr(), "{words}");
            }
            // Where there is no room, whoever reads the others looks at the flag.
            let _ = wake.try_send(Message::Stop);
        })
        .context("the signals that stop a program cannot be waited for")?;
        Ok(stop)
    }

    /// Whether it is.
    pub(super) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
