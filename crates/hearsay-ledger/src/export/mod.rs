//! Exports: what the ledger holds, in the forms that others read.
//!
//! A form that cannot say everything comes with a report of its [`Losses`]: which claims are not in
//! it and which fields of those that are, why, how many, and their ids. No form may turn a denial or
//! a doubt into a statement: where it has no words for them, such claims are left out and counted.

pub(crate) mod arrow;
mod chosen;
pub(crate) mod columns;
mod csv;
mod discreet;
mod fields;
pub(crate) mod flat;
mod gdelt;
mod geojson;
mod guard;
mod links;
mod losses;
mod package;
mod parquet;
mod polecat;
pub(crate) mod rows;
mod ucdp;
mod webannotation;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use hearsay::ArticleForm;
use hearsay_incidents::{Account, Incident};
use serde::{Deserialize, Serialize};

pub use self::chosen::Chosen;
pub use self::columns::{Column, Kind, Table, tables, wide_tables};
pub use self::discreet::WITHHELD;
pub use self::guard::guarded;
pub use self::links::Links;
pub use self::losses::{Losses, Reason, reasons};

/// An article with what was chosen of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Told {
    /// The article, with its text.
    pub article: ArticleForm,
    /// What it tells; only the claims that were chosen.
    pub accounts: Vec<Account>,
    /// Those chosen that people found misread, by id: no form has them.
    #[serde(default)]
    pub rejected: Vec<String>,
    /// Whether names of private persons were left out of it.
    #[serde(default)]
    pub withheld: bool,
}

/// An incident with everything that is told of it, chosen or not: a toll must not lose its parts.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Whole {
    /// The incident.
    pub incident: Incident,
    /// All accounts of it.
    pub accounts: Vec<Account>,
    /// Whether names of private persons were left out of it.
    #[serde(default)]
    pub withheld: bool,
}

/// Where the exports get what they write; nothing is held but one article or incident at a time.
pub trait Material {
    /// Goes through the articles of the chosen claims, in the order of their arrival.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read, or `each` fails.
    fn articles(
        &self,
        each: &mut dyn FnMut(&Told) -> Result<(), ExportError>,
    ) -> Result<(), ExportError>;

    /// Goes through the incidents of the chosen claims, oldest first.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read, or `each` fails.
    fn incidents(
        &self,
        each: &mut dyn FnMut(&Whole) -> Result<(), ExportError>,
    ) -> Result<(), ExportError>;
}

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Writing failed.
    #[error("the export cannot be written: {0}")]
    Write(#[from] io::Error),
    /// A file could not be made.
    #[error("{}: cannot be written: {error}; check the folder and its mode", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A table could not be written.
    #[error("the table cannot be written: {0}")]
    Table(#[from] ::parquet::errors::ParquetError),
    /// What is to be exported could not be read.
    #[error(transparent)]
    Read(Box<dyn std::error::Error + Send + Sync>),
}

/// The forms, but for the lossless one, which is the ledger's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One claim a row, with a row of HXL hashtags.
    Csv,
    /// One claim a feature (RFC 7946).
    Geojson,
    /// A folder of tables with a description of their columns.
    Parquet,
    /// One incident with deaths a row, in the columns of UCDP GED.
    Ucdp,
    /// A folder of events and mentions, in the columns of GDELT 2.0.
    Gdelt,
    /// One claim a row, in the columns of POLECAT.
    Polecat,
    /// One claim an annotation of its article (W3C Web Annotation).
    Webannotation,
}

impl Form {
    /// All forms.
    pub const ALL: [Self; 7] = [
        Self::Csv,
        Self::Geojson,
        Self::Parquet,
        Self::Ucdp,
        Self::Gdelt,
        Self::Polecat,
        Self::Webannotation,
    ];

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Geojson => "geojson",
            Self::Parquet => "parquet",
            Self::Ucdp => "ucdp",
            Self::Gdelt => "gdelt",
            Self::Polecat => "polecat",
            Self::Webannotation => "webannotation",
        }
    }

    /// Whether it is several files, which need a folder.
    #[must_use]
    pub fn is_folder(self) -> bool {
        matches!(self, Self::Parquet | Self::Gdelt)
    }
}

impl FromStr for Form {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|form| form.name() == name);
        found.ok_or_else(|| format!("there is no form `{name}`"))
    }
}

/// How to write.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Cells as they are, also those that a spreadsheet would take for a formula.
    pub raw: bool,
}

/// Writes a form that is one file.
///
/// # Errors
///
/// When it cannot be written or the material cannot be read.
///
/// # Panics
///
/// When the form is a folder: see [`Form::is_folder`].
pub fn write(
    form: Form,
    material: &dyn Material,
    options: Options,
    out: &mut dyn Write,
) -> Result<Losses, ExportError> {
    match form {
        Form::Csv => csv::write(material, options, out),
        Form::Geojson => geojson::write(material, out),
        Form::Ucdp => ucdp::write(material, options, out),
        Form::Polecat => polecat::write(material, options, out),
        Form::Webannotation => webannotation::write(material, out),
        Form::Parquet | Form::Gdelt => panic!("{} is a folder of files", form.name()),
    }
}

/// Writes a form that is several files into a folder, which is made when it is not there.
///
/// # Errors
///
/// When it cannot be written or the material cannot be read.
///
/// # Panics
///
/// When the form is one file: see [`Form::is_folder`].
pub fn write_folder(
    form: Form,
    material: &dyn Material,
    options: Options,
    folder: &Path,
) -> Result<Losses, ExportError> {
    let failed = |error| ExportError::File { path: folder.to_owned(), error };
    fs::create_dir_all(folder).map_err(failed)?;
    match form {
        Form::Parquet => parquet::write(material, folder),
        Form::Gdelt => gdelt::write(material, options, folder),
        _ => panic!("{} is one file", form.name()),
    }
}

/// A file in a folder.
fn create(folder: &Path, name: &str) -> Result<BufWriter<File>, ExportError> {
    let path = folder.join(name);
    File::create(&path).map(BufWriter::new).map_err(|error| ExportError::File { path, error })
}
