"""The same reading and the same merge on many machines, with Apache Spark 3.5 or later.

.. code-block:: python

    from hearsay import spark as hearsay_spark

    articles = hearsay_spark.articles(spark, "s3a://news/2024/*.jsonl.gz", format="jsonl")
    hearsay_spark.read(articles).write.parquet("readings")
    merged = hearsay_spark.merge(spark.read.parquet("readings"))
    merged.write.parquet("merged")
    claims = hearsay_spark.tables(spark.read.parquet("merged"))["claims"]

Everything is done with data frames, so it works through Spark Connect and on shared clusters, where RDDs are
refused. Python is called once a batch, never once an incident. Whatever a machine that fails has to do again comes
out the same. ``hearsay`` must be installed wherever tasks run.

The command ``hearsay-spark`` (:mod:`hearsay.job`) does all of the above, from paths to paths.
"""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa
import pyarrow.fs
from pyspark.sql import functions as F
from pyspark.sql import types as T

from . import Created, TableName, _hearsay

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

__all__ = ["articles", "merge", "read", "tables"]

Batches = Iterable[pa.RecordBatch]

#: So many articles are read before their rows are sent on: a task holds no more.
AT_ONCE = 256

#: A key of the merge under which more accounts than this are filed is looked through on several machines.
GIANT = 20_000

#: How much of all accounts is looked at to find such keys.
SAMPLE = 0.02

#: How many parts of a merge's work one task joins to one.
FAN_IN = 16

#: What of a reading the merge needs.
NEEDED: list[str] = _hearsay._NEEDED

#: By these the newest of several articles by one id is told; no two that differ are equal by them.
OUT = ["published", "text", "title", "publisher", "url", "language"]

#: More different texts than this that share a band share how their outlet begins or ends all of them.
SHARING = 8192

Format = Literal["parquet", "jsonl", "csv", "warc", "files"]


# Articles ------------------------------------------------------------------------------------------------------


def articles(
    spark: SparkSession,
    *paths: str,
    format: Format,
    columns: Mapping[str, str] | None = None,
    created: Created | None = None,
    force: bool = False,
    stream: bool = False,
    files_at_once: int | None = None,
) -> DataFrame:
    """Articles from files, as :func:`read` takes them.

    :param paths: of any file system that Spark knows; with ``stream`` one folder into which files arrive.
    :param format: ``parquet``; ``jsonl``, an object a line, also ``.gz``; ``csv`` with a head; ``warc``; ``files``, which is
        everything else that ``hearsay read`` reads: text, pages, feeds, sheets. The last two are read file by file by
        whichever task gets the file, and reach local paths and those that :mod:`pyarrow.fs` knows. A file that cannot be
        read is a row with its error.
    :param columns: which column or field holds what: ``{"text": "body"}``. Of ``jsonl``, ``warc`` and ``files`` it is used up
        here; of the others give it to :func:`read`.
    :param created: for ``warc`` and ``files``: when articles were published that do not say.
    :param force: for ``warc`` and ``files``: take also texts that do not seem to be English.
    :param stream: a streaming data frame; for ``parquet``, ``jsonl`` and ``csv``.
    :param files_at_once: with ``stream``, so many files make a batch, instead of all that have arrived.
    """
    if not paths:
        raise ValueError("name a path to read articles from")
    if stream and (len(paths) > 1 or format in ("warc", "files")):
        raise ValueError("a stream is one folder of files of parquet, jsonl or csv")
    source: Any = spark.readStream if stream else spark.read
    if files_at_once is not None:
        source = source.option("maxFilesPerTrigger", files_at_once)
    where: Any = paths[0] if stream else list(paths)
    if format == "jsonl":
        # As bytes: a line that is no text costs no other.
        lines = _load(source.format("text"), where).select(F.col("value").cast("binary"))
        step = partial(_lines, columns=None if columns is None else dict(columns))
        return lines.mapInArrow(_each(step), _schema_of(_hearsay._articles_schema()))
    if format == "csv":
        options: dict[str, Any] = {"header": True, "enforceSchema": False, "multiLine": True, "escape": '"', "mode": "PERMISSIVE"}
        if stream:
            # A stream's columns must be known before it starts: they are those of the files that are there.
            there = spark.read.format("csv").options(**options).load(paths[0]).schema
            return _load(source.format("csv").options(**options).schema(there), where)
        return _load(source.format("csv").options(**options), where)
    if format == "parquet":
        if stream:
            return _load(source.format("parquet").schema(spark.read.parquet(paths[0]).schema), where)
        return _load(source.format("parquet"), where)
    if format not in ("warc", "files"):
        raise ValueError(f"there is no format {format!r}; there are parquet, jsonl, csv, warc and files")
    # Without the column of their content, files are listed and not opened.
    listed = _load(source.format("binaryFile").option("recursiveFileLookup", "true"), where)
    found = listed.select("path")
    found = found.repartition(max(1, min(found.count(), 10_000)), "path")
    options = {"columns": None if columns is None else dict(columns), "created": created, "force": force}
    step = partial(_files, options=options)
    return found.mapInArrow(step, _schema_of(_hearsay._articles_schema()))


