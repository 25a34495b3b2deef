//! The gazetteer: populated places and administrative divisions of the world, by name.
//!
//! The file is made by `cargo xtask gazetteer` and built into the program. Names are kept folded
//! ([`fold`]) in a finite-state map, records in one flat table, so that opening it costs nothing
//! and an article touches only the pages it needs.

mod file;
mod fold;

use std::sync::LazyLock;

pub use file::{Division, Entry, GazetteerError, Kind, encode};
pub(crate) use fold::first_word;
pub use fold::fold;

use file::File;
use fold::Fold;

static EMBEDDED: LazyLock<Gazetteer<'static>> = LazyLock::new(|| {
    let bytes = include_bytes!("../../../../models/gazetteer.bin");
    Gazetteer::open(bytes).expect("the gazetteer that is built in reads back, which a test checks")
});

/// A gazetteer over the bytes of its file.
#[derive(Debug)]
pub struct Gazetteer<'b> {
    file: File<'b>,
}

/// One place that a name may mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Match<'g> {
    /// The name to show.
    pub name: &'g str,
    /// Whether the name looked up is another than the one to show.
    pub is_alternate: bool,
    /// A town or a division, and of which order.
    pub kind: Kind,
    /// Degrees north and east, where known.
    pub point: Option<(f64, f64)>,
    /// How far it reaches, in kilometres.
    pub radius_km: f64,
    /// Inhabitants, as far as known. Figures are stale and, where a place is disputed, political.
    pub population: u32,
    /// ISO 3166-1 alpha-3 code that the sources give. For a disputed place that is their view.
    pub country: &'g str,
    /// The first-order division in which it lies, or which it is.
    pub division: Option<DivisionName<'g>>,
    /// The GeoNames id.
    pub geonames_id: u32,
}

/// A first-order administrative division.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DivisionName<'g> {
    /// ISO 3166-2 code, or the sources' own where there is none.
    pub code: &'g str,
    /// Its name.
    pub name: &'g str,
}

impl Gazetteer<'static> {
    /// The gazetteer that is built in.
    #[must_use]
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }
}

impl<'b> Gazetteer<'b> {
    /// Opens a gazetteer file.
    ///
    /// # Errors
    /// When the bytes are not a gazetteer of this version.
    pub fn open(bytes: &'b [u8]) -> Result<Self, GazetteerError> {
        Ok(Self { file: File::open(bytes)? })
    }

    /// All places of a name, however it is capitalized, accented or hyphenated.
    ///
    /// ```
    /// let gazetteer = hearsay_mentions::Gazetteer::embedded();
    /// let found = gazetteer.places("Reykjavik");
    /// assert!(found.iter().any(|place| place.country == "ISL" && place.population > 100_000));
    /// ```
    #[must_use]
    pub fn places(&self, name: &str) -> Vec<Match<'_>> {
        let mut walk = self.walk();
        walk.push(&fold(name));
        walk.places()
    }

    /// The first-order division of a code.
    #[must_use]
    pub fn division(&self, code: &str) -> Option<Match<'_>> {
        self.file.division(code)
    }

    /// A name that is looked up piece by piece.
    pub(crate) fn walk(&self) -> Walk<'_> {
        Walk { file: &self.file, node: self.file.root(), sum: 0, fold: Fold::default() }
    }
}

/// A name on its way through the finite-state map: cheap to copy, so that one may go on from any
/// word to the next.
#[derive(Clone, Debug)]
pub(crate) struct Walk<'g> {
    file: &'g File<'g>,
    node: Option<fst::raw::CompiledAddr>,
    sum: u64,
    fold: Fold,
}

impl<'g> Walk<'g> {
    /// Adds a piece of text to the name.
    pub(crate) fn push(&mut self, piece: &str) {
        let (file, node, sum) = (self.file, &mut self.node, &mut self.sum);
        self.fold.push(piece, |byte| {
            if let Some(at) = *node {
                *node = file.step(at, byte, sum);
            }
        });
    }

    /// Whether any name begins as this one does.
    pub(crate) fn is_open(&self) -> bool {
        self.node.is_some()
    }

    /// The places that have just this name.
    pub(crate) fn places(&self) -> Vec<Match<'g>> {
        self.node.and_then(|node| self.file.finish(node, self.sum)).unwrap_or_default()
    }

    /// Whether some place has just this name.
    pub(crate) fn is_name(&self) -> bool {
        self.node.is_some_and(|node| self.file.is_final(node))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_that_is_built_in_opens_and_knows_the_world() {
        let gazetteer = Gazetteer::embedded();
        for (name, country) in [
            ("Tbilisi", "GEO"),
            ("São Paulo", "BRA"),
            ("Sao Paulo", "BRA"),
            ("MAZAR-E SHARIF", "AFG"),
            ("Saint Petersburg", "RUS"),
            ("St. Petersburg", "RUS"),
        ] {
            let found = gazetteer.places(name);
            assert!(
                found.iter().any(|place| place.country == country),
                "{name} in {country}: {found:?}"
            );
        }
        assert!(gazetteer.places("Xyzzyville").is_empty());
        assert!(gazetteer.places("").is_empty());
    }

    #[test]
    fn divisions_are_found_by_code() {
        let texas = Gazetteer::embedded().division("US-TX").expect("Texas has a code");
        assert_eq!((texas.name, texas.kind, texas.country), ("Texas", Kind::Division1, "USA"));
        assert!(texas.point.is_some_and(|(north, _)| (north - 31.0).abs() < 1.5), "{texas:?}");
    }

    #[test]
    fn what_is_no_gazetteer_is_refused() {
        assert!(Gazetteer::open(b"").is_err());
        assert!(Gazetteer::open(b"HSGAZ001 and then nothing that follows the format").is_err());
    }
}
