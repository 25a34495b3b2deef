//! `hearsay watch` on a site of this computer, as it is run.
#![allow(clippy::disallowed_methods)] // the list of feeds is written

mod site;

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use hearsay_ledger::{Access, Ledger, View};
use serde_json::Value;
use site::{HANGING, Site, rss};
use tempfile::TempDir;

const SHELLING: &str = "Oravia said on Tuesday that Tarsk had shelled villages along the Ilmet \
    river, killing four soldiers and one civilian.";
const EDITED: &str = "Oravia said on Tuesday that Tarsk had shelled villages along the Ilmet \
    river, killing six soldiers and one civilian.";
const DENIAL: &str = "The Tarsk ministry denied that its guns had opened fire on the villages.";

/// A folder with a list of feeds; each is given as the keys of its table.
fn folder(feeds: &[String]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let list: String = feeds.iter().map(|keys| format!("[[feed]]\n{keys}\n")).collect();
    fs::write(folder.path().join("feeds.toml"), list).expect("the list can be written");
    folder
}

fn feed(url: &str) -> String {
    format!("url = \"{url}\"")
}

fn command(folder: &Path, words: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hearsay"));
    command.current_dir(folder).args(["watch", "feeds.toml"]).args(words.split_whitespace());
    command.stdin(Stdio::null());
    command
}

/// Runs it; expects this exit code and gives what it printed, the summary first and then the log.
#[track_caller]
fn check(folder: &TempDir, words: &str, exit: i32) -> String {
    let output: Output = command(folder.path(), words).output().expect("the command runs");
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(exit), "{words}: {err}");
    String::from_utf8(output.stdout).expect("the output is UTF-8") + &err
}

fn view(folder: &TempDir) -> View {
    let ledger = Ledger::open(&folder.path().join("hearsay.db"), Access::Read);
    ledger.and_then(|ledger| ledger.view()).expect("it is a ledger")
}

/// How many articles and versions there are.
fn counts(folder: &TempDir) -> (u64, u64) {
    let counts = view(folder).counts().expect("it can be counted");
    (counts.articles, counts.versions)
}

#[test]
fn second_look_gets_nothing_and_an_edited_item_is_a_version() {
    let site = Site::start();
    site.put("/feed", &rss(&[("urn:a", "", SHELLING), ("urn:b", "", DENIAL)]));
    let folder = folder(&[feed(&site.url("/feed")) + "\nname = \"Press\""]);
    let told = check(&folder, "--once --allow-loopback", 0);
    assert!(told.starts_with("1 look\n2 articles added, with "), "{told}");
    assert!(told.contains("Z  Press: 2 new, 0 known\n"), "{told}");
    assert_eq!(counts(&folder), (2, 2));

    let told = check(&folder, "--once --allow-loopback --now", 0);
    assert!(told.contains("Press: not changed\n"), "{told}");
    site.put("/feed", &rss(&[("urn:a", "", EDITED), ("urn:b", "", DENIAL)]));
    let told = check(&folder, "--once --allow-loopback --now", 0);
    assert!(told.contains("Press: 0 new, 1 new version, 1 known\n"), "{told}");
    assert!(!folder.path().join("hearsay.db-wal").exists(), "one file is all there is");
    assert_eq!(site.asked(), ["/feed 200", "/feed 304", "/feed 200"]);
    assert_eq!(counts(&folder), (2, 3));
}

#[test]
fn what_is_in_the_ledger_tells_publisher_and_origin() {
    let site = Site::start();
    site.put("/a", &rss(&[("17", "https://press.example/17", SHELLING)]));
    site.put("/b", &rss(&[("17", "https://herald.example/17", DENIAL)]));
    let named = feed(&site.url("/b")) + "\npublisher = \"The Herald\"";
    let folder = folder(&[feed(&site.url("/a")), named]);
    let out = check(&folder, "--once --allow-loopback --json", 0);
    let lines: Vec<Value> =
        out.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let outcomes: BTreeSet<_> = lines.iter().map(|line| line["outcome"].as_str()).collect();
    assert_eq!((lines.len(), outcomes), (2, BTreeSet::from([Some("new")])), "{out}");
    // Both feeds call an item 17.
    for (path, publisher) in [("/a", "Oravia Press"), ("/b", "The Herald")] {
        let id = site.url(path) + "#17";
        let (article, _) = view(&folder).original(&id).expect("it is there");
        assert_eq!(article.publisher.as_deref(), Some(publisher));
        assert_eq!(
            article.created.map(|at| at.to_string()).as_deref(),
            Some("2024-03-14T10:00:00")
        );
    }
}

