//! The `hearsay` command: its arguments, its pipeline, and the forms that readings are printed in.
//!
//! The binary is a thin shell over this library, which is here so that tests can hand it readings.

mod args;
mod claims;
mod compare;
mod eval;
mod explain;
mod export;
mod filters;
mod html;
mod incidents;
mod keeping;
mod listing;
mod mcp;
mod messages;
mod outlets;
mod output;
mod pipeline;
mod read;
mod said;
mod serve;
mod sheet;
mod shelf;
mod table;
mod toll;
mod users;
mod wrap;

pub use args::{Cli, Color, Command, Explain, Read};
pub use claims::{Claims, claims};
pub use compare::{Compare, compare};
pub use eval::{Eval, eval};
pub use explain::{ExplainFormat, explain, why};
pub use export::{Export, export};
pub use incidents::{Incidents, incidents};
pub use keeping::{
    Add, Backup, Check, Decide, Decisions, Import, Reread, Undo, Watch, add, backup, check, decide,
    decisions, import, reread, undo, watch,
};
pub use mcp::{Mcp, mcp};
pub use outlets::{Sources, sources};
pub use output::{Format, Joined, Piece, piece};
pub use read::read;
pub use serve::{Serve, serve};
pub use shelf::Shelf;
pub use table::{Layout, table};
pub use toll::{TollArgs, toll};
pub use users::{Users, users};
