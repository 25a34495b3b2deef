"""Spark gives what one machine gives: in threads of one process here, on a cluster in test_cluster.py."""

import json
import os
import shutil
import subprocess
import sys
import time

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from cluster import SETTINGS
from conftest import rows
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

import hearsay
from hearsay import job
from hearsay import spark as many

POISONED = "poisoned"


@pytest.fixture(scope="session")
def spark():
    builder = SparkSession.builder.master("local[2]").appName("hearsay")
    for key, value in SETTINGS.items():
        builder = builder.config(key, value)
    # Python's workers are started with what the environment holds now.
    os.environ["HEARSAY_TEST_PANIC"] = POISONED
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="session")
def articles(clash, autumn):
    return pa.concat_tables([clash, autumn])


@pytest.fixture(scope="session")
def single(articles):
    """What one machine gives."""
    return hearsay.merge(hearsay.read_batch(articles))


def frame(spark, articles: pa.Table):
    return spark.createDataFrame(articles.to_pylist(), "id string, text string, created string, title string, "
                                 "publisher string, url string")


@pytest.fixture(scope="session")
def readings(spark, articles, tmp_path_factory):
    folder = str(tmp_path_factory.mktemp("spark") / "readings")
    many.read(frame(spark, articles).repartition(3)).write.parquet(folder)
    return spark.read.parquet(folder)


def test_readings_are_those_of_one_machine(readings, articles):
    assert rows(readings.toArrow()) == rows(hearsay.read_batch(articles))


@pytest.mark.parametrize("blocks, giant, sample", [(1, 20_000, 0.5), (7, 20_000, 1.0), (40, 3, 1.0)])
def test_incidents_are_those_of_one_machine(readings, single, blocks, giant, sample):
    merged = many.merge(readings, blocks=blocks, giant=giant, sample=sample).persist()
    found = many.tables(merged, readings)
    assert set(found) == set(single)
    for name, table in found.items():
        assert rows(table.toArrow()) == rows(single[name]), name
    merged.unpersist()


def test_columns_are_described(readings):
    assert readings.schema["publisher"].metadata["comment"] == "Who published it"


def test_of_one_id_the_newest_counts(spark, articles):
    again = [{**row, "created": "2020-01-01", "text": "Nothing was said."} for row in articles.to_pylist()]
    twice = pa.Table.from_pylist(articles.to_pylist() + again[:3], schema=articles.schema)
    readings = many.read(frame(spark, twice)).persist()
    found = many.tables(many.merge(readings, blocks=2), readings)
    expected = hearsay.merge(hearsay.read_batch(twice))
    for name in ("articles", "claims", "incidents"):
        assert rows(found[name].toArrow()) == rows(expected[name]), name
    readings.unpersist()


def test_a_poisoned_article_is_one_row(spark, articles):
    poisoned = {"id": POISONED, "text": "Shelling killed four soldiers."}
    all_rows = pa.Table.from_pylist([*articles.to_pylist(), poisoned], schema=articles.schema)
    readings = many.read(frame(spark, all_rows)).persist()
    errors = readings.where(F.col("error").isNotNull()).select("article_id", "error").collect()
    assert [tuple(row) for row in errors] == [
        (POISONED, "reading it failed, which is a fault of ours; please report it with its text")
    ]
    assert readings.count() == len(all_rows)
    readings.unpersist()


def test_bad_columns_are_told_before_anything_runs(spark):
    words = spark.createDataFrame([("a", "b")], "id string, words string")
    with pytest.raises(ValueError, match="there is no column `text`, but id, words"):
        many.read(words)
    numbers = spark.createDataFrame([(1,)], "text int")
    with pytest.raises(TypeError, match="the column `text` holds Int32; it must hold text"):
        many.read(numbers)
    structs = spark.createDataFrame([((1, 2),)], "text struct<a int, b int>")
    with pytest.raises(TypeError, match="the column `text` holds Struct"):
        many.read(structs)
    texts = spark.createDataFrame([("a",)], "text string")
    with pytest.raises(ValueError, match="created: `soon` is not a date"):
        many.read(texts, created="soon")
    with pytest.raises(ValueError, match="there is no format 'doc'"):
        many.articles(spark, "x", format="doc")


def test_bad_rows_are_rows(spark):
    broken = spark.createDataFrame(
        [("a", None, None), ("b", b"\xff\xfe", None), ("c", b"Shelling killed four soldiers.", "soon")],
        "id string, text binary, created string",
    )
    found = {row["article_id"]: row for row in many.read(broken).collect()}
    assert found["a"]["error"] == "there is no text"
    assert found["b"]["error"] == "its text is not UTF-8 from byte 0 on"
    assert found["c"]["error"] is None and "`soon` is not a date" in found["c"]["notes"][0]


