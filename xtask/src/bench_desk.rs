//! What the desk bears: pages looked at while articles come in, and the program killed meanwhile.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use ureq::Agent;

/// Measure the desk under load: how long pages take while articles are posted, how many articles are
/// acknowledged a second, memory; or, with --kill, whether one acknowledged article is lost
///
/// Reading connections ask for pages and lists in turn and pause in between, as people do; --pause 0
/// asks without end. Posting connections send one article after the other and wait for each answer.
/// Everything stays on this machine, and ends by itself.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// JSONL with "id" and "text": the articles that are posted, under new ids, again and again
    corpus: PathBuf,
    /// A ledger that is there, which is copied; without it an empty one
    #[arg(long)]
    ledger: Option<PathBuf>,
    /// The program, built with --release
    #[arg(long, default_value = "target/release/hearsay")]
    hearsay: PathBuf,
    /// So many connections look
    #[arg(long, default_value_t = 48)]
    readers: usize,
    /// So many post
    #[arg(long, default_value_t = 16)]
    posters: usize,
    /// Milliseconds between two requests of one reading connection
    #[arg(long, default_value_t = 250)]
    pause: u64,
    /// So long
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Kill the desk so many times while articles are posted
    #[arg(long, default_value_t = 0)]
    kill: usize,
}

const TOKEN: &str = "a-token-for-measuring-that-is-long-enough";

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("bench-desk-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let result = (|| {
        let ledger = folder.join("hearsay.db");
        if let Some(from) = &arguments.ledger {
            fs::copy(from, &ledger).with_context(|| from.display().to_string())?;
        }
        let articles = Arc::new(articles(&arguments.corpus)?);
        match arguments.kill {
            0 => load(arguments, &ledger, &articles),
            times => kill(arguments, &ledger, &articles, times),
        }
    })();
    fs::remove_dir_all(&folder)?;
    result
}

fn articles(corpus: &Path) -> Result<Vec<Value>> {
    let file = fs::File::open(corpus).with_context(|| corpus.display().to_string())?;
    let mut articles = Vec::new();
    for line in BufReader::new(file).lines().take(20_000) {
        articles.push(serde_json::from_str(&line?)?);
    }
    ensure!(!articles.is_empty(), "{} is empty", corpus.display());
    Ok(articles)
}

/// A desk that runs until it is dropped.
struct Desk {
    child: Child,
    base: String,
    /// From the start of the program until it answered.
    opened: Duration,
}

impl Desk {
    fn open(hearsay: &Path, ledger: &Path) -> Result<Self> {
        let begin = Instant::now();
        let mut child = Command::new(hearsay)
            .args(["serve", "--port", "0", "--ledger"])
            .arg(ledger)
            .env("HEARSAY_TOKEN", TOKEN)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{} cannot be run", hearsay.display()))?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("it has an output")?).read_line(&mut line)?;
        let base = line.split("/?").next().unwrap_or_default().to_owned();
        ensure!(base.starts_with("http://127."), "it did not open: {line}");
        let agent = agent();
        while agent.get(format!("{base}/health/ready")).call().map_or(true, |it| it.status() != 204)
        {
            ensure!(begin.elapsed() < Duration::from_secs(30), "it does not get ready");
            thread::sleep(Duration::from_millis(2));
        }
        Ok(Self { child, base, opened: begin.elapsed() })
    }

    /// Megabytes that are in memory, and the most there ever were.
    fn memory(&self) -> (f64, f64) {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let of = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name));
            let number = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
            number.unwrap_or_default() / 1000.0
        };
        (of("VmRSS"), of("VmHWM"))
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn agent() -> Agent {
    let config = Agent::config_builder().http_status_as_error(false).max_idle_connections(1);
    config.timeout_global(Some(Duration::from_secs(30))).build().into()
}

fn get(agent: &Agent, address: &str) -> Result<(u16, String)> {
    let mut response =
        agent.get(address).header("Authorization", format!("Bearer {TOKEN}")).call()?;
    let status = response.status().as_u16();
    Ok((status, response.body_mut().read_to_string()?))
}

/// Posts an article; true when it is acknowledged, false when the desk says to come again.
fn post(agent: &Agent, base: &str, article: &Value) -> Result<bool> {
    let mut response = agent
        .post(format!("{base}/api/v1/articles"))
        .header("Authorization", format!("Bearer {TOKEN}"))
        .header("Content-Type", "application/json")
        .send(article.to_string())?;
    let status = response.status().as_u16();
    let body = response.body_mut().read_to_string()?;
    match status {
        200 | 201 => Ok(true),
        429 => Ok(false),
        // An article that cannot be read is answered too.
        422 => Ok(false),
        _ => anyhow::bail!("{status}: {body}"),
    }
}

/// The article under an id that it never had.
fn renamed(articles: &[Value], number: usize) -> (String, Value) {
    let mut article = articles[number % articles.len()].clone();
    let id = format!("posted-{number}");
    article["id"] = json!(id);
    (id, article)
}

