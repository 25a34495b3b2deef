//! Coming in: by the token that was printed, by a password, by a program's token.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use askama::Template;
use axum::extract::{ConnectInfo, Form, Query, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde::Deserialize;
use subtle::ConstantTimeEq;

use super::hosts::Hosts;
use super::limits::Limits;
use super::roles::{Role, Visitor};
use crate::desk_file::{DeskFile, digest, secret};
use crate::pages::{html, version};
use crate::problem::Problem;

/// Who is let in, and by what.
pub(crate) struct Doors {
    pub(crate) file: Arc<DeskFile>,
    pub(crate) hosts: Arc<Hosts>,
    limits: Limits,
    way: Way,
    cookie: String,
}

enum Way {
    /// Whoever has the token is the one who started the desk.
    Token {
        token: Vec<u8>,
        /// What browsers get for the token, so that it need not stay in addresses.
        session: String,
        name: String,
    },
    /// Users with passwords.
    Users,
}

impl Doors {
    /// One person's desk.
    pub(crate) fn single(
        file: Arc<DeskFile>,
        hosts: Arc<Hosts>,
        limits: Limits,
        token: &str,
        name: String,
        port: u16,
    ) -> Self {
        let way = Way::Token { token: digest(token), session: secret(), name };
        // Browsers do not keep cookies of two ports apart.
        Self { file, hosts, limits, way, cookie: format!("hearsay-{port}") }
    }

    /// A team's desk.
    pub(crate) fn team(file: Arc<DeskFile>, hosts: Arc<Hosts>, limits: Limits) -> Self {
        Self { file, hosts, limits, way: Way::Users, cookie: "__Host-hearsay".to_owned() }
    }

    /// Whether there are users to sign in and out.
    pub(crate) fn is_team(&self) -> bool {
        matches!(self.way, Way::Users)
    }

    /// Counts a try to give the own password once more.
    pub(crate) fn attempt_for(&self, name: &str) -> Result<(), Problem> {
        self.limits.attempt_by(name)
    }

    /// Who asks, if anybody whom we know.
    fn visitor(&self, headers: &HeaderMap, from: IpAddr) -> Result<Option<Visitor>, Problem> {
        if let Some(value) = headers.get(header::AUTHORIZATION) {
            let value = value.to_str().unwrap_or_default();
            let token = value.strip_prefix("Bearer ").unwrap_or_default().trim();
            let found = self.by_token(token)?;
            if found.is_none() {
                self.limits.attempt(from, None)?;
            }
            return Ok(found);
        }
        match CookieJar::from_headers(headers).get(&self.cookie) {
            Some(cookie) => self.by_session(cookie.value()),
            None => Ok(None),
        }
    }

    fn by_token(&self, secret: &str) -> Result<Option<Visitor>, Problem> {
        match &self.way {
            Way::Token { token, name, .. } => {
                let is_right = bool::from(digest(secret).ct_eq(token));
                Ok(is_right.then(|| Visitor { name: name.clone(), role: Role::Admin }))
            }
            Way::Users => self.known(self.file.token(secret)),
        }
    }

    fn by_session(&self, secret: &str) -> Result<Option<Visitor>, Problem> {
        match &self.way {
            Way::Token { session, name, .. } => {
                let is_right = bool::from(session.as_bytes().ct_eq(secret.as_bytes()));
                Ok(is_right.then(|| Visitor { name: name.clone(), role: Role::Admin }))
            }
            Way::Users => self.known(self.file.session(secret)),
        }
    }

    fn known(
        &self,
        name: crate::desk_file::Result<Option<String>>,
    ) -> Result<Option<Visitor>, Problem> {
        let Some(name) = name? else { return Ok(None) };
        let user = self.file.user(&name)?;
        Ok(user.map(|user| Visitor { name: user.name, role: user.role }))
    }

    /// The cookie that lets a browser in.
    fn let_in(&self, secret: String) -> Cookie<'static> {
        Cookie::build((self.cookie.clone(), secret))
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.is_team())
            .path("/")
            .build()
    }
}

/// The pages by which browsers come in and go.
pub(crate) fn routes() -> Router<Arc<crate::desk::Desk>> {
    Router::new().route("/login", get(form).post(sign_in)).route("/logout", post(sign_out))
}

/// What may be seen by anybody: it tells nothing of the ledger.
fn is_open(path: &str) -> bool {
    path.starts_with("/static/") || matches!(path, "/login" | "/health/live" | "/health/ready")
}