#[test]
fn bad_feeds_do_not_stop_the_good_ones() {
    let site = Site::start();
    site.put("/broken", "<rss version=\"2.0\"><channel><item>");
    site.put("/page", "<!doctype html><html><body><p>Welcome to our site.</p></body></html>");
    let undated = rss(&[("urn:c", "", DENIAL)]).replace("Thu, 14 Mar", "One day in");
    site.put("/undated", &undated);
    site.put("/good", &rss(&[("urn:a", "", SHELLING), ("urn:empty", "", " ")]));
    site.put("/quiet", &rss(&[]));
    let paths = ["/broken", "/page", "/missing", "/undated", "/quiet", "/good"];
    let folder = folder(&paths.map(|path| feed(&site.url(path)) + &format!("\nname = \"{path}\"")));
    let told = check(&folder, "--once --allow-loopback", 1);
    for words in [
        "/broken: error: not a feed that can be read: ",
        "/page: error: not a feed that can be read: ",
        "/missing: error: the server answered with status 404\n",
        "/undated: 1 new, 0 known\n",
        "is not a date; the item is read without one\n",
        "/quiet: 0 new, 0 known\n",
        "/good: 2 new, 0 known\n",
        "6 looks, 3 in vain\n",
    ] {
        assert!(told.contains(words), "{words:?} is not in {told}");
    }
    let told = check(&folder, "--once --allow-loopback --now --quiet", 1);
    assert_eq!(told.lines().count(), 3, "only errors: {told}");
}

#[test]
fn feed_is_not_asked_before_it_is_due_nor_when_it_is_gone() {
    let site = Site::start();
    site.put("/feed", &rss(&[("urn:a", "", SHELLING)]));
    site.answer("/busy", "503 Service Unavailable", "Retry-After: 7200\r\n", "");
    site.answer("/gone", "410 Gone", "", "");
    site.answer("/old", "301 Moved Permanently", "Location: /feed\r\n", "");
    let paths = ["/feed", "/busy", "/gone", "/old"];
    let folder = folder(&paths.map(|path| feed(&site.url(path))));
    let told = check(&folder, "--once --allow-loopback", 1);
    assert!(told.contains("status 503 and asks to wait 7200 seconds\n"), "{told}");
    assert!(told.contains("status 410; it is gone, and asked no more"), "{told}");
    let new = site.url("/feed");
    assert!(told.contains(&format!("moved for good to {new}; change its address")), "{told}");
    site.asked();
    let told = check(&folder, "--once --allow-loopback", 0);
    assert!(told.contains("0 looks; 3 feeds not due yet\n"), "{told}");
    assert!(told.contains("gone (410), asked no more"), "{told}");
    assert_eq!(site.asked(), [""; 0]);
    site.put("/gone", &rss(&[("urn:b", "", DENIAL)]));
    check(&folder, "--once --allow-loopback --now", 1);
    assert_eq!(counts(&folder).0, 2, "it is there again");
    assert!(!check(&folder, "--once --allow-loopback", 0).contains("gone"));
}

#[test]
fn page_behind_a_beginning_is_read_once() {
    let site = Site::start();
    let page = |text: &str| {
        format!(
            "<html><head><meta property='og:site_name' content='Oravia Press'></head><body>\
             <article><h1>Report</h1><p>{text}</p><p>{DENIAL}</p></article></body></html>"
        )
    };
    let html = "Content-Type: text/html\r\n";
    site.answer("/1", "200 OK", html, &page(SHELLING));
    let (first, second, third) = (site.url("/1"), site.url("/2"), site.url("/3"));
    site.put("/feed", &rss(&[("urn:1", &first, "Oravia said that Tarsk had shelled villages…")]));
    let folder = folder(&[feed(&site.url("/feed")) + "\nfull = true"]);
    check(&folder, "--once --allow-loopback", 0);
    let (article, _) = view(&folder).original("urn:1").expect("it is there");
    assert_eq!(article.text, format!("{SHELLING}\n\n{DENIAL}"));
    assert_eq!(site.asked(), ["/feed 200", "/1 200"]);

    // One that is not there is not asked for again; one in trouble is, and its own words kept.
    site.answer("/3", "503 Service Unavailable", "", "");
    site.put(
        "/feed",
        &rss(&[
            ("urn:1", &first, "Oravia said that Tarsk had shelled villages…"),
            ("urn:2", &second, "The ministry said that shelling had killed two soldiers…"),
            ("urn:3", &third, "The ministry denied that it had opened fire…"),
        ]),
    );
    let told = check(&folder, "--once --allow-loopback --now", 0);
    assert!(told.contains(": 2 new, 1 known, 2 not read\n"), "{told}");
    assert_eq!(site.asked(), ["/feed 200", "/2 404", "/3 503"]);
    site.answer("/3", "200 OK", html, &page(EDITED));
    let told = check(&folder, "--once --allow-loopback --now", 0);
    assert!(told.contains(": 0 new, 1 new version, 2 known\n"), "{told}");
    assert_eq!(site.asked(), ["/feed 200", "/3 200"]);
    let told = check(&folder, "--once --allow-loopback --now", 0);
    assert!(told.contains(": not changed\n"), "{told}");
    assert_eq!(counts(&folder), (3, 4));
}