/// What all connections share.
#[derive(Default)]
struct Shared {
    is_over: AtomicBool,
    next: AtomicUsize,
    /// How long each kind of request took, in milliseconds.
    took: Mutex<HashMap<&'static str, Vec<f64>>>,
    acknowledged: Mutex<Vec<String>>,
    busy: AtomicUsize,
    failed: Mutex<Vec<String>>,
}

impl Shared {
    fn count(&self, kind: &'static str, begin: Instant) {
        let took = begin.elapsed().as_secs_f64() * 1000.0;
        self.took.lock().expect("no thread panics").entry(kind).or_default().push(took);
    }

    fn fail(&self, what: String) {
        self.failed.lock().expect("no thread panics").push(what);
    }
}

fn post_all(shared: &Shared, base: &str, articles: &[Value], is_killed: bool) {
    let agent = agent();
    while !shared.is_over.load(Ordering::Relaxed) {
        let (id, article) = renamed(articles, shared.next.fetch_add(1, Ordering::Relaxed));
        let begin = Instant::now();
        match post(&agent, base, &article) {
            Ok(true) => {
                shared.count("post", begin);
                shared.acknowledged.lock().expect("no thread panics").push(id);
            }
            Ok(false) => {
                shared.busy.fetch_add(1, Ordering::Relaxed);
                thread::sleep(Duration::from_millis(100));
            }
            Err(_) if is_killed => return,
            Err(error) => shared.fail(format!("post: {error:#}")),
        }
    }
}

fn load(arguments: &Arguments, ledger: &Path, articles: &Arc<Vec<Value>>) -> Result<()> {
    let desk = Desk::open(&arguments.hearsay, ledger)?;
    let agent = agent();
    let counts: Value =
        serde_json::from_str(&get(&agent, &format!("{}/api/v1/counts", desk.base))?.1)?;
    println!(
        "ledger: {} articles, {} claims, {} incidents",
        counts["articles"], counts["claims"], counts["incidents"]
    );
    let list = get(&agent, &format!("{}/api/v1/incidents?limit=500", desk.base))?.1;
    let list: Value = serde_json::from_str(&list)?;
    let items = list["items"].as_array().cloned().unwrap_or_default();
    let ids: Vec<String> =
        items.iter().filter_map(|it| Some(it["id"].as_str()?.to_owned())).collect();
    let ids = Arc::new(ids);
    let shared = Arc::new(Shared::default());
    let begin = Instant::now();
    let mut threads = Vec::new();
    for _ in 0..arguments.posters {
        let (shared, base, articles) =
            (Arc::clone(&shared), desk.base.clone(), Arc::clone(articles));
        threads.push(thread::spawn(move || post_all(&shared, &base, &articles, false)));
    }
    for number in 0..arguments.readers {
        let (shared, base, ids) = (Arc::clone(&shared), desk.base.clone(), Arc::clone(&ids));
        let pause = Duration::from_millis(arguments.pause);
        threads.push(thread::spawn(move || look(&shared, &base, &ids, number, pause)));
    }
    let mut memory = Vec::new();
    while begin.elapsed() < Duration::from_secs(arguments.seconds) {
        thread::sleep(Duration::from_secs(1));
        memory.push(desk.memory().0);
    }
    shared.is_over.store(true, Ordering::Relaxed);
    for thread in threads {
        thread.join().map_err(|_| anyhow::anyhow!("a connection panicked"))?;
    }
    report(&shared, begin.elapsed(), &memory, desk.memory().1);
    let acknowledged = shared.acknowledged.lock().expect("no thread panics").clone();
    let missing = missing(&desk.base, &acknowledged)?;
    println!("acknowledged and not there: {missing} of {}", acknowledged.len());
    let failed = shared.failed.lock().expect("no thread panics");
    if let Some(first) = failed.first() {
        println!("failed: {}, the first: {first}", failed.len());
    }
    ensure!(missing == 0 && failed.is_empty(), "something was lost or failed");
    Ok(())
}

/// Asks for pages and lists in turn.
fn look(shared: &Shared, base: &str, ids: &[String], number: usize, pause: Duration) {
    let agent = agent();
    let mut turn = number;
    // Not all at the same moment.
    thread::sleep(pause.mul_f64(number as f64 / 48.0).min(pause));
    while !shared.is_over.load(Ordering::Relaxed) {
        turn += 1;
        let id = ids.get(turn * 7 % ids.len().max(1)).map_or("", String::as_str);
        let (kind, path) = match turn % 7 {
            0 => ("page: inbox", "/".to_owned()),
            1 => ("page: incidents", "/incidents".to_owned()),
            2 => ("page: incident", format!("/incidents/{id}")),
            3 => ("list: claims", "/api/v1/claims?limit=50".to_owned()),
            4 => ("list: incidents", "/api/v1/incidents?limit=50".to_owned()),
            5 => ("list: words", "/api/v1/claims?text=soldiers&limit=20".to_owned()),
            _ => ("one: incident", format!("/api/v1/incidents/{id}")),
        };
        let begin = Instant::now();
        match get(&agent, &format!("{base}{path}")) {
            // An incident may have become a part of another one; then it is known by its old id.
            Ok((200 | 404, _)) => shared.count(kind, begin),
            Ok((status, body)) => shared.fail(format!("{path}: {status} {body}")),
            Err(error) => shared.fail(format!("{path}: {error:#}")),
        }
        thread::sleep(pause);
    }
}

