//! `hearsay read`: articles in, readings out.

use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread::available_parallelism;

use anyhow::Context;
use clap::CommandFactory;
use clap::error::ErrorKind;
use hearsay::{Reader, Scratch};
use hearsay_input::{Options, Source, articles, total_bytes};

use crate::args::{Cli, Color, Read};
use crate::messages::Messages;
use crate::output::{Format, Joined, piece};
use crate::pipeline::{Outcome, outcomes};
use crate::table::Layout;

/// Some of the input could not be read.
pub(crate) const SOME_UNREAD: u8 = 1;
/// Nothing could be read.
pub(crate) const NOTHING_READ: u8 = 3;

/// Runs `hearsay read`.
///
/// # Errors
///
/// When the output cannot be written; what is wrong with the input is told and counted in the exit
/// code.
pub fn read(args: &Read, color: Color) -> anyhow::Result<ExitCode> {
    let mut messages = Messages::new(color, args.quiet);
    let sources = sources("read", &args.paths, &messages);
    let output = Output::open(args)?;

    let layout = layout(args.width, args.output.is_some(), color);
    let format = args.format;
    if messages.can_show_progress(args.output.is_none() && io::stdout().is_terminal()) {
        messages.start_progress(total_bytes(&sources));
    }
    let mapping = args.map.clone().unwrap_or_default();
    let options =
        Options { created: args.created, force: args.force, mapping, ..Options::default() };
    let articles = articles(sources, options);
    let meter = articles.meter();
    let threads = args.threads.unwrap_or_else(|| available_parallelism().map_or(1, usize::from));
    let reader = Reader::new();
    let pieces = outcomes(articles, threads, move |scratch: &mut Scratch, number, received| {
        piece(format, layout, number, &reader.read(&received.article, scratch))
    });

    let mut joined = Joined::new(format, output.writer(format, layout.color)?);
    for outcome in pieces {
        match outcome {
            Outcome::Read(piece) => joined.push(piece).with_context(|| output.failed())?,
            Outcome::Input(error) => messages.input(&error),
            Outcome::Fault(id) => messages.error(&format!(
                "{id}: reading it failed, which is a fault in hearsay; please report it with the \
                 article"
            )),
        }
        messages.progress(joined.articles(), meter.bytes());
    }
    let read = joined.articles();
    joined.finish().and_then(|()| output.keep(read > 0)).with_context(|| output.failed())?;
    messages.finish(read);
    Ok(match (read, messages.errors()) {
        (0, _) => NOTHING_READ.into(),
        (_, 0) => ExitCode::SUCCESS,
        _ => SOME_UNREAD.into(),
    })
}

/// What the command line names; without a word it is what is piped in.
pub(crate) fn sources(name: &str, paths: &[PathBuf], messages: &Messages) -> Vec<Source> {
    let is_stdin = |path: &PathBuf| path.as_os_str() == "-";
    let is_typed = io::stdin().is_terminal();
    if paths.is_empty() {
        if is_typed {
            wrong_usage(
                name,
                &format!(
                    "there is nothing to read: name a file or a folder, or pipe text in, as in \
                     `hearsay {name} article.txt` or `hearsay {name} - < article.txt`"
                ),
            );
        }
        return vec![Source::stdin()];
    }
    if is_typed && paths.iter().any(is_stdin) {
        messages.note("reading what you type or paste; end it with Ctrl-D on a line of its own");
    }
    let is_url = |path: &str| path.starts_with("http://") || path.starts_with("https://");
    let source = |path: &PathBuf| match path.to_str() {
        Some("-") => Source::stdin(),
        Some(url) if is_url(url) => Source::Url(url.to_owned()),
        _ => path.clone().into(),
    };
    paths.iter().map(source).collect()
}

/// Ends the program as clap does on wrong usage.
fn wrong_usage(name: &str, message: &str) -> ! {
    let mut command = Cli::command();
    command.build();
    let command = command.find_subcommand_mut(name).expect("it is one of the commands");
    command.error(ErrorKind::MissingRequiredArgument, message).exit()
}

/// How wide a table gets on a terminal: longer lines are hard to read.
const WIDEST: usize = 100;

pub(crate) fn layout(width: Option<usize>, is_file: bool, color: Color) -> Layout {
    let terminal = terminal_size::terminal_size_of(io::stdout());
    let terminal = terminal.filter(|_| !is_file);
    let width = width.or(terminal.map(|(width, _)| usize::from(width.0).clamp(20, WIDEST)));
    let color = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            let choice = anstream::AutoStream::choice(&io::stdout());
            !is_file && choice != anstream::ColorChoice::Never
        }
    };
    Layout { width: width.unwrap_or(80), color }
}

/// Where the readings go.
enum Output {
    Stdout,
    /// A device or a pipe by name.
    Direct(PathBuf),
    /// A file, which gets its name when it is complete: a reading that fails half way does not
    /// destroy the last one, and a folder may be read into a file of its own.
    File {
        path: PathBuf,
        partial: PathBuf,
    },
}

impl Output {
    fn open(args: &Read) -> anyhow::Result<Self> {
        let Some(path) = &args.output else { return Ok(Self::Stdout) };
        let same = |input: &&PathBuf| match (fs::canonicalize(input), fs::canonicalize(path)) {
            (Ok(input), Ok(output)) => input == output,
            _ => false,
        };
        if let Some(input) = args.paths.iter().find(same) {
            anyhow::bail!("{} is both input and output; write to another file", input.display());
        }
        if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
            return Ok(Self::Direct(path.clone()));
        }
        let name = path.file_name().filter(|_| !path.is_dir());
        let name = name.with_context(|| format!("{}: a folder, not a file", path.display()))?;
        let mut partial = std::ffi::OsString::from(".");
        partial.push(name);
        partial.push(".partial");
        Ok(Self::File { path: path.clone(), partial: path.with_file_name(partial) })
    }

    fn writer(&self, format: Format, color: bool) -> anyhow::Result<Box<dyn Write>> {
        let failed = format!("{}; check the folder and its mode", self.failed());
        let create = |path: &Path| File::create(path).map(BufWriter::new).context(failed);
        Ok(match self {
            // The color stream knows old consoles; other forms must not be filtered by it.
            Self::Stdout if color && format == Format::Table => {
                Box::new(BufWriter::new(anstream::AutoStream::always(io::stdout())))
            }
            Self::Stdout => Box::new(BufWriter::new(io::stdout())),
            Self::Direct(path) => Box::new(create(path)?),
            Self::File { partial, .. } => Box::new(create(partial)?),
        })
    }

    /// Gives the file its name; without a reading there is no file.
    fn keep(&self, is_full: bool) -> io::Result<()> {
        match self {
            Self::File { path, partial } if is_full => fs::rename(partial, path),
            Self::File { partial, .. } => fs::remove_file(partial),
            _ => Ok(()),
        }
    }

    fn failed(&self) -> String {
        match self {
            Self::Stdout => "standard output cannot be written".to_owned(),
            Self::Direct(path) | Self::File { path, .. } => {
                format!("{}: cannot be written", path.display())
            }
        }
    }
}
