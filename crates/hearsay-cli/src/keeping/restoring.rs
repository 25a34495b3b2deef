//! Taking in an export of another ledger.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use hearsay_ledger::Access;

use super::{Add, say};
use crate::read::NOTHING_READ;
use crate::told::count;

/// Whether a file is an export of a ledger, without loss.
pub(super) fn is_export(path: &Path) -> bool {
    if !path.is_file() {
        return false;
    }
    let mut beginning = Vec::new();
    let read = File::open(path).and_then(|file| file.take(64).read_to_end(&mut beginning));
    read.is_ok() && hearsay_ledger::is_export(&beginning)
}

/// Takes in exports.
pub(super) fn restore(args: &Add, paths: &[PathBuf]) -> anyhow::Result<ExitCode> {
    let ledger = args.shelf.open(Access::Create)?;
    let mut versions = 0;
    for path in paths {
        let failed = || path.display().to_string();
        let file = File::open(path).with_context(failed)?;
        let restored = ledger
            .restore(BufReader::new(file))
            .map_err(|error| args.shelf.failed(error))
            .with_context(failed)?;
        versions += restored.versions + restored.known;
        if !args.json {
            let decisions = count(restored.decisions, "decision");
            say(&format!(
                "{}: {} with {decisions} taken in, {} known already",
                path.display(),
                count(restored.versions, "version"),
                restored.known
            ))?;
        }
    }
    Ok(if versions == 0 { NOTHING_READ.into() } else { ExitCode::SUCCESS })
}
