//! The number of the way in which accounts are brought together stands for that way.
#![allow(clippy::disallowed_methods)] // files of tests are read

use std::path::Path;

use hearsay_incidents::world::world;
use hearsay_incidents::{MERGING, Sketch, Together, group, keys};
use serde_json::json;
use sha2::{Digest, Sha256};

/// The number, and what this way makes of an invented world.
fn way() -> String {
    let sketches: Vec<Sketch> = world(150, 7).map(|told| Sketch::of(&told.account)).collect();
    let mut hash = Sha256::new();
    for sketch in &sketches {
        let keys = keys(sketch);
        hash.update(json!([sketch, keys.filed, keys.sought]).to_string());
    }
    let groups = group(&sketches.iter().collect::<Vec<_>>(), &Together::default());
    hash.update(json!(groups).to_string());
    let hash: String = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{MERGING} {hash}\n")
}

#[test]
fn another_way_has_another_number() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/way.txt");
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    let way = way();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let number = |way: &str| way.split(' ').next().unwrap_or_default().to_owned();
        assert!(known == way || number(&known) != number(&way), "raise MERGING first");
        std::fs::write(&path, &way).expect("it can be written");
        return;
    }
    assert_eq!(
        known, way,
        "sketches, keys or groups are made in another way: raise MERGING, and run \
                            this test with UPDATE_GOLDEN=1"
    );
}
