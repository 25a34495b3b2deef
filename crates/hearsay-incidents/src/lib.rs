//! Claims of many articles in, incidents out.
//!
//! ```text
//! Reading ─▶ accounts ─▶ merge ─▶ Incident
//!            one article │ many articles
//! ```
//!
//! [`accounts`] takes one reading apart into [`Account`]s: what this article tells of one incident,
//! with every reference written out, so that an account stands alone. [`merge`] brings the accounts
//! of many articles together into [`Incident`]s. What it gives depends on the accounts alone, not on
//! their order. Nothing is scored as true: an incident keeps what each claimant says.
#![warn(clippy::disallowed_methods)]

mod account;
mod beginnings;
mod claim;
mod completing;
mod description;
mod incident;
mod merging;
mod reading;
mod stem;
mod table;
pub mod world;

pub use account::{Account, Figure, Statement};
pub use beginnings::tells_who_began;
pub use claim::{Actor, ArticleRef, Claim, Claimant, Toll};
pub use completing::complete;
pub use description::{
    Belonging, Line, Point, Policy, Responsibility, Series, describe, responsibility, series,
};
pub use incident::{Change, Contradiction, Incident, Origin, Side, Stated, Total};
pub use merging::{
    Batch, Blocks, Changes, Count, Interval, Kept, Key, Keys, MERGING, Reasons, Shelf, Sketch,
    Sorts, Spot, Ties, Together, absorb, divide, group, incident_id, keys, merge, reasons,
};
pub use reading::accounts;
pub use stem::stem;
