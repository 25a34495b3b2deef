//! The `hearsay` command: its arguments, its pipeline, and the forms that readings are printed in.
//!
//! The binary is a thin shell over this library, which is here so that tests can hand it readings.

mod args;
mod eval;
mod explain;
mod html;
mod keeping;
mod messages;
mod output;
mod pipeline;
mod read;
mod shelf;
mod table;
mod told;
mod wrap;

pub use args::{Cli, Color, Command, Explain, Read};
pub use eval::{Eval, eval};
pub use explain::{ExplainFormat, explain, why};
pub use keeping::{
    Add, Backup, Check, Decide, Decisions, Reread, Undo, add, backup, check, decide, decisions,
    reread, undo,
};
pub use output::{Format, Joined, Piece, piece};
pub use read::read;
pub use shelf::Shelf;
pub use table::{Layout, table};