def test_lines_and_files_that_are_no_text_cost_no_other(spark, tmp_path):
    good = b'{"id": "a", "text": "Shelling killed four soldiers."}'
    (tmp_path / "lines.jsonl").write_bytes(b"\xef\xbb\xbf" + good + b"\n" + b'{"id": "b", "text": "\xff\xfe"}\n')
    found = many.read(many.articles(spark, str(tmp_path / "lines.jsonl"), format="jsonl")).collect()
    assert sorted((row["article_id"], row["error"]) for row in found if row["article_id"]) == [("a", None)]
    assert [row["error"] for row in found if not row["article_id"]] == ["JSON: its text is not UTF-8 from byte 21 on"]
    torn = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"\xff\xfe")])
    column = pa.chunked_array([torn, pa.array(["Shelling killed four soldiers."])])
    parquet.write_table(pa.table({"id": ["a", "b"], "text": column}), tmp_path / "torn.parquet")
    found = many.read(many.articles(spark, str(tmp_path / "torn.parquet"), format="parquet")).collect()
    assert {row["article_id"]: row["error"] for row in found} == {"a": "its text is not UTF-8 from byte 0 on", "b": None}


def test_files_of_any_name(spark, tmp_path):
    text = "Shelling killed four soldiers near Solkat on Tuesday."
    names = ["my report.txt", "50% more.txt", "a#b.txt", "Հայաստան.txt"]
    for number, name in enumerate(names):
        (tmp_path / name).write_text(f"{text} It was the {number}th day.")
    (tmp_path / "russian.txt").write_text("Четыре солдата погибли при обстреле села, сообщило во вторник министерство.")
    (tmp_path / "locked.warc.gz").write_bytes(b"\x1f\x8b broken")
    for force, unread in ((False, 2), (True, 1)):
        found = many.read(many.articles(spark, str(tmp_path), format="files", force=force), force=force).collect()
        assert sum(row["error"] is not None for row in found) == unread, [row["error"] for row in found]
        assert len(found) == 6


