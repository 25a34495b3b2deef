//! Invented news in any number, to fill a ledger for measuring: made from sentences of our own, with
//! names that nobody bears.

use std::io::{self, BufWriter, Write};

use anyhow::Result;
use fastrand::Rng;
use serde_json::json;

/// Write invented articles as JSONL: a few outlets tell of each incident, in some seven claims each
///
/// Places, people and states do not exist. The same seed gives the same articles.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// So many
    #[arg(long, default_value_t = 15_000)]
    articles: usize,
    /// Other numbers give other news
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

const STATES: [(&str, &str); 8] = [
    ("Oravia", "Oravian"),
    ("Tarsk", "Tarskan"),
    ("Velmar", "Velmarian"),
    ("Brunia", "Brunian"),
    ("Kestria", "Kestrian"),
    ("Dorvania", "Dorvanian"),
    ("Ilmetia", "Ilmetian"),
    ("Sarrenia", "Sarrenian"),
];
const HEADS: [&str; 16] = [
    "Ha", "Sol", "Pen", "Bre", "Mar", "Ve", "Kor", "Dun", "Il", "Os", "Tra", "Lu", "Gri", "Nor",
    "Zel", "Ar",
];
const MIDDLES: [&str; 12] =
    ["ka", "ri", "to", "ne", "lu", "mi", "do", "ve", "sa", "gra", "be", "li"];
const TAILS: [&str; 12] =
    ["sk", "t", "nik", "mar", "va", "grad", "pol", "ten", "rin", "dor", "lek", "na"];
const OUTLETS: [&str; 12] = [
    "Meridian Wire",
    "Herald",
    "State Agency",
    "City Paper",
    "Evening Post",
    "Morning Star Daily",
    "Border Monitor",
    "Coast Radio",
    "Northern Times",
    "Valley Gazette",
    "Union Watch",
    "Harbour News",
];
const DEEDS: [(&str, &str); 6] = [
    ("shelling", "shelled"),
    ("an air strike", "bombed"),
    ("a drone strike", "attacked"),
    ("artillery fire", "fired on"),
    ("rocket fire", "attacked"),
    ("an ambush", "ambushed"),
];

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let mut rng = Rng::with_seed(arguments.seed);
    let mut out = BufWriter::new(io::stdout().lock());
    let mut written = 0;
    while written < arguments.articles {
        let incident = Incident::new(&mut rng);
        for _ in 0..rng.usize(2..=4).min(arguments.articles - written) {
            let line = incident.article(&mut rng, arguments.seed, written);
            writeln!(out, "{line}")?;
            written += 1;
        }
    }
    out.flush()?;
    Ok(())
}

struct Incident {
    doer: (&'static str, &'static str),
    sufferer: (&'static str, &'static str),
    place: String,
    day: jiff::civil::Date,
    deed: (&'static str, &'static str),
    killed: u32,
    wounded: u32,
}

fn place(rng: &mut Rng) -> String {
    let part = |rng: &mut Rng, parts: &[&str]| parts[rng.usize(..parts.len())].to_owned();
    let middle =
        if rng.bool() { part(rng, &MIDDLES) } else { part(rng, &MIDDLES) + &part(rng, &MIDDLES) };
    part(rng, &HEADS) + &middle + &part(rng, &TAILS)
}

impl Incident {
    fn new(rng: &mut Rng) -> Self {
        let doer = rng.usize(..STATES.len());
        let sufferer = (doer + rng.usize(1..STATES.len())) % STATES.len();
        let begin = jiff::civil::date(2022, 1, 3);
        Self {
            doer: STATES[doer],
            sufferer: STATES[sufferer],
            place: place(rng),
            day: begin.saturating_add(jiff::Span::new().days(rng.i64(0..1500))),
            deed: DEEDS[rng.usize(..DEEDS.len())],
            killed: rng.u32(2..40),
            wounded: rng.u32(3..90),
        }
    }

