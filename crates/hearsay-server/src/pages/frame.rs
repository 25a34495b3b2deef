//! What stands around every page.

use std::sync::Arc;

use crate::access::{Role, Visitor};
use crate::desk::Desk;
use crate::pages::fixed;

/// What the layout shows.
pub(crate) struct Frame {
    /// The ledger's name.
    pub(crate) ledger: String,
    pub(crate) visitor: String,
    /// viewer, analyst, admin.
    pub(crate) role: Role,
    /// Whether there are users who sign in and out.
    pub(crate) is_team: bool,
    /// Which entry of the navigation this is.
    pub(crate) at: &'static str,
    /// The style sheet's version.
    pub(crate) version: &'static str,
    pub(crate) has_islands: bool,
}

impl Frame {
    pub(crate) fn new(desk: &Arc<Desk>, visitor: &Visitor, at: &'static str) -> Self {
        Self {
            ledger: desk.name.clone(),
            visitor: visitor.name.clone(),
            role: visitor.role,
            is_team: desk.doors.is_team(),
            at,
            version: fixed::version(),
            has_islands: fixed::has_islands(),
        }
    }

    /// Whether the visitor may add and decide.
    pub(crate) fn may_write(&self) -> bool {
        self.role >= Role::Analyst
    }

    /// Whether the visitor keeps users.
    pub(crate) fn is_admin(&self) -> bool {
        self.role >= Role::Admin
    }

    /// The entries of the navigation: where, name, whether it is here.
    pub(crate) fn entries(&self) -> Vec<(&'static str, &'static str, bool)> {
        let all = [
            ("/", "Inbox"),
            ("/incidents", "Incidents"),
            ("/map", "Map"),
            ("/sources", "Sources"),
            ("/new", "New to you"),
            ("/read", "Read"),
            ("/export", "Export"),
        ];
        all.into_iter().map(|(path, name)| (path, name, path == self.at)).collect()
    }
}
