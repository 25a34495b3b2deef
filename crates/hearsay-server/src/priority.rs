//! Who goes first where there are fewer cores than work: those who look.

/// Lets this thread, and those that it will start, give way to all others: reading articles and
/// bringing incidents together may take longer, a page may not.
///
/// Only Linux keeps the priority of threads apart; elsewhere nothing is changed.
pub(crate) fn give_way() {
    #[cfg(target_os = "linux")]
    {
        // Where it is not allowed it is as it was.
        let _ = rustix::process::nice(10);
    }
}
