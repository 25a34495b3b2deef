//! Prints the trees of texts, one a line, as CoNLL-U: `cargo run --example trees -- NAME < TEXTS`.
//! The n-th text is called `NAME`, or `NAME_n` where there are several.
#![allow(clippy::print_stdout)] // an example prints

use std::io::{self, BufRead};

use hearsay_syntax::{Backbone, ParseOptions, Scratch, conllu};

fn main() -> io::Result<()> {
    let name = std::env::args().nth(1).unwrap_or_else(|| "text".to_owned());
    let texts: Vec<String> = io::stdin().lock().lines().collect::<io::Result<_>>()?;
    let mut scratch = Scratch::default();
    for (at, text) in texts.iter().enumerate() {
        let options = ParseOptions { break_at_structure: true };
        let document = Backbone::embedded().parse_with(text, options, &mut scratch);
        let number = if texts.len() == 1 { String::new() } else { format!("_{}", at + 1) };
        println!("# newdoc id = {name}{number}");
        println!("{}", conllu::write(&document).trim_end());
        println!();
    }
    Ok(())
}
