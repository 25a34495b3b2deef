"""The merge gives what a ledger gives of the same articles."""

import io

import pyarrow as pa
import pytest
from conftest import rows

import hearsay

def with_urls(articles: pa.Table) -> pa.Table:
    """The same with the columns that the articles of the examples have."""
    missing = [name for name in ("title", "publisher", "url") if name not in articles.column_names]
    for name in missing:
        articles = articles.append_column(name, pa.nulls(len(articles), pa.string()))
    return articles


NAMES = ["articles", "claims", "figures", "statements", "incidents", "totals", "contradictions", "changes"]


@pytest.mark.parametrize("name", ["clash", "autumn"])
def test_tables_are_those_of_a_ledger(name, request, exported):
    articles = request.getfixturevalue(name)
    merged = hearsay.merge(hearsay.read_batch(articles))
    expected = exported(articles)
    assert list(merged) == list(expected) == NAMES
    for table in NAMES:
        assert pa.schema(merged[table]) == expected[table].schema, table
        assert rows(merged[table]) == rows(expected[table]), table
    assert len(expected["incidents"]) > 1


def test_order_does_not_matter(clash):
    readings = pa.table(hearsay.read_batch(clash))
    merged = hearsay.merge(readings)
    backwards = hearsay.merge(readings.take(list(range(len(readings)))[::-1]), threads=1)
    for table in NAMES:
        assert rows(merged[table]) == rows(backwards[table])


def test_batches_that_are_put_together_are_merged_as_one(clash):
    parts = [pa.table(hearsay.read_batch(clash.slice(at, 2))) for at in range(0, len(clash), 2)]
    whole = hearsay.merge(hearsay.read_batch(clash))
    for table, merged in hearsay.merge(pa.concat_tables(parts)).items():
        assert rows(merged) == rows(whole[table])


def test_of_one_id_the_newest_counts():
    text = "Oravia said that shelling had killed {} soldiers near Solkat on Tuesday."
    articles = pa.table(
        {
            "id": ["a", "a", "a"],
            "created": ["2024-03-14", "2024-03-15", "2024-03-15"],
            "text": [text.format("four"), text.format("nine"), text.format("nine")],
        }
    )
    merged = hearsay.merge(hearsay.read_batch(articles))
    assert pa.table(merged["claims"])["killed_min"].to_pylist() == [9]
    assert merged["articles"].num_rows == 1


def test_of_one_id_it_does_not_matter_which_came_first():
    text = "Oravia said that shelling had killed four soldiers near Solkat on Tuesday."
    twice = pa.table({"id": ["a", "a"], "text": [text] * 2, "publisher": ["Herald", "Gazette"]})
    readings = pa.table(hearsay.read_batch(twice))
    one, other = hearsay.merge(readings), hearsay.merge(readings.take([1, 0]))
    assert rows(one["claims"]) == rows(other["claims"])


def test_copies_are_one_origin(exported):
    wire = (
        "Oravia said that shelling had killed four soldiers near Solkat on Tuesday. Its ministry accused Tarsk of "
        "breaking the truce that both had signed in January, and said that the guns stood on a hill beyond the river."
    )
    articles = pa.table(
        {
            "id": list("abc"),
            "created": ["2024-03-13", "2024-03-14", "2024-03-14"],
            "publisher": ["Meridian Wire", "Herald", "Gazette"],
            "text": [wire, wire + " (Meridian Wire)", "(Wire) " + wire.upper()],
        }
    )
    merged = hearsay.merge(hearsay.read_batch(articles))
    [incident] = pa.table(merged["incidents"]).to_pylist()
    # Oravia, its ministry, and the wire in its own voice; not each outlet in its own.
    assert incident["articles"] == 3 and incident["origins"] == 3
    assert rows(merged["incidents"]) == rows(exported(with_urls(articles))["incidents"])