/// Finds out who asks, and turns away whom we do not know.
pub(crate) async fn admit(
    State(doors): State<Arc<Doors>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Result<Response, Response> {
    let from = address(peer, request.headers(), doors.is_team());
    request.extensions_mut().insert(From(from));
    let path = request.uri().path().to_owned();
    if let Some(answer) = by_address(&doors, &request, from) {
        return Ok(answer);
    }
    let visitor = {
        let doors = Arc::clone(&doors);
        let headers = request.headers().clone();
        // Whoever signs in by a cookie of a team's desk is looked up in a file.
        tokio::task::spawn_blocking(move || doors.visitor(&headers, from)).await
    };
    let visitor =
        visitor.unwrap_or_else(|_| Err(Problem::fault("the visitor cannot be looked up")));
    match visitor.map_err(IntoResponse::into_response)? {
        Some(visitor) => {
            doors.limits.request(&visitor.name).map_err(IntoResponse::into_response)?;
            // A cookie is sent by browsers whoever made them send it; so a page of ours must have.
            let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
            let has_token = request.headers().contains_key(header::AUTHORIZATION);
            if !is_safe && !has_token && doors.hosts.is_own_page(request.headers()) != Some(true) {
                let detail = "a change is made from a page of the desk, or with a token";
                return Err(Problem::forbidden(detail).into_response());
            }
            request.extensions_mut().insert(visitor);
        }
        None if is_open(&path) => {}
        None if wants_page(&request) => {
            let asked = request.uri().path_and_query().map_or("/", |asked| asked.as_str());
            let next: String = url::form_urlencoded::byte_serialize(asked.as_bytes()).collect();
            return Err(Redirect::to(&format!("/login?next={next}")).into_response());
        }
        None => return Err(Problem::unauthorized().into_response()),
    }
    Ok(next.run(request).await)
}

/// Where a request comes from, for the limits.
#[derive(Clone, Copy)]
struct From(IpAddr);

/// The address of the browser. A team's desk stands behind a proxy on the same machine, which tells it
/// last in the list.
fn address(peer: SocketAddr, headers: &HeaderMap, is_team: bool) -> IpAddr {
    let told = headers.get_all("x-forwarded-for").iter().next_back();
    let told = told.and_then(|list| list.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    match told {
        Some(told) if is_team && peer.ip().is_loopback() => told,
        _ => peer.ip(),
    }
}

fn wants_page(request: &Request) -> bool {
    let path = request.uri().path();
    let is_program = path.starts_with("/api/") || path.starts_with("/ogc");
    let accepts = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    !is_program
        && *request.method() == Method::GET
        && accepts.is_some_and(|it| it.contains("text/html"))
}

/// Answers an address that carries the token: the browser gets a cookie, and the same address without.
fn by_address(doors: &Doors, request: &Request, from: IpAddr) -> Option<Response> {
    let query = request.uri().query()?;
    let pairs: Vec<(String, String)> =
        url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let (_, given) = pairs.iter().find(|(name, _)| name == "token")?;
    let Way::Token { token, session, .. } = &doors.way else { return None };
    if *request.method() != Method::GET {
        return None;
    }
    if !bool::from(digest(given).ct_eq(token)) {
        let failed = doors.limits.attempt(from, None).err().unwrap_or_else(Problem::unauthorized);
        return Some(failed.into_response());
    }
    let rest: Vec<_> = pairs.iter().filter(|(name, _)| name != "token").collect();
    let rest = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(rest).finish();
    let path = own_path(request.uri().path());
    let clean = if rest.is_empty() { path.to_owned() } else { format!("{path}?{rest}") };
    let jar = CookieJar::new().add(doors.let_in(session.clone()));
    Some((jar, Redirect::to(&clean)).into_response())
}

/// A path of ours; an address elsewhere is none.
fn own_path(path: &str) -> &str {
    let is_own =
        path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n']);
    if is_own { path } else { "/" }
}

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    version: &'static str,
    is_team: bool,
    next: String,
    failed: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Then {
    next: Option<String>,
}

/// What the form of the login page sends.
#[derive(Deserialize)]
struct Credentials {
    #[serde(default)]
    name: String,
    /// The password, or the token of one person's desk.
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

async fn form(
    State(desk): State<Arc<crate::desk::Desk>>,
    visitor: Option<Extension<Visitor>>,
    Query(asked): Query<Then>,
) -> Response {
    let next = own_path(asked.next.as_deref().unwrap_or("/")).to_owned();
    if visitor.is_some() {
        return Redirect::to(&next).into_response();
    }
    html(&LoginPage { version: version(), is_team: desk.doors.is_team(), next, failed: None })
}

async fn sign_in(
    State(desk): State<Arc<crate::desk::Desk>>,
    Extension(From(from)): Extension<From>,
    headers: HeaderMap,
    Form(given): Form<Credentials>,
) -> Response {
    let doors = &desk.doors;
    if doors.hosts.is_own_page(&headers) != Some(true) {
        return Problem::forbidden("signing in is done from the page of the desk").into_response();
    }
    let next = own_path(&given.next).to_owned();
    let answer = match doors.limits.attempt(from, doors.is_team().then_some(given.name.as_str())) {
        Ok(()) => {
            let doors = Arc::clone(doors);
            let (name, password) = (given.name, given.password);
            tokio::task::spawn_blocking(move || enter(&doors, &name, &password))
                .await
                .unwrap_or_else(|_| Err(Problem::fault("the user cannot be looked up")))
        }
        Err(problem) => Err(problem),
    };
    match answer {
        Ok(Some(secret)) => {
            let jar = CookieJar::new().add(doors.let_in(secret));
            (jar, Redirect::to(&next)).into_response()
        }
        Ok(None) => {
            let failed = match doors.is_team() {
                true => "no user has that name and password",
                false => "that is not the token of this desk",
            };
            let failed = Some(failed.to_owned());
            let page =
                html(&LoginPage { version: version(), is_team: doors.is_team(), next, failed });
            (StatusCode::UNAUTHORIZED, page).into_response()
        }
        Err(problem) => {
            let status = problem.status();
            let failed = Some(problem.detail);
            let page =
                html(&LoginPage { version: version(), is_team: doors.is_team(), next, failed });
            (status, page).into_response()
        }
    }
}

/// The secret of a new session, for the right name and password.
fn enter(doors: &Doors, name: &str, password: &str) -> Result<Option<String>, Problem> {
    match &doors.way {
        Way::Token { token, session, .. } => {
            let is_right = bool::from(digest(password.trim()).ct_eq(token));
            Ok(is_right.then(|| session.clone()))
        }
        Way::Users => match doors.file.signed_in(name, password)? {
            Some(user) => {
                doors.file.record(&user.name, "signed in", "")?;
                Ok(Some(doors.file.begin_session(&user.name)?))
            }
            None => {
                let name: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
                doors.file.record("", "turned away", &name)?;
                Ok(None)
            }
        },
    }
}

async fn sign_out(
    State(desk): State<Arc<crate::desk::Desk>>,
    visitor: Visitor,
    jar: CookieJar,
) -> Result<Response, Problem> {
    let doors = Arc::clone(&desk.doors);
    let secret = jar.get(&doors.cookie).map(|cookie| cookie.value().to_owned());
    let ended = {
        let doors = Arc::clone(&doors);
        tokio::task::spawn_blocking(move || match (secret, &doors.way) {
            (Some(secret), Way::Users) => {
                doors.file.end_session(&secret)?;
                doors.file.record(&visitor.name, "signed out", "")
            }
            _ => Ok(()),
        })
    };
    ended.await.map_err(|_| Problem::fault("the session cannot be ended"))??;
    let gone = Cookie::build((doors.cookie.clone(), "")).path("/").secure(doors.is_team()).build();
    let clear = [("clear-site-data", "\"cache\", \"storage\"")];
    Ok((jar.remove(gone), clear, Redirect::to("/login")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_paths_are_gone_to() {
        assert_eq!(own_path("/incidents/i1?x=1"), "/incidents/i1?x=1");
        for other in
            ["//evil.example", "https://evil.example", "/\\evil.example", "", "x", "/a\r\nb"]
        {
            assert_eq!(own_path(other), "/", "{other}");
        }
    }

    #[test]
    fn proxies_on_this_machine_alone_are_believed() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "198.51.100.1, 192.0.2.7".parse().expect("a header"));
        let here: SocketAddr = "127.0.0.1:1".parse().expect("an address");
        let there: SocketAddr = "203.0.113.5:1".parse().expect("an address");
        assert_eq!(address(here, &headers, true).to_string(), "192.0.2.7");
        assert_eq!(address(here, &headers, false), here.ip());
        assert_eq!(address(there, &headers, true), there.ip());
    }
}
