//! Taking in an export of another ledger.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use hearsay_ledger::Access;
use hearsay_ledger::words::count;

use super::{Add, say};
use crate::read::NOTHING_READ;

/// Whether a file is an export of a ledger, without loss.
pub(super) fn is_export(path: &Path) -> bool {
    if !path.is_file() {
        return false;
    }
    let mut beginning = Vec::new();
    let read = File::open(path).and_then(|file| file.take(64).read_to_end(&mut beginning));
    read.is_ok() && hearsay_ledger::is_export(&beginning)
}

/// A stream that begins as it did, and whether it is an export.
///
/// No more is waited for than its first line, so that articles piped slowly are read as they come.
pub(super) fn looked_at(
    mut stream: impl Read + Send + 'static,
) -> io::Result<(bool, Box<dyn Read + Send>)> {
    let mut beginning = Vec::new();
    let mut buffer = [0; 64];
    while beginning.len() < buffer.len() && !beginning.contains(&b'\n') {
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => beginning.extend_from_slice(&buffer[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let is_export = hearsay_ledger::is_export(&beginning);
    Ok((is_export, Box::new(Cursor::new(beginning).chain(stream))))
}

/// Takes in files that are exports.
pub(super) fn restore(args: &Add, paths: &[PathBuf]) -> anyhow::Result<ExitCode> {
    let mut is_empty = true;
    for path in paths {
        let name = path.display().to_string();
        let file = File::open(path).with_context(|| name.clone())?;
        is_empty &= restore_from(args, &name, BufReader::new(file))? == 0;
    }
    Ok(if is_empty { NOTHING_READ.into() } else { ExitCode::SUCCESS })
}

/// Takes in one export; gives how many versions of articles are in it.
pub(super) fn restore_from(args: &Add, name: &str, lines: impl BufRead) -> anyhow::Result<usize> {
    let ledger = args.shelf.open(Access::Create)?;
    let restored = ledger
        .restore(lines)
        .map_err(|error| args.shelf.failed(error))
        .with_context(|| name.to_owned())?;
    if !args.json {
        let decisions = count(restored.decisions, "decision");
        say(&format!(
            "{name}: {} with {decisions} taken in, {} known already",
            count(restored.versions, "version"),
            restored.known
        ))?;
    }
    Ok(restored.versions + restored.known)
}
