//! The whole reading of one article, and its JSON form.
//!
//! ```text
//! Article ─▶ syntax ─▶ mentions ─▶ claims ─▶ Reading
//! ```
//!
//! [`Reader::read`] takes an [`Article`] and gives a [`Reading`]. It cannot fail, and it looks at
//! nothing but its arguments: no clock, no network, no disk. The fields of a reading are the
//! project's public contract; their types stand in this crate with what each means.
#![warn(clippy::disallowed_methods)]

mod article;
mod casing;
mod code_points;
mod explanation;
mod form;
mod reader;

pub use article::{Article, Created, CreatedError};
pub use casing::restored;
pub use explanation::*;
pub use form::*;
pub use hearsay_mentions::country_name;
pub use hearsay_syntax::Scratch;
pub use reader::Reader;
