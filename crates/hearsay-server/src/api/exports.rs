//! Exports: what a filter chooses, in the forms that others read, and what each cannot say.

use std::io::{self, Write};
use std::sync::Arc;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use hearsay_ledger::export::{Chosen, Form, Losses, Options, write, write_folder};
use hearsay_ledger::{Filter, View};
use serde_json::Value;
use tokio::sync::mpsc::{Sender, channel};
use tokio_stream::wrappers::ReceiverStream;
use utoipa::{IntoParams, ToSchema};

use crate::access::Visitor;
use crate::asked::{Asked, given, with_extra};
use crate::desk::Desk;
use crate::problem::Problem;

/// The form that says everything, as it stands in addresses.
pub(crate) const LOSSLESS: &str = "jsonl";

/// What may be asked besides the filters.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it tells what may be asked besides the filters")]
pub(super) struct How {
    /// `true`: cells as they are, also those that a spreadsheet would take for a formula.
    raw: Option<String>,
    /// `false`: without the names of private persons, those to whom the article gives no office.
    private_persons: Option<String>,
    /// `true`: a ZIP of the export and the report of what it cannot say.
    report: Option<String>,
}

/// The names of the forms.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "it tells which forms there are; they are read by name")]
pub(super) enum FormName {
    Jsonl,
    Csv,
    Geojson,
    Parquet,
    Ucdp,
    Gdelt,
    Polecat,
    Webannotation,
}

/// What is exported.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// The lossless form, or one that loses something.
    form: Option<Form>,
    filter: Filter,
    options: Options,
    with_report: bool,
    without_private_persons: bool,
}

impl Wanted {
    /// What an address asks for. All that the filter finds is exported, unless a limit is given.
    pub(crate) fn of(form: &str, uri: &Uri) -> Result<Self, Problem> {
        let (asked, [raw, report, private]) =
            with_extra(uri, ["raw", "report", "private_persons"])?;
        let without_private_persons = leaves_out_private_persons(&private)?;
        let is = |value: &Option<String>| given(value).is_some_and(|value| value != "false");
        let mut filter = asked.filter()?;
        filter.limit = given(&asked.limit).and(filter.limit);
        let form = match form {
            LOSSLESS => None,
            name => Some(name.parse::<Form>().map_err(|why| {
                let names: Vec<&str> = Form::ALL.iter().map(|form| form.name()).collect();
                Problem::not_found(format!("{why}; there are {LOSSLESS}, {}", names.join(", ")))
            })?),
        };
        if form.is_none() && asked.is_narrow() {
            let detail = "jsonl is the whole ledger and takes no filters; /api/v1/claims gives the \
                          claims that a filter finds";
            return Err(Problem::bad_request(detail));
        }
        if form.is_none() && without_private_persons {
            let detail = "jsonl is the whole ledger and leaves nothing out; the other forms can do \
                          without the names of private persons";
            return Err(Problem::bad_request(detail));
        }
        let options = Options { raw: is(&raw) };
        Ok(Self { form, filter, options, with_report: is(&report), without_private_persons })
    }

    fn name(&self) -> &'static str {
        self.form.map_or(LOSSLESS, Form::name)
    }

    fn is_zip(&self) -> bool {
        self.with_report || self.form.is_some_and(Form::is_folder)
    }

    /// Name and media type of the file.
    fn file(&self, ledger: &str) -> (String, &'static str) {
        let stem = ledger.strip_suffix(".db").unwrap_or(ledger);
        let stem: String =
            stem.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
        let name = self.name();
        if self.is_zip() {
            return (format!("{stem}-{name}.zip"), "application/zip");
        }
        let (end, media) = ending(self.form);
        (format!("{stem}-{name}.{end}"), media)
    }

    fn chosen<'v>(&self, view: &'v View) -> Chosen<'v> {
        Chosen::new(view, &self.filter).without_private_persons(self.without_private_persons)
    }

    /// Writes it.
    fn write(&self, view: &View, out: &mut dyn Write) -> Result<(), Problem> {
        let chosen = self.chosen(view);
        match self.form {
            None => {
                view.write_jsonl(out)?;
            }
            Some(_) if self.is_zip() => self.zip(&chosen, out)?,
            Some(form) => {
                write(form, &chosen, self.options, out)?;
            }
        }
        out.flush().map_err(|error| Problem::unavailable(error.to_string()))
    }

    /// What it cannot say.
    pub(crate) fn losses(&self, view: &View) -> Result<Option<Losses>, Problem> {
        let Some(form) = self.form else { return Ok(None) };
        let chosen = self.chosen(view);
        if form.is_folder() {
            let folder =
                tempfile::tempdir().map_err(|error| Problem::unavailable(error.to_string()))?;
            return Ok(Some(write_folder(form, &chosen, self.options, folder.path())?));
        }
        Ok(Some(write(form, &chosen, self.options, &mut io::sink())?))
    }

    /// The export and its report in one file.
    fn zip(&self, chosen: &Chosen<'_>, out: &mut dyn Write) -> Result<(), Problem> {
        let form = self.form.expect("what loses nothing has no report");
        let failed = |error: &dyn std::fmt::Display| Problem::unavailable(error.to_string());
        let folder = tempfile::tempdir().map_err(|error| failed(&error))?;
        let losses = if form.is_folder() {
            write_folder(form, chosen, self.options, folder.path())?
        } else {
            let path = folder.path().join(format!("{}.{}", form.name(), ending(Some(form)).0));
            let file = std::fs::File::create(path).map_err(|error| failed(&error))?;
            write(form, chosen, self.options, &mut io::BufWriter::new(file))?
        };
        let mut zip = zip::ZipWriter::new_stream(out);
        let options = zip::write::SimpleFileOptions::default();
        let mut paths: Vec<_> = std::fs::read_dir(folder.path())
            .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>())
            .map_err(|error| failed(&error))?;
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            zip.start_file(name, options).map_err(|error| failed(&error))?;
            let mut file = std::fs::File::open(&path).map_err(|error| failed(&error))?;
            io::copy(&mut file, &mut zip).map_err(|error| failed(&error))?;
        }
        let report =
            serde_json::to_string_pretty(&losses.json()).expect("the report has string keys");
        for (name, text) in [("loss.txt", losses.text()), ("loss.json", report)] {
            zip.start_file(name, options).map_err(|error| failed(&error))?;
            zip.write_all(text.as_bytes()).map_err(|error| failed(&error))?;
        }
        zip.finish().map_err(|error| failed(&error))?;
        Ok(())
    }
}

