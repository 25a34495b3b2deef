//! What can keep the desk from opening.

use std::net::SocketAddr;

use hearsay_ledger::LedgerError;

/// What can keep the desk from opening, or a user from being kept.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The address is taken or not ours.
    #[error("cannot listen on {address}: {error}; choose another with --port or --listen")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// Why.
        error: std::io::Error,
    },
    /// A team's desk must say under which address browsers know it.
    #[error(
        "--team needs --origin, the address under which browsers reach the desk, such as \
         https://desk.example.org: cookies and forms are bound to it"
    )]
    NoOrigin,
    /// An origin that is none.
    #[error("`{0}` is not an origin: write it as https://desk.example.org, without a path")]
    Origin(String),
    /// An origin without TLS that is not this machine.
    #[error("{0} is not https: over plain http anyone on the way could take a session")]
    PlainOrigin(String),
    /// One desk for one person on an address that others reach.
    #[error("{0} can be reached by others: open the desk to several people with --team")]
    Open(SocketAddr),
    /// Nobody could come in.
    #[error("no user may come in yet: `hearsay users add NAME --role admin` makes the first")]
    NoUsers,
    /// A token that is easily guessed.
    #[error("the token in HEARSAY_TOKEN is shorter than 32 characters")]
    ShortToken,
    /// The desk's own file.
    #[error("{path}: {error}")]
    File {
        /// The file.
        path: String,
        /// Why.
        error: rusqlite::Error,
    },
    /// A user that cannot be kept so.
    #[error("{0}")]
    User(String),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The system.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}
