//! Exports: choose what and in which form, see what the form cannot say, and take it.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use hearsay_ledger::export::Form;

use super::frame::Frame;
use super::{Answer, html};
use crate::access::Visitor;
use crate::api::{LOSSLESS, Wanted, leaves_out_private_persons};
use crate::asked::{Asked, given, with_extra};
use crate::desk::Desk;
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "export.html")]
struct ExportPage {
    frame: Frame,
    asked: Asked,
    forms: Vec<Choice>,
    /// Without the names of private persons.
    is_discreet: bool,
    chosen: Option<Report>,
}

struct Choice {
    name: &'static str,
    what: &'static str,
    is_chosen: bool,
}

struct Report {
    name: String,
    /// The report in words; none for the form that says everything.
    losses: Option<String>,
    file: String,
    /// The export and its report in one file.
    zip: Option<String>,
    claims: usize,
}

/// What each form is for.
const FORMS: [(&str, &str); 8] = [
    (LOSSLESS, "everything, to be read by another ledger; takes no filters"),
    ("csv", "one claim a row, for a spreadsheet, with HXL hashtags"),
    ("geojson", "one claim a feature, for maps"),
    ("parquet", "tables for pandas, polars, R and Spark"),
    ("ucdp", "incidents with deaths, in the columns of UCDP GED"),
    ("gdelt", "events and mentions, in the columns of GDELT 2.0"),
    ("polecat", "one claim a row, in the columns of POLECAT"),
    ("webannotation", "one claim an annotation of its article (W3C)"),
];

/// `/export`
pub(crate) async fn page(State(desk): State<Arc<Desk>>, visitor: Visitor, uri: Uri) -> Answer {
    let (asked, [form, private]) = with_extra(&uri, ["form", "private_persons"])?;
    let is_discreet = leaves_out_private_persons(&private)?;
    let form = given(&form);
    let report = match &form {
        Some(form) => Some(report(&desk, form, &asked, is_discreet).await?),
        None => None,
    };
    let forms = FORMS
        .into_iter()
        .map(|(name, what)| Choice {
            name,
            what,
            is_chosen: form.as_deref().unwrap_or("csv") == name,
        })
        .collect();
    let frame = Frame::new(&desk, &visitor, "/export");
    Ok(html(&ExportPage { frame, asked, forms, is_discreet, chosen: report }))
}

async fn report(
    desk: &Arc<Desk>,
    form: &str,
    asked: &Asked,
    is_discreet: bool,
) -> Result<Report, Problem> {
    let mut query = asked.query(None);
    if is_discreet {
        query.push_str(if query.is_empty() { "?" } else { "&" });
        query.push_str("private_persons=false");
    }
    let uri: Uri =
        format!("/{query}").parse().map_err(|_| Problem::bad_request("the query is broken"))?;
    let wanted = Wanted::of(form, &uri)?;
    let filter = asked.filter()?;
    let (losses, claims) = desk
        .look(move |view| Ok::<_, Problem>((wanted.losses(view)?, view.count_claims(&filter)?)))
        .await?;
    let file = format!("/api/v1/exports/{form}{query}");
    let between = if query.is_empty() { '?' } else { '&' };
    let is_folder = form.parse::<Form>().is_ok_and(Form::is_folder);
    let zip = (losses.is_some() && !is_folder).then(|| format!("{file}{between}report=true"));
    Ok(Report {
        name: form.to_owned(),
        losses: losses.map(|losses| losses.text()),
        file,
        zip,
        claims,
    })
}
