//! `hearsay add` killed at random moments: nothing that it acknowledged is lost, nothing is there
//! twice, and the next run goes on where the last one was cut off.
//!
//! `HEARSAY_KILLS=1000 cargo test -p hearsay-cli --test crash` kills it a thousand times.

#![allow(clippy::print_stdout)] // told with --nocapture

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use hearsay_ledger::{Access, Filter, Ledger};

/// The articles of the feed, in order: every fifth comes twice, edited the second time.
fn feed(number: usize) -> (String, u32, String) {
    let (id, version) = match number % 6 {
        5 => (number - 1, 2),
        _ => (number, 1),
    };
    let day = 1 + id / 6 % 28;
    let place = ["Baghdad", "Lima", "Nairobi", "Manila"][id % 4];
    let killed = ["two", "three", "seven", "nine"][(id + version) % 4];
    let text = format!(
        "A car bomb killed {killed} people in {place} on {day} May 2024, the interior ministry said. \
         Doctors said that {} people were wounded. This was report {id}.",
        10 + id % 80
    );
    let line = serde_json::json!({
        "id": format!("r{id}"), "text": text, "created": "2024-06-01", "publisher": "Herald"
    });
    (format!("r{id}"), u32::try_from(version).expect("one or two"), format!("{line}\n"))
}

/// Starts the program on the feed from here on.
fn start(ledger: &Path, from: usize, count: usize) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hearsay"));
    command.args(["add", "-", "--json", "--quiet", "--ledger"]).arg(ledger);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the command runs");
    let mut stdin = child.stdin.take().expect("it is piped");
    thread::spawn(move || {
        for number in from..from + count {
            if stdin.write_all(feed(number).2.as_bytes()).is_err() {
                break; // it was killed
            }
        }
    });
    child
}

/// What the program acknowledged before it ended, by article the highest version.
fn acknowledged(child: &mut Child, into: &mut BTreeMap<String, u64>) {
    let stdout = BufReader::new(child.stdout.take().expect("it is piped"));
    for line in stdout.lines().map_while(Result::ok) {
        // The last line may be cut off.
        let Ok(line) = serde_json::from_str::<serde_json::Value>(&line) else { continue };
        let (Some(id), Some(version)) = (line["id"].as_str(), line["version"].as_u64()) else {
            panic!("not an answer to an article: {line}");
        };
        let known = into.entry(id.to_owned()).or_default();
        *known = (*known).max(version);
    }
}

/// Everything acknowledged must be there, and everything that is there must fit together.
fn check(path: &Path, acknowledged: &BTreeMap<String, u64>, is_thorough: bool) -> Duration {
    let begin = Instant::now();
    let ledger = Ledger::open(path, Access::Write).expect("it can be opened after a kill");
    let opened = begin.elapsed();
    let view = ledger.view().expect("it can be read");
    let articles = view.articles(&Filter::default()).expect("it can be read").items;
    let there: BTreeMap<&str, u64> =
        articles.iter().map(|entry| (entry.id.as_str(), entry.versions.into())).collect();
    assert_eq!(there.len(), articles.len(), "no article is there twice");
    for (id, version) in acknowledged {
        let found = there.get(id.as_str());
        assert!(found >= Some(version), "{id}: version {version} acknowledged, {found:?} there");
    }
    for entry in &articles {
        let number: usize = entry.id[1..].parse().expect("ids are numbers");
        assert!(entry.versions <= 1 + u32::from(number % 6 == 4), "{}: a version twice", entry.id);
    }
    drop(view);
    if is_thorough {
        let checked = ledger.check(|_, _| {}).expect("it can be looked through");
        assert_eq!(checked.problems, Vec::<String>::new());
    }
    opened
}

#[test]
fn kill_at_any_moment_loses_and_doubles_nothing() {
    let kills = std::env::var("HEARSAY_KILLS").ok().and_then(|kills| kills.parse().ok());
    let kills: usize = kills.unwrap_or(100);
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("hearsay.db");
    let random = RandomState::new();
    let mut answered = BTreeMap::new();
    let (mut from, mut slowest) = (0, Duration::ZERO);
    for kill in 0..kills {
        let mut child = start(&path, from, 600);
        // From before the ledger is open to well into its second thousand of commits.
        thread::sleep(Duration::from_micros(random.hash_one(kill) % 450_000));
        child.kill().expect("it can be killed");
        acknowledged(&mut child, &mut answered);
        child.wait().expect("it has ended");
        if path.exists() && std::fs::metadata(&path).is_ok_and(|file| file.len() > 0) {
            slowest = slowest.max(check(&path, &answered, kill % 20 == 19));
        }
        // The next run begins a little before the first article that has no answer.
        let is_answered =
            |number: &usize| answered.get(&feed(*number).0) >= Some(&feed(*number).1.into());
        let first = (from..).find(|number| !is_answered(number)).expect("the feed is endless");
        from = first.saturating_sub(12);
    }
    let mut last = start(&path, 0, from + 40);
    acknowledged(&mut last, &mut answered);
    assert!(last.wait().expect("it ends").success(), "a run to the end finishes the work");
    check(&path, &answered, true);
    let ledger = Ledger::open(&path, Access::Read).expect("it can be read");
    let counts = ledger.view().and_then(|view| view.counts()).expect("counts");
    assert_eq!(counts.versions as usize, from + 40);
    assert_eq!(counts.waiting, 0);
    assert!(slowest < Duration::from_secs(2), "opening took {slowest:?} after a kill");
    println!("{kills} kills, {} versions, slowest opening {slowest:?}", counts.versions);
}
