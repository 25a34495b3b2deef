//! Paths: which file, in which order, of which kind.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::InputError;
use crate::sniff::{Format, by_name as format};

/// A file to read.
pub(crate) struct Found {
    pub(crate) path: PathBuf,
    /// For messages: the path as given.
    pub(crate) name: String,
    /// For the article: the file name, below a folder the path from there.
    pub(crate) id: String,
    /// As its name promises.
    pub(crate) format: Option<Format>,
}

/// What a path names.
pub(crate) enum Kind {
    File(Found),
    Folder(Walk),
    /// The files that a pattern with `*` stands for, sorted.
    Pattern(Vec<PathBuf>),
}

/// Looks at a path that was named by the user.
pub(crate) fn look(path: PathBuf) -> Result<Kind, InputError> {
    let name = path.display().to_string();
    let metadata = match std::fs::metadata(&path) {
        Ok(metadata) => metadata,
        // A shell gives a pattern on that it finds nothing for, and other shells give all on.
        Err(_) if name.contains(['*', '?', '[']) => return pattern(name).map(Kind::Pattern),
        Err(error) => return Err(InputError::unreadable(&name, error)),
    };
    if metadata.is_dir() {
        return Ok(Kind::Folder(Walk::new(path, name)));
    }
    let id = path.file_name().map_or_else(|| name.clone(), |name| name.display().to_string());
    let format = format(&path);
    Ok(Kind::File(Found { path, name, id, format }))
}

/// The files that a pattern stands for.
fn pattern(pattern: String) -> Result<Vec<PathBuf>, InputError> {
    let fail = |reason: String| InputError::Pattern { pattern: pattern.clone(), reason };
    let found = glob::glob(&pattern).map_err(|error| fail(format!("not a pattern: {error}")))?;
    let paths: Vec<PathBuf> = found.filter_map(Result::ok).collect();
    if paths.is_empty() {
        return Err(fail("no file has a name like that".to_owned()));
    }
    Ok(paths)
}

/// The size of a file, or of all that would be read from a folder; `None` for a pipe or a device.
pub(crate) fn size(path: &Path) -> Option<u64> {
    let metadata = std::fs::metadata(path).ok()?;
    if metadata.is_dir() {
        let files = entries(path).filter_map(Result::ok);
        let files = files.filter(|entry| format(entry.path()).is_some());
        Some(files.filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len()).sum())
    } else {
        metadata.is_file().then_some(metadata.len())
    }
}

/// Everything below a folder but what is hidden, sorted by name.
fn entries(
    folder: &Path,
) -> impl Iterator<Item = walkdir::Result<walkdir::DirEntry>> + Send + use<> {
    WalkDir::new(folder)
        .follow_links(true)
        .min_depth(1)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."))
        .filter(|entry| !entry.as_ref().is_ok_and(|entry| entry.file_type().is_dir()))
}

/// The files of a folder.
pub(crate) struct Walk {
    folder: PathBuf,
    name: String,
    entries: Box<dyn Iterator<Item = walkdir::Result<walkdir::DirEntry>> + Send>,
    given: usize,
    skipped: usize,
    examples: Vec<String>,
    finished: bool,
}

/// How many of the files that were passed over are named.
const EXAMPLES: usize = 3;

impl Walk {
    fn new(folder: PathBuf, name: String) -> Self {
        let entries = Box::new(entries(&folder));
        let examples = Vec::new();
        Self { folder, name, entries, given: 0, skipped: 0, examples, finished: false }
    }

    /// The path from the folder down, with `/` on every system.
    fn below(&self, path: &Path) -> String {
        let below = path.strip_prefix(&self.folder).unwrap_or(path);
        let parts: Vec<_> = below.iter().map(|part| part.display().to_string()).collect();
        parts.join("/")
    }

    /// The last word on the folder.
    fn finish(&mut self) -> Option<Result<Found, InputError>> {
        if std::mem::replace(&mut self.finished, true) {
            return None;
        }
        let name = self.name.clone();
        if self.given == 0 {
            return Some(Err(InputError::EmptyFolder { name }));
        }
        if self.skipped == 0 {
            return None;
        }
        let mut examples = self.examples.join(", ");
        if self.skipped > self.examples.len() {
            examples.push_str(", …");
        }
        Some(Err(InputError::Skipped { name, count: self.skipped, examples }))
    }
}

impl Iterator for Walk {
    type Item = Result<Found, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Some(entry) = self.entries.next() else { return self.finish() };
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.given += 1;
                    let path = error.path().unwrap_or(&self.folder).display().to_string();
                    let message = error.to_string();
                    let error = error.into_io_error();
                    let error = error.unwrap_or_else(|| std::io::Error::other(message));
                    return Some(Err(InputError::unreadable(&path, error)));
                }
            };
            let id = self.below(entry.path());
            let format = format(entry.path());
            if format.is_some() {
                self.given += 1;
                let path = entry.into_path();
                let name = path.display().to_string();
                return Some(Ok(Found { path, name, id, format }));
            }
            self.skipped += 1;
            if self.examples.len() < EXAMPLES {
                self.examples.push(id);
            }
        }
    }
}
