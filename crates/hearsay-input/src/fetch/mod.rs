//! Fetching a page or a feed from the web, safely.
//!
//! An address may come from a feed, and a feed from anyone. So only `http` and `https` on their own
//! ports are fetched; a host's addresses are looked up once, every one of them must be on the
//! public internet, and the connection goes to an address that was checked; a redirect is a new
//! address with the same checks, five of them at most. Nothing is sent that was not asked for:
//! no cookies, no credentials, no proxy of the environment, which would look the host up again.
//! Size and time are bounded and counted while the answer comes, before and after decompression.
//!
//! `robots.txt` is not asked: it speaks to crawlers that follow links on pages, and here a person names
//! each address, or a publisher's feed does. Who watches feeds should keep their intervals wide; see [`FeedState`] for not fetching
//! what has not changed.

mod address;
mod waits;

use std::fmt;
use std::io::{self, Read};
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use ureq::Agent;
use ureq::config::Config;
use ureq::http::{HeaderMap, Uri, header};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use url::{Host, Url};

use crate::FeedState;
use crate::gunzip::Gunzip;

const USER_AGENT: &str =
    concat!("hearsay/", env!("CARGO_PKG_VERSION"), " (reads single news pages on request)");

const ACCEPT: &str = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,\
                      application/feed+json,application/json;q=0.9,text/plain;q=0.8,*/*;q=0.5";

/// What may be fetched, and how much of it.
#[derive(Clone)]
pub struct Policy {
    /// Also from this computer, on any port: for tests and local servers.
    pub allow_loopback: bool,
    /// The most bytes of an answer, before and after decompression.
    pub max_bytes: usize,
    /// The most time for an address with all its redirects.
    pub timeout: Duration,
    /// How many redirects are followed.
    pub max_redirects: usize,
    /// How hosts are looked up.
    pub names: Arc<dyn Names>,
}

impl Default for Policy {
    /// The public internet, 20 MiB, 30 seconds, five redirects.
    fn default() -> Self {
        Self {
            allow_loopback: false,
            max_bytes: 20 << 20,
            timeout: Duration::from_secs(30),
            max_redirects: 5,
            names: Arc::new(SystemNames),
        }
    }
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policy")
            .field("allow_loopback", &self.allow_loopback)
            .field("max_bytes", &self.max_bytes)
            .field("timeout", &self.timeout)
            .field("max_redirects", &self.max_redirects)
            .finish_non_exhaustive()
    }
}

/// Looks up the addresses of hosts.
pub trait Names: Send + Sync {
    /// All addresses of a host.
    ///
    /// # Errors
    ///
    /// When there is none, or the lookup failed.
    fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// As the system does.
struct SystemNames;

impl Names for SystemNames {
    fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        Ok((host, 0).to_socket_addrs()?.map(|address| address.ip()).collect())
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The address that answered, after all redirects.
    pub url: String,
    /// Its headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// What it sent, decompressed.
    pub body: Vec<u8>,
    /// When: RFC 3339, in UTC.
    pub fetched: String,
}

/// Why an address was not fetched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// Not an address.
    #[error("not an address of the web: {0}")]
    Url(String),
    /// Another scheme.
    #[error("`{0}:` is not fetched; only http: and https: are")]
    Scheme(String),
    /// Name and password in the address.
    #[error(
        "a name or password in an address is not sent; take it out, or fetch the page yourself and give the file"
    )]
    Credentials,
    /// Another port.
    #[error("port {0} is not fetched from; only 80 and 443 are")]
    Port(u16),
    /// No such host.
    #[error("the host `{host}` was not found: {reason}")]
    NoHost {
        /// The host.
        host: String,
        /// The system's words.
        reason: String,
    },
    /// An address that is not public.
    #[error(
        "the host `{host}` is at {address}, which is {why}; only the public internet is fetched from"
    )]
    Forbidden {
        /// The host.
        host: String,
        /// Its address.
        address: IpAddr,
        /// What that is.
        why: &'static str,
    },
    /// Redirected over and over.
    #[error("redirected more than {0} times")]
    Redirects(usize),
    /// More than may be.
    #[error("the answer has more than {} kB, too much for a page; fetch it yourself and give the file", .0 >> 10)]
    TooLarge(usize),
    /// No end in time.
    #[error("no answer within {} seconds; try again later", .0.as_secs())]
    TooSlow(Duration),
    /// Another status than success.
    #[error("the server answered with status {0}")]
    Status(u16),
    /// Another status than success, with the time after which to ask again.
    #[error("the server answered with status {status} and asks to wait {} seconds", .wait.as_secs())]
    Busy {
        /// The status: 429 or 503, as a rule.
        status: u16,
        /// How long to wait.
        wait: Duration,
    },
    /// The connection failed, or its certificate is bad.
    #[error("the connection failed: {0}")]
    Connection(String),
    /// Damaged or unknown compression.
    #[error("the answer cannot be decompressed: {0}")]
    Encoding(String),
}

/// Fetches an address.
///
/// # Errors
///
/// When the policy forbids it, or no success comes back.
pub fn get(url: &str, policy: &Policy) -> Result<Fetched, FetchError> {
    let answer = fetch(url, &FeedState::default(), policy)?;
    answer.fetched.ok_or(FetchError::Status(304))
}

/// Fetches a feed when it has changed since the state was written, and writes the new state.
///
/// # Errors
///
/// When the policy forbids it, or neither success nor "not modified" comes back; the state is then
/// left as it was.
pub fn get_if_changed(
    url: &str,
    state: &mut FeedState,
    policy: &Policy,
) -> Result<Option<Fetched>, FetchError> {
    let Answer { fetched, headers, moved_to } = fetch(url, state, policy)?;
    let holds = waits::max_age(&headers);
    if let Some(fetched) = &fetched {
        let value = |name: &str| crate::http::header(&headers, name).map(str::to_owned);
        let holds = holds.max(crate::feeds::ttl(&fetched.body));
        *state = FeedState {
            etag: value("etag"),
            last_modified: value("last-modified"),
            holds_s: holds.map(|holds| holds.min(waits::LONGEST).as_secs()),
            moved_to,
        };
    } else {
        // Whoever has nothing new to say may leave the headers out that were said before.
        state.holds_s = holds.map(|holds| holds.as_secs()).max(state.holds_s);
        state.moved_to = moved_to;
    }
    Ok(fetched)
}

/// What a server answered.
struct Answer {
    /// Nothing where it has not changed.
    fetched: Option<Fetched>,
    headers: Vec<(String, String)>,
    /// The last address, where all redirects to it were for good.
    moved_to: Option<String>,
}

fn fetch(url: &str, state: &FeedState, policy: &Policy) -> Result<Answer, FetchError> {
    let until = Instant::now() + policy.timeout;
    let mut url = Url::parse(url.trim()).map_err(|error| FetchError::Url(error.to_string()))?;
    let (mut is_redirected, mut is_for_good) = (false, true);
    for _ in 0..=policy.max_redirects {
        let addresses = checked(&url, policy, until)?;
        let response = request(&url, &addresses, state, policy, until)?;
        let status = response.status().as_u16();
        let (head, body) = response.into_parts();
        let headers = headers(&head.headers);
        let moved_to = || (is_redirected && is_for_good).then(|| url.to_string());
        match status {
            200..=299 => {
                let fetched = read_answer(&url, &headers, body, policy, until)?;
                return Ok(Answer { fetched: Some(fetched), headers, moved_to: moved_to() });
            }
            304 => return Ok(Answer { fetched: None, headers, moved_to: moved_to() }),
            301..=303 | 307 | 308 => {
                let location = crate::http::header(&headers, "location");
                let location = location.ok_or(FetchError::Status(status))?;
                is_redirected = true;
                is_for_good &= matches!(status, 301 | 308);
                url = url.join(location).map_err(|error| FetchError::Url(error.to_string()))?;
            }
            _ => {
                return Err(match waits::retry_after(&headers, jiff::Timestamp::now()) {
                    Some(wait) => FetchError::Busy { status, wait },
                    None => FetchError::Status(status),
                });
            }
        }
    }
    Err(FetchError::Redirects(policy.max_redirects))
}

/// The headers of an answer, names in lower case.
fn headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    headers.iter().map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect()
}

/// The addresses of a host, looked up once and all of them good.
fn checked(url: &Url, policy: &Policy, until: Instant) -> Result<Vec<SocketAddr>, FetchError> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(FetchError::Scheme(url.scheme().to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(FetchError::Credentials);
    }
    let port = url.port_or_known_default().expect("both schemes have a port");
    let host = url.host().ok_or_else(|| FetchError::Url("it has no host".to_owned()))?;
    let name = host.to_string();
    let addresses = match host {
        Host::Ipv4(address) => vec![IpAddr::V4(address)],
        Host::Ipv6(address) => vec![IpAddr::V6(address)],
        Host::Domain(host) => looked_up(host, policy, until)?,
    };
    if addresses.is_empty() {
        let reason = "it has no address".to_owned();
        return Err(FetchError::NoHost { host: name, reason });
    }
    let is_loopback = |address: &IpAddr| address.to_canonical().is_loopback();
    let is_local = policy.allow_loopback && addresses.iter().all(is_loopback);
    for &address in &addresses {
        let refused = address::refusal(address);
        if let Some(why) = refused.filter(|_| !(policy.allow_loopback && is_loopback(&address))) {
            return Err(FetchError::Forbidden { host: name, address, why });
        }
    }
    if !is_local && !matches!(port, 80 | 443) {
        return Err(FetchError::Port(port));
    }
    Ok(addresses.into_iter().map(|address| SocketAddr::new(address, port)).collect())
}

/// Looks a host up, and does not wait longer than there is time.
fn looked_up(host: &str, policy: &Policy, until: Instant) -> Result<Vec<IpAddr>, FetchError> {
    let (sender, receiver) = mpsc::channel();
    let (names, asked) = (Arc::clone(&policy.names), host.to_owned());
    thread::spawn(move || sender.send(names.addresses(&asked)));
    let left = until.saturating_duration_since(Instant::now());
    let found = receiver.recv_timeout(left).map_err(|_| FetchError::TooSlow(policy.timeout))?;
    found.map_err(|error| FetchError::NoHost { host: host.to_owned(), reason: error.to_string() })
}

type Response = ureq::http::Response<ureq::Body>;

/// Asks one of the addresses, and follows nothing.
fn request(
    url: &Url,
    addresses: &[SocketAddr],
    state: &FeedState,
    policy: &Policy,
    until: Instant,
) -> Result<Response, FetchError> {
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(FetchError::TooSlow(policy.timeout));
    }
    let config = Agent::config_builder()
        .proxy(None)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .timeout_global(Some(left))
        .max_response_header_size(64 << 10)
        .user_agent(USER_AGENT)
        .accept(ACCEPT)
        .accept_encoding("gzip")
        .build();
    let pinned = Pinned(addresses.to_vec());
    let agent = Agent::with_parts(config, DefaultConnector::default(), pinned);
    let mut url = url.clone();
    url.set_fragment(None);
    let mut request = agent.get(url.as_str());
    if let Some(etag) = &state.etag {
        request = request.header(header::IF_NONE_MATCH, etag);
    }
    if let Some(date) = &state.last_modified {
        request = request.header(header::IF_MODIFIED_SINCE, date);
    }
    request.call().map_err(|error| told(&error, policy))
}

fn told(error: &ureq::Error, policy: &Policy) -> FetchError {
    match error {
        ureq::Error::Timeout(_) => FetchError::TooSlow(policy.timeout),
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => {
            FetchError::TooSlow(policy.timeout)
        }
        error => FetchError::Connection(error.to_string()),
    }
}

/// Reads the body of an answer, counting.
fn read_answer(
    url: &Url,
    headers: &[(String, String)],
    body: ureq::Body,
    policy: &Policy,
    until: Instant,
) -> Result<Fetched, FetchError> {
    let sent = read(body.into_with_config().limit(u64::MAX).reader(), policy, until)?;
    let coding =
        crate::http::header(headers, "content-encoding").unwrap_or_default().to_ascii_lowercase();
    let body = match coding.trim() {
        "" | "identity" => sent,
        "gzip" | "x-gzip" => read(Gunzip::new(&*sent), policy, until)?,
        other => return Err(FetchError::Encoding(format!("`{other}` was not asked for"))),
    };
    let fetched = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    Ok(Fetched { url: url.to_string(), headers: headers.to_vec(), body, fetched })
}

fn read(mut reader: impl Read, policy: &Policy, until: Instant) -> Result<Vec<u8>, FetchError> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 16 << 10];
    loop {
        if Instant::now() > until {
            return Err(FetchError::TooSlow(policy.timeout));
        }
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(bytes),
            Ok(read) => bytes.extend_from_slice(&buffer[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                return Err(FetchError::Encoding(error.to_string()));
            }
            Err(error) => return Err(told(&ureq::Error::from(error), policy)),
        }
        if bytes.len() > policy.max_bytes {
            return Err(FetchError::TooLarge(policy.max_bytes));
        }
    }
}

/// Gives the addresses that were checked, whatever it is asked.
#[derive(Debug)]
struct Pinned(Vec<SocketAddr>);

impl Resolver for Pinned {
    fn resolve(
        &self,
        _: &Uri,
        _: &Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut addresses = self.empty();
        self.0.iter().take(16).for_each(|address| addresses.push(*address));
        Ok(addresses)
    }
}
