//! Under which names the desk may be asked, and from where.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use url::Url;

use crate::error::ServerError;
use crate::problem::Problem;

/// The origins under which browsers know the desk: `http://127.0.0.1:7770`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hosts(Vec<String>);

impl Hosts {
    /// Those of an address on this machine, and the one that is named besides.
    pub(crate) fn new(address: SocketAddr, named: Option<&str>) -> Self {
        let port = address.port();
        let mut origins: Vec<String> = Vec::new();
        if address.ip().is_loopback() {
            let names = ["127.0.0.1", "localhost", "[::1]"];
            origins.extend(names.map(|name| format!("http://{name}:{port}")));
            if port == 80 {
                origins.extend(names.map(|name| format!("http://{name}")));
            }
        }
        origins.extend(named.map(str::to_owned));
        Self(origins)
    }

    /// Whether a request names one of ours as its host.
    fn is_ours(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let is_host = |origin: &String| {
            let of = origin.split_once("://").map_or(origin.as_str(), |(_, host)| host);
            of == host
        };
        self.0.iter().any(is_host)
    }

    /// The origin of ours that a host belongs to; the first where it is not known.
    pub(crate) fn origin_of(&self, host: &str) -> String {
        let is_of = |origin: &&String| {
            origin.split_once("://").is_some_and(|(_, of)| of.eq_ignore_ascii_case(host))
        };
        self.0.iter().find(is_of).or(self.0.first()).cloned().unwrap_or_default()
    }

    /// Whether what a browser tells of where the request comes from is a page of ours. A request that
    /// is no browser's tells nothing.
    pub(crate) fn is_own_page(&self, headers: &HeaderMap) -> Option<bool> {
        if let Some(origin) = headers.get(header::ORIGIN) {
            let origin = origin.to_str().unwrap_or_default().to_ascii_lowercase();
            return Some(self.0.contains(&origin));
        }
        let site = headers.get("sec-fetch-site")?;
        Some(site.as_bytes() == b"same-origin")
    }
}

/// An origin as browsers write it.
///
/// # Errors
///
/// When it is none, or is neither https nor on this machine.
pub fn origin(text: &str) -> Result<String, ServerError> {
    let none = || ServerError::Origin(text.to_owned());
    let url = Url::parse(text).map_err(|_| none())?;
    let is_bare = matches!(url.path(), "" | "/")
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    let is_local = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" if is_bare => Ok(url.origin().ascii_serialization()),
        "http" if is_bare && is_local => Ok(url.origin().ascii_serialization()),
        "http" if is_bare => Err(ServerError::PlainOrigin(text.to_owned())),
        _ => Err(none()),
    }
}

/// Turns away what names another host, and what another page sends.
pub(crate) async fn hosts(
    State(hosts): State<Arc<Hosts>>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let named = request.headers().get_all(header::HOST).iter().collect::<Vec<_>>();
    let host = match (named.as_slice(), request.uri().authority()) {
        ([host], None) => host.to_str().unwrap_or_default().to_owned(),
        ([host], Some(authority)) if host.as_bytes() == authority.as_str().as_bytes() => {
            authority.to_string()
        }
        _ => String::new(),
    };
    if !hosts.is_ours(&host) {
        let status = StatusCode::MISDIRECTED_REQUEST;
        let detail =
            "this desk is not known under that host; a team's desk is told its name with --origin";
        return Err(Problem::new(status, "host", "Another host is meant", detail));
    }
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !is_safe && hosts.is_own_page(request.headers()) == Some(false) {
        return Err(Problem::forbidden("it comes from a page of another origin"));
    }
    Ok(next.run(request).await)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local() -> Hosts {
        Hosts::new("127.0.0.1:7770".parse().expect("an address"), None)
    }

    #[test]
    fn only_our_own_names_are_hosts() {
        let hosts = local();
        for ours in ["127.0.0.1:7770", "localhost:7770", "[::1]:7770", "LOCALHOST:7770"] {
            assert!(hosts.is_ours(ours), "{ours}");
        }
        for other in
            ["", "localhost", "127.0.0.1:80", "evil.example:7770", "127.0.0.1:7770.evil.example"]
        {
            assert!(!hosts.is_ours(other), "{other}");
        }
    }

    #[test]
    fn pages_of_others_are_known() {
        let hosts = local();
        let from = |name: &'static str, value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().expect("a header"));
            hosts.is_own_page(&headers)
        };
        assert_eq!(from("origin", "http://127.0.0.1:7770"), Some(true));
        assert_eq!(from("origin", "http://127.0.0.1:7771"), Some(false));
        assert_eq!(from("origin", "null"), Some(false));
        assert_eq!(from("sec-fetch-site", "same-origin"), Some(true));
        assert_eq!(from("sec-fetch-site", "same-site"), Some(false));
        assert_eq!(hosts.is_own_page(&HeaderMap::new()), None);
    }

    #[test]
    fn origins_are_https_or_this_machine() {
        assert_eq!(
            origin("https://desk.example.org/").ok().as_deref(),
            Some("https://desk.example.org")
        );
        assert_eq!(origin("http://localhost:9000").ok().as_deref(), Some("http://localhost:9000"));
        for wrong in [
            "desk.example.org",
            "http://desk.example.org",
            "https://desk.example.org/path",
            "https://a@b",
        ] {
            assert!(origin(wrong).is_err(), "{wrong}");
        }
    }
}
