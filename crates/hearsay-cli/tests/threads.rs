//! The same bytes, whatever the number of threads.

use std::path::Path;
use std::process::Command;

/// What `hearsay read` prints of all examples.
fn printed(threads: usize) -> Vec<u8> {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut command = Command::new(env!("CARGO_BIN_EXE_hearsay"));
    command.args(["read", "--quiet", "--created", "2024-03-14", "--format", "jsonl"]);
    command.arg(&examples);
    let output = command.args(["--threads", &threads.to_string()]).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn any_number_of_threads_prints_the_same_bytes() {
    let one = printed(1);
    assert!(one.len() > 10_000, "{} bytes", one.len());
    for threads in [2, 3, 8] {
        assert!(printed(threads) == one, "{threads} threads");
    }
}