fn report(shared: &Shared, elapsed: Duration, memory: &[f64], peak: f64) {
    let mut took: Vec<(&str, Vec<f64>)> = shared
        .took
        .lock()
        .expect("no thread panics")
        .iter()
        .map(|(kind, took)| (*kind, took.clone()))
        .collect();
    took.sort_by_key(|(kind, _)| *kind);
    let reads: Vec<f64> = took
        .iter()
        .filter(|(kind, _)| *kind != "post")
        .flat_map(|(_, took)| took.clone())
        .collect();
    took.push(("all reads", reads));
    println!("what             a second   median ms   p90 ms   p99 ms   most ms");
    for (kind, took) in &mut took {
        took.sort_by(f64::total_cmp);
        let at = |part: f64| {
            took.get(((took.len() as f64 - 1.0) * part).round() as usize)
                .copied()
                .unwrap_or_default()
        };
        println!(
            "{kind:16} {:8.1}   {:9.1}   {:6.1}   {:6.1}   {:7.1}",
            took.len() as f64 / elapsed.as_secs_f64(),
            at(0.5),
            at(0.9),
            at(0.99),
            at(1.0)
        );
    }
    println!("told to come again: {}", shared.busy.load(Ordering::Relaxed));
    let quarter = memory.len() / 4;
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len().max(1) as f64;
    println!(
        "memory MB: {:.0} in the second quarter of the time, {:.0} in the last, {peak:.0} at most",
        mean(&memory[quarter..2 * quarter.max(1)]),
        mean(&memory[memory.len() - quarter.max(1)..])
    );
}

/// How many of these articles the desk does not have.
fn missing(base: &str, ids: &[String]) -> Result<usize> {
    let agent = agent();
    let mut known = std::collections::HashSet::new();
    let mut after = String::new();
    loop {
        let page = get(&agent, &format!("{base}/api/v1/articles?limit=1000{after}"))?.1;
        let page: Value = serde_json::from_str(&page)?;
        for item in page["items"].as_array().into_iter().flatten() {
            known.extend(item["id"].as_str().map(str::to_owned));
        }
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    Ok(ids.iter().filter(|id| !known.contains(*id)).count())
}

fn kill(
    arguments: &Arguments,
    ledger: &Path,
    articles: &Arc<Vec<Value>>,
    times: usize,
) -> Result<()> {
    let shared = Arc::new(Shared::default());
    let mut opened = Vec::new();
    for round in 0..=times {
        let mut desk = Desk::open(&arguments.hearsay, ledger)?;
        opened.push(desk.opened.as_secs_f64());
        // Looking for all of them takes long; every tenth time, and at the end.
        if round % 10 == 0 || round == times {
            let acknowledged = shared.acknowledged.lock().expect("no thread panics").clone();
            let missing = missing(&desk.base, &acknowledged)?;
            println!(
                "killed {round} times: {} acknowledged, {missing} of them lost",
                acknowledged.len()
            );
            ensure!(missing == 0, "an acknowledged article is lost");
        }
        if round == times {
            break;
        }
        let posting: Vec<_> = (0..arguments.posters)
            .map(|_| {
                let (shared, base, articles) =
                    (Arc::clone(&shared), desk.base.clone(), Arc::clone(articles));
                thread::spawn(move || post_all(&shared, &base, &articles, true))
            })
            .collect();
        // At another moment of its work every time.
        thread::sleep(Duration::from_millis(200 + (round as u64 * 137) % 900));
        desk.child.kill()?;
        desk.child.wait()?;
        shared.is_over.store(true, Ordering::Relaxed);
        for thread in posting {
            thread.join().map_err(|_| anyhow::anyhow!("a connection panicked"))?;
        }
        shared.is_over.store(false, Ordering::Relaxed);
    }
    opened.sort_by(f64::total_cmp);
    let longest = opened.last().copied().unwrap_or_default();
    println!("open again after {:.2} s (median), {longest:.2} s at most", opened[opened.len() / 2]);
    ensure!(longest < 2.0, "it takes too long to open again");
    let check =
        Command::new(&arguments.hearsay).args(["check", "--ledger"]).arg(ledger).status()?;
    ensure!(check.success(), "`hearsay check` finds something");
    Ok(())
}
