//! A file that grows without end when it is unpacked: refused, and not unpacked.

mod common;
mod handing;

use std::io::Write;

use common::{Desk, TOKEN, article};
use handing::hand_in;

/// The most memory that this process had at once, in bytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("it has a peak");
    let kilobytes = line.trim().trim_end_matches(" kB");
    kilobytes.parse::<u64>().expect("a number") << 10
}

#[test]
#[cfg(target_os = "linux")]
fn gzip_bombs_are_refused_and_fill_no_memory() {
    let desk = Desk::with(vec![article("one", "Shelling killed two soldiers in Hask.")]);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..512 {
        packed.write_all(&[b' '; 1 << 20]).expect("memory takes it");
    }
    let bomb = packed.finish().expect("memory takes it");
    assert!(bomb.len() < 8 << 20, "{} bytes", bomb.len());
    let before = peak();
    for name in ["bomb.txt.gz", "bomb.jsonl.gz", "bomb.warc.gz", "bomb.gz"] {
        let answered = hand_in(&desk, TOKEN, "/read/keep", &[], Some((name, &bomb)));
        assert_eq!(answered.status, 422, "{name}: {}", answered.text);
        assert!(answered.text.contains("role=\"alert\""), "{name}: {}", answered.text);
    }
    let grown = peak() - before;
    assert!(grown < 96 << 20, "it grew by {} MB", grown >> 20);
}
