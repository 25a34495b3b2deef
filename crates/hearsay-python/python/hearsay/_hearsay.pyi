"""The part of Hearsay that is Rust."""

import datetime
import os
from collections.abc import Sequence
from typing import IO, Any, final

from typing_extensions import Self

__version__: str
__all__ = [
    "__version__",
    "Table",
    "Ledger",
    "Articles",
    "read",
    "read_batch",
    "unpack",
    "merge",
    "_empty",
    "_NEEDED",
    "_articles_schema",
    "_find",
    "_lines",
    "_parts",
    "_sketches",
    "_filed",
    "_alike",
    "_bands",
    "_signatures",
    "_copies",
    "_ties",
    "_sets",
    "_merged",
]
_NEEDED: list[str]

@final
class Table:
    """A table in Arrow's memory: batches of one schema."""

    @property
    def num_rows(self) -> int:
        """How many rows it has."""
    @property
    def column_names(self) -> list[str]:
        """The names of its columns, in order."""
    def __len__(self) -> int: ...
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def to_pyarrow(self) -> Any:
        """The same as a table of pyarrow, which must be installed. Nothing is copied."""
    def to_polars(self) -> Any:
        """The same as a data frame of polars, which must be installed."""
    def to_pandas(self) -> Any:
        """The same as a data frame of pandas, which must be installed, as must pyarrow.

        Columns keep the types that Arrow gives them: a number that is missing is ``<NA>`` and never
        nought, and whole numbers stay whole.
        """

@final
class Ledger:
    def __new__(cls, path: str | os.PathLike[str] = ...) -> Self: ...
    def tables(
        self,
        *,
        claimant: str | None = None,
        actor: str | None = None,
        event: str | None = None,
        date_from: str | None = None,
        date_to: str | None = None,
        country: str | None = None,
        text: str | None = None,
        incident: str | None = None,
        article: str | None = None,
        contested: bool = False,
        one_sided: bool = False,
        private_persons: bool = True,
    ) -> dict[Any, Table]: ...
    def reading(self, article: str) -> dict[str, Any]: ...
    def compare(self, incident: str) -> dict[str, Any]: ...

@final
class Articles:
    def __new__(
        cls,
        sources: Sequence[str | os.PathLike[str] | IO[bytes] | tuple[str, IO[bytes]]],
        *,
        columns: dict[str, str] | None = None,
        created: str | datetime.date | None = None,
        force: bool = False,
        rows: int = 1000,
    ) -> Self: ...
    def __iter__(self) -> Articles: ...
    def __next__(self) -> Table: ...

def read(
    text: str,
    created: str | datetime.date | None = None,
    *,
    id: str = "",
    title: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    force: bool = False,
) -> dict[str, Any]: ...
def read_batch(
    articles: object,
    *,
    created: str | datetime.date | None = None,
    columns: dict[str, str] | None = None,
    force: bool = False,
    claims: bool = True,
    threads: int | None = None,
) -> Table: ...
def merge(readings: object, *, threads: int | None = None) -> dict[Any, Table]: ...
def unpack(readings: object) -> list[dict[str, Any] | None]: ...
def _empty(name: str) -> Table: ...
def _articles_schema() -> Table: ...
def _find(names: Sequence[str], columns: dict[str, str] | None = None) -> dict[str, str]: ...
def _lines(lines: object, columns: dict[str, str] | None = None) -> Table: ...
def _parts(readings: object) -> Table: ...
def _sketches(readings: object, count: int, giants: Sequence[tuple[int, int]]) -> Table: ...
def _filed(readings: object) -> Table: ...
def _alike(table: object, count: int, giants: Sequence[tuple[int, int]]) -> Table: ...
def _bands(table: object) -> Table: ...
def _signatures(readings: object) -> Table: ...
def _copies(table: object) -> Table: ...
def _ties(table: object) -> Table: ...
def _sets(table: object) -> Table: ...
def _merged(table: object) -> list[Table]: ...
