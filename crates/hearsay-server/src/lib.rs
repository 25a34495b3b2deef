//! The desk: a ledger's pages and its HTTP API.
//!
//! ```text
//! request ─▶ access ─▶ pages ─▶ HTML that works without scripts
//!            who it is │ api   ─▶ JSON, the form of `--json`
//!            and may   │ intake ─▶ articles in, acknowledged when they are on the disk
//! ```
//!
//! [`Server::bind`] opens the door and [`Server::run`] answers until it is told to stop. Everything that
//! a page shows is in the API too, in the same words and with the same filters. Nothing is fetched from
//! anywhere else, no HTML of a source is ever shown as HTML, and nothing is scored as true.

mod access;
mod api;
mod asked;
mod connections;
mod desk;
mod desk_file;
mod error;
mod intake;
mod meter;
mod news;
mod ogc;
mod pages;
mod priority;
mod problem;
mod readers;
mod server;

pub use access::{Role, origin};
pub use desk_file::{DeskFile, User};
pub use error::ServerError;
pub use server::{Mode, Options, Server};
