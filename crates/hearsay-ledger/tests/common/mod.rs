//! A ledger in a folder of its own, with a reader in front.
#![allow(dead_code)] // each test file uses its part

use std::path::PathBuf;

use hearsay::{Article, Reader, Reading, Scratch};
use hearsay_ledger::{Access, Added, Arrival, ClaimEntry, Counts, Filter, Ledger, Result};
use tempfile::TempDir;

/// Invented articles.
pub(crate) mod texts {
    pub(crate) const SHELLING: &str = "Oravia said on Tuesday that Tarsk had shelled villages along the \
        Ilmet river, killing four soldiers and one civilian.\n\nTarsk denied the report. \
        “Two of our soldiers fell,” spokesman Arvid Tolmash said.";
    pub(crate) const SHELLING_EDITED: &str = "Oravia said on Tuesday that Tarsk had shelled villages along \
        the Ilmet river, killing six soldiers and one civilian.\n\nTarsk denied the report. \
        “Two of our soldiers fell,” spokesman Arvid Tolmash said.";
    pub(crate) const PROTEST: &str = "Thousands of people protested in Lima on 3 March 2024, police said. \
        Twelve protesters were arrested.";
    pub(crate) const BOMBING: &str = "A car bomb killed at least nine people in Baghdad on 5 May 2024, the \
        interior ministry said. Doctors said that 31 people were wounded.";
}

/// A ledger in a folder of its own, with a reader in front.
pub(crate) struct Desk {
    pub(crate) folder: TempDir,
    pub(crate) ledger: Ledger,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("hearsay.db");
        let ledger = Ledger::open(&path, Access::Create).expect("a ledger can be made");
        Self { folder, ledger }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.ledger.path().to_owned()
    }

    pub(crate) fn add(&self, id: &str, text: &str) -> Added {
        self.try_add(arrival(id, text)).expect("it is added")
    }

    pub(crate) fn try_add(&self, arrival: Arrival) -> Result<Added> {
        let added = self.ledger.add(arrival)?.wait()?;
        self.ledger.gather()?;
        Ok(added)
    }

    pub(crate) fn claim(&self, id: &str) -> ClaimEntry {
        self.ledger.view().and_then(|view| view.claim(id)).expect("there is such a claim")
    }

    /// Everything must fit together.
    #[track_caller]
    pub(crate) fn check(&self) {
        let checked = self.ledger.check(|_, _| {}).expect("it can be looked through");
        assert_eq!(checked.problems, Vec::<String>::new());
    }

    pub(crate) fn counts(&self) -> Counts {
        let counts = self.ledger.view().and_then(|view| view.counts()).expect("counts");
        Counts { bytes: 0, ..counts }
    }

    pub(crate) fn claims(&self, filter: &Filter) -> Vec<ClaimEntry> {
        let page = self.ledger.view().and_then(|view| view.claims(filter));
        page.expect("the filter means something").items
    }
}

pub(crate) fn article(id: &str, text: &str) -> Article {
    Article {
        id: id.to_owned(),
        text: text.to_owned(),
        publisher: Some("Herald".to_owned()),
        created: "2024-03-14".parse().ok(),
        language: Some("en".to_owned()),
        ..Article::default()
    }
}

pub(crate) fn read(article: &Article) -> Reading {
    Reader::new().read(article, &mut Scratch::default())
}

pub(crate) fn arrival(id: &str, text: &str) -> Arrival {
    let article = article(id, text);
    let reading = read(&article);
    Arrival::bare(article, &reading)
}
