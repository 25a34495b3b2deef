"""A worker is killed in the midst of a job, and what comes out is the same. Takes two minutes; starts a cluster of
Spark's on this machine."""

import threading
import time

import pyarrow as pa
import pytest
from cluster import Cluster
from conftest import rows
from pyspark.sql import functions as F

import hearsay
from hearsay import spark as many

POISONED = "poisoned"


def copies_of(articles: pa.Table, count: int) -> pa.Table:
    """More articles of the same kind, told on other days and of other numbers, and one that is poisoned."""
    made = []
    for number in range(count):
        for row in articles.to_pylist():
            day = f"20{10 + number % 14}-{1 + number % 12:02}-14"
            made.append({**row, "id": f"{row['id']}-{number}", "created": day, "title": None})
    made.append({"id": POISONED, "text": "Shelling killed four soldiers near Solkat."})
    return pa.Table.from_pylist(made, schema=articles.schema)


@pytest.mark.cluster
def test_a_killed_worker_changes_nothing(clash, autumn, tmp_path, run_apart):
    import pyarrow.parquet as parquet

    articles = copies_of(pa.concat_tables([clash, autumn]), 60)
    folder, to = tmp_path / "articles", tmp_path / "readings"
    folder.mkdir()
    size = -(-len(articles) // 16)
    for number in range(16):
        parquet.write_table(articles.slice(number * size, size), folder / f"{number:02}.parquet")
    read = [row for row in articles.to_pylist() if row["id"] != POISONED]
    expected = hearsay.read_batch(pa.Table.from_pylist(read, schema=articles.schema), claims=False)

    with Cluster(workers=2) as cluster:
        spark = cluster.session(
            **{
                "spark.executorEnv.HEARSAY_TEST_PANIC": POISONED,
                # One file a task, so that there is a midst.
                "spark.sql.files.maxPartitionBytes": "1m",
                "spark.sql.files.openCostInBytes": "1m",
            }
        )
        try:
            tracker = spark.sparkContext.statusTracker()
            done = threading.Event()

            def run():
                try:
                    many.read(spark.read.parquet(str(folder)), claims=False).write.parquet(str(to))
                finally:
                    done.set()

            job = threading.Thread(target=run)
            job.start()
            killed = False
            while not done.is_set():
                stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
                if not killed and any(info and info.numTasks >= 16 and info.numCompletedTasks >= 4 for info in stages):
                    cluster.kill(1)
                    killed = True
                time.sleep(0.05)
            job.join()
            assert killed, "the job was over before the worker was killed"

            readings = spark.read.parquet(str(to))
            errors = readings.where(F.col("error").isNotNull()).select("article_id", "error").collect()
            assert [tuple(row) for row in errors] == [
                (POISONED, "reading it failed, which is a fault of ours; please report it with its text")
            ]
            assert rows(readings.where("error is null").toArrow()) == rows(expected)

            # The merge goes on with one worker, and with another that comes in its place.
            cluster.add()
            merged = many.merge(readings).persist()
            single = hearsay.merge(expected)
            for name, table in many.tables(merged, readings).items():
                assert rows(table.toArrow()) == rows(single[name]), name
        finally:
            spark.stop()