    fn article(&self, rng: &mut Rng, seed: u64, number: usize) -> serde_json::Value {
        let Self { doer, sufferer, place, day, deed, killed, wounded } = self;
        let weekday =
            ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
                [usize::from(day.weekday().to_monday_zero_offset().unsigned_abs())];
        let killed = killed.saturating_add_signed(rng.i32(-1..=2));
        let outlet = format!("{} {}", sufferer.1, OUTLETS[rng.usize(..OUTLETS.len())]);
        let (us, we) = (sufferer.1, sufferer.0);
        let (them, they) = (doer.1, doer.0);
        let (deed, verb) = *deed;
        let third = STATES[rng.usize(..STATES.len())].1;
        let (houses, dead) = (rng.u32(3..60), rng.u32(1..12));
        let other = self::place(rng);
        // Several ways to say each, or all articles would be near-copies of one.
        let ways: [Vec<String>; 9] = [
            vec![
                format!(
                    "The {us} defence ministry said on {weekday} that {deed} by {they} had killed {killed} soldiers near {place}."
                ),
                format!(
                    "{killed} {us} soldiers were killed in {place} on {weekday} when {they} {verb} their post, officials in the capital said."
                ),
                format!(
                    "At least {killed} people died on {weekday} after {deed} hit the outskirts of {place}, according to the {us} interior ministry."
                ),
                format!(
                    "{we} accused {they} of {deed} near {place} on {weekday} and put its losses at {killed} men."
                ),
                format!(
                    "An attack on {place} left {killed} servicemen dead, the {us} general staff reported late on {weekday}."
                ),
            ],
            vec![
                format!("It said another {wounded} people were wounded in the town."),
                format!("Hospitals had taken in {wounded} injured by nightfall, a doctor said."),
                format!(
                    "The number of wounded stood at {wounded}, the health minister told reporters."
                ),
                format!(
                    "{wounded} residents were hurt, among them children, local authorities said."
                ),
            ],
            vec![
                format!("The {them} army denied that it had {verb} {place}."),
                format!(
                    "{they} rejected the report and said none of its units had been near {place}."
                ),
                format!(
                    "A {them} general called the account false and denied any attack on the town."
                ),
                format!("The foreign ministry of {they} said its forces had only returned fire."),
            ],
            vec![
                format!("A spokesman for the {them} government accused {we} of attacking first."),
                format!("{they} said that {us} gunners had opened fire before dawn."),
                format!(
                    "{us} troops had crossed the line during the night, {them} state television claimed."
                ),
                format!("Officials in {they} blamed {we} for the fighting."),
            ],
            vec![
                format!(
                    "Residents said {houses} houses were destroyed and that the shelling went on until the evening."
                ),
                format!(
                    "Rockets damaged a school and {houses} homes, a teacher from {place} said by telephone."
                ),
                format!("The governor reported that {houses} buildings had burned down."),
                format!(
                    "Power lines were cut and {houses} flats lost their roofs, the mayor wrote."
                ),
            ],
            vec![
                format!("{them} troops captured two villages north of {place}, a commander said."),
                format!(
                    "Fighters loyal to {they} withdrew from a hill above {place}, monitors noted."
                ),
                format!("{we} sent a further brigade to the border, its president announced."),
                format!("Police arrested {dead} suspected spies in {other}."),
            ],
            vec![
                format!("The {third} president called for an immediate ceasefire."),
                format!("{third} diplomats urged both sides to return to talks."),
                format!(
                    "A {third} envoy met ministers from {they} and {we} but no agreement was signed."
                ),
                format!("The {third} parliament condemned the bloodshed."),
            ],
            vec![
                format!("The mayor of {place} said at least {dead} civilians had died."),
                format!("{dead} civilians were missing, aid workers warned."),
                format!("More than {dead} families fled towards {other}, according to a charity."),
                format!("A journalist and {dead} farmers were believed to be among the dead."),
            ],
            vec![
                format!("{we} threatened to respond with force."),
                format!("{they} vowed to retaliate against any further provocation."),
                format!("Protesters gathered in {other} on the following day."),
                format!("Both capitals expelled each other's ambassadors."),
            ],
        ];
        let mut sentences: Vec<String> =
            ways.iter().map(|ways| ways[rng.usize(..ways.len())].clone()).collect();
        // Every outlet chooses what it tells, and in which order.
        while sentences.len() > 8 {
            sentences.remove(rng.usize(1..sentences.len()));
        }
        rng.shuffle(&mut sentences[1..]);
        let created = day.saturating_add(jiff::Span::new().days(rng.i64(0..3)));
        json!({
            "id": format!("invented-{seed}-{number}"),
            "title": format!("{} killed near {place}", killed),
            "publisher": outlet,
            "created": format!("{created}T{:02}:{:02}:00", rng.u8(5..23), rng.u8(..60)),
            "url": format!("https://news.example/{seed}/{number}"),
            "text": sentences.join(" "),
        })
    }
}
