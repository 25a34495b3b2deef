"""Hearsay reads news about conflict and tells who says what happened.

>>> import hearsay
>>> reading = hearsay.read(
...     "The Oravian ministry said on Tuesday that shelling had killed four soldiers near Solkat.",
...     created="2024-03-14",
... )
>>> claim = reading["claims"][0]
>>> claim["event"]["type"], claim["toll"][0]["kind"], claim["toll"][0]["min"]
('ASSAULT', 'killed', 4)
>>> claim["claimants"][0]["span"]["text"]
'Oravian ministry'

One text: :func:`read`. A table of articles: :func:`read_batch`, then :func:`merge` for incidents, sides,
tolls and contradictions. Files of any kind that Hearsay reads: :func:`articles`. A ledger that ``hearsay
add`` keeps: :class:`Ledger`. Many machines: :mod:`hearsay.spark`.

Tables come in and go out by the Arrow PyCapsule interface, so that those of pyarrow, polars, pandas and
DuckDB can be given as they are, and ``pa.table(t)``, ``pl.DataFrame(t)``, ``t.to_pandas()`` or a query in
DuckDB take what comes. Their columns stand in ``docs/schema.md``; they are those of ``hearsay export --to
parquet``. What is not known is null and never nought.

Nothing here says who is right. A denial stays a denial: look at the column ``status`` before counting.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator, Mapping
from typing import IO, Any, Literal, Protocol, Union

from . import _hearsay
from ._hearsay import Table, __version__

__all__ = [
    "Ledger",
    "Table",
    "__version__",
    "articles",
    "merge",
    "read",
    "read_batch",
    "tables",
    "unpack",
]

Created = Union[str, datetime.date, datetime.datetime]
"""When something was published: ``"2024-03-14"``, ``"2024-03-14T09:30"``, a date or a datetime. Of an
instant with a time zone counts what the clock shows there, since "last Sunday" was meant there."""

TableName = Literal[
    "articles",
    "claims",
    "figures",
    "statements",
    "incidents",
    "totals",
    "contradictions",
    "changes",
]


class ArrowStream(Protocol):
    """A table with the Arrow PyCapsule interface: of pyarrow, polars, pandas, DuckDB, or ours."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


