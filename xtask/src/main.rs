//! The project's chores, as one program: `cargo xtask --help`.
#![allow(clippy::print_stdout, clippy::print_stderr)] // a command line prints

mod attribution_model;
mod bench;
mod bench_desk;
mod bench_ledger;
mod bench_mentions;
mod bench_merge;
mod bench_reading;
mod conformance;
mod dictionaries;
mod diff_corpus;
mod gazetteer;
mod invent_news;
mod model;
mod ordinary_words;
mod packages;
mod patterns;
mod place_model;

use clap::{Parser, Subcommand};

/// Builds data and measures.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    Model(model::Arguments),
    AttributionModel(attribution_model::Arguments),
    PlaceModel(place_model::Arguments),
    Gazetteer(gazetteer::Arguments),
    OrdinaryWords(ordinary_words::Arguments),
    Dictionaries(dictionaries::Arguments),
    Conformance(conformance::Arguments),
    BenchSyntax(bench::Arguments),
    BenchMentions(bench_mentions::Arguments),
    BenchReading(bench_reading::Arguments),
    BenchDesk(bench_desk::Arguments),
    InventNews(invent_news::Arguments),
    BenchLedger(bench_ledger::Arguments),
    BenchMerge(bench_merge::Arguments),
    DiffCorpus(diff_corpus::Arguments),
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().chore {
        Chore::Model(arguments) => model::run(&arguments),
        Chore::AttributionModel(arguments) => attribution_model::run(&arguments),
        Chore::PlaceModel(arguments) => place_model::run(&arguments),
        Chore::Gazetteer(arguments) => gazetteer::run(&arguments),
        Chore::OrdinaryWords(arguments) => ordinary_words::run(&arguments),
        Chore::BenchSyntax(arguments) => bench::run(&arguments),
        Chore::BenchMentions(arguments) => bench_mentions::run(&arguments),
        Chore::BenchReading(arguments) => bench_reading::run(&arguments),
        Chore::InventNews(arguments) => invent_news::run(&arguments),
        Chore::BenchDesk(arguments) => bench_desk::run(&arguments),
        Chore::BenchLedger(arguments) => bench_ledger::run(&arguments),
        Chore::BenchMerge(arguments) => bench_merge::run(&arguments),
        Chore::DiffCorpus(arguments) => diff_corpus::run(&arguments),
        Chore::Dictionaries(arguments) => dictionaries::run(&arguments),
        Chore::Conformance(arguments) => conformance::run(&arguments),
    }
}
