//! Opening the desk, and closing it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request};
use axum::{Router, middleware};
use hearsay::Reader;
use hearsay_ledger::{Access, Ledger, LedgerError};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::decompression::RequestDecompressionLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::access::{self, Doors, Hosts, Limits};
use crate::desk::Desk;
use crate::desk_file::{DeskFile, secret};
use crate::error::ServerError;
use crate::intake::{Intake, Turns};
use crate::news::Pulse;
use crate::priority::give_way;
use crate::problem::Problem;
use crate::readers::Readers;
use crate::{api, connections, meter, ogc, pages};

/// For whom the desk is opened.
#[derive(Clone, Debug)]
pub enum Mode {
    /// For one person on this machine, who comes in by a token.
    Single {
        /// Under which name decisions are kept.
        name: String,
        /// The token; a new one where none is given.
        token: Option<String>,
    },
    /// For users with passwords.
    Team {
        /// How browsers reach it: `https://desk.example.org`.
        origin: String,
    },
}

/// How to open a desk.
#[derive(Clone, Debug)]
pub struct Options {
    /// The ledger, which is made where there is none.
    pub ledger: PathBuf,
    /// Where to listen.
    pub address: SocketAddr,
    /// For whom.
    pub mode: Mode,
    /// How many articles to read at once.
    pub readers: usize,
    /// So many requests a second each user of a team may make; none is no limit.
    pub requests: Option<NonZeroU32>,
}

impl Options {
    /// One person's desk on this machine at the usual port.
    #[must_use]
    pub fn new(ledger: PathBuf, mode: Mode) -> Self {
        Self {
            ledger,
            address: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 7770),
            mode,
            readers: std::thread::available_parallelism().map_or(1, usize::from),
            requests: NonZeroU32::new(100),
        }
    }
}

/// A request of whose body nothing comes for so long has ended.
const SILENCE: Duration = Duration::from_secs(30);

/// A desk that listens.
pub struct Server {
    listener: TcpListener,
    desk: Arc<Desk>,
    entrance: String,
    closing: watch::Sender<bool>,
}

impl Server {
    /// Opens the ledger and listens.
    ///
    /// # Errors
    ///
    /// When the ledger or the address cannot be opened, or it would be open to those who should not
    /// come in.
    pub async fn bind(options: Options) -> Result<Self, ServerError> {
        let Options { ledger: path, address, mode, readers, requests } = options;
        let is_team = matches!(mode, Mode::Team { .. });
        if !is_team && !address.ip().is_loopback() {
            return Err(ServerError::Open(address));
        }
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| ServerError::Bind { address, error })?;
        let address = listener.local_addr()?;
        let ledger = Arc::new(opened(&path).await?);
        let file = Arc::new(DeskFile::beside(&path)?);
        let (doors, entrance) = match mode {
            Mode::Single { name, token } => {
                if token.as_ref().is_some_and(|token| token.len() < 32) {
                    return Err(ServerError::ShortToken);
                }
                let token = token.unwrap_or_else(secret);
                let hosts = Arc::new(Hosts::new(address, None));
                let entrance = format!("http://{address}/?token={token}");
                let file = Arc::clone(&file);
                let limits = Limits::new(None);
                (Doors::single(file, hosts, limits, &token, name, address.port()), entrance)
            }
            Mode::Team { origin } => {
                let origin = access::origin(&origin)?;
                if !file.users()?.iter().any(|user| user.barred.is_none()) {
                    return Err(ServerError::NoUsers);
                }
                let hosts = Arc::new(Hosts::new(address, Some(&origin)));
                let doors = Doors::team(Arc::clone(&file), hosts, Limits::new(requests));
                (doors, origin)
            }
        };
        let reader = Arc::new(Reader::new());
        let intake = Intake::start(Arc::clone(&ledger), &reader, readers);
        let pulse = Pulse::start(&ledger);
        let (closing, is_closing) = watch::channel(false);
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let desk = Desk {
            ledger,
            file,
            doors: Arc::new(doors),
            intake,
            readers: Readers::new(*reader, NonZeroUsize::new(readers).unwrap_or(NonZeroUsize::MIN)),
            turns: Turns::default(),
            meter: Arc::default(),
            pulse,
            listeners: api::listeners(),
            closing: is_closing,
            name,
        };
        let desk = Arc::new(desk);
        Ok(Self { listener, desk, entrance, closing })
    }

    /// The address to open; for one person's desk it carries the token.
    #[must_use]
    pub fn entrance(&self) -> &str {
        &self.entrance
    }

    /// Where it listens.
    ///
    /// # Errors
    ///
    /// When the system does not know.
    pub fn address(&self) -> Result<SocketAddr, ServerError> {
        Ok(self.listener.local_addr()?)
    }

    /// Answers until `closing` is there; then those who are being answered have a moment left.
    ///
    /// # Errors
    ///
    /// When the system takes the address away.
    pub async fn run(
        self,
        closing: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), ServerError> {
        let (app, is_closing) = (app(&self.desk), self.desk.closing.clone());
        let closed = self.closing;
        tokio::spawn(async move {
            closing.await;
            closed.send_replace(true);
        });
        connections::answer(self.listener, app, is_closing).await;
        Ok(())
    }
}

/// The ledger, whose writer gives way to those who look.
async fn opened(path: &Path) -> Result<Ledger, ServerError> {
    let path = path.to_owned();
    let opening = tokio::task::spawn_blocking(move || {
        let thread = std::thread::spawn(move || {
            give_way();
            Ledger::open(&path, Access::Create)
        });
        thread.join()
    });
    match opening.await {
        Ok(Ok(ledger)) => Ok(ledger?),
        _ => Err(LedgerError::Fault.into()),
    }
}

/// Everything that is answered. What is added last is passed first.
fn app(desk: &Arc<Desk>) -> Router {
    let doors = Arc::clone(&desk.doors);
    // What is too long is found while it is unpacked, by whoever reads the body.
    let bodies = ServiceBuilder::new()
        .layer(RequestBodyTimeoutLayer::new(SILENCE))
        .map_request(|request: Request<_>| request.map(Body::new))
        .layer(RequestDecompressionLayer::new())
        .map_request(|request: Request<_>| request.map(Body::new));
    Router::new()
        .merge(pages::routes())
        .merge(access::routes())
        .merge(api::routes())
        .merge(ogc::routes())
        .fallback(pages::not_found)
        .layer(DefaultBodyLimit::max(api::BODY))
        .layer(bodies)
        .layer(middleware::from_fn_with_state(Arc::clone(&doors), access::admit))
        .layer(middleware::from_fn_with_state(Arc::clone(&doors.hosts), access::hosts))
        .layer(CatchPanicLayer::custom(|_| {
            use axum::response::IntoResponse;
            Problem::fault("it broke off; please report what you asked for").into_response()
        }))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn(access::headers))
        .layer(middleware::from_fn_with_state(Arc::clone(&desk.meter), meter::counted))
        .with_state(Arc::clone(desk))
}
