//! What a filter chooses in a ledger, as the exports want it.

use std::collections::{BTreeSet, HashSet};

use hearsay_incidents::Account;

use super::discreet::Names;
use super::{ExportError, Material, Told, Whole};
use crate::accounts;
use crate::decisions::Verdict;
use crate::error::{LedgerError, Result};
use crate::filter::{Filter, Order};
use crate::lookup;
use crate::view::{ClaimEntry, View};

/// What a filter chooses in a ledger. Without any condition it is everything, also articles without
/// a claim.
pub struct Chosen<'v> {
    view: &'v View,
    filter: Filter,
    is_discreet: bool,
}

/// So many claims or articles are looked up at once.
const PAGE: usize = 256;

impl<'v> Chosen<'v> {
    /// What `filter` chooses in `view`; its order and cursor do not matter.
    #[must_use]
    pub fn new(view: &'v View, filter: &Filter) -> Self {
        let filter = Filter { order: Order::Oldest, after: None, ..filter.clone() };
        Self { view, filter, is_discreet: false }
    }

    /// The same, with or without the names of private persons: of those to whom the article gives no
    /// office. Whatever form is written then has [`WITHHELD`](super::WITHHELD) in their place.
    #[must_use]
    pub fn without_private_persons(self, is_discreet: bool) -> Self {
        Self { is_discreet, ..self }
    }

    fn is_everything(&self) -> bool {
        self.filter == Filter { order: Order::Oldest, ..Filter::default() }
    }

    /// Goes through the chosen claims, page by page, oldest first.
    fn claims(
        &self,
        each: &mut dyn FnMut(ClaimEntry) -> std::result::Result<(), ExportError>,
    ) -> std::result::Result<(), ExportError> {
        let mut left = self.filter.limit.unwrap_or(usize::MAX);
        let mut after = None;
        while left > 0 {
            let limit = Some(left.min(PAGE));
            let page = self.view.claims(&Filter { limit, after, ..self.filter.clone() })?;
            left -= page.items.len();
            page.items.into_iter().try_for_each(&mut *each)?;
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn all_articles(
        &self,
        each: &mut dyn FnMut(&Told) -> std::result::Result<(), ExportError>,
    ) -> std::result::Result<(), ExportError> {
        let mut after = None;
        loop {
            let limit = Some(PAGE);
            let page = self.view.articles(&Filter { limit, after, ..self.filter.clone() })?;
            for article in &page.items {
                each(&self.told(&article.id, None)?)?;
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    /// An article with those of its claims that were chosen, or all.
    fn told(&self, article: &str, chosen: Option<&HashSet<String>>) -> Result<Told> {
        let is_chosen = |claim: &String| chosen.is_none_or(|chosen| chosen.contains(claim));
        let mut accounts = self.view.accounts_of(article)?;
        for account in &mut accounts {
            account.claims.retain(|claim| is_chosen(&claim.id));
            // Who asks for everything gets the figures of accounts without a claim as well.
            let is_told = chosen.is_none() || !account.claims.is_empty();
            account.figures.retain(|figure| figure.claim.as_ref().map_or(is_told, is_chosen));
        }
        accounts.retain(|account| !account.claims.is_empty() || !account.figures.is_empty());
        let of_article = Filter {
            article: Some(article.to_owned()),
            verdict: Some(Verdict::Rejected),
            ..Filter::default()
        };
        let rejected = self.view.claims(&of_article)?.items.into_iter();
        let rejected = rejected.map(|entry| entry.claim.id).filter(is_chosen).collect();
        let reading = self.view.article(article, None)?.reading;
        let mut names = Names::default();
        if self.is_discreet {
            names.add(&reading);
        }
        let told = Told { article: reading.article, accounts, rejected, withheld: false };
        let (told, withheld) = names.withheld(told);
        Ok(Told { withheld, ..told })
    }

    fn whole(&self, id: &str) -> Result<Whole> {
        let incident = self.view.incident(id)?;
        let accounts = self.view.accounts(id, None)?;
        let mut names = Names::default();
        if self.is_discreet {
            let articles: BTreeSet<&str> =
                accounts.iter().map(|account| account.article.id.as_str()).collect();
            for article in articles {
                names.add(&self.view.article(article, None)?.reading);
            }
        }
        let (whole, withheld) = names.withheld(Whole { incident, accounts, withheld: false });
        Ok(Whole { withheld, ..whole })
    }
}

impl Material for Chosen<'_> {
    fn articles(
        &self,
        each: &mut dyn FnMut(&Told) -> std::result::Result<(), ExportError>,
    ) -> std::result::Result<(), ExportError> {
        if self.is_everything() {
            return self.all_articles(each);
        }
        // The claims of one article come one after the other.
        let mut article: Option<String> = None;
        let mut chosen = HashSet::new();
        self.claims(&mut |entry| {
            let id = &entry.claim.article.id;
            if article.as_ref() != Some(id)
                && let Some(article) = article.replace(id.clone())
            {
                each(&self.told(&article, Some(&std::mem::take(&mut chosen)))?)?;
            }
            chosen.insert(entry.claim.id);
            Ok(())
        })?;
        match article {
            Some(article) => each(&self.told(&article, Some(&chosen))?),
            None => Ok(()),
        }
    }

    fn incidents(
        &self,
        each: &mut dyn FnMut(&Whole) -> std::result::Result<(), ExportError>,
    ) -> std::result::Result<(), ExportError> {
        let mut ids = Vec::new();
        let mut seen = HashSet::new();
        self.claims(&mut |entry| {
            let new = entry.incident.filter(|id| seen.insert(id.clone()));
            ids.extend(new);
            Ok(())
        })?;
        for id in ids {
            each(&self.whole(&id)?)?;
        }
        Ok(())
    }
}

impl From<LedgerError> for ExportError {
    fn from(error: LedgerError) -> Self {
        Self::Read(Box::new(error))
    }
}

impl View {
    /// What an article tells of each incident, with claims and figures, in the order of the text.
    ///
    /// # Errors
    ///
    /// When there is no such article.
    pub fn accounts_of(&self, article: &str) -> Result<Vec<Account>> {
        let number = lookup::article(self.connection(), article)?;
        let mut statement = self
            .connection()
            .prepare_cached("SELECT number FROM account WHERE article = ?1 ORDER BY number")?;
        let numbers: Vec<i64> =
            statement.query_map([number], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        numbers.into_iter().map(|number| accounts::load(self.connection(), number)).collect()
    }
}
