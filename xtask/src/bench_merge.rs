//! What merging accounts into incidents costs, and how well it does, on an invented world.

use std::collections::{BTreeMap, HashMap};
use std::process::Command;
use std::sync::Arc;

use anyhow::{Result, ensure};
use cpu_time::ThreadTime;
use hearsay_incidents::world::world;
use hearsay_incidents::{Batch, Kept, Sketch, Together, group};

/// Measure how merging grows with the number of claims, how well it does, and what it costs in batches
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// About how many claims, one run each
    #[arg(long, value_delimiter = ',', default_value = "125000,250000,500000,1000000")]
    claims: Vec<usize>,
    /// Also take the first of these worlds in by batches of so many accounts
    #[arg(long, default_value_t = 1_000)]
    batch: usize,
    /// The world's seed
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Used by the command itself: run one world in this process
    #[arg(long, hide = true)]
    one: Option<usize>,
}

/// How many claims an invented incident has, about.
const CLAIMS_OF_AN_INCIDENT: usize = 20;

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    if let Some(claims) = arguments.one {
        return whole(claims, arguments.seed);
    }
    // A process each, so that each has a peak of memory of its own.
    for claims in &arguments.claims {
        let seed = arguments.seed.to_string();
        let status = Command::new(std::env::current_exe()?)
            .args(["bench-merge", "--one", &claims.to_string(), "--seed", &seed])
            .status()?;
        ensure!(status.success(), "the run of {claims} claims failed");
    }
    match arguments.claims.first() {
        Some(claims) => batches(*claims, arguments),
        None => Ok(()),
    }
}

/// The sketches of a world with the incidents that they really tell of.
struct Invented {
    sketches: Vec<Arc<Sketch>>,
    truth: Vec<usize>,
    claims: usize,
}

fn invented(claims: usize, seed: u64) -> Invented {
    let mut invented = Invented { sketches: Vec::new(), truth: Vec::new(), claims: 0 };
    for told in world(claims / CLAIMS_OF_AN_INCIDENT, seed) {
        invented.claims += told.account.claims.len();
        invented.sketches.push(Arc::new(Sketch::of(&told.account)));
        invented.truth.push(told.incident);
    }
    invented
}

fn whole(claims: usize, seed: u64) -> Result<()> {
    let begin = ThreadTime::now();
    let world = invented(claims, seed);
    let made = begin.elapsed().as_secs_f64();
    let sketches: Vec<&Sketch> = world.sketches.iter().map(|sketch| &**sketch).collect();
    let begin = ThreadTime::now();
    let groups = group(&sketches, &Together::default());
    let merged = begin.elapsed().as_secs_f64();
    let (precision, recall, f1) = b_cubed(&groups, &world.truth);
    println!(
        "{} claims, {} accounts: {} incidents of {}; B-cubed P {precision:.4} R {recall:.4} F1 {f1:.4}; \
         merged in {merged:.1} s of processor time ({:.0} claims a second), invented in {made:.1} s; peak memory {}",
        world.claims,
        sketches.len(),
        groups.len(),
        world.truth.iter().max().map_or(0, |last| last + 1),
        world.claims as f64 / merged,
        peak_memory()
    );
    Ok(())
}

/// The same world in batches, as articles come in.
fn batches(claims: usize, arguments: &Arguments) -> Result<()> {
    let mut world = invented(claims, arguments.seed);
    // Articles come in by their day.
    let mut order: Vec<usize> = (0..world.sketches.len()).collect();
    order.sort_by_key(|i| (world.sketches[*i].told, *i));
    world.sketches = order.iter().map(|i| Arc::clone(&world.sketches[*i])).collect();
    world.truth = order.iter().map(|i| world.truth[*i]).collect();
    let mut kept = Kept::default();
    let begin = ThreadTime::now();
    for added in world.sketches.chunks(arguments.batch.max(1)) {
        kept.take(&Batch { added: added.to_vec(), ..Batch::default() }, &Together::default());
    }
    let absorbed = begin.elapsed().as_secs_f64();
    let numbers: HashMap<&str, usize> =
        world.sketches.iter().enumerate().map(|(i, sketch)| (&*sketch.id, i)).collect();
    let groups: Vec<Vec<usize>> = kept
        .incidents()
        .iter()
        .map(|incident| incident.iter().map(|account| numbers[&**account]).collect())
        .collect();
    let sketches: Vec<&Sketch> = world.sketches.iter().map(|sketch| &**sketch).collect();
    let sorted = |mut groups: Vec<Vec<usize>>| {
        groups.iter_mut().for_each(|group| group.sort_unstable());
        groups.sort_unstable();
        groups
    };
    let same = sorted(groups.clone()) == sorted(group(&sketches, &Together::default()));
    println!(
        "{} claims in batches of {} accounts: {absorbed:.1} s of processor time; the same incidents: {}; \
         B-cubed F1 {:.4}",
        world.claims,
        arguments.batch,
        if same { "yes" } else { "NO" },
        b_cubed(&groups, &world.truth).2
    );
    ensure!(same, "batches gave other incidents than all at once");
    Ok(())
}

/// Precision, recall and F1 over accounts.
fn b_cubed(groups: &[Vec<usize>], truth: &[usize]) -> (f64, f64, f64) {
    let mut sizes: HashMap<usize, f64> = HashMap::new();
    for incident in truth {
        *sizes.entry(*incident).or_default() += 1.0;
    }
    let (mut precision, mut recall) = (0.0, 0.0);
    for group in groups {
        let mut shared: BTreeMap<usize, f64> = BTreeMap::new();
        for account in group {
            *shared.entry(truth[*account]).or_default() += 1.0;
        }
        for (incident, count) in shared {
            precision += count * count / group.len() as f64;
            recall += count * count / sizes[&incident];
        }
    }
    let (precision, recall) = (precision / truth.len() as f64, recall / truth.len() as f64);
    (precision, recall, 2.0 * precision * recall / (precision + recall))
}

fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.unwrap_or(" unknown").trim().to_owned()
}
