//! What is told to the person at the terminal beside the data: errors, notes, progress.

use std::collections::HashMap;
use std::io::{self, IsTerminal, Write};
use std::mem::{Discriminant, discriminant};

use anstyle::{AnsiColor, Style};
use hearsay_input::InputError;
use hearsay_ledger::words::{count, one_line};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::args::Color;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const NOTE: Style = AnsiColor::Cyan.on_default().bold();

/// So many notes of a kind are told one by one; the others are counted.
const NOTES: usize = 10;

/// With more articles than a handful, progress is shown.
const HANDFUL: usize = 5;

/// Says things on standard error.
pub(crate) struct Messages {
    color: bool,
    quiet: bool,
    errors: usize,
    notes: HashMap<Discriminant<InputError>, usize>,
    bar: Option<ProgressBar>,
}

impl Messages {
    pub(crate) fn new(color: Color, quiet: bool) -> Self {
        let color = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never
            }
        };
        Self { color, quiet, errors: 0, notes: HashMap::new(), bar: None }
    }

    /// How many errors there were.
    pub(crate) fn errors(&self) -> usize {
        self.errors
    }

    pub(crate) fn input(&mut self, error: &InputError) {
        if !error.is_note() {
            self.error(&error.to_string());
            return;
        }
        let told = self.notes.entry(discriminant(error)).or_default();
        *told += 1;
        if *told <= NOTES {
            self.note(&error.to_string());
        }
    }

    pub(crate) fn error(&mut self, message: &str) {
        self.errors += 1;
        self.say("error", ERROR, message);
    }

    pub(crate) fn note(&self, message: &str) {
        if !self.quiet {
            self.say("note", NOTE, message);
        }
    }

    fn say(&self, kind: &str, style: Style, message: &str) {
        let message = one_line(message);
        let line = if self.color {
            format!("{style}{kind}:{style:#} {message}\n")
        } else {
            format!("{kind}: {message}\n")
        };
        // Where standard error is closed, there is nobody to tell.
        let write = || drop(io::stderr().lock().write_all(line.as_bytes()));
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// Whether a person sees progress: their eyes are on standard error and nothing else moves.
    pub(crate) fn can_show_progress(&self, is_output_seen: bool) -> bool {
        !self.quiet && !is_output_seen && io::stderr().is_terminal()
    }

    /// Gets progress ready, to show itself after a handful of articles.
    pub(crate) fn start_progress(&mut self, total: Option<u64>) {
        let template = if total.is_some() {
            "{bar:24} {percent:>3}%  {msg}  {elapsed}, about {eta} left"
        } else {
            "{spinner} {msg}  {elapsed}"
        };
        let style = ProgressStyle::with_template(template).expect("the template is well formed");
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
        self.bar = Some(bar.with_style(style));
    }

    /// So many articles, and how far that is on the way to the total.
    pub(crate) fn progress(&self, articles: usize, position: u64) {
        let Some(bar) = &self.bar else { return };
        if articles == HANDFUL + 1 && bar.is_hidden() {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        bar.set_message(count(articles, "article"));
        bar.set_position(position);
    }

    /// All articles are there, and so many accounts are still to be brought together with the others.
    pub(crate) fn gathering(&self, waiting: u64) {
        let Some(bar) = &self.bar else { return };
        let waiting = count(usize::try_from(waiting).unwrap_or(usize::MAX), "account");
        bar.set_message(format!("bringing together, {waiting} to go"));
    }

    /// The last words.
    pub(crate) fn finish(&mut self, articles: usize) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        let more: usize = self.notes.values().map(|told| told.saturating_sub(NOTES)).sum();
        if more > 0 {
            self.note(&format!("{} more like these", count(more, "note")));
        }
        if self.errors > 1 && articles > 0 {
            let (errors, articles) = (count(self.errors, "error"), count(articles, "article"));
            self.note(&format!("{articles} read, with {errors}"));
        }
    }
}
