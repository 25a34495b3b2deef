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
///
/// The articles are loaded in four parts, an eighth, an eighth, a quarter and half of them, each by a program
/// of its own: whether time and memory grow with what is there already can be seen.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// JSONL with "id" and "text"
    corpus: PathBuf,
    /// So many articles are loaded; a smaller corpus is repeated with new ids
    #[arg(long, default_value_t = 2_000)]
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

/// What part of the articles has been loaded after each step.
const STEPS: [(usize, usize); 4] = [(1, 8), (1, 4), (1, 2), (1, 1)];

fn measure(arguments: &Arguments, folder: &Path) -> Result<()> {
    let ledger = arguments.ledger.clone().unwrap_or_else(|| folder.join("hearsay.db"));
    ensure!(!ledger.exists(), "{} is there already", ledger.display());
    let hearsay = |words: &[&str], path: Option<&Path>| {
        let mut command = Command::new(&arguments.hearsay);
        command.args(words).arg("--ledger").arg(&ledger).args(path);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        command.spawn().with_context(|| format!("{} cannot be run", arguments.hearsay.display()))
    };
    let mega = |bytes: u64| bytes as f64 / 1e6;

    let mut lines = Repeated::new(&arguments.corpus);
    let mut text = 0;
    let mut all = Vec::new();
    println!("articles   text MB  articles/s  ledger MB  x text  peak MB");
    for (number, (part, of)) in STEPS.into_iter().enumerate() {
        let input = folder.join(format!("{number}.jsonl"));
        let wanted = arguments.articles * part / of;
        let before = lines.written;
        text += lines.write(&input, wanted)?;
        let (seconds, peak, _) = watch(hearsay(&["add", "--quiet"], Some(&input))?)?;
        let size = fs::metadata(&ledger)?.len();
        println!(
            "{wanted:8} {:9.1} {:11.1} {:10.1} {:7.2} {:8.0}",
            mega(text),
            (wanted - before) as f64 / seconds,
            mega(size),
            size as f64 / text as f64,
            mega(peak),
        );
        all.push(input);
    }
    let size = fs::metadata(&ledger)?.len();
    let last = all.last().context("there are steps")?;
    let (seconds, peak, out) = watch(hearsay(&["add", "--quiet"], Some(last))?)?;
    println!(
        "the last half again: {seconds:.1} s, peak memory {:.0} MB; {}",
        mega(peak),
        told(&out)
    );
    let grown = fs::metadata(&ledger)?.len().saturating_sub(size);
    println!("grown by that: {grown} bytes");
    let asked: [&[&str]; 5] = [
        &["claims", "--limit", "50"],
        &["incidents", "--limit", "50"],
        &["claims", "--text", "\"prime minister\"", "--limit", "50"],
        &["claims", "--actor", "police", "--json"],
        &["sources", "--limit", "50"],
    ];
    for words in asked {
        let (seconds, peak, _) = watch(hearsay(words, None)?)?;
        println!("{}: {seconds:.2} s, peak memory {:.0} MB", words.join(" "), mega(peak));
    }
    let (seconds, peak, out) = watch(hearsay(&["check"], None)?)?;
    println!("check: {seconds:.1} s, peak memory {:.0} MB; {}", mega(peak), told(&out));
    Ok(())
}

/// What a program printed, in one line.
fn told(out: &str) -> String {
    out.lines().map(str::trim).collect::<Vec<_>>().join("; ")
}

/// The articles of a corpus, again and again, with new ids each time.
struct Repeated<'a> {
    corpus: &'a Path,
    round: usize,
    lines: Option<std::io::Lines<BufReader<File>>>,
    written: usize,
}

impl<'a> Repeated<'a> {
    fn new(corpus: &'a Path) -> Self {
        Self { corpus, round: 0, lines: None, written: 0 }
    }

    /// Writes the next ones into a file, until there are so many in all; gives the bytes of their texts.
    fn write(&mut self, to: &Path, until: usize) -> Result<u64> {
        let mut out = BufWriter::new(File::create(to)?);
        let mut bytes = 0;
        while self.written < until {
            let mut article = self.next()?;
            let id = article["id"].as_str().context("an article has no id")?;
            article["id"] = format!("{id}/{}", self.round).into();
            bytes += article["text"].as_str().context("an article has no text")?.len() as u64;
            writeln!(out, "{article}")?;
            self.written += 1;
        }
        out.flush()?;
        Ok(bytes)
    }

    fn next(&mut self) -> Result<Value> {
        loop {
            let lines = match &mut self.lines {
                Some(lines) => lines,
                none => none.insert(BufReader::new(File::open(self.corpus)?).lines()),
            };
            if let Some(line) = lines.next() {
                return Ok(serde_json::from_str(&line?)?);
            }
            ensure!(self.written > 0, "{} has no articles", self.corpus.display());
            self.lines = None;
            self.round += 1;
        }
    }
}

/// Waits for a program: its seconds, its peak memory in bytes, what it printed.
fn watch(mut child: Child) -> Result<(f64, u64, String)> {
    let begin = Instant::now();
    let status = format!("/proc/{}/status", child.id());
    // Who prints more than a pipe holds must be listened to.
    let mut out = child.stdout.take().context("its output is caught")?;
    let listener = std::thread::spawn(move || std::io::read_to_string(&mut out));
    let mut peak = 0;
    while child.try_wait()?.is_none() {
        let lines = fs::read_to_string(&status).unwrap_or_default();
        let line = lines.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        peak = peak.max(kib.unwrap_or(0) * 1024);
        sleep(Duration::from_millis(5));
    }
    let seconds = begin.elapsed().as_secs_f64();
    let ended = child.wait()?;
    // One is "some of the input could not be read", which a corpus may have.
    ensure!(matches!(ended.code(), Some(0 | 1)), "it ended with {ended}");
    let printed = listener.join().ok().context("its output can be read")??;
    Ok((seconds, peak, printed))
}
