//! Text to tokens, tags, trees, entities and lemmas.
//!
//! The first stage. A text goes in, a [`Document`] comes out:
//!
//! 1. [tokens](Document::tokens), cut as spaCy's English tokenizer cuts them;
//! 2. vectors of the tokens, from hashed embeddings and four convolutions;
//! 3. Penn Treebank tags, and a dependency parse in ClearNLP's labels with sentence starts;
//! 4. universal parts of speech, features, and lemmas, by rule;
//! 5. named entities.
//!
//! The weights are those of `en_core_web_sm` 3.8.0. Unrounded, they give what spaCy 3.8 gives for
//! the same text, token for token: `cargo xtask conformance` shows it. Shipped they are rounded to
//! f16, which tips a near tie over now and then. One more thing differs by default: blank lines and datelines force a sentence start ([`ParseOptions`]).
//!
//! Stored trees for tests are read and written by [`conllu`].
#![warn(clippy::disallowed_methods)]

mod backbone;
mod chars;
pub mod conformance;
pub mod conllu;
mod document;
mod entities;
mod features;
mod kernel;
mod labels;
mod lemmatizer;
pub mod model;
mod parser;
pub mod rows;
mod ruler;
pub mod table;
mod tokenizer;
mod transitions;
pub mod tree;
mod url;
mod vectors;

pub use backbone::{Backbone, ParseOptions, Scratch};
pub use document::{Document, Entity, Span, Symbol, Token};
pub use labels::{Dep, EntityType, Pos, Tag, UnknownLabel};
