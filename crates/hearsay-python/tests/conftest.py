"""What the tests share: articles, a ledger of the same, and how tables are compared."""

import json
import os
import pathlib
import subprocess
import sys

import pyarrow as pa
import pytest

import hearsay

ROOT = pathlib.Path(__file__).resolve().parents[3]

#: The program, to compare with: as `cargo build` leaves it, or wherever HEARSAY names it.
PROGRAM = pathlib.Path(os.environ.get("HEARSAY", ROOT / "target/debug/hearsay"))

# Spark's workers are of the Python that runs the tests, also where its environment is not the one on the path.
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)


def example(name: str) -> pa.Table:
    """The articles of an example."""
    lines = (ROOT / "examples" / name).read_text().splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    names = ["id", "text", "created", "title", "publisher", "url"]
    return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names})


def rows(table) -> list[str]:
    """The rows of a table in an order of their own."""
    return sorted(json.dumps(row, default=str, sort_keys=True) for row in pa.table(table).to_pylist())


@pytest.fixture(scope="session")
def clash() -> pa.Table:
    return example("clash.jsonl")


@pytest.fixture(scope="session")
def autumn() -> pa.Table:
    return example("autumn-2020.jsonl")


@pytest.fixture(scope="session")
def program() -> pathlib.Path:
    assert PROGRAM.exists(), f"{PROGRAM} is not there: run `cargo build`, or name the program with HEARSAY"
    return PROGRAM


@pytest.fixture(scope="session")
def exported(program, tmp_path_factory):
    """The tables of the export of a ledger of some articles."""

    def of(articles: pa.Table) -> dict[str, pa.Table]:
        folder = tmp_path_factory.mktemp("ledger")
        lines = folder / "articles.jsonl"
        lines.write_text("".join(json.dumps(row) + "\n" for row in articles.to_pylist()))
        ledger = folder / "hearsay.db"
        run = lambda *args: subprocess.run([program, *args], check=True, capture_output=True)  # noqa: E731
        run("add", "--quiet", "--ledger", ledger, lines)
        run("export", "--to", "parquet", "--ledger", ledger, "--output", folder / "tables")
        return hearsay.tables(folder / "tables")

    return of


@pytest.fixture
def run_apart():
    """Runs Python in a process of its own; gives what it printed."""

    def run(code: str, **environment: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, **environment},
        )
        return done.stdout.strip()

    return run
