"""``hearsay-spark``: from files of articles to tables of claims and incidents, on many machines.

.. code-block:: sh

    hearsay-spark news/*.jsonl.gz --format jsonl --to tables/
    spark-submit --master spark://host:7077 "$(hearsay-spark --where)" s3a://news/ --format parquet --to s3a://tables/
    hearsay-spark arriving/ --format jsonl --stream --to tables/       # as files arrive, each once
    hearsay-spark --merge tables/ --to tables/                         # incidents of what has arrived so far

``--to`` is a folder. In it come

- ``readings.parquet``: a row an article, with the reading packed;
- ``errors.parquet``: those that could not be read, each with why;
- ``articles.parquet``, ``claims.parquet``, ``figures.parquet``, ``statements.parquet``, ``incidents.parquet``,
  ``totals.parquet``, ``contradictions.parquet``, ``changes.parquet``: the tables of ``hearsay export --to parquet``;
- ``_merged.parquet`` and ``_done``: what the job needs to go on after it was broken off; they may be deleted.

A job that was broken off may be run again with ``--resume``: what was finished is left alone. ``hearsay import
tables/`` takes the result, or a slice of it, into a ledger for the desk.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections.abc import Sequence
from typing import Any

DESCRIPTION = "Read articles and bring together what they tell, on many machines."

#: So many articles go to Python at once, and so much of a file is a task: reading costs so much more than fetching that
#: tasks of the usual size would run for an hour, and a few of them last.
SETTINGS = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1000",
    # Instants without a zone of their own count the same on every machine.
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.files.maxPartitionBytes": "4m",
    "spark.sql.files.openCostInBytes": "1m",
}

EPILOG = """\
Session settings are Spark's own: spark-submit --conf, or --conf here. Left to itself the job sets
spark.sql.execution.arrow.maxRecordsPerBatch to 1000, so that a task holds no more, and spark.sql.files.maxPartitionBytes to 4m
and openCostInBytes to 1m, so that tasks are short, and spark.sql.session.timeZone to UTC; only --conf here changes these. Files that cannot be divided (one
group of rows of Parquet, anything .gz) are shared out with --partitions.

Exit codes:
  0  everything was read
  1  some articles could not be read; errors.parquet tells which and why
  2  wrong usage, or the job failed
