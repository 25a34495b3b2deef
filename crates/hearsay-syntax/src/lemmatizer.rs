//! Lemmas: rules on endings, checked against WordNet's word lists.

use std::collections::HashMap;

use crate::chars::is_alpha;
use crate::labels::Pos;
use crate::model::{LemmaTable, ModelError};

/// The lemma tables, by part of speech.
#[derive(Debug)]
pub(crate) struct Lemmatizer {
    tables: HashMap<&'static str, Table>,
}

#[derive(Debug)]
struct Table {
    rules: Vec<(String, String)>,
    index: fst::Set<Vec<u8>>,
    exception_index: fst::Map<Vec<u8>>,
    exceptions: Vec<Vec<String>>,
}

impl Lemmatizer {
    pub(crate) fn new(tables: &[LemmaTable]) -> Result<Self, ModelError> {
        let fail = |problem: String| ModelError { at: 0, problem };
        let mut known = HashMap::new();
        for table in tables {
            let pos = Pos::ALL.iter().find(|pos| pos.as_str().to_lowercase() == table.pos);
            let pos = pos.ok_or_else(|| fail(format!("no part of speech `{}`", table.pos)))?;
            // A damaged automaton could send a reader out of its bytes; its checksum is verified.
            let checked = |bytes: &Vec<u8>| {
                let raw = fst::raw::Fst::new(bytes.clone()).map_err(|e| fail(e.to_string()))?;
                raw.verify().map_err(|error| fail(error.to_string()))?;
                Ok::<_, ModelError>(raw)
            };
            let table = Table {
                rules: table.rules.clone(),
                index: checked(&table.index)?.into(),
                exception_index: checked(&table.exception_index)?.into(),
                exceptions: table.exceptions.clone(),
            };
            known.insert(pos.as_str(), table);
        }
        Ok(Self { tables: known })
    }

    /// The lemma of a word with the part of speech and features that the ruler gave it.
    pub(crate) fn lemma(&self, word: &str, pos: Option<Pos>, morph: &str) -> String {
        let lower = word.to_lowercase();
        let Some(pos) = pos.filter(|pos| *pos != Pos::Space) else { return lower };
        if is_base_form(pos, morph) {
            return lower;
        }
        let Some(table) = self.tables.get(pos.as_str()) else {
            return if pos == Pos::Propn { word.to_owned() } else { lower };
        };
        // Forms found in the word list come first, the last found foremost; then forms that are
        // no plain words; forms that are not in the list only serve when there is no other.
        let mut listed: Vec<String> = Vec::new();
        let mut odd: Vec<String> = Vec::new();
        let mut unlisted: Option<String> = None;
        for (old, new) in &table.rules {
            let Some(stem) = lower.strip_suffix(old.as_str()) else { continue };
            let form = format!("{stem}{new}");
            if form.is_empty() {
                continue;
            }
            if table.index.contains(&form) {
                listed.insert(0, form);
            } else if !form.chars().all(is_alpha) {
                odd.push(form);
            } else {
                unlisted.get_or_insert(form);
            }
        }
        if let Some(number) = table.exception_index.get(&lower) {
            let exceptions = usize::try_from(number).ok().and_then(|n| table.exceptions.get(n));
            for lemma in exceptions.into_iter().flatten() {
                if !listed.contains(lemma) && !odd.contains(lemma) {
                    listed.insert(0, lemma.clone());
                }
            }
        }
        let first = listed.into_iter().next().or_else(|| odd.into_iter().next());
        first.or(unlisted).unwrap_or_else(|| word.to_owned())
    }
}

/// Whether the features say that the word is its own lemma.
fn is_base_form(pos: Pos, morph: &str) -> bool {
    let has = |feature: &str| morph.split('|').any(|part| part == feature);
    let has_number = morph.split('|').any(|part| part.starts_with("Number="));
    (pos == Pos::Noun && has("Number=Sing"))
        || has("VerbForm=Inf")
        || (pos == Pos::Verb && has("VerbForm=Fin") && has("Tense=Pres") && !has_number)
        || has("Degree=Pos")
}
