//! The `hearsay` command.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};
use hearsay_cli::{
    Cli, Command, add, backup, check, claims, compare, decide, decisions, eval, explain, export,
    import, incidents, mcp, read, reread, serve, sources, toll, undo, users, watch,
};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match &cli.command {
        Command::Read(args) => read(args, cli.color),
        Command::Claims(args) => claims(args, cli.color),
        Command::Incidents(args) => incidents(args, cli.color),
        Command::Compare(args) => compare(args, cli.color),
        Command::Toll(args) => toll(args, cli.color),
        Command::Sources(args) => sources(args, cli.color),
        Command::Explain(args) => explain(args, cli.color),
        Command::Export(args) => export(args, cli.color),
        Command::Eval(args) => eval(args, cli.color),
        Command::Add(args) => add(args, cli.color),
        Command::Watch(args) => watch(args),
        Command::Import(args) => import(args, cli.color),
        Command::Serve(args) => serve(args),
        Command::Mcp(args) => mcp(args, cli.color),
        Command::Users(args) => users(args, cli.color),
        Command::Reread(args) => reread(args, cli.color),
        Command::Decide(args) => decide(args),
        Command::Decisions(args) => decisions(args),
        Command::Undo(args) => undo(args),
        Command::Check(args) => check(args, cli.color),
        Command::Backup(args) => backup(args),
        Command::Completions { shell } => print(|out| {
            clap_complete::generate(*shell, &mut Cli::command(), "hearsay", out);
            Ok(())
        }),
        Command::Man { command } => print(|out| manual(command.as_deref()).render(out)),
    };
    result.unwrap_or_else(|error| {
        // Whoever read our output has had enough, as `head` does.
        let mut causes = error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>());
        if causes.any(|cause| cause.kind() == io::ErrorKind::BrokenPipe) {
            return ExitCode::SUCCESS;
        }
        let _ = writeln!(io::stderr(), "error: {error:#}");
        ExitCode::from(2)
    })
}

/// Writes what `make` makes to standard output.
fn print(make: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> anyhow::Result<ExitCode> {
    let mut page = Vec::new();
    make(&mut page)?;
    io::stdout().write_all(&page)?;
    Ok(ExitCode::SUCCESS)
}

/// The page of a command, or of the program.
fn manual(name: Option<&str>) -> clap_mangen::Man {
    let mut program = Cli::command();
    program.build();
    let Some(name) = name else { return clap_mangen::Man::new(program) };
    match program.find_subcommand(name) {
        Some(command) => clap_mangen::Man::new(command.clone()),
        None => {
            let message = format!("there is no command `{name}`");
            program.error(ErrorKind::InvalidSubcommand, message).exit()
        }
    }
}