"""


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hearsay-spark",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files of articles, on any file system that Spark knows")
    parser.add_argument("--to", metavar="FOLDER", help="where the tables go")
    parser.add_argument(
        "--format",
        choices=["parquet", "jsonl", "csv", "warc", "files"],
        help="what the files are; by their endings where it is not given",
    )
    parser.add_argument(
        "--columns",
        metavar="MAP",
        help="what columns and fields are called: text=body,created=date",
    )
    parser.add_argument("--created", metavar="DATE", help="when articles were published that do not say")
    parser.add_argument("--force", action="store_true", help="read also texts that do not seem to be English")
    parser.add_argument(
        "--read-only", action="store_true", help="only read, with claims laid open; bring nothing together"
    )
    parser.add_argument(
        "--merge", metavar="FOLDER", help="bring readings together that an earlier run has put into this folder"
    )
    parser.add_argument("--resume", action="store_true", help="go on with a job that was broken off")
    parser.add_argument(
        "--blocks", type=_at_least_one, metavar="N", help="into so many parts the merge is shared out [default: spark.sql.shuffle.partitions]"
    )
    parser.add_argument(
        "--partitions", type=_at_least_one, metavar="N", help="into so many parts the articles are shared out, where their files are too few"
    )
    parser.add_argument("--stream", action="store_true", help="go on reading the files that arrive in a folder")
    parser.add_argument("--once", action="store_true", help="with --stream: read what is there, and end")
    parser.add_argument("--files-at-once", type=_at_least_one, metavar="N", help="with --stream: so many files make a batch [default: all that have arrived]")
    parser.add_argument("--checkpoint", metavar="FOLDER", help="with --stream: where it remembers what was read [default: in --to]")
    parser.add_argument("--conf", action="append", default=[], metavar="KEY=VALUE", help="a setting of Spark's")
    parser.add_argument("--where", action="store_true", help="print where this file is, for spark-submit")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; gives the exit code."""
    parser = _parser()
    args = parser.parse_args(arguments)
    if args.where:
        print(os.path.abspath(__file__))
        return 0
    if not args.to:
        parser.error("name the folder for the tables with --to")
    if bool(args.paths) == bool(args.merge):
        parser.error("name files of articles, or with --merge a folder of readings")
    if args.merge and args.stream:
        parser.error("--merge brings together what is there; a stream only reads")
    for given, names in (
        (args.stream, ["resume", "partitions", "blocks", "read_only"]),
        (not args.stream, ["once", "files_at_once", "checkpoint"]),
        (args.merge, ["format", "columns", "created", "force", "partitions", "read_only"]),
    ):
        idle = [name for name in names if given and getattr(args, name)]
        if idle:
            kind = "a stream" if args.stream else "--merge" if args.merge else "a job without --stream"
            parser.error(f"{kind} has no use for --{idle[0].replace('_', '-')}")
    if any("=" not in setting for setting in args.conf):
        parser.error("--conf takes a setting and its value: --conf spark.sql.shuffle.partitions=400")
    try:
        columns = _columns(args.columns)
        given = args.format or (None if args.merge else _format(args.paths))
    except ValueError as error:
        parser.error(str(error))
    try:
        return _run(args, columns, given)
    except (ValueError, TypeError) as error:
        _say(f"error: {error}")
        return 2
    except Exception as error:  # Spark's errors come with pages of Java
        if "pyspark" not in type(error).__module__ and "py4j" not in type(error).__module__:
            raise
        _say(f"error: the job failed: {_why(error)}")
        return 2


