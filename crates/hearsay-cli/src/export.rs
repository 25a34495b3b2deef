//! `hearsay export`: the ledger in the forms that others read, with a report of what could not be
//! said.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{CommandFactory, ValueHint};
use hearsay_ledger::export::{Chosen, ExportError, Form, Losses, Options, write, write_folder};
use hearsay_ledger::words::count;
use hearsay_ledger::{LedgerError, Order, View};

use crate::args::{Cli, Color};
use crate::filters::Filters;
use crate::listing::nothing;
use crate::messages::Messages;
use crate::shelf::Shelf;

const HELP: &str = "\
Examples:
  hearsay export --to csv --output claims.csv
          one claim a row, with a row of HXL hashtags
  hearsay export --to geojson --country ORA --date 2024-03-01/ --output map.geojson
          for a map; claims without a point have no geometry
  hearsay export --to parquet --output tables/
          a folder of tables for pandas, polars, R and Spark, with datapackage.json
  hearsay export --to jsonl --output ledger.jsonl
          everything, without loss: `hearsay add ledger.jsonl` makes the same ledger elsewhere
  hearsay export --to csv | head
          to standard output, where the form is one file

Forms:
  jsonl          lossless: articles, versions, readings, decisions
  csv            claims in a table with HXL hashtags
  geojson        claims on a map (RFC 7946)
  parquet        a folder: articles, claims, figures, incidents, totals, contradictions, changes
  ucdp           incidents with deaths in the columns of UCDP GED
  gdelt          a folder: events and mentions in the columns of GDELT 2.0
  polecat        claims in the columns of POLECAT
  webannotation  claims as annotations of their articles (W3C, JSON-LD)

Every form but jsonl loses something. What and why stands in two files beside the export,
NAME.loss.txt for people and NAME.loss.json for programs; to standard output there is a summary
only. docs/exports.md describes every column.

Words that a spreadsheet would take for a formula get an apostrophe in front in csv, ucdp, gdelt and
polecat; --raw-csv leaves them as they are. Do not open such a file in a spreadsheet.

--without-private-persons puts [name withheld] for whoever holds no office that the article gives:
victims, witnesses, relatives, reporters. Addresses and ids stay as they are; look at what you hand on.
";

/// `hearsay export`.
#[derive(Debug, clap::Args)]
#[command(after_help = [HELP, crate::filters::EXIT_CODES].concat())]
pub struct Export {
    /// The form
    #[arg(long, value_name = "FORM", value_parser = PossibleValuesParser::new(NAMES).map(To::of))]
    pub(crate) to: To,

    /// The file, or the folder for parquet and gdelt
    #[arg(short, long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(crate) output: Option<PathBuf>,

    /// Leave words that a spreadsheet would take for a formula as they are
    #[arg(long)]
    pub(crate) raw_csv: bool,

    /// Leave out the names of persons to whom the article gives no office
    #[arg(long)]
    pub(crate) without_private_persons: bool,

    #[command(flatten)]
    pub(crate) shelf: Shelf,

    #[command(flatten)]
    pub(crate) filters: Filters,
}

const NAMES: [&str; 8] =
    ["jsonl", "csv", "geojson", "parquet", "ucdp", "gdelt", "polecat", "webannotation"];

/// A form, lossless or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum To {
    /// Without loss.
    Jsonl,
    /// With a report of what is lost.
    Form(Form),
}

impl To {
    #[allow(clippy::needless_pass_by_value)] // clap hands the words over
    fn of(name: String) -> Self {
        name.parse().map_or(Self::Jsonl, Self::Form)
    }
}

/// Runs `hearsay export`.
///
/// # Errors
///
/// When the ledger cannot be read, or the export not be written.
pub fn export(args: &Export, color: Color) -> anyhow::Result<ExitCode> {
    let view = args.shelf.view()?;
    let filter = args.filters.filter(Order::Oldest);
    let chosen = Chosen::new(&view, &filter).without_private_persons(args.without_private_persons);
    let options = Options { raw: args.raw_csv };
    let (form, losses) = match (args.to, &args.output) {
        (To::Jsonl, output) => return lossless(args, &view, output.as_deref(), color),
        (To::Form(form), Some(folder)) if form.is_folder() => {
            let losses = write_folder(form, &chosen, options, folder);
            (form, losses.map_err(|error| failed(args, error))?)
        }
        (To::Form(form), None) if form.is_folder() => {
            wrong_usage(&format!("{} is several files: name a folder with --output", form.name()))
        }
        (To::Form(form), output) => {
            let mut out = Out::open(output.as_deref())?;
            let losses = write(form, &chosen, options, &mut out.writer);
            let losses = losses.map_err(|error| failed(args, error))?;
            out.keep()?;
            (form, losses)
        }
    };
    let is_nothing = match form {
        Form::Ucdp => losses.written("incident") + losses.count_left_out("incident") == 0,
        _ => losses.written("claim") + losses.count_left_out("claim") == 0,
    };
    let messages = Messages::new(color, false);
    if let Some(output) = &args.output {
        let [for_people, for_programs] = report_paths(form, output);
        let json =
            serde_json::to_string_pretty(&losses.json()).expect("the report has string keys");
        save(&for_people, &losses.text())?;
        save(&for_programs, &(json + "\n"))?;
        messages.note(&format!("{}; see {}", summary(form, &losses), for_people.display()));
    } else if !is_nothing {
        let hint = "--output FILE writes beside it what is lost and why";
        messages.note(&format!("{}; {hint}", summary(form, &losses)));
    }
    if is_nothing {
        return Ok(nothing("claim", args.filters.is_empty(), color));
    }
    Ok(ExitCode::SUCCESS)
}

