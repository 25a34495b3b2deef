//! Rows of a table of articles, made ready to be read.

use arrow_array::{Array, RecordBatch, StringArray};
use hearsay::ArticleForm;
use hearsay_input::{Admitted, Mapping, Options, Record};
use hearsay_ledger::tables::{Unread, number};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::columns::{Words, lists, moments, names, words};

/// The columns of a batch that hold the parts of articles.
pub(crate) struct Rows {
    count: usize,
    id: Option<StringArray>,
    text: Words,
    created: Option<StringArray>,
    title: Option<Words>,
    publisher: Option<Words>,
    url: Option<Words>,
    authors: Option<Vec<Vec<String>>>,
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
        let error = head.iter().position(|name| name == "error");
        Ok(Self {
            count: batch.num_rows(),
            id: column("id").map(|(name, column)| names(name, column)).transpose()?,
            text: text_of("text").expect("a mapping finds the text or fails")?,
            created: column("created").map(|(name, column)| moments(name, column)).transpose()?,
            title: text_of("title").transpose()?,
            publisher: text_of("publisher").transpose()?,
            url: text_of("url").transpose()?,
            authors: column("author").map(|(name, column)| lists(name, column)).transpose()?,
            error: error.map(|at| words("error", batch.column(at))).transpose()?,
        })
    }

    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// The article of a row, or why it is none that can be read.
    pub(crate) fn get(&self, row: usize, options: &Options) -> Result<Admitted, Box<Unread>> {
        let cell = |column: &Option<StringArray>| {
            let column = column.as_ref().filter(|column| column.is_valid(row))?;
            Some(column.value(row).to_owned())
        };
        let beside = |words: &Option<Words>| {
            // A headline that is no text is none.
            words.as_ref().and_then(|words| words.get(row).ok().flatten())
        };
        let (text, broken) = match self.text.get(row) {
            Ok(text) => (text, None),
            Err(why) => (None, Some(why)),
        };
        let record = Record {
            id: cell(&self.id).filter(|id| !id.trim().is_empty()),
            text,
            created: cell(&self.created),
            title: beside(&self.title),
            publisher: beside(&self.publisher),
            url: beside(&self.url),
            authors: self.authors.as_ref().map(|all| all[row].clone()).unwrap_or_default(),
        };
        let mut admitted = record.admit(options);
        // Without any words there is nothing to make one from.
        if admitted.article.id.is_empty() && !admitted.article.text.is_empty() {
            admitted.article.id = made_id(&admitted.article);
        }
        match beside(&self.error).or(broken).or(admitted.refused.take()) {
            None => Ok(admitted),
            Some(error) => Err(Box::new(Unread { article: form(&admitted.article), error })),
        }
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
