//! The command line as typed.

use std::path::PathBuf;

use clap::builder::RangedU64ValueParser;
use clap::{Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use hearsay::Created;
use hearsay_input::{Mapping, MappingError};

use crate::claims::Claims;
use crate::compare::Compare;
use crate::eval::Eval;
use crate::explain::ExplainFormat;
use crate::export::Export;
use crate::incidents::Incidents;
use crate::keeping::{Add, Backup, Check, Decide, Decisions, Import, Reread, Undo, Watch};
use crate::mcp::Mcp;
use crate::outlets::Sources;
use crate::output::Format;
use crate::serve::Serve;
use crate::toll::TollArgs;
use crate::users::Users;

const EXAMPLES: &str = "\
Examples:
  hearsay read article.txt --created 2020-09-28
  hearsay read --format html article.txt --output article.html
  hearsay read --format jsonl news/ > readings.jsonl
  hearsay explain article.txt --at \"opened fire\"
  hearsay add news/                   read into a ledger, ./hearsay.db
  hearsay watch feeds.toml            keep adding from feeds
  hearsay incidents                   what is told there
  hearsay compare i3f9a               the sides of one incident, side by side
  hearsay export --to csv             for a spreadsheet
  curl -s https://example.org/report.txt | hearsay read -
  hearsay read https://example.org/2020/09/28/report.html";

const READ_HELP: &str = "\
Examples:
  hearsay read article.txt --created 2020-09-28
          the claims of one article, on the terminal; \"last Sunday\" counts from the date
  hearsay read --format html article.txt --output article.html
          the article with its words marked, beside the claims
  hearsay read --format jsonl news/ > readings.jsonl
          every text and JSONL file below a folder, one reading a line
  hearsay read articles.jsonl.gz --format jsonl --threads 8
          as many articles as there are; they come out in the order they went in
  hearsay read stories.csv --map text=body,created=date
          a sheet whose columns have other names; names that are likely are found
  hearsay read 'CC-NEWS-*.warc.gz' --format jsonl
          the pages of web archives
  hearsay read https://example.org/2020/09/28/report.html
          a page or a feed from the web; nothing is fetched that is not named here

Input:
  Plain text is one article, and so is a web page (.html), of which the main text is read.
  JSONL (.jsonl, .ndjson, .json) is one article a line: {\"id\", \"text\"} and, if known,
  \"created\", \"title\", \"publisher\", \"url\", \"author\". Sheets (.csv, .tsv, .xlsx, .ods) have an
  article a row. Feeds (.rss, .atom, JSON Feed) and web archives (.warc) hold many. Any of them
  may be compressed (.gz). From a folder, files with these endings are taken, in the order of
  their names; other files and standard input are known by how they begin.
  UTF-8, UTF-16 and old 8-bit encodings are recognized. Only English is read.

Exit codes:
  0  everything was read
  1  some of the input could not be read; the rest was
  2  wrong usage, or the output could not be written
  3  nothing could be read";

const EXPLAIN_HELP: &str = "\
Examples:
  hearsay explain article.txt
          every claim of the article, step by step, then the words that made none
  hearsay explain article.txt --claim 1f0c33a1b2d4e5f6
          one claim; ids are those of `hearsay read --format json`
  hearsay explain article.txt --at \"opened fire\"
          what was made of these words: the claims, or the rows that were found there and why
          each was refused
  echo 'Troops shelled the town.' | hearsay explain - --at shelled
          a sentence to try a new row on
  hearsay explain article.txt --at Hask --format json
          the same as data
  hearsay explain 1f0c33a1
          a claim of the ledger ./hearsay.db, whose article is read again; --ledger names another

A file that is there is read; a word that is no file but four hexadecimal digits or more is the
beginning of a claim's id. Where it is both, ./WORD is the file and --ledger hearsay.db WORD the
claim. With --claim or --at it is a file, with --ledger a claim.

Rows are named by file and line; the files lie in crates/hearsay-claims/data/en and
crates/hearsay-mentions/data/en. How to mend them: docs/rules.md.

Exit codes:
  0  explained
  1  some of the input could not be read; the rest was
  2  wrong usage, or no article and no ledger has such a claim or such words
  3  nothing could be read";

/// Read news and tell who says what happened
///
/// An article goes in; claims come out: who did what to whom, where, when, with which losses,
/// according to whom, with the words that say it.
#[derive(Debug, Parser)]
#[command(name = "hearsay", version, after_help = EXAMPLES, max_term_width = 100)]
#[command(arg_required_else_help = true)]
pub struct Cli {
    /// What to do
    #[command(subcommand)]
    pub command: Command,

    /// When to use color.
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        value_enum,
        default_value = "auto",
        help = "When to use color; NO_COLOR and CLICOLOR are obeyed"
    )]
    pub color: Color,
}

/// A mapping as typed, or the file that holds it.
pub(crate) fn mapping(text: &str) -> Result<Mapping, String> {
    if text.contains('=') {
        return text.parse().map_err(|error: MappingError| error.to_string());
    }
    let file = std::fs::read_to_string(text)
        .map_err(|error| format!("{error}; write text=body,created=date, or name a TOML file"))?;
    Mapping::from_toml(&file).map_err(|error| error.to_string())
}