def test_what_are_no_readings_is_told(clash):
    with pytest.raises(ValueError, match="there is no column `article_id`, but id, text.*give what read_batch gave"):
        hearsay.merge(clash)
    readings = pa.table(hearsay.read_batch(clash))
    column = readings.schema.get_field_index("reading")
    wrong = readings.set_column(column, "reading", pa.array([7] * len(readings)))
    with pytest.raises(TypeError, match="the column `reading` holds Int64; it must hold Binary"):
        hearsay.merge(wrong)
    broken = readings.set_column(column, "reading", pa.array([b"nonsense"] * len(readings)))
    with pytest.raises(ValueError, match="the reading of article `.*` cannot be unpacked"):
        hearsay.merge(broken)


def test_nothing_is_merged_to_nothing(clash):
    merged = hearsay.merge(hearsay.read_batch(clash.slice(0, 0)))
    assert {name: len(table) for name, table in merged.items()} == dict.fromkeys(NAMES, 0)


def test_files_of_any_kind(tmp_path, clash):
    (tmp_path / "a.txt").write_text("Shelling killed four soldiers near Solkat.")
    (tmp_path / "b.csv").write_text("headline,body\nWar,Shelling killed nine soldiers near Tarsk.\n")
    tables = list(hearsay.articles(tmp_path, rows=1))
    assert [len(table) for table in tables] == [1, 1]
    articles = pa.concat_tables(map(pa.table, tables))
    assert articles["title"].to_pylist() == [None, "War"]
    assert pa.table(hearsay.read_batch(articles))["error"].null_count == 2
    lines = b'{"id": "a", "story": "Two soldiers were killed."}\n'
    [table] = hearsay.articles(io.BytesIO(lines), columns={"text": "story"})
    assert pa.table(table)["text"].to_pylist() == ["Two soldiers were killed."]
    [missing] = hearsay.articles(tmp_path / "nothing.txt")
    assert "no such file" in pa.table(missing)["error"][0].as_py()
    # A date that is none is told with its article, which has none then, whatever others have.
    lines = io.BytesIO(b'{"id": 1, "text": "Two soldiers were killed.", "created": "soon"}\n')
    [table] = hearsay.articles(("lines", lines), created="2024-03-14")
    [row] = pa.table(hearsay.read_batch(table, created="2024-03-14")).to_pylist()
    assert row["error"] is None and row["published"] is None and "`soon` is not a date" in row["notes"][0]
    # What there is to know about a file is, too.
    [table] = hearsay.articles(("old", io.BytesIO("Zwei Männer killed two soldiers in Köln.".encode("latin-1"))), force=True)
    assert "not UTF-8; read as" in pa.table(hearsay.read_batch(table, force=True))["notes"][0][0].as_py()
    with pytest.raises(TypeError, match="int is nothing to read from"):
        hearsay.articles(7)
    [text_file] = hearsay.articles(("t", io.StringIO("words")))
    assert "open it with mode" in pa.table(text_file)["error"][0].as_py()


def test_a_ledger_is_read_into_tables(program, tmp_path, clash, exported):
    import json
    import subprocess

    lines, ledger = tmp_path / "clash.jsonl", tmp_path / "hearsay.db"
    lines.write_text("".join(json.dumps(row) + "\n" for row in clash.to_pylist()))
    subprocess.run([program, "add", "--quiet", "--ledger", ledger, lines], check=True)
    kept = hearsay.Ledger(ledger)
    expected = exported(clash)
    for name, table in kept.tables().items():
        assert rows(table) == rows(expected[name]), name
    assaults = pa.table(kept.tables(event="assault")["claims"])
    assert set(assaults["event_type"].to_pylist()) == {"ASSAULT"}
    incident = expected["incidents"]["incident_id"][0].as_py()
    compared = kept.compare(incident)
    assert compared["incident"]["id"] == incident and compared["columns"] and compared["rows"]
    article = clash["id"][0].as_py()
    assert kept.reading(article)["article"]["text"] == clash["text"][0].as_py()
    with pytest.raises(KeyError, match="no article `nothing`"):
        kept.reading("nothing")
    with pytest.raises(ValueError, match="date_from: `soon` is no day"):
        kept.tables(date_from="soon")
    with pytest.raises(FileNotFoundError, match="no ledger there"):
        hearsay.Ledger(tmp_path / "none.db")
