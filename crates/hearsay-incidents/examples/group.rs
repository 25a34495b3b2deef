//! Groups readings by main incident: `group READINGS.jsonl` prints a row `{"id", "group"}` an article.

use std::io::{BufRead, BufReader, Write};

use hearsay_incidents::{Together, accounts, merge};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("say which readings")?;
    let mut all = Vec::new();
    for line in BufReader::new(std::fs::File::open(path)?).lines() {
        all.extend(accounts(&serde_json::from_str(&line?)?));
    }
    let mut out = std::io::stdout().lock();
    for incident in merge(&all, &Together::default()) {
        for id in &incident.main {
            writeln!(out, "{}", serde_json::json!({"id": id, "group": incident.id}))?;
        }
    }
    Ok(())
}
