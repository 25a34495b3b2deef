//! One record, one article: for whoever has rows of a table rather than files.

use hearsay::Article;
use serde_json::Value;

use crate::json::{self, filled};
use crate::language::{Judgement, judge};
use crate::{MAX_BYTES, Mapping, Options, Place};

/// What a row holds of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Its id.
    pub id: Option<String>,
    /// Its text.
    pub text: Option<String>,
    /// When it was published, in any form that a sheet may have it in.
    pub created: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Where.
    pub url: Option<String>,
    /// Who wrote it, in a line, or one name each.
    pub authors: Vec<String>,
}

/// What came of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Admitted {
    /// The article, also where it should not be read.
    pub article: Article,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// What to know about it: a date that is none.
    pub notes: Vec<String>,
    /// Why it should not be read.
    pub refused: Option<String>,
}

impl Record {
    /// What a line of JSON holds; an error says why it is no record.
    ///
    /// # Errors
    ///
    /// When it is not a JSON object, or has no text under the name that `mapping` gives.
    pub fn from_json(line: &str, mapping: &Mapping) -> Result<Self, String> {
        let place = Place::file("JSON");
        // The first line of a file may begin with a mark of its encoding.
        let line = line.trim_start_matches('\u{FEFF}');
        let (fields, _) = json::mapped(&place, line, mapping).map_err(|error| error.to_string())?;
        let authors = json::authors(&fields);
        let created = match fields.created {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text),
            Some(other) => Some(other.to_string()),
        };
        Ok(Self {
            id: json::id(fields.id.as_ref()),
            text: fields.text,
            created,
            title: fields.title,
            publisher: fields.publisher,
            url: fields.url,
            authors,
        })
    }

    /// The article that the record holds.
    ///
    /// ```
    /// use hearsay_input::{Options, Record};
    ///
    /// let text = Some("Two soldiers were killed near the river on Monday.".to_owned());
    /// let record = Record { id: Some("7".to_owned()), text, created: Some("soon".to_owned()), ..Record::default() };
    /// let admitted = record.admit(&Options::default());
    /// assert_eq!((admitted.article.created, admitted.refused), (None, None));
    /// assert!(admitted.notes[0].starts_with("`soon` is not a date"));
    ///
    /// let refused = Record::default().admit(&Options::default()).refused;
    /// assert_eq!(refused.as_deref(), Some("there is no text"));
    /// ```
    #[must_use]
    pub fn admit(self, options: &Options) -> Admitted {
        let mut notes = Vec::new();
        let created = match json::created_of(self.created.as_deref().unwrap_or_default()) {
            Ok(created) => created.or(options.created),
            Err(error) => {
                // It has a date, only we cannot read it: the one for undated articles is not its.
                notes.push(format!("{error}; the article is read without a date"));
                None
            }
        };
        let text = self.text.unwrap_or_default();
        let (language, refused) = judged(&text, options.force);
        let article = Article {
            id: self.id.unwrap_or_default(),
            title: filled(self.title),
            url: filled(self.url),
            publisher: filled(self.publisher),
            created,
            language,
            text,
        };
        let authors = self.authors.iter().flat_map(|line| json::people(line)).collect();
        Admitted { article, authors, notes, refused }
    }
}

/// The language of a text as far as it is known, and why it should not be read.
fn judged(text: &str, force: bool) -> (Option<String>, Option<String>) {
    if text.trim().is_empty() {
        return (None, Some("there is no text".to_owned()));
    }
    if text.len() > MAX_BYTES {
        let (megabytes, most) = (text.len().div_ceil(1 << 20), MAX_BYTES >> 20);
        let why = format!("its text has {megabytes} MB, and one article may have {most}; split it");
        return (None, Some(why));
    }
    match judge(text) {
        Judgement::English => (Some("en".to_owned()), None),
        Judgement::TooShort => (None, None),
        Judgement::Other(language) if force => (Some(language.code().to_owned()), None),
        Judgement::Other(language) => {
            let why = format!(
                "its text is not English but {language}; only English is read unless forced"
            );
            (Some(language.code().to_owned()), Some(why))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, mapping: &str, authors: &[&str]) {
        let mapping: Mapping = mapping.parse().expect("it is a mapping");
        let record = Record::from_json(line, &mapping).expect("it is a record");
        assert_eq!(record.text.as_deref(), Some("Words."));
        assert_eq!(record.authors, authors);
    }

    #[test]
    fn authors_go_by_either_name() {
        check(
            r#"{"text": "Words.", "author": "Ada Ormond", "authors": ["B"]}"#,
            "",
            &["Ada Ormond"],
        );
        check(
            r#"{"text": "Words.", "author": null, "authors": ["Ada Ormond"]}"#,
            "",
            &["Ada Ormond"],
        );
        check(r#"{"body": "Words.", "authors": ["Ada Ormond"]}"#, "text=body", &["Ada Ormond"]);
        check(r#"{"text": "Words.", "by": "Ada Ormond"}"#, "authors=by", &["Ada Ormond"]);
    }

    #[test]
    fn a_mark_of_the_encoding_is_no_part_of_a_record() {
        check("\u{FEFF}{\"text\": \"Words.\"}", "", &[]);
    }

    #[test]
    fn what_is_no_record_is_told() {
        let told = |line| Record::from_json(line, &Mapping::default()).expect_err("it is none");
        assert!(told("[1]").starts_with("JSON: not a JSON object: it begins with `[`"));
        assert!(told("{").starts_with("JSON: not a JSON object: "));
    }
}
