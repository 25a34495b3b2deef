#!/usr/bin/env bash
# Runs the code of docs/tables.Rmd as R would, with what Debian has of R: r-base-core and r-cran-reticulate. Debian
# has no package `arrow`; here pyarrow reads the files instead, by a stand-in with the one function that is used.
#   xtask/tables_r.sh HEARSAY PYTHON     (a Python with pyarrow and pandas)
set -euo pipefail
hearsay=$(realpath "$1") python=$2 root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
"$hearsay" add --quiet "$root/examples/clash.jsonl" --ledger hearsay.db > /dev/null
"$hearsay" export --to parquet --output tables --ledger hearsay.db > /dev/null
{
    echo 'reticulate::use_python(Sys.getenv("PYTHON_OF_R"), required = TRUE)'
    echo 'read_parquet <- function(path) {'
    echo '  frame <- reticulate::import("pyarrow.parquet")$read_table(path)$to_pydict()'
    echo '  one <- function(cell) if (is.null(cell)) NA else cell'
    echo '  columns <- lapply(frame, function(column) {'
    echo '    if (!is.list(column)) return(column)'
    echo '    if (all(lengths(column) <= 1) && !any(vapply(column, is.list, TRUE))) unlist(lapply(column, one)) else I(lapply(column, unlist))'
    echo '  })'
    echo '  data.frame(lapply(columns, I), check.names = FALSE)'
    echo '}'
    awk '/^```\{r\}/ {code = 1; next} /^```/ {code = 0} code' "$root/docs/tables.Rmd" | grep -v '^library(arrow)'
} > tables.R
PYTHON_OF_R=$(command -v "$python") Rscript tables.R