/// When to use color.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal
    Auto,
    /// Also in files and pipes
    Always,
    /// Not at all
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print the claims of each article
    Read(Read),

    /// List the claims of a ledger: who says what
    Claims(Claims),

    /// List the incidents of a ledger: what claims are held to be about
    Incidents(Incidents),

    /// Set the sides of an incident side by side
    Compare(Compare),

    /// Follow the figures of an incident over time, by claimant
    Toll(TollArgs),

    /// Count who speaks in a ledger, and who quotes whom
    Sources(Sources),

    /// Tell why a claim says what it says, or why words made none
    Explain(Explain),

    /// Write a ledger in the forms that others read
    Export(Export),

    /// Read articles into a ledger
    Add(Add),

    /// Keep adding from feeds
    Watch(Watch),
    /// Open a ledger in the browser: the inbox, the sides, the toll, the map, and an API
    Serve(Serve),

    /// Take readings that were made on other machines into a ledger
    Import(Import),

    /// Let assistants look things up in a ledger, over the Model Context Protocol
    Mcp(Mcp),

    /// Keep the users of a team's desk
    Users(Users),

    /// Decide about claims and incidents: accept, reject, correct, merge, split, note
    Decide(Decide),

    /// List what people decided
    Decisions(Decisions),

    /// Take a decision back
    Undo(Undo),

    /// Read the articles of a ledger again, with this version of the program
    Reread(Reread),

    /// Look a ledger through: is everything in it what was put in?
    Check(Check),

    /// Copy a ledger while it is in use
    Backup(Backup),

    /// Write predictions for the articles of a benchmark's gold file
    Eval(Eval),

    /// Print a script that completes commands and options in a shell
    ///
    /// For bash: hearsay completions bash > ~/.local/share/bash-completion/completions/hearsay
    Completions {
        /// The shell
        shell: Shell,
    },

    /// Print a page of the manual
    ///
    /// To read it: hearsay man read | man -l -
    Man {
        /// The command the page is about; without one it is the program
        command: Option<String>,
    },
}

/// `hearsay read`.
#[derive(Debug, clap::Args)]
#[command(after_help = READ_HELP)]
pub struct Read {
    /// Files, folders or addresses of the web, or - for standard input
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,

    /// What the fields of JSON or a sheet are called: text=body,created=date, or a TOML file
    ///
    /// An article has id, text, title, url, publisher, created and author. A dot leads into an
    /// inner object of JSON: created=meta.date. A TOML file has lines like text = "body".
    #[arg(long, value_name = "MAP", value_parser = mapping)]
    pub map: Option<Mapping>,

    /// How to print the claims
    #[arg(short, long, value_enum, default_value = "table")]
    pub format: Format,

    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,

    /// When the articles were published, for those that do not say: 2020-09-28 or 2020-09-28T14:05
    #[arg(long, value_name = "DATE")]
    pub created: Option<Created>,

    /// How many articles to read at once [default: one for each core]
    #[arg(short, long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..=1024))]
    pub threads: Option<usize>,

    /// Also read texts that do not seem to be English
    #[arg(long)]
    pub force: bool,

    /// Columns of the table [default: the terminal's, 100 at most]
    #[arg(long, value_name = "COLUMNS", value_parser = RangedU64ValueParser::<usize>::new().range(20..=1000))]
    pub width: Option<usize>,

    /// Neither notes nor progress, only errors
    #[arg(short, long)]
    pub quiet: bool,
}

/// `hearsay explain`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXPLAIN_HELP)]
pub struct Explain {
    /// Files, folders or addresses of the web, or - for standard input; or the id of a claim in a ledger
    #[arg(value_name = "ARTICLE|CLAIM", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,

    /// The ledger that has the claim [default: hearsay.db]
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath, conflicts_with_all = ["claim", "at"])]
    pub ledger: Option<PathBuf>,

    /// What the fields of JSON or a sheet are called: text=body,created=date, or a TOML file
    #[arg(long, value_name = "MAP", value_parser = mapping)]
    pub map: Option<Mapping>,

    /// Only the claim with this id, or with an id that begins so
    #[arg(long, value_name = "ID", conflicts_with = "at")]
    pub claim: Option<String>,

    /// What was made of these words, also where that is nothing
    #[arg(long, value_name = "WORDS")]
    pub at: Option<String>,

    /// How to print it
    #[arg(short, long, value_enum, default_value = "text")]
    pub format: ExplainFormat,

    /// When the articles were published, for those that do not say: 2020-09-28 or 2020-09-28T14:05
    #[arg(long, value_name = "DATE")]
    pub created: Option<Created>,

    /// Also read texts that do not seem to be English
    #[arg(long)]
    pub force: bool,

    /// Columns of the text [default: the terminal's, 100 at most]
    #[arg(long, value_name = "COLUMNS", value_parser = RangedU64ValueParser::<usize>::new().range(20..=1000))]
    pub width: Option<usize>,

    /// Neither notes nor progress, only errors
    #[arg(short, long)]
    pub quiet: bool,
}
