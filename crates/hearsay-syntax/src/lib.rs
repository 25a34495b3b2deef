//! Text to tokens, tags, trees, entities and lemmas.
//!
//! The first stage: a text goes in, a [`Document`] comes out.
#![warn(clippy::disallowed_methods)]

pub mod conllu;
mod document;
mod labels;

pub use document::{Document, Entity, Span, Symbol, Token};
pub use labels::{Dep, EntityType, Pos, Tag, UnknownLabel};
