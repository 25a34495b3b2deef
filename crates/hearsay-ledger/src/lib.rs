//! The ledger: articles, readings, claims, incidents and people's decisions in one SQLite file.
//!
//! ```text
//! Arrival ─▶ Ledger::add ─▶ article, version, reading │ ─▶ claims, accounts ─▶ gather ─▶ incidents
//!            one commit, then the acknowledgement     │   made from what lies to the left
//! ```
//!
//! A [`Ledger`] has one writer thread, which takes what is to be written from a bounded queue and
//! commits it in groups, and a pool of readers, each with a [`View`] of one moment. What is
//! acknowledged is committed and on the disk (WAL, `synchronous=FULL`).
//!
//! Articles, readings, decisions and the audit are kept; claims, accounts and incidents are made from
//! them and may be made again at any time. A decision is about words, not about a row: it finds its
//! claim again after a reread, and waits where no reading has such a claim any more.
//!
//! ```
//! use hearsay::{Article, Reader, Scratch};
//! use hearsay_ledger::{Access, Arrival, Filter, Ledger};
//!
//! let folder = tempfile::tempdir()?;
//! let ledger = Ledger::open(&folder.path().join("hearsay.db"), Access::Create)?;
//! let article = Article {
//!     id: "1".to_owned(),
//!     text: "Orlan said on Sunday that shelling had killed three soldiers.".to_owned(),
//!     ..Article::default()
//! };
//! let reading = Reader::new().read(&article, &mut Scratch::default());
//! ledger.add(Arrival::bare(article, &reading))?.wait()?; // on the disk now
//! ledger.gather()?;
//! let claims = ledger.view()?.claims(&Filter::default())?;
//! assert_eq!(claims.items[0].claim.article.id, "1");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod accounts;
mod adding;
mod anchors;
mod articles;
mod audit;
mod backup;
mod check;
mod claims;
mod compact;
mod contradictions;
mod copies;
mod correcting;
mod counting;
mod deciding;
mod decisions;
mod deriving;
mod error;
pub mod export;
mod feeds;
mod filter;
mod gatherer;
mod gathering;
mod ledger;
mod lookup;
mod lossless;
mod news;
mod pack;
mod renewing;
mod rereading;
mod revising;
mod schema;
mod search;
mod shelf;
pub mod sides;
mod sources;
mod squeeze;
pub mod tables;
mod told;
mod versions;
mod view;
pub mod words;
mod writer;

pub use adding::{Added, Arrival, Outcome};
pub use articles::{ArticleEntry, Revision, StoredArticle};
pub use audit::Entry;
pub use backup::Backup;
pub use check::Checked;
pub use contradictions::{ContradictionEntry, IncidentRef};
pub use decisions::{Anchor, Decide, Decision, Verdict, What};
pub use error::{LedgerError, Result};
pub use filter::{Bounds, Filter, Order, Page};
pub use ledger::{Access, Ledger};
pub use lossless::{Restored, is_export};
pub use news::{Loss, News, NewsOf, Range, Sum};
pub use rereading::Reread;
pub use revising::Revised;
pub use schema::older_form;
pub use sources::{Quoting, Source, SourceKind};
#[doc(hidden)]
pub use told::samples;
pub use view::{ClaimEntry, Counts, View};
pub use writer::Ticket;

/// The version of this program, which every reading keeps: another version may read otherwise.
pub const PROGRAM: &str = env!("CARGO_PKG_VERSION");
