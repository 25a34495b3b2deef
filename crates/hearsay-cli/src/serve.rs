//! `hearsay serve`: the desk, in a browser.

use std::io::{self, IsTerminal, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::process::ExitCode;

use anyhow::Context;
use clap::builder::RangedU64ValueParser;
use hearsay_server::{Mode, Options, Server};

use crate::shelf::Shelf;

const HELP: &str = "\
Examples:
  hearsay serve
          ./hearsay.db at http://127.0.0.1:7770; prints the address with its token
  hearsay serve --ledger front.db --port 8080
          another ledger at another port
  hearsay users add ada --role admin && hearsay serve --team --origin https://desk.example.org
          for several people, who sign in with passwords, behind a proxy that does TLS

One person's desk listens on this machine alone; whoever has the token that is printed comes in. The
token is new at every start, unless HEARSAY_TOKEN holds one. Programs send it as
`Authorization: Bearer TOKEN`. The API is described at /api/docs.

A team's desk has users (`hearsay users`), who may look (viewer), add and decide (analyst), or keep
users as well (admin). It is reached by --origin, through a proxy on this machine that does TLS and
sets X-Forwarded-For.

Exit codes:
  0  it was told to stop
  2  wrong usage, or the ledger or the address could not be opened";

/// `hearsay serve`.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Serve {
    /// The port; 0 takes any that is free
    #[arg(long, value_name = "N", default_value_t = 7770)]
    pub port: u16,

    /// The address to listen on [default: this machine alone]
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), hide_default_value = true)]
    pub listen: IpAddr,

    /// For several people, who sign in
    #[arg(long, requires = "origin")]
    pub team: bool,

    /// How browsers reach a team's desk, such as <https://desk.example.org>
    #[arg(long, value_name = "ORIGIN", requires = "team")]
    pub origin: Option<String>,

    /// Under which name you decide
    #[arg(
        long,
        value_name = "NAME",
        conflicts_with = "team",
        help = "Under which name you decide [default: HEARSAY_NAME, or the name you are logged in by]"
    )]
    pub by: Option<String>,

    /// How many articles to read at once [default: one for each core]
    #[arg(short, long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..=1024))]
    pub threads: Option<usize>,

    /// So many requests a second each user of a team may make; 0 is no limit
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub requests: u32,

    /// Which ledger.
    #[command(flatten)]
    pub shelf: Shelf,
}

/// Runs `hearsay serve`.
///
/// # Errors
///
/// When the ledger or the address cannot be opened.
pub fn serve(args: &Serve) -> anyhow::Result<ExitCode> {
    let mode = match &args.origin {
        Some(origin) => Mode::Team { origin: origin.clone() },
        None => {
            let name = |name: &str| std::env::var(name).ok().filter(|name| !name.trim().is_empty());
            let by = args.by.clone().or_else(|| name("HEARSAY_NAME")).or_else(|| name("USER"));
            let by = by.or_else(|| name("LOGNAME")).unwrap_or_else(|| "analyst".to_owned());
            Mode::Single { name: by, token: name("HEARSAY_TOKEN") }
        }
    };
    let usual = Options::new(args.shelf.ledger.clone(), mode);
    let options = Options {
        address: SocketAddr::new(args.listen, args.port),
        readers: args.threads.unwrap_or(usual.readers),
        requests: NonZeroU32::new(args.requests),
        ..usual
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(128)
        .build()
        .context("the threads cannot be started")?;
    runtime.block_on(async {
        let shown = args.shelf.ledger.display();
        let server = Server::bind(options).await.with_context(|| shown.to_string())?;
        let mut out = io::stdout().lock();
        if io::stdout().is_terminal() {
            writeln!(out, "{shown} is open at\n\n  {}\n\nCtrl-C closes it.", server.entrance())?;
        } else {
            writeln!(out, "{}", server.entrance())?;
        }
        out.flush()?;
        drop(out);
        server.run(told_to_stop()).await?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Waits until somebody tells the program to stop.
async fn told_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = interrupted.await;
}
