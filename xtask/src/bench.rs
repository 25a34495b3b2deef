//! Speed and memory of the backbone, beside spaCy's on the same texts in the same run.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use cpu_time::ThreadTime;
use hearsay_syntax::{Backbone, ParseOptions, Scratch};

/// Multiply-adds that the networks need for one token, everything computed anew: two mixing
/// layers, eight window layers, tagger, parser and entity layers with 2.06 and 1 steps.
const MULTIPLY_ADDS: f64 = (165_888 + 331_776 + 4_800 + 6_144 + 65_536) as f64
    + (110_592 + 331_776 + 6_144 + 24_576) as f64
    + 2.06 * 7_800.0
    + 4_700.0;

/// Measure speed, linearity and memory of the backbone, and spaCy's speed on the same texts
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// JSONL with "text", or text files; default are the texts of the conformance test
    paths: Vec<PathBuf>,
    /// The Python that has spaCy 3.8 and the model package; without it only we are measured
    #[arg(long, default_value = ".venv/bin/python")]
    python: PathBuf,
    /// How often each side reads all texts, in turn; the median counts
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Read only so many texts
    #[arg(long)]
    limit: Option<usize>,
    /// Used by the command itself: read one text of so many bytes and print peak memory
    #[arg(long, hide = true)]
    memory_of: Option<usize>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let mut paths = arguments.paths.clone();
    if paths.is_empty() {
        paths = texts_of_tests()?;
    }
    let mut texts = read_texts(&paths)?;
    texts.truncate(arguments.limit.unwrap_or(usize::MAX));
    ensure!(!texts.is_empty(), "there is no text to read");
    if let Some(bytes) = arguments.memory_of {
        return memory(&texts, bytes);
    }
    speed(&texts, &paths, arguments)?;
    let backbone = Backbone::embedded();
    linearity(&texts, |text| {
        let mut scratch = Scratch::default();
        let begin = ThreadTime::now();
        let _document = backbone.parse(text, &mut scratch);
        begin.elapsed().as_secs_f64()
    });
    for bytes in [100_000, 1_000_000] {
        let child = Command::new(std::env::current_exe()?)
            .args(["bench-syntax", "--memory-of", &bytes.to_string()])
            .args(&arguments.paths)
            .output()?;
        print!("{}", String::from_utf8_lossy(&child.stdout));
    }
    Ok(())
}

/// The texts of the conformance test, all written for the project.
pub(crate) fn texts_of_tests() -> Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir("crates/hearsay-syntax/tests/texts")?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    Ok(paths)
}

pub(crate) fn read_texts(paths: &[PathBuf]) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    for path in paths {
        let content = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        if path.extension().is_some_and(|extension| extension == "jsonl") {
            for line in content.lines() {
                let row: serde_json::Value = serde_json::from_str(line)?;
                texts.push(row["text"].as_str().context("a row without text")?.to_owned());
            }
        } else {
            texts.push(content);
        }
    }
    Ok(texts)
}

/// Tokens a CPU-second, ours and spaCy's in turn.
#[allow(clippy::cast_precision_loss)] // rates
fn speed(texts: &[String], paths: &[PathBuf], arguments: &Arguments) -> Result<()> {
    let backbone = Backbone::embedded();
    let options = ParseOptions { break_at_structure: true };
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 1..=arguments.rounds {
        let mut scratch = Scratch::default();
        let begin = ThreadTime::now();
        let tokens: usize =
            texts.iter().map(|text| backbone.parse_with(text, options, &mut scratch).len()).sum();
        ours.push(tokens as f64 / begin.elapsed().as_secs_f64());
        let mut line = format!("round {round}: {tokens} tokens, Hearsay {:.0}", ours[round - 1]);
        if arguments.python.exists() {
            let rate = spacy(paths, &arguments.python, arguments.limit)?;
            theirs.push(rate);
            line += &format!(
                ", spaCy {rate:.0} tokens a CPU-second, ratio {:.2}",
                ours[round - 1] / rate
            );
        }
        println!("{line}");
    }
    let hearsay = median(&mut ours);
    let flops = 2.0 * MULTIPLY_ADDS;
    println!(
        "median: Hearsay {hearsay:.0} tokens a CPU-second; computing everything anew would be \
         {:.2} MFLOP a token, {:.1} GFLOP a second",
        flops / 1e6,
        hearsay * flops / 1e9
    );
    if !theirs.is_empty() {
        let spacy = median(&mut theirs);
        println!("median: spaCy {spacy:.0} tokens a CPU-second; ratio {:.2}", hearsay / spacy);
    }
    println!("this core's peak, by a chain of fused multiply-adds: {:.1} GFLOP a second", peak());
    Ok(())
}

