//! The whole reading of one article, and its JSON form.
//!
//! [`Reader::read`] takes an [`Article`] and gives a [`Reading`]. It cannot fail, and it looks at
//! nothing but its arguments: no clock, no network, no disk.
#![warn(clippy::disallowed_methods)]

mod article;
mod form;

pub use article::{Article, Created, CreatedError};
pub use form::*;