class ArrowArray(Protocol):
    """A single batch with the Arrow PyCapsule interface, like ``pyarrow.RecordBatch``."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...


Arrow = Union[ArrowStream, ArrowArray]


def read(
    text: str,
    created: Created | None = None,
    *,
    id: str = "",
    title: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    force: bool = False,
) -> dict[str, Any]:
    """Read one article.

    :param text: the article, as it was published; at most 8 MB.
    :param created: when it was published. "Last Sunday" counts from here; without it no year is invented.
    :param title: the headline, where it does not stand in the text.
    :param publisher: who published it: the outermost of those according to whom something happened.
    :param force: read it also when it does not seem to be English.
    :returns: the reading: ``article``, ``mentions``, ``attributions``, ``claims``, ``incidents`` and ``notes``, as
        ``hearsay read --format json`` gives it. Every span is ``{"start", "end", "text"}`` in code points, so
        that ``text[start:end]`` are its words.
    :raises ValueError: when the text is too long or not English, or ``created`` is not a date.

    >>> reading = hearsay.read("Tarsk denied that its guns had opened fire.")
    >>> claim = reading["claims"][-1]
    >>> claim["modality"], claim["trigger"]["text"]
    ('denied', 'opened fire')
    >>> hearsay.read("Nothing.", created="last week")
    Traceback (most recent call last):
        ...
    ValueError: created: `last week` is not a date: ...
    """
    return _hearsay.read(text, created, id=id, title=title, publisher=publisher, url=url, force=force)


def read_batch(
    articles: Arrow,
    *,
    created: Created | None = None,
    columns: Mapping[str, str] | None = None,
    force: bool = False,
    claims: bool = True,
    threads: int | None = None,
) -> Table:
    """Read a table of articles, on all cores at once, without holding Python's lock.

    :param articles: a row an article, with the columns ``text`` and, if known, ``id``, ``created`` (text, dates or
        timestamps), ``title``, ``publisher``, ``url``, ``authors``. Other likely names are found (``body``, ``date``,
        ``headline``, …). An article without an id gets one from its words.
    :param created: when articles were published that do not say.
    :param columns: what the columns are called where that is not likely: ``{"text": "LEDE_AND_BODY"}``.
    :param force: read also texts that do not seem to be English.
    :param claims: lay claims, figures and statements open in columns. Without them the table is half as
        large, and :func:`merge` works all the same.
    :param threads: so many, instead of one for each core.
    :returns: the table ``readings`` of ``docs/schema.md``: a row an article, in the same order. **An article that
        cannot be read is a row with its** ``error``; it never costs the others.
    :raises ValueError: when there is no column of texts, or a column is broken.
    :raises TypeError: when a column holds what it cannot hold (texts that are numbers, say); the message
        names the column.

    >>> import pyarrow as pa
    >>> readings = pa.table(hearsay.read_batch(pa.table({
    ...     "id": ["a", "b"],
    ...     "text": ["Shelling killed four soldiers near Solkat.", None],
    ...     "created": [datetime.date(2024, 3, 14), None],
    ... })))
    >>> readings["claims"][0].as_py()[0]["killed_min"]
    4
    >>> readings["error"].to_pylist()
    [None, 'there is no text']
    """
    mapping = None if columns is None else dict(columns)
    return _hearsay.read_batch(
        articles, created=created, columns=mapping, force=force, claims=claims, threads=threads
    )


def merge(readings: Arrow, *, threads: int | None = None) -> dict[TableName, Table]:
    """Bring what articles tell together into incidents: on one machine, all at once.

    :param readings: what :func:`read_batch` gave, or several of them concatenated, in any order. Needed are the
        columns ``article_id``, ``title``, ``publisher``, ``published``, ``url``, ``language``, ``text`` and ``reading``.
    :param threads: so many, instead of one for each core.
    :returns: the tables of ``hearsay export --to parquet`` by name: ``articles``, ``claims``, ``figures``,
        ``statements``, ``incidents``, ``totals``, ``contradictions``, ``changes``. The same articles in a ledger give the
        same rows. Of several articles by one id the one published last counts.
    :raises ValueError: when a column is missing, or the readings are of another version.

    Memory: about 50 kB an article. For more than fits: :func:`hearsay.spark.merge`.

    >>> import pyarrow as pa
    >>> articles = pa.table({
    ...     "id": ["a", "b"],
    ...     "created": ["2024-03-14", "2024-03-15"],
    ...     "publisher": ["Herald", "Gazette"],
    ...     "text": [
    ...         "Oravia said that shelling had killed four soldiers near Solkat on Tuesday.",
    ...         "Tarsk said that shelling had killed nine soldiers near Solkat on Tuesday.",
    ...     ],
    ... })
    >>> tables = hearsay.merge(hearsay.read_batch(articles))
    >>> pa.table(tables["incidents"])["articles"].to_pylist()
    [2]
    >>> sorted(pa.table(tables["claims"])["killed_min"].to_pylist())
    [4, 9]
    """
    return _hearsay.merge(readings, threads=threads)


def tables(folder: str | os.PathLike[str]) -> dict[TableName, Any]:
    """The tables of a folder that ``hearsay export --to parquet`` or ``hearsay-spark`` has written, as tables of
    pyarrow, which must be installed.

    :raises FileNotFoundError: when one of them is not there.
    """
    import pyarrow.parquet as parquet

    found = {}
    for name in TableName.__args__:  # type: ignore[attr-defined]
        path = os.path.join(os.fspath(folder), f"{name}.parquet")
        if not os.path.exists(path):
            raise FileNotFoundError(f"{path}: not there; is this a folder of hearsay's tables?")
        found[name] = parquet.read_table(path)
    return found


def unpack(readings: Arrow) -> list[dict[str, Any] | None]:
    """The whole readings of a table that :func:`read_batch` gave, as :func:`read` gives one; None for articles
    that were not read.

    >>> import pyarrow as pa
    >>> articles = pa.table({"id": ["a"], "text": ["Shelling killed four soldiers near Solkat."]})
    >>> hearsay.unpack(hearsay.read_batch(articles))[0]["mentions"]["places"][0]["span"]
    {'start': 35, 'end': 41, 'text': 'Solkat'}
    """
    return _hearsay.unpack(readings)


def articles(
    *sources: str | os.PathLike[str] | IO[bytes] | tuple[str, IO[bytes]],
    columns: Mapping[str, str] | None = None,
    created: Created | None = None,
    force: bool = False,
    rows: int = 1000,
) -> Iterator[Table]:
    """Articles from files, a table at a time: text, HTML, JSON Lines, CSV, Excel, feeds, WARC; also ``.gz``.

    :param sources: paths of files or folders, files open for reading bytes, or pairs of a name and such a file.
    :param columns: what the fields of JSON and the columns of sheets are called: ``{"text": "body"}``.
    :param created: when articles were published that do not say.
    :param force: take also texts that do not seem to be English.
    :param rows: so many in a table at most.
    :returns: tables with the columns ``id``, ``text``, ``created``, ``title``, ``publisher``, ``url``, ``authors`` and ``error``,
        as :func:`read_batch` takes them. What cannot be read is a row with its error.

    >>> import io
    >>> lines = io.BytesIO(b'{"id": 1, "text": "Two soldiers were killed near the river."}\\n{"id": 2}\\n')
    >>> [table] = hearsay.articles(("lines", lines))
    >>> table.to_pyarrow()["error"].to_pylist()
    [None, 'lines, line 2: `text` is missing or empty; each object needs "id" and "text"']
    """
    mapping = None if columns is None else dict(columns)
    return _hearsay.Articles(list(sources), columns=mapping, created=created, force=force, rows=rows)


class Ledger:
    """A ledger that ``hearsay add``, ``hearsay watch`` or the desk keeps, to look things up in.

    :param path: the file.
    :raises FileNotFoundError: when there is none.
    :raises OSError: when it is no ledger, or of a newer version.
    """

    def __init__(self, path: str | os.PathLike[str] = "hearsay.db") -> None:
        self._ledger = _hearsay.Ledger(path)

    def tables(
        self,
        *,
        claimant: str | None = None,
        actor: str | None = None,
        event: str | None = None,
        date_from: str | datetime.date | None = None,
        date_to: str | datetime.date | None = None,
        country: str | None = None,
        text: str | None = None,
        incident: str | None = None,
        article: str | None = None,
        contested: bool = False,
        one_sided: bool = False,
        private_persons: bool = True,
    ) -> dict[TableName, Table]:
        """The tables of ``hearsay export --to parquet``, of what the filters choose; all without any.

        :param claimant: who says it: a part of a name, a code (``ORAGOV``) or a country.
        :param actor: who acts, suffers or loses: likewise.
        :param event: type of event, or type and mode: ``assault``, ``assault/aerial``.
        :param date_from: was on this day or later.
        :param date_to: was on this day or earlier.
        :param country: was in this country: its name or ISO 3166-1 alpha-3 code.
        :param text: words: all of them; ``"in quotes"`` together; ``-word`` not; ``word*`` as a beginning.
        :param incident: is of this incident.
        :param article: stands in this article.
        :param contested: only what another claim contradicts.
        :param one_sided: only what one side alone tells.
        :param private_persons: False leaves out the names of persons to whom the article gives no office.
        :raises ValueError: when a filter is not understood.
        """
        days = [None if day is None else str(day) for day in (date_from, date_to)]
        return self._ledger.tables(
            claimant=claimant,
            actor=actor,
            event=event,
            date_from=days[0],
            date_to=days[1],
            country=country,
            text=text,
            incident=incident,
            article=article,
            contested=contested,
            one_sided=one_sided,
            private_persons=private_persons,
        )

    def reading(self, article: str) -> dict[str, Any]:
        """The reading of an article, by its id, as :func:`read` gives it.

        :raises KeyError: when the ledger has no such article.
        """
        return self._ledger.reading(article)

    def compare(self, incident: str) -> dict[str, Any]:
        """The sides of an incident set beside each other, as ``hearsay compare --json`` gives them.

        :raises KeyError: when the ledger has no such incident.
        """
        return self._ledger.compare(incident)