#[test]
fn this_computer_is_not_asked_unless_it_is_allowed() {
    let site = Site::start();
    let folder = folder(&[feed(&site.url("/feed"))]);
    let told = check(&folder, "--once", 3);
    assert!(told.contains("only the public internet is fetched from; --allow-loopback"), "{told}");
    assert_eq!(site.asked(), [""; 0]);
}

#[test]
fn wrong_lists_are_told_with_the_line() {
    let folder = folder(&["url = \"https://press.example/\"\nevry = \"1h\"".to_owned()]);
    let told = check(&folder, "--once", 2);
    assert!(
        told.contains("feeds.toml: not a list of feeds: line 3: unknown field `evry`"),
        "{told}"
    );
    assert!(!folder.path().join("hearsay.db").exists(), "nothing was made");
    fs::remove_file(folder.path().join("feeds.toml")).expect("it is there");
    assert!(check(&folder, "--once", 2).contains("feeds.toml: No such file"));
}

/// A feed of so many items, and how it is watched.
fn long(site: &Site, items: usize) -> TempDir {
    let texts: Vec<(String, String)> = (0..items)
        .map(|number| {
            let text = format!("{SHELLING} This was report {number}. {DENIAL}");
            (format!("urn:{number}"), text)
        })
        .collect();
    let items: Vec<_> = texts.iter().map(|(id, text)| (&**id, "", &**text)).collect();
    site.put("/feed", &rss(&items));
    folder(&[feed(&site.url("/feed"))])
}

fn start(folder: &TempDir, words: &str) -> (Child, impl Iterator<Item = String> + use<>) {
    let mut command = command(folder.path(), words);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it runs");
    let stdout = BufReader::new(child.stdout.take().expect("it is piped"));
    (child, stdout.lines().map_while(Result::ok))
}

/// The ids that whole lines acknowledge.
fn ids(lines: impl Iterator<Item = String>) -> BTreeSet<String> {
    let values = lines.filter_map(|line| serde_json::from_str::<Value>(&line).ok());
    values.map(|value| value["id"].as_str().expect("it has an id").to_owned()).collect()
}

#[test]
fn kill_in_the_middle_loses_and_doubles_nothing() {
    const ITEMS: usize = 150;
    let site = Site::start();
    let folder = long(&site, ITEMS);
    for acknowledged in [1, 40] {
        let (mut child, mut lines) = start(&folder, "--once --now --allow-loopback --json");
        let mut answered = ids(lines.by_ref().take(acknowledged));
        child.kill().expect("it can be killed");
        answered.extend(ids(lines));
        child.wait().expect("it has ended");
        assert!(answered.len() < ITEMS, "it was in the middle");
        let view = view(&folder);
        for id in &answered {
            assert!(view.original(id).is_ok(), "{id} was acknowledged");
        }
    }
    let told = check(&folder, "--once --now --allow-loopback", 0);
    assert_eq!(counts(&folder), (ITEMS as u64, ITEMS as u64), "{told}");
    let ledger = Ledger::open(&folder.path().join("hearsay.db"), Access::Read).expect("a ledger");
    assert!(ledger.check(|_, _| {}).is_ok_and(|checked| checked.is_clean()));
    assert!(check(&folder, "--once --now --allow-loopback", 0).contains("not changed"));
}

/// Asks the program to stop, as the system does.
#[cfg(unix)]
fn terminate(child: &Child) {
    let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    assert!(told.is_ok_and(|status| status.success()));
}

#[cfg(unix)]
#[test]
fn server_that_does_not_answer_holds_nothing_up() {
    let site = Site::start();
    site.answer("/hanging", HANGING, "", "");
    site.put("/feed", &rss(&[("urn:a", "", SHELLING)]));
    // Another name of the host, since one host is asked for one feed at a time.
    let hanging = site.url("/hanging").replace("127.0.0.1", "localhost");
    let folder = folder(&[feed(&hanging), feed(&site.url("/feed"))]);
    let begin = Instant::now();
    let (mut child, mut lines) = start(&folder, "--allow-loopback --json");
    assert_eq!(ids(lines.by_ref().take(1)), BTreeSet::from(["urn:a".to_owned()]));
    terminate(&child);
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    assert!(begin.elapsed() < Duration::from_secs(20), "it waited for the server");
    assert_eq!(counts(&folder), (1, 1));
}

#[cfg(unix)]
#[test]
fn asked_to_stop_it_finishes_what_it_is_at() {
    let site = Site::start();
    let folder = long(&site, 300);
    let (mut child, mut lines) = start(&folder, "--allow-loopback --json");
    let mut answered = ids(lines.by_ref().take(3));
    terminate(&child);
    answered.extend(ids(lines));
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    assert!(!folder.path().join("hearsay.db-wal").exists(), "one file is all there is");
    let (articles, _) = counts(&folder);
    assert_eq!(answered.len() as u64, articles, "what is there was acknowledged");
    assert!(articles < 300, "it stopped half way");
    // The feed was not kept: the rest comes with the next look.
    check(&folder, "--once --now --allow-loopback", 0);
    assert_eq!(counts(&folder).0, 300);
}