/// spaCy's tokens a CPU-second, timed around its pipeline alone.
pub(crate) fn spacy(paths: &[PathBuf], python: &Path, limit: Option<usize>) -> Result<f64> {
    let mut command = Command::new(python);
    command.args(["xtask/spacy_dump.py", "--breaks"]);
    if let Some(limit) = limit {
        command.args(["--limit", &limit.to_string()]);
    }
    let output = command
        .args(paths)
        .env("OMP_NUM_THREADS", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output()?;
    let report: serde_json::Value = serde_json::from_slice(&output.stderr)
        .with_context(|| String::from_utf8_lossy(&output.stderr).into_owned())?;
    let number = |key: &str| report[key].as_f64().with_context(|| format!("no {key}"));
    Ok(number("tokens")? / number("cpu_seconds")?)
}

/// Prints what the same text costs once, two, four and eight times in a row, in CPU-seconds.
#[allow(clippy::cast_precision_loss)] // rates
pub(crate) fn linearity(texts: &[String], mut cost: impl FnMut(&str) -> f64) {
    let unit: String = texts.concat().chars().take(125_000).collect();
    for times in [1, 2, 4, 8] {
        let text = unit.repeat(times);
        let seconds = median(&mut (0..3).map(|_| cost(&text)).collect::<Vec<f64>>());
        println!(
            "{times} x {} bytes: {seconds:.3} CPU-s, {:.3} CPU-s a unit",
            unit.len(),
            seconds / times as f64
        );
    }
}

pub(crate) fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Reads one text of so many bytes in a process of its own and prints its peak memory.
fn memory(texts: &[String], bytes: usize) -> Result<()> {
    let mut text = texts.concat().repeat(bytes / texts.concat().len() + 1);
    text.truncate(text.floor_char_boundary(bytes));
    let document = Backbone::embedded().parse(&text, &mut Scratch::default());
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or(" unknown");
    println!("one text of {bytes} bytes, {} tokens: peak memory {}", document.len(), peak.trim());
    Ok(())
}

/// Multiply-adds a second that one core does with everything in registers.
fn peak() -> f64 {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
        // SAFETY: the processor has AVX2 and FMA.
        #[allow(unsafe_code)]
        return unsafe { peak_avx2() };
    }
    f64::NAN
}

#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
#[target_feature(enable = "avx2,fma")]
unsafe fn peak_avx2() -> f64 {
    use std::arch::x86_64::{_mm256_fmadd_ps, _mm256_set1_ps, _mm256_storeu_ps};
    const ROUNDS: u32 = 20_000_000;
    let factor = _mm256_set1_ps(std::hint::black_box(0.999));
    let mut best = 0.0_f64;
    for _ in 0..5 {
        let mut sums = [_mm256_set1_ps(1.0); 12];
        let begin = ThreadTime::now();
        for _ in 0..ROUNDS {
            for sum in &mut sums {
                *sum = _mm256_fmadd_ps(*sum, factor, factor);
            }
        }
        let seconds = begin.elapsed().as_secs_f64();
        let mut out = [0.0_f32; 8];
        for sum in sums {
            // SAFETY: `out` holds eight numbers.
            unsafe { _mm256_storeu_ps(out.as_mut_ptr(), sum) };
            std::hint::black_box(out);
        }
        best = best.max(f64::from(ROUNDS) * 12.0 * 8.0 * 2.0 / seconds / 1e9);
    }
    best
}
