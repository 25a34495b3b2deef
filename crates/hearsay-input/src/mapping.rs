//! Which field of an input holds what: `text=body,created=date`.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::json::Fields;
use crate::{InputError, Place};

/// What an article has, by the names used in a mapping.
pub(crate) const FIELDS: [&str; 7] =
    ["id", "text", "title", "url", "publisher", "created", "author"];

/// The names under which an input holds the parts of an article.
///
/// ```
/// use hearsay_input::Mapping;
/// let mapping: Mapping = "text=body,created=meta.date".parse()?;
/// assert_eq!(mapping, Mapping::from_toml("text = 'body'\ncreated = 'meta.date'")?);
/// assert!("words=body".parse::<Mapping>().is_err());
/// # Ok::<(), hearsay_input::MappingError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping(BTreeMap<&'static str, String>);

/// A mapping that is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// Not pairs with `=` between.
    #[error("`{0}` is not a pair like text=body; write --map text=body,created=date")]
    NoPair(String),
    /// A field that articles do not have.
    #[error("an article has no `{0}`; it has {fields}", fields = FIELDS.join(", "))]
    NoField(String),
    /// A field twice.
    #[error("`{0}` is mapped twice")]
    Twice(&'static str),
    /// Broken TOML.
    #[error("not TOML with lines like text = \"body\": {0}")]
    Toml(String),
}

impl Mapping {
    /// From a file with lines like `text = "body"`.
    ///
    /// # Errors
    ///
    /// When it is not TOML, or names a field that articles do not have.
    pub fn from_toml(text: &str) -> Result<Self, MappingError> {
        let pairs: BTreeMap<String, String> =
            toml::from_str(text).map_err(|error| MappingError::Toml(error.message().to_owned()))?;
        let mut mapping = Self::default();
        for (field, column) in pairs {
            mapping.add(&field, &column)?;
        }
        Ok(mapping)
    }

    fn add(&mut self, field: &str, column: &str) -> Result<(), MappingError> {
        let field = if field == "authors" { "author" } else { field };
        let known = FIELDS.into_iter().find(|known| *known == field);
        let known = known.ok_or_else(|| MappingError::NoField(field.to_owned()))?;
        match self.0.insert(known, column.to_owned()) {
            None => Ok(()),
            Some(_) => Err(MappingError::Twice(known)),
        }
    }

    /// Whether nothing is mapped: then the fields' own names hold.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The fields of a JSON object under their names; a dot leads into an inner object.
    pub(crate) fn fields(
        &self,
        place: &Place,
        object: &Map<String, Value>,
    ) -> Result<Fields, InputError> {
        let take = |field: &'static str| -> Result<Option<Value>, InputError> {
            let Some(column) = self.0.get(field) else { return Ok(object.get(field).cloned()) };
            let direct = object.get(column);
            let found = direct.or_else(|| {
                let mut parts = column.split('.');
                let first = object.get(parts.next()?)?;
                parts.try_fold(first, |value, part| value.get(part))
            });
            match found {
                Some(value) => Ok(Some(value.clone())),
                // Only the text is needed; the others may be in some objects and not in all.
                None if field != "text" => Ok(None),
                None => Err(InputError::NoColumn {
                    place: place.clone(),
                    field,
                    column: column.clone(),
                    there: object.keys().map(String::as_str).collect::<Vec<_>>().join(", "),
                }),
            }
        };
        let text = |value: Option<Value>| match value {
            Some(Value::String(text)) => Some(text),
            Some(Value::Array(parts)) => {
                let parts: Vec<&str> = parts.iter().filter_map(Value::as_str).collect();
                Some(parts.join("\n\n"))
            }
            _ => None,
        };
        Ok(Fields {
            id: take("id")?,
            text: text(take("text")?),
            created: take("created")?,
            title: text(take("title")?),
            publisher: text(take("publisher")?),
            url: text(take("url")?),
            author: take("author")?,
            authors: object.get("authors").cloned(),
        })
    }

    /// Which column of a table holds which field: as mapped, or else by its likely names. Gives each
    /// field that there is with the number of its column.
    ///
    /// ```
    /// use hearsay_input::Mapping;
    /// let head = ["Headline", "Body", "nonsense"].map(str::to_owned);
    /// assert_eq!(Mapping::default().find(&head)?, [("text", 1), ("title", 0)]);
    /// # Ok::<(), hearsay_input::NoColumn>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When a column that is mapped is not there, or none for the text.
    pub fn find(&self, head: &[String]) -> Result<Vec<(&'static str, usize)>, NoColumn> {
        let missing = |field: &'static str, column: &str| NoColumn {
            field,
            column: column.to_owned(),
            there: head.iter().filter(|name| !name.is_empty()).cloned().collect(),
        };
        let mut columns: Vec<(&'static str, usize)> = Vec::new();
        for field in FIELDS {
            let found = match self.0.get(field) {
                Some(column) => {
                    let found = head.iter().position(|name| bare(name) == bare(column));
                    Some(found.ok_or_else(|| missing(field, column))?)
                }
                None => GUESSES
                    .iter()
                    .filter(|(guessed, _)| *guessed == field)
                    .find_map(|(_, name)| head.iter().position(|column| bare(column) == *name))
                    .filter(|found| !columns.iter().any(|(_, taken)| taken == found)),
            };
            match found {
                Some(found) => columns.push((field, found)),
                None if field == "text" => return Err(missing(field, field)),
                None => {}
            }
        }
        Ok(columns)
    }

    /// The same for a sheet.
    pub(crate) fn columns(&self, place: &Place, head: &[String]) -> Result<Columns, InputError> {
        self.find(head).map(Columns).map_err(|NoColumn { field, column, there }| {
            InputError::NoColumn { place: place.clone(), field, column, there: there.join(", ") }
        })
    }
}

/// A column that is needed and is not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no column `{column}`, but {}", there.join(", "))]
pub struct NoColumn {
    /// What it is needed for.
    pub field: &'static str,
    /// Its name.
    pub column: String,
    /// The columns that are there.
    pub there: Vec<String>,
}

impl FromStr for Mapping {
    type Err = MappingError;

    fn from_str(text: &str) -> Result<Self, MappingError> {
        let mut mapping = Self::default();
        for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (field, column) =
                pair.split_once('=').ok_or_else(|| MappingError::NoPair(pair.to_owned()))?;
            mapping.add(field.trim(), column.trim())?;
        }
        Ok(mapping)
    }
}

/// Likely names of columns by field, bare.
static GUESSES: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let lines = include_str!("../data/columns.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')).collect()
});

/// A name without what people write in different ways.
fn bare(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The columns of a sheet that hold the fields.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns(Vec<(&'static str, usize)>);

impl Columns {
    /// The fields of a row.
    pub(crate) fn fields(&self, row: &[String]) -> Fields {
        let take = |wanted: &str| {
            let column = self.0.iter().find(|(field, _)| *field == wanted)?.1;
            row.get(column).filter(|cell| !cell.trim().is_empty()).cloned()
        };
        Fields {
            id: take("id").map(Value::String),
            text: take("text"),
            created: take("created").map(Value::String),
            title: take("title"),
            publisher: take("publisher"),
            url: take("url"),
            author: take("author").map(Value::String),
            authors: None,
        }
    }
}
