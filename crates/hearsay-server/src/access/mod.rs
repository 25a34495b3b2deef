//! Who may come in, and what they may do.
//!
//! One person's desk listens on this machine alone and lets in whoever has its token, which is new at
//! every start. A team's desk has users with passwords. Either way a request must name a host that is
//! ours, since a page elsewhere may point its own name at this machine (DNS rebinding); and one that
//! changes anything must come from our own pages, or carry a token that a browser does not send by
//! itself.

mod headers;
mod hosts;
mod limits;
mod roles;
mod sessions;

pub use hosts::origin;
pub use roles::Role;

pub(crate) use headers::headers;
pub(crate) use hosts::{Hosts, hosts};
pub(crate) use limits::Limits;
pub(crate) use roles::{Admin, Analyst, Visitor};
pub(crate) use sessions::{Doors, admit, routes};