/// "412 claims written, 31 left out, 9 sorts of fields not said".
fn summary(form: Form, losses: &Losses) -> String {
    let what = if form == Form::Ucdp { "incident" } else { "claim" };
    let left_out = losses.count_left_out(what);
    format!(
        "{} written, {left_out} left out, {} not or not wholly said",
        count(losses.written(what), what),
        count(losses.count_fields(), "field")
    )
}

/// The two reports beside an export: `claims.csv.loss.txt`, or `loss.txt` in a folder.
fn report_paths(form: Form, output: &Path) -> [PathBuf; 2] {
    ["txt", "json"].map(|end| {
        if form.is_folder() {
            return output.join(format!("loss.{end}"));
        }
        let mut name = output.as_os_str().to_owned();
        name.push(format!(".loss.{end}"));
        name.into()
    })
}

fn save(path: &Path, text: &str) -> anyhow::Result<()> {
    fs::write(path, text).with_context(|| format!("{}: cannot be written", path.display()))
}

/// Everything, without loss.
fn lossless(
    args: &Export,
    view: &View,
    output: Option<&Path>,
    color: Color,
) -> anyhow::Result<ExitCode> {
    if !args.filters.is_empty() || args.filters.limit.is_some() {
        wrong_usage(
            "jsonl is the whole ledger and takes no filters; `hearsay claims --json` prints the \
             claims that a filter finds",
        );
    }
    if args.without_private_persons {
        wrong_usage("jsonl is the whole ledger and leaves nothing out; take another form");
    }
    let mut out = Out::open(output)?;
    let written = view.write_jsonl(&mut out.writer);
    let written = written.map_err(|error| failed(args, error))?;
    out.keep()?;
    if written == 0 {
        return Ok(nothing("article", true, color));
    }
    Ok(ExitCode::SUCCESS)
}

/// A file gets its name when it is complete; a device or a pipe is written as it is.
struct Out {
    writer: Box<dyn Write>,
    /// The unfinished file and its name to be.
    file: Option<(PathBuf, PathBuf)>,
}

impl Out {
    fn open(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else {
            return Ok(Self { writer: Box::new(BufWriter::new(io::stdout())), file: None });
        };
        let failed =
            || format!("{}: cannot be written; check the folder and its mode", path.display());
        if fs::metadata(path).is_ok_and(|data| !data.is_file() && !data.is_dir()) {
            let file = File::create(path).with_context(failed)?;
            return Ok(Self { writer: Box::new(BufWriter::new(file)), file: None });
        }
        let name = path.file_name().filter(|_| !path.is_dir());
        let name = name.with_context(|| format!("{}: a folder, not a file", path.display()))?;
        let mut partial = std::ffi::OsString::from(".");
        partial.push(name);
        partial.push(".partial");
        let partial = path.with_file_name(partial);
        let file = File::create(&partial).with_context(failed)?;
        let writer = Box::new(BufWriter::new(file));
        Ok(Self { writer, file: Some((partial, path.to_owned())) })
    }

    fn keep(mut self) -> anyhow::Result<()> {
        self.writer.flush().context("the export cannot be written")?;
        drop(self.writer);
        if let Some((partial, path)) = &self.file {
            let failed = || format!("{}: cannot be written", path.display());
            fs::rename(partial, path).with_context(failed)?;
        }
        Ok(())
    }
}

/// An error of the ledger gets its name.
fn failed(args: &Export, error: ExportError) -> anyhow::Error {
    match error {
        ExportError::Read(error) => match error.downcast::<LedgerError>() {
            Ok(error) => args.shelf.failed(*error),
            Err(error) => anyhow::anyhow!("{error}"),
        },
        error => error.into(),
    }
}

/// Ends the program as clap does on wrong usage.
fn wrong_usage(message: &str) -> ! {
    let mut command = Cli::command();
    command.build();
    let command = command.find_subcommand_mut("export").expect("it is one of the commands");
    command.error(clap::error::ErrorKind::ArgumentConflict, message).exit()
}
