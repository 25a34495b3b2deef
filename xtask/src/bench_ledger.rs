//! What it costs to load a ledger, with the reader in front: articles a second, size, memory.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// Measure loading a ledger: articles a second, its size for a megabyte of text, peak memory
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// JSONL with "id" and "text"
    corpus: PathBuf,
    /// So many articles are loaded; a smaller corpus is repeated with new ids
    #[arg(long, default_value_t = 27_000)]
    articles: usize,
    /// The program, built with --release
    #[arg(long, default_value = "target/release/hearsay")]
    hearsay: PathBuf,
    /// Where to keep the ledger; without it in a temporary folder
    #[arg(long)]
    ledger: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("bench-ledger-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let result = measure(arguments, &folder);
    fs::remove_dir_all(&folder)?;
    result
}

fn measure(arguments: &Arguments, folder: &Path) -> Result<()> {
    let input = folder.join("articles.jsonl");
    let text = repeat(&arguments.corpus, &input, arguments.articles)?;
    let ledger = arguments.ledger.clone().unwrap_or_else(|| folder.join("hearsay.db"));
    ensure!(!ledger.exists(), "{} is there already", ledger.display());
    let hearsay = |words: &[&str], paths: &[&Path]| {
        let mut command = Command::new(&arguments.hearsay);
        command.args(words).arg("--ledger").arg(&ledger).args(paths);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        command.spawn().with_context(|| format!("{} cannot be run", arguments.hearsay.display()))
    };
    let mega = |bytes: u64| bytes as f64 / 1e6;

    let (seconds, peak, out) = watch(hearsay(&["add", "--quiet"], &[&input])?)?;
    print!("{out}");
    let size = fs::metadata(&ledger)?.len();
    println!(
        "loading: {:.0} articles/s ({} in {seconds:.0} s), {:.1} MB of text, peak memory {:.0} MB",
        arguments.articles as f64 / seconds,
        arguments.articles,
        mega(text),
        mega(peak),
    );
    println!("size: {:.1} MB, {:.1} times the text", mega(size), size as f64 / text as f64);
    let (seconds, peak, _) = watch(hearsay(&["add", "--quiet"], &[&input])?)?;
    println!("the same again: {seconds:.0} s, peak memory {:.0} MB", mega(peak));
    let (seconds, peak, out) = watch(hearsay(&["check"], &[])?)?;
    println!("check: {seconds:.0} s, peak memory {:.0} MB: {}", mega(peak), out.trim());
    Ok(())
}

/// Writes so many articles, the corpus again and again with new ids; gives the bytes of their texts.
fn repeat(corpus: &Path, to: &Path, articles: usize) -> Result<u64> {
    let mut out = BufWriter::new(File::create(to)?);
    let (mut written, mut bytes) = (0, 0);
    for round in 0.. {
        for line in BufReader::new(File::open(corpus)?).lines() {
            if written == articles {
                out.flush()?;
                return Ok(bytes);
            }
            let mut article: Value = serde_json::from_str(&line?)?;
            let id = article["id"].as_str().context("an article has no id")?;
            article["id"] = format!("{id}/{round}").into();
            bytes += article["text"].as_str().context("an article has no text")?.len() as u64;
            writeln!(out, "{article}")?;
            written += 1;
        }
        ensure!(written > 0, "{} has no articles", corpus.display());
    }
    unreachable!("the rounds do not end")
}

/// Waits for a program: its seconds, its peak memory in bytes, what it printed.
fn watch(mut child: Child) -> Result<(f64, u64, String)> {
    let begin = Instant::now();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait()?.is_none() {
        let lines = fs::read_to_string(&status).unwrap_or_default();
        let line = lines.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        peak = peak.max(kib.unwrap_or(0) * 1024);
        sleep(Duration::from_millis(50));
    }
    let seconds = begin.elapsed().as_secs_f64();
    let output = child.wait_with_output()?;
    // One is "some of the input could not be read", which a corpus may have.
    ensure!(matches!(output.status.code(), Some(0 | 1)), "it ended with {}", output.status);
    Ok((seconds, peak, String::from_utf8_lossy(&output.stdout).into_owned()))
}
