//! Stored trees for tests: `tests/trees.conllu`, written by `tests/trees.py`.

use std::collections::HashMap;

use hearsay_syntax::{Document, conllu};

/// Documents by their text.
pub(crate) struct Trees(HashMap<String, Document>);

impl Trees {
    pub(crate) fn get(&self, text: &str) -> Option<&Document> {
        self.0.get(text.trim())
    }

    /// All of them, in the order of their texts.
    pub(crate) fn all(&self) -> Vec<&Document> {
        let mut all: Vec<&Document> = self.0.values().collect();
        all.sort_by_key(|document| document.text());
        all
    }
}

pub(crate) fn stored_trees() -> Trees {
    let stored = include_str!("../tests/trees.conllu");
    let documents = stored.split("# newdoc").skip(1).map(|block| {
        let body = block.split_once('\n').map_or("", |(_, body)| body);
        let document = conllu::read(body).expect("stored trees are sound");
        (document.text().trim().to_owned(), document)
    });
    Trees(documents.collect())
}

#[test]
fn all_data_loads() {
    crate::check_data().unwrap_or_else(|error| panic!("{error}"));
    crate::phrases::check_data().unwrap_or_else(|error| panic!("{error}"));
}