def _load(reader: Any, where: Any) -> DataFrame:
    frame: DataFrame = reader.load(where)
    return frame


def _lines(batch: pa.RecordBatch, columns: dict[str, str] | None) -> Any:
    return _hearsay._lines(batch, columns=columns)


def _files(batches: Batches, options: dict[str, Any]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for path in batch.column(0).to_pylist():
            try:
                with _opened(path) as file:
                    for table in _hearsay.Articles([(path, file)], **options):
                        yield from pa.table(table).to_batches()
            except (OSError, RuntimeError) as error:
                schema = pa.schema(_hearsay._articles_schema())
                yield pa.RecordBatch.from_pylist([{"error": f"{path}: {error}"}], schema=schema)


def _opened(path: str) -> Any:
    """A file by the path that Spark has for it, which is no address: nothing in it is written with %."""
    if path.startswith("file:"):
        return open("/" + path.removeprefix("file:").lstrip("/"), "rb")
    scheme, _, rest = path.partition("://")
    scheme = "s3" if scheme in ("s3a", "s3n") else scheme
    system, name = pa.fs.FileSystem.from_uri(f"{scheme}://{urllib.parse.quote(rest)}")
    return system.open_input_stream(name, compression=None)


# Reading -------------------------------------------------------------------------------------------------------


def read(
    articles: DataFrame,
    *,
    columns: Mapping[str, str] | None = None,
    created: Created | None = None,
    force: bool = False,
    claims: bool = True,
) -> DataFrame:
    """Read articles: :func:`hearsay.read_batch` on many machines. Works on streams as well.

    :param articles: a row an article, with the columns that :func:`hearsay.read_batch` takes; others are left aside.
    :param columns: which column holds what: ``{"text": "body"}``.
    :param created: when articles were published that do not say.
    :param force: read also texts that do not seem to be English.
    :param claims: lay claims, figures and statements open; without, rows are half as large, and :func:`merge` works
        all the same.
    :returns: the table ``readings`` of ``docs/schema.md``. An article that cannot be read is a row with its ``error``.
    :raises ValueError: when there is no column of texts.
    :raises TypeError: when a column cannot hold what it should.

    Store what comes before you use it twice: reading is what costs.
    """
    mapping = None if columns is None else dict(columns)
    found = _hearsay._find(articles.columns, mapping)
    _check(articles, found, created)
    beside = [name for name in ("notes", "error") if name in articles.columns]
    taken = list(dict.fromkeys([*found.values(), *beside]))
    step = partial(
        _hearsay.read_batch, columns=found, created=created, force=force, claims=claims, threads=1
    )
    # As bytes: text of a file that is none costs its own row alone.
    def column(name: str) -> Column:
        is_text = isinstance(articles.schema[name].dataType, T.StringType)
        return F.col(f"`{name}`").cast("binary").alias(name) if is_text and name in texts else F.col(f"`{name}`")

    texts = {found[field] for field in ("text", "title", "publisher", "url") if field in found}
    bare = articles.select(*[column(name) for name in taken])
    return bare.mapInArrow(_each(step), _schema("readings"))


def _check(articles: DataFrame, found: Mapping[str, str], created: Created | None) -> None:
    """Tells what is wrong with the columns here, and not first in a task."""
    fields = [articles.schema[name] for name in dict.fromkeys(found.values())]
    empty = pa.table({field.name: pa.array([], _arrow(field.dataType)) for field in fields})
    _hearsay.read_batch(empty, columns=dict(found), created=created, threads=1)


# Merging -------------------------------------------------------------------------------------------------------


def merge(
    readings: DataFrame,
    *,
    blocks: int | None = None,
    giant: int = GIANT,
    sample: float = SAMPLE,
) -> DataFrame:
    """Bring what articles tell together into incidents: :func:`hearsay.merge` on many machines.

    :param readings: what :func:`read` gave, stored or cached, since it is gone through several times. Rows without a
        reading are left aside. Of several articles by one id the one published last counts.
    :param blocks: into so many parts the work is shared out; ``spark.sql.shuffle.partitions`` where it is not given.
    :param giant: a key under which more accounts than this are filed is looked through in several parts.
    :param sample: how much of all readings is looked at to find such keys.
    :returns: the table ``merged`` of ``docs/schema.md``: a row an incident, with rows of everything that is told of it.
        Store it before you take it apart with :func:`tables`.

    1. *Copies.* Texts that share a band of their signatures are compared; copies of each other are a family.
    2. *Alike.* Accounts that share a key are compared; those that hang together by likeness are a set.
    3. *Incidents.* Every set is brought to one machine, which makes its incidents.

    What comes is what ``hearsay add`` and ``hearsay export --to parquet`` give of the same articles.
    """
    spark = readings.sparkSession
    width = blocks or int(spark.conf.get("spark.sql.shuffle.partitions", "200") or 200)
    read = _newest(readings.where(F.col("reading").isNotNull()), NEEDED)

    giants = _giants(read, giant, sample)
    # More blocks than tasks, so that none waits long for another.
    count = 4 * width
    sketches = read.mapInArrow(
        _each(partial(_hearsay._sketches, count=count, giants=giants)), "block long, sketch binary"
    )
    alike = _together(sketches, width, "block").mapInArrow(
        _groups("block", partial(_hearsay._alike, count=count, giants=giants)), "a long, b long"
    )
    sets = _sets(alike, width)
    families = _families(read, width).select(
        F.col("number").alias("article"), F.col("set").alias("family")
    )

    parts = read.mapInArrow(
        _each(_hearsay._parts), "number long, article long, sketch binary, account binary"
    )
    known = parts.join(sets, "number", "left").join(families, "article", "left")
    told = known.select(
        F.coalesce("set", "number").alias("set"),
        F.coalesce("family", "article").alias("family"),
        "sketch",
        "account",
    )
    return _together(told, width, "set").mapInArrow(_groups("set", _hearsay._merged), _schema("merged"))


def _together(rows: DataFrame, width: int, by: str) -> DataFrame:
    """Rows that have the same there come one after the other, in one task."""
    return rows.repartition(width, by).sortWithinPartitions(by)


def _newest(readings: DataFrame, names: list[str]) -> DataFrame:
    """These columns, each id once."""
    twice = readings.groupBy("article_id").count().where("count > 1")
    if twice.isEmpty():
        return readings.select(*names)
    row = F.struct(*[F.col(name) for name in names])
    newest = readings.groupBy("article_id").agg(F.max_by(row, F.struct(*OUT)).alias("row"))
    return newest.select("row.*")


def _giants(read: DataFrame, giant: int, sample: float) -> list[tuple[int, int]]:
    """The keys under which very many accounts are filed, each with how many parts it is to have."""
    sampled = read if sample >= 1 else read.sample(fraction=sample, seed=1)
    filed = sampled.mapInArrow(_each(_hearsay._filed), "key long").groupBy("key").count()
    least = max(2, int(giant * min(sample, 1)))
    found = filed.where(F.col("count") > least).collect()
    return sorted((row["key"], 1 + row["count"] // least) for row in found)


def _families(read: DataFrame, width: int) -> DataFrame:
    """The family of every article that is a copy or is copied."""
    texts = read.select("article_id", "text")
    signed = texts.mapInArrow(_each(_hearsay._signatures), "article long, signature binary")
    # Of texts that are the same to the last hash one stands for all.
    first = signed.groupBy("signature").agg(F.min("article").alias("article"))
    same = signed.join(first.withColumnRenamed("article", "first"), "signature")
    same = same.where("article <> first").select(F.col("first").alias("a"), F.col("article").alias("b"))
    bands = first.mapInArrow(_each(_hearsay._bands), "band long, article long")
    shared = bands.groupBy("band").count().where(F.col("count").between(2, SHARING)).select("band")
    sharing = bands.join(shared, "band").join(first, "article").select("band", "article", "signature")
    pairs = _together(sharing, width, "band").mapInArrow(
        _groups("band", _hearsay._copies), "a long, b long"
    )
    return _sets(same.union(pairs), width)


def _sets(pairs: DataFrame, width: int) -> DataFrame:
    """What hangs together by pairs. Each round leaves of the pairs that one task sees no more than it takes to hold
    their sets together, so that in the end one task can hold them all."""
    while width > FAN_IN:
        width //= FAN_IN
        pairs = pairs.repartition(width, "a").mapInArrow(_whole(_hearsay._ties), "a long, b long")
    return pairs.repartition(1).mapInArrow(_whole(_hearsay._sets), "number long, set long")


def tables(merged: DataFrame, readings: DataFrame | None = None) -> dict[TableName, DataFrame]:
    """The tables of ``hearsay export --to parquet`` from what :func:`merge` gave.

    :param merged: what :func:`merge` gave, stored or cached.
    :param readings: what was merged; with it comes the table ``articles``.
    """
    found: dict[TableName, DataFrame] = {}
    if readings is not None:
        names = _schema("articles").names
        found["articles"] = _newest(readings.where(F.col("reading").isNotNull()), names)
    found["incidents"] = merged.where(F.col("incident").isNotNull()).select("incident.*")
    lists: list[TableName] = ["claims", "figures", "statements", "totals", "contradictions", "changes"]
    for name in lists:
        found[name] = merged.select(F.explode(name).alias("row")).select("row.*")
    return found


# Batches -------------------------------------------------------------------------------------------------------


def _each(step: Callable[[pa.RecordBatch], Any]) -> Callable[[Batches], Iterator[pa.RecordBatch]]:
    """A step that sees a few rows at a time."""

    def run(batches: Batches) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for begin in range(0, batch.num_rows, AT_ONCE):
                yield from pa.table(step(batch.slice(begin, AT_ONCE))).to_batches()

    return run


def _groups(by: str, step: Callable[[pa.Table], Any]) -> Callable[[Batches], Iterator[pa.RecordBatch]]:
    """A step that sees whole groups: all rows that have the same there. They come one after the other, so no more is held
    than a batch and the group that goes on beyond it."""

    def run(batches: Batches) -> Iterator[pa.RecordBatch]:
        held: list[pa.RecordBatch] = []
        for batch in batches:
            if not batch.num_rows:
                continue
            last = batch.column(by)[batch.num_rows - 1].as_py()
            goes_on = batch.column(by).to_pylist().index(last)
            if goes_on or held and held[0].column(by)[0].as_py() != last:
                yield from _tables(step(_joined([*held, batch.slice(0, goes_on)])))
                held = []
            held.append(batch.slice(goes_on))
        if held:
            yield from _tables(step(_joined(held)))

    return run


def _tables(made: Any) -> Iterator[pa.RecordBatch]:
    for table in made if isinstance(made, list) else [made]:
        yield from pa.table(table).to_batches()


def _whole(step: Callable[[pa.Table], Any]) -> Callable[[Batches], Iterator[pa.RecordBatch]]:
    """A step that sees all rows of its part."""

    def run(batches: Batches) -> Iterator[pa.RecordBatch]:
        table = _joined(batches)
        if table.num_rows:
            yield from pa.table(step(table)).to_batches()

    return run


def _joined(batches: Batches) -> pa.Table:
    found = [batch for batch in batches if batch.num_rows]
    return pa.Table.from_batches(found) if found else pa.table({})


# Schemas -------------------------------------------------------------------------------------------------------


def _schema(table: str) -> T.StructType:
    """A table of ours as Spark describes it."""
    return _schema_of(_hearsay._empty(table))


def _schema_of(table: Any) -> T.StructType:
    return T.StructType([_field(field) for field in pa.schema(table)])


def _field(field: pa.Field) -> T.StructField:
    meaning = (field.metadata or {}).get(b"description")
    metadata = {"comment": meaning.decode()} if meaning else None
    return T.StructField(field.name, _spark(field.type), True, metadata)


_PLAIN: list[tuple[pa.DataType, T.DataType]] = [
    (pa.string(), T.StringType()),
    (pa.int64(), T.LongType()),
    (pa.float64(), T.DoubleType()),
    (pa.bool_(), T.BooleanType()),
    (pa.date32(), T.DateType()),
    (pa.binary(), T.BinaryType()),
]


def _spark(kind: pa.DataType) -> T.DataType:
    if pa.types.is_list(kind):
        return T.ArrayType(_spark(kind.value_type), True)
    if pa.types.is_struct(kind):
        return T.StructType([_field(field) for field in kind])
    return next(spark for arrow, spark in _PLAIN if arrow == kind)


def _arrow(kind: T.DataType) -> pa.DataType:
    """What Arrow calls a kind of column that articles may have; of others it is enough that they are others."""
    if isinstance(kind, T.ArrayType):
        return pa.list_(_arrow(kind.elementType))
    if isinstance(kind, (T.ByteType, T.ShortType, T.IntegerType)):
        return pa.int32()
    if isinstance(kind, T.TimestampType):
        return pa.timestamp("us", "UTC")
    if isinstance(kind, T.TimestampNTZType):
        return pa.timestamp("us")
    if isinstance(kind, (T.VarcharType, T.CharType)):
        return pa.string()
    if isinstance(kind, T.NullType):
        return pa.null()
    if isinstance(kind, T.DecimalType):
        return pa.decimal128(kind.precision, kind.scale)
    plain = (arrow for arrow, spark in _PLAIN if type(spark) is type(kind))
    return next(plain, pa.struct([]))
