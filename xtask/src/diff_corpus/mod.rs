//! What a change to words, frames or code does to the claims of a corpus: gained, lost, changed.
//!
//! The corpus is read twice: with a committed state of the project, built in a git worktree under
//! `target/`, and with the working tree. Readings of a committed state are kept there too, so the
//! second time costs one build only.

mod pairs;
mod show;
mod told;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};

use self::pairs::Diff;
use self::told::{Reading, readings};

/// Show the claims and attributions of a corpus that a change gains, loses and alters
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Texts or JSONL with "id" and "text"; default are the project's own texts
    corpus: Vec<PathBuf>,
    /// The committed state to compare with
    #[arg(long, default_value = "HEAD", value_name = "REV")]
    revision: String,
    /// Compare with these readings instead (`hearsay read --format jsonl`, or --save)
    #[arg(long, value_name = "FILE", conflicts_with = "revision")]
    before: Option<PathBuf>,
    /// Take these for the readings of the working tree
    #[arg(long, value_name = "FILE")]
    after: Option<PathBuf>,
    /// Keep the readings of the working tree for a later --before
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Show everything rather than the first of each kind
    #[arg(long)]
    all: bool,
    /// Print the differences as one JSON object
    #[arg(long)]
    json: bool,
    /// Read only so many articles
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

/// Where everything of this chore lies.
const HOME: &str = "target/diff-corpus";
/// Articles without a day are read as of this one, so that "Monday" has a date.
const CREATED: &str = "2024-03-15";

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    ensure!(
        Path::new("crates/hearsay-claims/data/en").is_dir(),
        "run this at the root of the repository, as `just diff-corpus` does"
    );
    fs::create_dir_all(HOME)?;
    let corpus = corpus(arguments)?;
    let before = match &arguments.before {
        Some(path) => load(path)?,
        None => load(&committed(&arguments.revision, &corpus)?)?,
    };
    let after = match &arguments.after {
        Some(path) => load(path)?,
        None => {
            let path = Path::new(HOME).join("working-tree.jsonl");
            eprintln!("reading the corpus with the working tree …");
            read(Path::new("."), Path::new("target"), &corpus, &path)?;
            if let Some(save) = &arguments.save {
                fs::copy(&path, save).with_context(|| save.display().to_string())?;
            }
            load(&path)?
        }
    };
    let diff = Diff::of(&before, &after);
    let told = if arguments.json {
        serde_json::to_string_pretty(&diff.json())? + "\n"
    } else {
        show::table(&diff, arguments.all)
    };
    match std::io::stdout().write_all(told.as_bytes()) {
        // Whoever reads it has had enough, as `head` does.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

fn load(path: &Path) -> Result<Vec<Reading>> {
    let text = fs::read_to_string(path).with_context(|| {
        format!("{}: no readings there; `--save {}` writes some", path.display(), path.display())
    })?;
    readings(&text).with_context(|| path.display().to_string())
}

/// One JSONL file of all articles.
fn corpus(arguments: &Arguments) -> Result<PathBuf> {
    let mut paths = arguments.corpus.clone();
    if paths.is_empty() {
        paths = crate::bench::texts_of_tests()?;
        let mut examples: Vec<PathBuf> =
            fs::read_dir("examples")?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
        examples.retain(|path| path.extension().is_some_and(|kind| kind == "txt"));
        examples.sort();
        paths.extend(examples);
    }
    let mut rows = String::new();
    let mut count = 0;
    let wanted = arguments.limit.unwrap_or(usize::MAX);
    for path in &paths {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let is_rows = path.extension().is_some_and(|kind| kind == "jsonl");
        let id = path.file_stem().unwrap_or_default().to_string_lossy();
        let lines: Vec<String> = if is_rows {
            text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
        } else {
            vec![serde_json::json!({ "id": id, "text": text, "created": CREATED }).to_string()]
        };
        for line in lines.into_iter().take(wanted - count) {
            rows.push_str(&line);
            rows.push('\n');
            count += 1;
        }
    }
    ensure!(count > 0, "there is no article to read");
    let path = Path::new(HOME).join("corpus.jsonl");
    fs::write(&path, rows)?;
    Ok(path)
}

/// The readings of a committed state, from the last time or anew.
fn committed(revision: &str, corpus: &Path) -> Result<PathBuf> {
    let commit = git(&["rev-parse", "--verify", &format!("{revision}^{{commit}}")])
        .with_context(|| format!("`{revision}` names no commit"))?;
    let digest = Sha256::digest(fs::read(corpus)?);
    let digest: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let kept = Path::new(HOME).join(format!("{}-{digest}.jsonl", &commit[..12]));
    if kept.exists() {
        return Ok(kept);
    }
    let tree = Path::new(HOME).join("tree");
    eprintln!("building {revision} ({}) in {} …", &commit[..12], tree.display());
    if tree.join(".git").exists() {
        git(&[
            "-C",
            &tree.to_string_lossy(),
            "checkout",
            "--quiet",
            "--force",
            "--detach",
            &commit,
        ])?;
    } else {
        git(&["worktree", "prune"])?;
        let place = tree.to_string_lossy().into_owned();
        git(&["worktree", "add", "--quiet", "--force", "--detach", &place, &commit])?;
    }
    read(&tree, &Path::new(HOME).join("build"), corpus, &kept)?;
    Ok(kept)
}

fn git(arguments: &[&str]) -> Result<String> {
    let output = Command::new("git").args(arguments).output().context("git cannot be run")?;
    if !output.status.success() {
        bail!("git {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// Reads the corpus with the project as it stands in a folder.
fn read(folder: &Path, build: &Path, corpus: &Path, out: &Path) -> Result<()> {
    let build = std::path::absolute(build)?;
    let corpus = std::path::absolute(corpus)?;
    let partial = out.with_extension("partial");
    let status = Command::new("cargo")
        .args(["run", "--quiet", "--package", "hearsay-cli", "--bin", "hearsay", "--"])
        .args(["read", "--quiet", "--force", "--format", "jsonl"])
        .arg(&corpus)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", &build)
        .stdout(Stdio::from(fs::File::create(&partial)?))
        .status()
        .context("cargo cannot be run")?;
    // 1 is an article that could not be read, of which it has told.
    ensure!(
        matches!(status.code(), Some(0 | 1)),
        "the corpus could not be read in {}",
        folder.display()
    );
    fs::rename(&partial, out)?;
    Ok(())
}
