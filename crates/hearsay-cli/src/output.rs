//! From readings to what is written: each reading is put into its form on the thread that made it,
//! and the pieces are joined in order.

use std::io::{self, Write};

use clap::ValueEnum;
use hearsay::Reading;
use hearsay_ledger::words::count;

use crate::html::{self, Entry};
use crate::table::{Layout, table};

/// The forms a reading can be printed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For the eye: one claim a block
    Table,
    /// One object for one article, an array for several
    Json,
    /// One object a line
    Jsonl,
    /// One page to open in a browser: the text beside its claims
    Html,
}

/// A reading in its form, and what the whole needs to know of it.
#[derive(Clone, Debug)]
pub struct Piece {
    body: String,
    entry: Entry,
}

/// Puts one reading into its form; `number` counts the articles from 1.
#[must_use]
pub fn piece(format: Format, layout: Layout, number: usize, reading: &Reading) -> Piece {
    let json = "a reading has string keys and finite numbers";
    let body = match format {
        Format::Table => table(reading, layout),
        Format::Json => serde_json::to_string_pretty(&completed(reading)).expect(json),
        Format::Jsonl => serde_json::to_string(&completed(reading)).expect(json),
        Format::Html => html::article(reading, number),
    };
    Piece { body, entry: Entry::of(reading) }
}

/// Joins pieces as they come, holding no more than one of them.
pub struct Joined<W> {
    format: Format,
    out: W,
    /// The first, until it is known whether it is the only one.
    held: Option<Piece>,
    articles: usize,
    claims: usize,
    entries: Vec<Entry>,
}

impl<W: Write> Joined<W> {
    /// Nothing is written before the first piece.
    pub fn new(format: Format, out: W) -> Self {
        Self { format, out, held: None, articles: 0, claims: 0, entries: Vec::new() }
    }

    /// How many pieces came so far.
    pub fn articles(&self) -> usize {
        self.articles
    }

    /// Adds the next article.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn push(&mut self, piece: Piece) -> io::Result<()> {
        self.articles += 1;
        self.claims += piece.entry.claims;
        if self.format == Format::Html {
            self.entries.push(piece.entry.clone());
        }
        match (self.format, self.articles) {
            (Format::Json | Format::Html, 1) => {
                self.held = Some(piece);
                return Ok(());
            }
            (Format::Json, 2) => {
                let first = self.held.take().expect("the first piece is held until the second");
                write!(self.out, "[\n{},\n{}", first.body, piece.body)?;
            }
            (Format::Json, _) => write!(self.out, ",\n{}", piece.body)?,
            (Format::Html, 2) => {
                let first = self.held.take().expect("the first piece is held until the second");
                let head = html::page_head("Who says what happened", true);
                write!(self.out, "{head}{}{}", first.body, piece.body)?;
            }
            (Format::Html, _) => write!(self.out, "{}", piece.body)?,
            (Format::Table, 1) => write!(self.out, "{}", piece.body)?,
            (Format::Table, _) => write!(self.out, "\n\n{}", piece.body)?,
            (Format::Jsonl, _) => writeln!(self.out, "{}", piece.body)?,
        }
        // Who reads along, a person or a pipe, gets each article when it is ready.
        self.out.flush()
    }

    /// Writes what comes last.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        match (self.format, self.held.take()) {
            (Format::Json, Some(only)) => writeln!(self.out, "{}", only.body)?,
            (Format::Html, Some(only)) => {
                let head = html::page_head(&only.entry.title, false);
                write!(self.out, "{head}{}{}", only.body, html::page_tail(&self.entries))?;
            }
            _ if self.articles == 0 => {}
            (Format::Json, None) => write!(self.out, "\n]\n")?,
            (Format::Html, None) => write!(self.out, "{}", html::page_tail(&self.entries))?,
            (Format::Table, _) => {
                let (articles, claims) = (self.articles, self.claims);
                let line = (count(articles, "article"), count(claims, "claim"));
                writeln!(self.out, "\n{}, {}", line.0, line.1)?;
            }
            (Format::Jsonl, _) => {}
        }
        self.out.flush()
    }
}

/// The reading with its incidents, for programs.
fn completed(reading: &Reading) -> Reading {
    let mut reading = reading.clone();
    hearsay_incidents::complete(&mut reading);
    reading
}
