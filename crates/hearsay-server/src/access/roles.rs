//! Roles, and the visitor that a request comes from.

use std::fmt;
use std::str::FromStr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::problem::Problem;

/// What a user may do; each may do what those before may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Look at everything in the ledger, and export it.
    Viewer,
    /// Add articles and decide.
    Analyst,
    /// Keep users, and see who did what.
    Admin,
}

impl Role {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Analyst => "analyst",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Viewer, Self::Analyst, Self::Admin]
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| format!("`{text}` is no role; there are viewer, analyst and admin"))
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Visitor {
    /// The name under which decisions are kept.
    pub(crate) name: String,
    pub(crate) role: Role,
}

/// A visitor who may add articles and decide.
pub(crate) struct Analyst(pub(crate) Visitor);

/// A visitor who may keep users.
pub(crate) struct Admin(pub(crate) Visitor);

fn visitor(parts: &Parts, role: Role) -> Result<Visitor, Problem> {
    let visitor = parts.extensions.get::<Visitor>().ok_or_else(Problem::unauthorized)?;
    if visitor.role < role {
        let detail = format!("{} comes in as {}; this takes {role}", visitor.name, visitor.role);
        return Err(Problem::forbidden(detail));
    }
    Ok(visitor.clone())
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        visitor(parts, Role::Viewer)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Analyst {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        visitor(parts, Role::Analyst).map(Self)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        visitor(parts, Role::Admin).map(Self)
    }
}
