//! Rows of a table of articles, made ready to be read.

use arrow_array::RecordBatch;
use hearsay::ArticleForm;
use hearsay_input::{Admitted, MAX_BYTES, Mapping, Options, Record};
use hearsay_ledger::tables::{Unread, number};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::columns::{Words, lists, moments, names, words};

/// The columns of a batch that hold the parts of articles.
pub(crate) struct Rows {
    count: usize,
    id: Option<Words>,
    text: Words,
    created: Option<Words>,
    title: Option<Words>,
    publisher: Option<Words>,
    url: Option<Words>,
    authors: Option<Vec<Vec<String>>>,
    notes: Option<Vec<Vec<String>>>,
    /// Why whoever made the table could not read an article.
    error: Option<Words>,
}

impl Rows {
    pub(crate) fn new(batch: &RecordBatch, mapping: &Mapping) -> PyResult<Self> {
        let schema = batch.schema();
        let head: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
        let found = find(mapping, &head)?;
        let column = |field: &str| {
            let at = found.iter().find(|(found, _)| *found == field)?.1;
            Some((head[at].as_str(), batch.column(at)))
        };
        let text_of = |field: &str| column(field).map(|(name, column)| words(name, column));
        // What `hearsay.articles` tells beside the articles; a column of that name may be anybody's.
        let beside = |wanted: &'static str| {
            let at = head.iter().position(|name| name == wanted)?;
            Some((wanted, batch.column(at)))
        };
        Ok(Self {
            count: batch.num_rows(),
            id: column("id").map(|(name, column)| names(name, column)).transpose()?,
            text: text_of("text").expect("a mapping finds the text or fails")?,
            created: column("created").map(|(name, column)| moments(name, column)).transpose()?,
            title: text_of("title").transpose()?,
            publisher: text_of("publisher").transpose()?,
            url: text_of("url").transpose()?,
            authors: column("author").map(|(name, column)| lists(name, column)).transpose()?,
            notes: beside("notes").and_then(|(name, column)| lists(name, column).ok()),
            error: beside("error").and_then(|(name, column)| words(name, column).ok()),
        })
    }

    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// What is known of the article of a row without looking at it closely.
    pub(crate) fn known(&self, row: usize) -> ArticleForm {
        let cell = |words: &Option<Words>| words.as_ref().and_then(|words| words.shown(row));
        ArticleForm {
            id: cell(&self.id).unwrap_or_default(),
            title: cell(&self.title),
            url: cell(&self.url),
            publisher: cell(&self.publisher),
            created: cell(&self.created),
            language: None,
            text: self.text.shown(row).filter(|text| text.len() <= MAX_BYTES).unwrap_or_default(),
        }
    }

    /// How many bytes the text of a row has.
    pub(crate) fn len(&self, row: usize) -> usize {
        self.text.len(row)
    }

    /// The article of a row, or why it is none that can be read.
    pub(crate) fn get(&self, row: usize, options: &Options) -> Result<Admitted, Box<Unread>> {
        let cell = |words: &Option<Words>| words.as_ref().and_then(|words| words.shown(row));
        let list = |lists: &Option<Vec<Vec<String>>>| {
            lists.as_ref().map(|all| all[row].clone()).unwrap_or_default()
        };
        let (text, broken) = match self.text.get(row) {
            Ok(text) => (text, None),
            Err(why) => (None, Some(why)),
        };
        let record = Record {
            id: cell(&self.id).filter(|id| !id.trim().is_empty()),
            text,
            created: cell(&self.created),
            title: cell(&self.title),
            publisher: cell(&self.publisher),
            url: cell(&self.url),
            authors: list(&self.authors),
        };
        let mut admitted = record.admit(options);
        // Without any words there is nothing to make one from.
        if admitted.article.id.is_empty() && !admitted.article.text.is_empty() {
            admitted.article.id = made_id(&admitted.article);
        }
        admitted.notes.splice(0..0, list(&self.notes));
        let told = cell(&self.error).filter(|error| !error.trim().is_empty());
        let Some(error) = told.or(broken).or(admitted.refused.take()) else { return Ok(admitted) };
        let mut article = form(&admitted.article);
        // A text that is too long to be read is too long to be sent on.
        if article.text.len() > MAX_BYTES {
            article.text.clear();
        }
        Err(Box::new(Unread { article, error }))
    }
}

/// Which column holds which part of an article.
pub(crate) fn find(mapping: &Mapping, head: &[String]) -> PyResult<Vec<(&'static str, usize)>> {
    mapping.find(head).map_err(|error| {
        let field = error.field;
        PyValueError::new_err(format!(
            "{error}; name the one to take with columns={{\"{field}\": NAME}}"
        ))
    })
}

/// What is known of an article.
pub(crate) fn form(article: &hearsay::Article) -> ArticleForm {
    ArticleForm {
        id: article.id.clone(),
        title: article.title.clone(),
        url: article.url.clone(),
        publisher: article.publisher.clone(),
        created: article.created.map(|created| created.to_string()),
        language: article.language.clone(),
        text: article.text.clone(),
    }
}

/// An id for an article without one: from its words, so that it has the same wherever it is read.
fn made_id(article: &hearsay::Article) -> String {
    let part = |part: &Option<String>| part.clone().unwrap_or_default();
    let created = article.created.map(|created| created.to_string()).unwrap_or_default();
    let parts = [&part(&article.title), &part(&article.publisher), &created, &article.text];
    format!("{:016x}", number(&parts.map(|part| format!("{}:{part}", part.len())).concat()))
}
