//! What is said within one incident: stories with what must come of them, and what always holds.

mod properties;
mod stories;
mod suite;
