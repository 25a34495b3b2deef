//! The gazetteer's file: written by [`encode`], read in place.
//!
//! All numbers are little-endian. After the magic stand the lengths of five sections, then the
//! sections: an fst from folded names to places in the list of uses; that list (a count, then
//! record numbers doubled, odd where the name is an alternate one); the records, [`RECORD`] bytes
//! each; the divisions, as record numbers in the order of their codes; the strings, each with its
//! length before it.

use std::collections::BTreeMap;
use std::fmt;

use fst::raw::{CompiledAddr, Fst};

use super::fold::fold;
use super::{DivisionName, Match};

const MAGIC: &[u8; 8] = b"HSGAZ001";
/// Bytes of a record: latitude, longitude (1e-5 degrees), population, id, name, code, division,
/// radius, country, kind.
const RECORD: usize = 34;
const NONE: u32 = u32::MAX;
/// A latitude that is not known.
const NOWHERE: i32 = i32::MAX;

/// What sort of place a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A town or village.
    City,
    /// A first-order division: a state, province or region.
    Division1,
    /// A division below: a county or district.
    Division2,
}

/// A place to be written.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The name to show, and other names in use.
    pub names: Vec<String>,
    /// What it is.
    pub kind: Kind,
    /// Degrees north and east, where known.
    pub point: Option<(f64, f64)>,
    /// How far it reaches, in kilometres.
    pub radius_km: f64,
    /// Inhabitants.
    pub population: u32,
    /// ISO 3166-1 alpha-3.
    pub country: [u8; 3],
    /// The GeoNames id.
    pub geonames_id: u32,
    /// The first-order division, as an index into the entries.
    pub division: Division,
}

/// Which first-order division an entry has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Division {
    /// None is known.
    Unknown,
    /// It lies in the entry of this number.
    In(usize),
    /// It is one itself, with this code.
    Itself(String),
}

/// Why bytes are no gazetteer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a gazetteer of this version: {0}; make it anew with `cargo xtask gazetteer`")]
pub struct GazetteerError(String);

/// Writes a gazetteer.
///
/// # Errors
/// When there is more of something than the format can count.
pub fn encode(entries: &[Entry]) -> Result<Vec<u8>, GazetteerError> {
    let too_many = |what: &str| GazetteerError(format!("too many {what}"));
    let number = |value: usize| u32::try_from(value).map_err(|_| too_many("entries"));
    let mut strings = Vec::new();
    let mut place_of: BTreeMap<String, u32> = BTreeMap::new();
    let mut string = |text: &str| -> Result<u32, GazetteerError> {
        if let Some(place) = place_of.get(text) {
            return Ok(*place);
        }
        let place = number(strings.len())?;
        let length = u8::try_from(text.len()).map_err(|_| too_many("letters in a name"))?;
        strings.push(length);
        strings.extend(text.as_bytes());
        place_of.insert(text.to_owned(), place);
        Ok(place)
    };
    let mut records = Vec::with_capacity(entries.len() * RECORD);
    let mut uses: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let mut divisions: Vec<(&str, u32)> = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let at = number(at)?;
        let name = entry.names.first().ok_or_else(|| GazetteerError("no name".to_owned()))?;
        let (code, division) = match &entry.division {
            Division::Unknown => (NONE, NONE),
            Division::In(other) => (NONE, number(*other)?),
            Division::Itself(code) => {
                divisions.push((code, at));
                (string(code)?, at)
            }
        };
        let degrees = |value: f64| (value * 1e5).round() as i32;
        let point =
            entry.point.map_or([NOWHERE; 2], |(north, east)| [degrees(north), degrees(east)]);
        point.iter().for_each(|degrees| records.extend(degrees.to_le_bytes()));
        for value in [entry.population, entry.geonames_id, string(name)?, code, division] {
            records.extend(value.to_le_bytes());
        }
        let radius = (entry.radius_km.clamp(0.0, 6_000.0) * 10.0).round() as u16;
        records.extend(radius.to_le_bytes());
        records.extend(entry.country);
        records.push(entry.kind as u8);
        for (k, name) in entry.names.iter().enumerate() {
            let key = fold(name);
            let of = uses.entry(key).or_default();
            if !of.iter().any(|known| known >> 1 == at) {
                of.push(at << 1 | u32::from(k > 0));
            }
        }
    }
    uses.remove("");
    divisions.sort_unstable();
    let mut list = Vec::new();
    let mut names = fst::MapBuilder::memory();
    for (name, of) in &uses {
        let at = list.len() as u64;
        list.extend(number(of.len())?.to_le_bytes());
        of.iter().for_each(|one| list.extend(one.to_le_bytes()));
        names.insert(name, at).map_err(|error| GazetteerError(error.to_string()))?;
    }
    let names = names.into_inner().map_err(|error| GazetteerError(error.to_string()))?;
    let divisions: Vec<u8> = divisions.iter().flat_map(|(_, at)| at.to_le_bytes()).collect();
    let sections = [names, list, records, divisions, strings];
    let mut out = MAGIC.to_vec();
    for section in &sections {
        out.extend(number(section.len())?.to_le_bytes());
    }
    sections.iter().for_each(|section| out.extend(section));
    Ok(out)
}

