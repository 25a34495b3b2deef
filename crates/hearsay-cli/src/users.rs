//! `hearsay users`: who may come in to a team's desk.

use std::io::{self, BufRead, IsTerminal, Write};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Subcommand;
use hearsay_server::{DeskFile, Role};

use crate::args::Color;
use crate::listing::{Array, Listing, print};
use crate::sheet::sheet;
use crate::shelf::Shelf;
use crate::wrap::plain;

const HELP: &str = "\
Examples:
  hearsay users add ada --role admin
          asks for a password, twice
  hearsay users add loader --role analyst --password-stdin < secret
          the password is the first line that comes in
  hearsay users token loader --label nightly
          prints a token for a program that does what loader may do; it is shown once
  hearsay users bar ada
          ada does not come in any more; her decisions stay hers

Users are kept beside the ledger, in hearsay.db.desk, which its owner alone can read. Passwords are kept
as argon2id hashes, tokens and sessions as SHA-256. They have at least 12 characters.";

/// `hearsay users`.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Users {
    /// What to do.
    #[command(subcommand)]
    pub(crate) what: UsersCommand,

    /// Which ledger's desk.
    #[command(flatten)]
    pub shelf: Shelf,
}

/// What may be done about users.
#[derive(Debug, Subcommand)]
pub(crate) enum UsersCommand {
    /// Let somebody in
    Add {
        /// The name, under which decisions will be kept
        name: String,
        /// viewer: looks and exports; analyst: adds and decides; admin: keeps users as well
        #[arg(long, default_value = "analyst")]
        role: Role,
        /// Take the password from the first line of standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// List who may come in
    List {
        /// How to print.
        #[command(flatten)]
        listing: Listing,
    },
    /// Give somebody another role
    Role {
        /// The name
        name: String,
        /// viewer, analyst or admin
        role: Role,
    },
    /// Give somebody another password; sessions and tokens end
    Password {
        /// The name
        name: String,
        /// Take the password from the first line of standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// Make a token for a program that does what somebody may do
    Token {
        /// The name
        name: String,
        /// What the token is for
        #[arg(long, default_value = "program")]
        label: String,
    },
    /// Let somebody in no more
    Bar {
        /// The name
        name: String,
    },
}

/// Runs `hearsay users`.
///
/// # Errors
///
/// When the file beside the ledger cannot be read or written, or it cannot be done so.
pub fn users(args: &Users, color: Color) -> anyhow::Result<ExitCode> {
    let file = DeskFile::beside(&args.shelf.ledger)?;
    let by = "command line";
    match &args.what {
        UsersCommand::Add { name, role, password_stdin } => {
            let password = password(*password_stdin)?;
            file.add_user(name, *role, &password, by)?;
        }
        UsersCommand::List { listing } => return list(&file, listing, color),
        UsersCommand::Role { name, role } => file.set_role(name, *role, by)?,
        UsersCommand::Password { name, password_stdin } => {
            let password = password(*password_stdin)?;
            file.set_password(name, &password, by)?;
        }
        UsersCommand::Token { name, label } => {
            let token = file.add_token(name, label, by)?;
            writeln!(io::stdout(), "{token}")?;
        }
        UsersCommand::Bar { name } => file.bar(name, by)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn list(file: &DeskFile, listing: &Listing, color: Color) -> anyhow::Result<ExitCode> {
    let users = file.users()?;
    if listing.json {
        let mut array = Array::to_stdout();
        for user in &users {
            array.push(user)?;
        }
        return array.finish();
    }
    let layout = listing.layout(color);
    let cell = |text: &str| vec![vec![plain(text)]];
    let row = |user: &hearsay_server::User| {
        let role = match user.barred {
            Some(_) => format!("{}, barred", user.role),
            None => user.role.to_string(),
        };
        vec![cell(&user.name), cell(&role), cell(&user.made)]
    };
    let rows: Vec<_> = users.iter().map(row).collect();
    print(&sheet(&["name", "role", "since"], &rows, layout), layout)?;
    Ok(ExitCode::SUCCESS)
}

/// Asks for a password, twice, without showing it; or takes a line of standard input.
fn password(from_stdin: bool) -> anyhow::Result<String> {
    if from_stdin {
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line).context("no password came in")?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    if !io::stdin().is_terminal() {
        bail!("nobody is there to be asked for a password; --password-stdin takes it from a pipe");
    }
    let first = rpassword::prompt_password("Password: ")?;
    if rpassword::prompt_password("Once more: ")? != first {
        bail!("the two are not the same");
    }
    Ok(first)
}
