//! Users, and who did what: for those who keep them; and everybody's own account.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::frame::Frame;
use super::{Answer, html};
use crate::access::{Admin, Role, Visitor};
use crate::desk::{Desk, waiting};
use crate::desk_file::User;
use crate::problem::Problem;

/// So many rows of the audit and of what happened at the door are shown.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "users.html")]
struct UsersPage {
    frame: Frame,
    users: Vec<User>,
    /// When, who, what, more of it.
    events: Vec<[String; 4]>,
    audit: Vec<hearsay_ledger::Entry>,
}

/// `/users`
pub(crate) async fn page(State(desk): State<Arc<Desk>>, Admin(visitor): Admin) -> Answer {
    let audit = desk.look(|view| view.audit(SHOWN)).await?;
    let file = Arc::clone(&desk.file);
    let (users, events) = waiting(move || Ok((file.users()?, file.events(SHOWN)?))).await?;
    let frame = Frame::new(&desk, &visitor, "/users");
    Ok(html(&UsersPage { frame, users, events, audit }))
}

/// What is changed about a user.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Change {
    what: String,
    name: String,
    role: String,
    password: String,
}

/// `POST /users`
pub(crate) async fn change(
    State(desk): State<Arc<Desk>>,
    Admin(visitor): Admin,
    Form(change): Form<Change>,
) -> Answer {
    let file = Arc::clone(&desk.file);
    waiting(move || {
        let Change { what, name, role, password } = change;
        let role = || role.parse::<Role>().map_err(Problem::bad_request);
        let by = visitor.name.as_str();
        if what != "add" && name.eq_ignore_ascii_case(by) && what != "password" {
            return Err(Problem::bad_request("another admin changes your role or bars you"));
        }
        match what.as_str() {
            "add" => file.add_user(&name, role()?, &password, by)?,
            "role" => file.set_role(&name, role()?, by)?,
            "password" => file.set_password(&name, &password, by)?,
            "bar" => file.bar(&name, by)?,
            other => return Err(Problem::bad_request(format!("`{other}` cannot be done"))),
        }
        Ok(())
    })
    .await?;
    Ok(Redirect::to("/users").into_response())
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    frame: Frame,
    /// A token that was just made: it is shown this once.
    token: Option<String>,
}

/// `/account`
pub(crate) async fn account(State(desk): State<Arc<Desk>>, visitor: Visitor) -> Answer {
    Ok(shown(&desk, &visitor, None))
}

fn shown(desk: &Arc<Desk>, visitor: &Visitor, token: Option<String>) -> Response {
    html(&AccountPage { frame: Frame::new(desk, visitor, "/account"), token })
}

/// What somebody changes about the own account.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Own {
    what: String,
    /// The password as it is.
    present: String,
    password: String,
    label: String,
}

/// `POST /account`
pub(crate) async fn change_own(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Form(own): Form<Own>,
) -> Answer {
    if !desk.doors.is_team() {
        return Err(Problem::bad_request("one person's desk has no users").into());
    }
    desk.doors.attempt_for(&visitor.name)?;
    let file = Arc::clone(&desk.file);
    let name = visitor.name.clone();
    let token = waiting(move || {
        // Whoever finds an open browser must not get further.
        if file.signed_in(&name, &own.present)?.is_none() {
            return Err(Problem::forbidden("that is not your present password"));
        }
        match own.what.as_str() {
            "password" => {
                file.set_password(&name, &own.password, &name)?;
                Ok(None)
            }
            "token" => Ok(Some(file.add_token(&name, own.label.trim(), &name)?)),
            other => Err(Problem::bad_request(format!("`{other}` cannot be done"))),
        }
    })
    .await?;
    match token {
        Some(token) => Ok(shown(&desk, &visitor, Some(token))),
        // All sessions have ended, this one too.
        None => Ok(Redirect::to("/login").into_response()),
    }
}
