//! `hearsay explain`: why a claim says what it says, and why words made none.

mod drawing;
mod stored;
mod text;

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Context;
use clap::ValueEnum;
use hearsay::{Ask, Explanation, Reader, Scratch};
use hearsay_input::{Options, articles};
use hearsay_ledger::words::count;

use crate::args::{Color, Explain};
use crate::messages::Messages;
use crate::read::{NOTHING_READ, SOME_UNREAD, layout, sources};

pub use self::text::why;

/// The forms an explanation can be printed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    /// For the eye
    Text,
    /// One object an article, a line each
    Json,
}

/// No article has what was asked about.
const NOT_FOUND: u8 = 2;

/// Runs `hearsay explain`.
///
/// # Errors
///
/// When the output cannot be written.
pub fn explain(args: &Explain, color: Color) -> anyhow::Result<ExitCode> {
    if let stored::Word::Claim(id) = stored::meant(args)? {
        return stored::explain(args, &id, color);
    }
    let mut messages = Messages::new(color, args.quiet);
    let sources = sources("explain", &args.paths, &messages);
    let layout = layout(args.width, false, color);
    let ask = ask(args);
    let reader = Reader::new();
    let mut scratch = Scratch::default();
    let mut out = io::BufWriter::new(anstream::AutoStream::new(
        io::stdout(),
        if layout.color { anstream::ColorChoice::Always } else { anstream::ColorChoice::Never },
    ));
    let (mut read, mut found) = (0, 0);
    let mapping = args.map.clone().unwrap_or_default();
    let options =
        Options { created: args.created, force: args.force, mapping, ..Options::default() };
    for received in articles(sources, options) {
        let article = match received {
            Ok(received) => received.article,
            Err(error) => {
                messages.input(&error);
                continue;
            }
        };
        read += 1;
        let explanation = reader.explain(&article, &ask, &mut scratch);
        if !answers(&ask, &explanation) {
            continue;
        }
        let printed = match args.format {
            ExplainFormat::Json => {
                serde_json::to_string(&explanation).expect("an explanation has string keys") + "\n"
            }
            ExplainFormat::Text if found > 0 => format!("\n\n{}", why(&ask, &explanation, layout)),
            ExplainFormat::Text => why(&ask, &explanation, layout),
        };
        found += 1;
        out.write_all(printed.as_bytes()).context("standard output cannot be written")?;
        out.flush().context("standard output cannot be written")?;
    }
    if read > 0 && found == 0 {
        messages.error(&not_found(&ask, read));
        return Ok(NOT_FOUND.into());
    }
    messages.finish(read);
    Ok(match (read, messages.errors()) {
        (0, _) => NOTHING_READ.into(),
        (_, 0) => ExitCode::SUCCESS,
        _ => SOME_UNREAD.into(),
    })
}

fn ask(args: &Explain) -> Ask {
    match (&args.claim, &args.at) {
        (Some(id), _) => Ask::Claim(id.trim().to_owned()),
        (_, Some(words)) => Ask::At(words.clone()),
        (None, None) => Ask::All,
    }
}

/// Whether an article has what was asked about.
fn answers(ask: &Ask, explanation: &Explanation) -> bool {
    match ask {
        Ask::All => true,
        Ask::Claim(_) => !explanation.claims.is_empty(),
        Ask::At(_) => !explanation.at.is_empty(),
    }
}

fn not_found(ask: &Ask, read: usize) -> String {
    let read = count(read, "article");
    match ask {
        Ask::Claim(id) if id.is_empty() => {
            "the claim's id is empty; `hearsay read --format json` shows the ids".to_owned()
        }
        Ask::Claim(id) => format!(
            "no claim of the {read} read has the id `{id}`; ids come from `hearsay read --format \
             json` with the same --created, or from `hearsay explain` without --claim"
        ),
        Ask::At(words) => format!(
            "the words `{words}` stand in none of the {read} read; give them as the text has them"
        ),
        Ask::All => "there is nothing to explain".to_owned(),
    }
}