/// Whether `private_persons` asks to leave them out. What is not understood must not give the names.
pub(crate) fn leaves_out_private_persons(value: &Option<String>) -> Result<bool, Problem> {
    match given(value).as_deref() {
        None | Some("true") => Ok(false),
        Some("false") => Ok(true),
        Some(other) => {
            let detail = format!("private_persons is true or false, and not `{other}`");
            Err(Problem::bad_request(detail))
        }
    }
}

/// The ending of a form's file, and its media type.
fn ending(form: Option<Form>) -> (&'static str, &'static str) {
    match form {
        None => ("jsonl", "application/x-ndjson"),
        Some(Form::Geojson) => ("geojson", "application/geo+json"),
        Some(Form::Webannotation) => ("jsonld", "application/ld+json"),
        Some(Form::Polecat) => ("txt", "text/tab-separated-values; charset=utf-8"),
        Some(_) => ("csv", "text/csv; charset=utf-8"),
    }
}

/// An export of what a filter finds: jsonl (lossless, without filters), csv, geojson, parquet, ucdp,
/// gdelt, polecat, webannotation. Forms of several files come as a ZIP.
#[utoipa::path(
    get, path = "/api/v1/exports/{form}", tag = "exports",
    params(("form" = FormName, Path, description = "The form"), Asked, How),
    responses(
        (status = 200, description = "The export; the Link header leads to the report of what it cannot say"),
        (status = 404, body = Problem),
    ),
)]
pub(super) async fn one(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Path(form): Path<String>,
    uri: Uri,
) -> Result<Response, Problem> {
    let wanted = Wanted::of(&form, &uri)?;
    // What means nothing is told while there is a status to tell it by.
    let filter = wanted.filter.clone();
    desk.look(move |view| view.count_claims(&filter)).await?;
    desk.file_record(
        &visitor.name,
        "exported",
        uri.path_and_query().map_or("", |asked| asked.as_str()),
    )
    .await?;
    let (name, media) = wanted.file(&desk.name);
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let losses = format!("</api/v1/exports/{}/losses{query}>; rel=\"describedby\"", wanted.name());
    let (sender, receiver) = channel(16);
    tokio::task::spawn_blocking(move || {
        let mut out = Chunks { sender, held: Vec::new() };
        let done = desk
            .ledger
            .view()
            .map_err(Problem::from)
            .and_then(|view| wanted.write(&view, &mut out));
        if let Err(problem) = done {
            // The status is sent already; an answer that breaks off is seen to be none.
            let _ = out.sender.blocking_send(Err(io::Error::other(problem.detail)));
        }
    });
    let headers = [
        (header::CONTENT_TYPE, media.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::LINK, losses),
    ];
    Ok((headers, Body::from_stream(ReceiverStream::new(receiver))).into_response())
}

/// What an export cannot say: which claims and fields are left out, why, and how many.
#[utoipa::path(
    get, path = "/api/v1/exports/{form}/losses", tag = "exports",
    params(("form" = FormName, Path, description = "The form"), Asked, How),
    responses((status = 200, description = "The report; null for the form that says everything"), (status = 404, body = Problem)),
)]
pub(super) async fn losses(
    State(desk): State<Arc<Desk>>,
    _: Visitor,
    Path(form): Path<String>,
    uri: Uri,
) -> Result<Response, Problem> {
    let wanted = Wanted::of(&form, &uri)?;
    let losses = desk.look(move |view| wanted.losses(view)).await?;
    Ok(Json(losses.map_or(Value::Null, |losses| losses.json())).into_response())
}

/// Hands on what is written in pieces, no faster than they are sent.
struct Chunks {
    sender: Sender<io::Result<Bytes>>,
    held: Vec<u8>,
}

const PIECE: usize = 64 << 10;

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::take(&mut self.held));
        let gone = |_| io::Error::new(io::ErrorKind::BrokenPipe, "nobody waits for it any more");
        self.sender.blocking_send(Ok(piece)).map_err(gone)
    }
}
