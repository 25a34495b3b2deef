"""What was read elsewhere is taken into a ledger: the same incidents as if it had been read there."""

import subprocess

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from conftest import rows

import hearsay


@pytest.fixture
def imported(program, tmp_path):
    """Runs `hearsay import` on a folder; gives the exit code, what was said, and the ledger's tables."""

    def run(folder, *options: str):
        ledger = tmp_path / "imported.db"
        command = [program, "import", folder, "--ledger", ledger, *options]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        tables = hearsay.Ledger(ledger).tables() if ledger.exists() else {}
        return done.returncode, done.stdout + done.stderr, tables

    return run


@pytest.fixture
def folder(tmp_path, autumn):
    """A folder of tables as hearsay-spark leaves it."""
    articles = pa.concat_tables([autumn, pa.table({"id": ["none"], "text": [None]}, schema=pa.schema(
        [("id", pa.string()), ("text", pa.string())]))], promote_options="default")
    folder = tmp_path / "tables"
    folder.mkdir()
    readings = hearsay.read_batch(articles, claims=False).to_pyarrow()
    parquet.write_table(readings, folder / "readings.parquet", compression="zstd")
    for name, table in hearsay.merge(readings).items():
        parquet.write_table(pa.table(table), folder / f"{name}.parquet")
    return folder


def test_all_is_taken_in(imported, folder, autumn, exported):
    code, told, tables = imported(folder)
    assert code == 0, told
    assert f"{len(autumn)} articles added" in told
    assert "1 article could not be read where the readings were made" in told
    for name, table in exported(autumn).items():
        assert rows(tables[name]) == rows(table), name
    code, told, _ = imported(folder)
    assert code == 0 and f"{len(autumn)} known already" in told


def test_a_slice_is_taken_in(imported, folder):
    claims = parquet.read_table(folder / "claims.parquet").to_pylist()
    incident = claims[0]["incident_id"]
    wanted = {claim["article_id"] for claim in claims if claim["incident_id"] == incident}
    code, told, tables = imported(folder, "--incident", incident)
    assert code == 0, told
    assert {row["article_id"] for row in pa.table(tables["articles"]).to_pylist()} == wanted
    assert len(wanted) < len({claim["article_id"] for claim in claims})
    assert imported(folder, "--country", "NZL")[0] == 3


def test_what_is_no_folder_of_readings_is_told(imported, tmp_path, folder):
    code, told, _ = imported(tmp_path / "nothing")
    assert code == 2 and "there is no readings.parquet; hearsay-spark writes it" in told
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "readings.parquet").write_bytes(b"nonsense")
    code, told, _ = imported(tmp_path / "broken")
    assert code == 2 and "readings.parquet" in told
    readings = parquet.read_table(folder / "readings.parquet")
    parquet.write_table(readings.drop_columns(["text"]), folder / "readings.parquet")
    code, told, _ = imported(folder)
    assert code == 2 and "there is no column `text`" in told


def test_a_broken_reading_costs_no_other(imported, folder):
    readings = parquet.read_table(folder / "readings.parquet")
    packed = readings["reading"].to_pylist()
    packed[0] = b"nonsense"
    column = readings.schema.get_field_index("reading")
    parquet.write_table(readings.set_column(column, "reading", pa.array(packed)), folder / "readings.parquet")
    code, told, tables = imported(folder)
    assert code == 1 and "cannot be unpacked" in told
    assert len(tables["articles"]) == len(readings) - 2