/// The sections of a file.
pub(super) struct File<'b> {
    names: Fst<&'b [u8]>,
    uses: &'b [u8],
    records: &'b [u8],
    divisions: &'b [u8],
    strings: &'b [u8],
}

impl fmt::Debug for File<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File").field("names", &self.names.len()).finish_non_exhaustive()
    }
}

impl<'b> File<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, GazetteerError> {
        let fail = |problem: &str| GazetteerError(problem.to_owned());
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| fail("it begins otherwise"))?;
        let (lengths, mut rest) =
            rest.split_at_checked(20).ok_or_else(|| fail("its lengths are cut off"))?;
        let mut section = |k: usize| {
            let length = u32_at(lengths, 4 * k) as usize;
            let (head, tail) =
                rest.split_at_checked(length).ok_or_else(|| fail("a section is cut off"))?;
            rest = tail;
            Ok(head)
        };
        let names = Fst::new(section(0)?).map_err(|error| GazetteerError(error.to_string()))?;
        let (uses, records) = (section(1)?, section(2)?);
        let (divisions, strings) = (section(3)?, section(4)?);
        if records.len() % RECORD != 0 {
            return Err(fail("a record is cut off"));
        }
        Ok(Self { names, uses, records, divisions, strings })
    }

    pub(super) fn root(&self) -> Option<CompiledAddr> {
        Some(self.names.root().addr())
    }

    /// The node after one more byte, where any name goes on so.
    pub(super) fn step(&self, at: CompiledAddr, byte: u8, sum: &mut u64) -> Option<CompiledAddr> {
        let node = self.names.node(at);
        let transition = node.transition(node.find_input(byte)?);
        *sum += transition.out.value();
        Some(transition.addr)
    }

    pub(super) fn is_final(&self, at: CompiledAddr) -> bool {
        self.names.node(at).is_final()
    }

    /// The places of the name that ends at a node.
    pub(super) fn finish(&self, at: CompiledAddr, sum: u64) -> Option<Vec<Match<'_>>> {
        let node = self.names.node(at);
        if !node.is_final() {
            return None;
        }
        let start = usize::try_from(sum + node.final_output().value()).ok()?;
        let count = u32_at(self.uses, start) as usize;
        let of = (1..=count).map(|k| u32_at(self.uses, start + 4 * k));
        Some(of.filter_map(|one| self.record(one >> 1, one & 1 == 1)).collect())
    }

    pub(super) fn division(&self, code: &str) -> Option<Match<'_>> {
        let number = |k: usize| u32_at(self.divisions, 4 * k);
        let code_of = |k: usize| {
            let record = self.record(number(k), false)?;
            record.division.map(|division| division.code)
        };
        let (mut low, mut high) = (0, self.divisions.len() / 4);
        while low < high {
            let middle = low.midpoint(high);
            match code_of(middle)?.cmp(code) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return self.record(number(middle), false),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    fn record(&self, number: u32, is_alternate: bool) -> Option<Match<'_>> {
        let start = number as usize * RECORD;
        let bytes = self.records.get(start..start + RECORD)?;
        let field = |k: usize| u32_at(bytes, 4 * k);
        let degrees = |k: usize| f64::from(field(k).cast_signed()) / 1e5;
        let is_placed = field(0).cast_signed() != NOWHERE;
        let division = (field(6) != NONE).then(|| {
            let of = self.records.get(field(6) as usize * RECORD..)?;
            let (name, code) = (u32_at(of, 16), u32_at(of, 20));
            Some(DivisionName { code: self.string(code)?, name: self.string(name)? })
        });
        Some(Match {
            name: self.string(field(4))?,
            is_alternate,
            kind: match bytes[33] {
                0 => Kind::City,
                1 => Kind::Division1,
                _ => Kind::Division2,
            },
            point: is_placed.then(|| (degrees(0), degrees(1))),
            radius_km: f64::from(u16::from_le_bytes([bytes[28], bytes[29]])) / 10.0,
            population: field(2),
            country: str::from_utf8(&bytes[30..33]).ok()?,
            division: division.flatten(),
            geonames_id: field(3),
        })
    }

    fn string(&self, at: u32) -> Option<&str> {
        let at = at as usize;
        let length = usize::from(*self.strings.get(at)?);
        str::from_utf8(self.strings.get(at + 1..at + 1 + length)?).ok()
    }
}

/// The number that stands at a byte; 0 past the end, which a whole file never asks for.
fn u32_at(bytes: &[u8], at: usize) -> u32 {
    match bytes.get(at..at + 4) {
        Some(four) => u32::from_le_bytes([four[0], four[1], four[2], four[3]]),
        None => 0,
    }
}