def _why(error: Exception) -> str:
    """What went wrong, out of pages of traces: the last words of Python's own trace, or else the first line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    python = [line for line in lines if re.match(r"\w+(Error|Exception): ", line)]
    return (python or lines or [type(error).__name__])[-1 if python else 0]


def _columns(text: str | None) -> dict[str, str] | None:
    if text is None:
        return None
    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    wrong = [pair[0] for pair in pairs if not pair[1]]
    if wrong:
        raise ValueError(f"`{wrong[0]}` is not a pair like text=body; write --columns text=body,created=date")
    return {field.strip(): column.strip() for field, _, column in pairs}


ENDINGS = {
    ".parquet": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".warc": "warc",
}


def _format(paths: Sequence[str]) -> str:
    found = set()
    for path in paths:
        bare = path.rstrip("/*").removesuffix(".gz").removesuffix(".zst")
        found.add(ENDINGS.get(os.path.splitext(bare)[1]))
    if len(found) != 1 or None in found:
        raise ValueError("the endings of the paths do not tell what they are; name it with --format")
    return str(found.pop())


def _session(args: argparse.Namespace) -> Any:
    try:
        import pyarrow  # noqa: F401
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise ValueError(f"{error}; Spark and pyarrow come with pip install '.[spark]'") from error

    if "PYSPARK_GATEWAY_PORT" not in os.environ:
        # Not by spark-submit, which sees to it itself: else Spark would run whatever `python3` is on the path.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("hearsay")
    for setting in args.conf:
        key, _, value = setting.partition("=")
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    given = {setting.partition("=")[0] for setting in args.conf}
    for key, value in SETTINGS.items():
        if key not in given:
            spark.conf.set(key, value)
    return spark


def _run(args: argparse.Namespace, columns: dict[str, str] | None, given: Any) -> int:
    spark = _session(args)

    from pyspark.sql import functions as F

    from hearsay import spark as many

    to = args.to.rstrip("/")
    at = time.monotonic()

    def said(what: str) -> None:
        nonlocal at
        _say(f"{what} in {time.monotonic() - at:.0f} s")
        at = time.monotonic()

    if not args.stream and not args.merge and _is_there(spark, f"{to}/_checkpoint/metadata"):
        raise ValueError(
            f"{to} is where a stream writes: a job would put its readings in the place of those; name another folder"
        )
    steps = _Steps(spark, to, args.resume)

    def write(name: str, table: Any) -> None:
        steps.do(name, lambda: table().write.mode("overwrite").parquet(f"{to}/{name}.parquet"))

    # Whoever reads lines or files gives the parts of articles their own names.
    of_read = None if given in ("jsonl", "warc", "files") else columns
    if args.stream:
        articles = many.articles(spark, *args.paths, format=given, columns=columns, stream=True, files_at_once=args.files_at_once)
        return _stream(args, many.read(articles, columns=of_read, created=args.created, force=args.force), to)

    def read() -> Any:
        articles = many.articles(
            spark, *args.paths, format=given, columns=columns, created=args.created, force=args.force
        )
        if args.partitions:
            articles = articles.repartition(args.partitions)
        return many.read(
            articles, columns=of_read, created=args.created, force=args.force, claims=args.read_only
        )

    if not args.merge:
        write("readings", read)
    stored = spark.read.parquet(f"{(args.merge or to).rstrip('/')}/readings.parquet")
    unread = stored.where(F.col("error").isNotNull()).select(
        "article_id", "title", "publisher", "published", "url", "language", "characters", "error"
    )
    write("errors", lambda: unread.repartition(1))
    counts = stored.agg(F.count("*").alias("all"), F.count("error").alias("errors")).first()
    said(f"{counts['all'] - counts['errors']} articles read, {counts['errors']} not")
    if not args.read_only:
        write("_merged", lambda: many.merge(stored, blocks=args.blocks))
        said("brought together")
        merged = spark.read.parquet(f"{to}/_merged.parquet")
        for name, table in many.tables(merged, stored).items():
            write(name, lambda table=table: table)
        incidents = spark.read.parquet(f"{to}/incidents.parquet").count()
        said(f"{incidents} incidents written")
    return 1 if counts["errors"] else 0


def _stream(args: argparse.Namespace, readings: Any, to: str) -> int:
    writer = (
        readings.writeStream.format("parquet")
        .outputMode("append")
        .option("path", f"{to}/readings.parquet")
        .option("checkpointLocation", args.checkpoint or f"{to}/_checkpoint")
    )
    if args.once:
        writer = writer.trigger(availableNow=True)
    query = writer.start()
    _say("reading what arrives; every file once, also after it was stopped and started again")
    try:
        query.awaitTermination()
    except KeyboardInterrupt:
        query.stop()
    return 0


def _is_there(spark: Any, path: str) -> bool:
    try:
        return not spark.read.text(path).isEmpty()
    except Exception as error:
        if "PATH_NOT_FOUND" in str(error):
            return False
        raise


class _Steps:
    """Which steps are done: each leaves a mark once all of its rows are written."""

    def __init__(self, spark: Any, folder: str, resume: bool) -> None:
        self.spark, self.folder, self.resume = spark, folder, resume

    def do(self, name: str, step: Any) -> None:
        """Does a step, unless it is to be resumed and was done to its end."""
        if self.resume and self._is_done(name):
            return
        # What comes after a step that is done again is done again, too: it was made of other rows.
        self.resume = False
        self._mark(name, 0)
        step()
        self._mark(name, 1)

    def _mark(self, name: str, rows: int) -> None:
        self.spark.range(rows).coalesce(1).write.mode("overwrite").parquet(self._path(name))

    def _is_done(self, name: str) -> bool:
        try:
            return not self.spark.read.parquet(self._path(name)).isEmpty()
        except Exception as error:
            if "PATH_NOT_FOUND" in str(error) or "UNABLE_TO_INFER_SCHEMA" in str(error):
                return False
            raise

    def _path(self, name: str) -> str:
        return f"{self.folder}/_done/{name}"


def _say(words: str) -> None:
    print(f"hearsay-spark: {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