def test_columns_of_csv_go_by_their_head(spark, tmp_path, articles):
    import csv

    folder = tmp_path / "in"
    folder.mkdir()
    for number, names in enumerate((["id", "text", "created"], ["created", "id", "text"])):
        with (folder / f"{number}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, names, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(articles.to_pylist()[number::2])
    expected = {(row["id"], row["text"]) for row in articles.to_pylist()}
    try:
        found = many.read(many.articles(spark, str(folder), format="csv")).collect()
        assert {(row["article_id"], row["text"]) for row in found} == expected
    except Exception as error:  # two heads: never one under the other's names
        assert "header" in str(error).lower(), error
    (folder / "1.csv").unlink()
    to = tmp_path / "out"
    assert job.main([str(folder), "--format", "csv", "--stream", "--once", "--to", str(to)]) == 0
    found = spark.read.parquet(str(to / "readings.parquet")).collect()
    assert {(row["article_id"], row["text"]) for row in found} == {
        (row["id"], row["text"]) for row in articles.to_pylist()[::2]
    }


def test_a_step_that_is_done_again_has_what_follows_done_again(spark, lines, tmp_path, articles):
    to = tmp_path / "tables"
    assert job.main([str(lines), "--to", str(to), "--blocks", "2"]) == 1
    first = json.dumps({key: value for key, value in articles.to_pylist()[0].items() if value})
    lines.write_text(first + "\n")
    shutil.rmtree(to / "_done" / "readings")
    assert job.main([str(lines), "--to", str(to), "--blocks", "2", "--resume"]) == 0
    assert hearsay.tables(to)["articles"].num_rows == 1
    assert len(set(hearsay.tables(to)["claims"]["article_id"].to_pylist())) == 1


def test_a_job_does_not_write_over_a_stream(spark, lines, tmp_path, capsys):
    to = tmp_path / "out"
    assert job.main([str(lines.parent), "--format", "jsonl", "--stream", "--once", "--to", str(to)]) == 0
    assert job.main([str(lines), "--to", str(to)]) == 2
    assert "is where a stream writes" in capsys.readouterr().err


def test_instants_count_as_the_session_shows_them(spark):
    article = "select 'a' as id, 'Shelling killed four soldiers.' as text, timestamp'2024-03-14 01:30:00' as created"
    assert many.read(spark.sql(article)).first()["published"] == "2024-03-14T01:30:00"


@pytest.fixture
def lines(tmp_path, articles):
    path = tmp_path / "news" / "articles.jsonl"
    path.parent.mkdir()
    path.write_text("".join(json.dumps(row) + "\n" for row in articles.to_pylist()) + "\n{broken\n")
    return path


def test_the_job_goes_from_lines_to_tables(spark, lines, tmp_path, single, capsys):
    to = tmp_path / "tables"
    assert job.main([str(lines), "--to", str(to), "--blocks", "3"]) == 1
    assert "articles read, 1 not" in capsys.readouterr().err
    found = hearsay.tables(to)
    for name, table in found.items():
        assert rows(table) == rows(single[name]), name
    [error] = parquet.read_table(to / "errors.parquet")["error"].to_pylist()
    assert error.startswith("JSON: not a JSON object: key must be a string")
    # What was finished is left alone.
    stamp = (to / "readings.parquet" / "_SUCCESS").stat().st_mtime_ns
    assert job.main([str(lines), "--to", str(to), "--blocks", "3", "--resume"]) == 1
    assert (to / "readings.parquet" / "_SUCCESS").stat().st_mtime_ns == stamp
    # What was not is done again.
    shutil.rmtree(to / "_done" / "readings")
    assert job.main([str(lines), "--to", str(to), "--blocks", "3", "--resume"]) == 1
    assert (to / "readings.parquet" / "_SUCCESS").stat().st_mtime_ns > stamp


def test_fields_go_by_other_names(spark, tmp_path, articles):
    path = tmp_path / "news.jsonl"
    lines = [{"key": row["id"], "story": row["text"], "day": row["created"]} for row in articles.to_pylist()]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    to = tmp_path / "tables"
    assert job.main([str(path), "--to", str(to), "--columns", "id=key,text=story,created=day", "--read-only"]) == 0
    found = spark.read.parquet(str(to / "readings.parquet")).select("article_id", "text").collect()
    assert {tuple(row) for row in found} == {(row["id"], row["text"]) for row in articles.to_pylist()}


def test_articles_without_a_date_in_any_language_and_in_one_file(spark, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    french = "Le ministère de la défense a déclaré que quatre soldats ont été tués dans un bombardement mardi soir. " * 5
    texts = {"a": "Shelling killed four soldiers on Tuesday.", "b": "Rebels shelled the town.", "c": french}
    table = pa.table({"id": list(texts), "text": list(texts.values())})
    parquet.write_table(table, folder / "one.parquet")
    to = tmp_path / "tables"
    plain = [str(folder), "--format", "parquet", "--to", str(to), "--read-only"]
    assert job.main(plain) == 1
    assert parquet.read_table(to / "errors.parquet")["article_id"].to_pylist() == ["c"]
    assert job.main([*plain, "--created", "2024-03-14", "--force", "--partitions", "3"]) == 0
    found = spark.read.parquet(str(to / "readings.parquet")).select("article_id", "published").collect()
    assert {tuple(row) for row in found} == {(name, "2024-03-14") for name in texts}
    # So many tasks have read as were asked for, though there is one file.
    assert len(list((to / "readings.parquet").glob("part-*.parquet"))) == 3


def test_workers_are_of_the_python_that_runs_the_job(tmp_path, lines, articles):
    # Whatever `python3` is first on the path: an environment need not be activated.
    other = tmp_path / "bin" / "python3"
    other.parent.mkdir()
    other.write_text("#!/bin/sh\nexit 1\n")
    other.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYSPARK")}
    environment["PATH"] = f"{other.parent}:{environment['PATH']}"
    command = [sys.executable, "-m", "hearsay.job", str(lines), "--to", str(tmp_path / "out"), "--read-only"]
    settings = [f"--conf={key}={value}" for key, value in SETTINGS.items()]
    done = subprocess.run([*command, *settings], capture_output=True, text=True, env=environment)
    assert done.returncode == 1, done.stderr
    assert f"{len(articles)} articles read, 1 not" in done.stderr


@pytest.mark.parametrize("form", ["csv", "parquet", "files", "warc"])
def test_files_of_many_kinds(spark, tmp_path, articles, form):
    rows_of = articles.to_pylist()
    folder = tmp_path / "in"
    folder.mkdir()
    if form == "csv":
        import csv

        with (folder / "a.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, list(rows_of[0]))
            writer.writeheader()
            writer.writerows(rows_of)
    elif form == "parquet":
        parquet.write_table(articles, folder / "a.parquet")
    elif form == "files":
        for row in rows_of[:3]:
            (folder / f"{row['id'].replace('/', '-')}.txt").write_text(row["text"])
    else:
        records = []
        for row in rows_of[:3]:
            body = row["text"].encode()
            head = (
                f"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://example.org/{len(records)}\r\n"
                f"WARC-Date: 2024-03-14T00:00:00Z\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            records.append(head.encode() + body + b"\r\n\r\n")
        (folder / "a.warc").write_bytes(b"".join(records))
    found = many.read(many.articles(spark, str(folder), format=form)).collect()
    texts = {row["text"] for row in rows_of[: 3 if form in ("files", "warc") else None]}
    assert {row["text"] for row in found} == texts, [row["error"] for row in found]
    assert all(row["error"] is None for row in found)


def test_a_stream_stopped_and_started_again_reads_each_once(spark, tmp_path, articles):
    arriving, to = tmp_path / "arriving", tmp_path / "out"
    arriving.mkdir()
    all_rows = articles.to_pylist()
    half = len(all_rows) // 2

    def arrive(number, some):
        (tmp_path / "part").write_text("".join(json.dumps(row) + "\n" for row in some))
        (tmp_path / "part").rename(arriving / f"{number}.jsonl")

    arrive(1, all_rows[:half])
    command = [str(arriving), "--format", "jsonl", "--stream", "--once", "--to", str(to)]
    assert job.main(command) == 0
    arrive(2, all_rows[half:])
    assert job.main(command) == 0
    assert job.main(command) == 0
    found = spark.read.parquet(str(to / "readings.parquet"))
    assert rows(found.toArrow()) == rows(hearsay.read_batch(articles))
    assert job.main(["--merge", str(to), "--to", str(to)]) == 0
    assert rows(hearsay.tables(to)["incidents"]) == rows(hearsay.merge(hearsay.read_batch(articles))["incidents"])


def test_a_stream_stopped_in_its_midst_reads_each_once(spark, tmp_path, articles):
    arriving, to = tmp_path / "arriving", tmp_path / "readings"
    arriving.mkdir()
    all_rows = articles.to_pylist()
    for number in range(8):
        lines = "".join(json.dumps(row) + "\n" for row in all_rows[number::8])
        (arriving / f"{number}.jsonl").write_text(lines)

    def start():
        found = many.articles(spark, str(arriving), format="jsonl", stream=True, files_at_once=1)
        writer = many.read(found, claims=False).writeStream.format("parquet").option("path", str(to))
        return writer.option("checkpointLocation", str(tmp_path / "checkpoint")).start()

    def files(query):
        return sum(progress.numInputRows > 0 for progress in query.recentProgress)

    query = start()
    while files(query) < 2:
        assert query.exception() is None
        time.sleep(0.05)
    query.stop()
    done = spark.read.parquet(str(to)).count()
    assert 0 < done < len(all_rows)
    query = start()
    query.processAllAvailable()
    query.stop()
    found = spark.read.parquet(str(to))
    assert rows(found.toArrow()) == rows(hearsay.read_batch(articles, claims=False))


@pytest.mark.parametrize(
    "command, words",
    [
        (["a.jsonl"], "name the folder for the tables with --to"),
        (["--to", "x"], "name files of articles, or with --merge"),
        (["a.doc", "--to", "x"], "name it with --format"),
        (["a.csv", "--to", "x", "--columns", "text"], "`text` is not a pair like text=body"),
        (["--merge", "a", "--to", "x", "--stream"], "a stream only reads"),
        (["a.csv", "--to", "x", "--once"], "a job without --stream has no use for --once"),
        (["a.csv", "--to", "x", "--stream", "--resume"], "a stream has no use for --resume"),
        (["--merge", "a", "--to", "x", "--force"], "--merge has no use for --force"),
        (["a.csv", "--to", "x", "--blocks", "0"], "0 is less than 1"),
        (["a.csv", "--to", "x", "--conf", "spark.x"], "--conf takes a setting and its value"),
    ],
)
def test_wrong_usage_is_told(command, words, capsys):
    with pytest.raises(SystemExit) as ended:
        job.main(command)
    assert ended.value.code == 2
    assert words in capsys.readouterr().err


def test_a_missing_path_is_told(spark, tmp_path, capsys):
    assert job.main([str(tmp_path / "none.jsonl"), "--to", str(tmp_path / "x")]) == 2
    assert "PATH_NOT_FOUND" in capsys.readouterr().err


def test_the_command_says_where_it_is():
    done = subprocess.run([sys.executable, "-m", "hearsay.job", "--where"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == job.__file__


def test_of_pages_of_traces_the_words_are_told():
    trace = "\nAn exception was thrown from the Python worker.\nTraceback (most recent call last):\n  File \"x\"\nValueError: the column"
    assert job._why(Exception(trace)) == "ValueError: the column"
    assert job._why(Exception("\n[PATH_NOT_FOUND] Path does not exist\nat org.apache")) == "[PATH_NOT_FOUND] Path does not exist"
    assert job._why(Exception()) == "Exception"
