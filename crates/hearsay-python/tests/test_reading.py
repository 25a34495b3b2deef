"""Tables of any library go in and come out; one article that fails costs no other."""

import datetime
import decimal
import threading
import time

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import hearsay

TEXT = "The Oravian ministry said on Tuesday that shelling had killed four soldiers near Solkat."


def killed(readings) -> list:
    table = pa.table(readings)
    return [[claim["killed_min"] for claim in row] for row in table["claims"].to_pylist()]


@pytest.mark.parametrize(
    "articles",
    [
        pa.table({"id": ["a"], "text": [TEXT]}),
        pa.record_batch({"id": ["a"], "text": [TEXT]}),
        pa.table({"id": ["a"], "text": pa.array([TEXT], pa.large_string())}),
        pa.table({"id": ["a"], "text": pa.array([TEXT], pa.string_view())}),
        pa.table({"id": ["a"], "text": pa.array([TEXT]).dictionary_encode()}),
        pa.table({"id": pa.array([7]), "text": pa.array([TEXT.encode()])}),
        pl.DataFrame({"id": ["a"], "text": [TEXT]}),
        pd.DataFrame({"id": ["a"], "text": [TEXT]}),
        duckdb.sql(f"select 'a' as id, '{TEXT}' as body").to_arrow_table(),
        pa.table({"Headline": ["x"], "BODY": [TEXT], "id": ["a"]}),
    ],
    ids=lambda articles: f"{type(articles).__module__.split('.')[0]}-{getattr(articles, 'schema', '')}"[:40],
)
def test_any_table_is_read(articles):
    assert killed(hearsay.read_batch(articles)) == [[4]]


def test_any_library_takes_what_comes():
    table = hearsay.read_batch(pa.table({"id": ["a", "b"], "text": [TEXT, TEXT]}))
    assert len(table) == table.num_rows == 2
    assert repr(table).startswith("<hearsay.Table of 2 rows: article_id, title")
    assert table.to_pyarrow()["article_id"].to_pylist() == ["a", "b"]
    assert pl.DataFrame(table)["article_id"].to_list() == ["a", "b"]
    assert table.to_polars().equals(pl.DataFrame(table))
    frame = table.to_pandas()
    assert frame["characters"].tolist() == [len(TEXT)] * 2
    readings = table.to_pyarrow()
    assert duckdb.sql("select count(*) from readings").fetchall() == [(2,)]
    assert "Who published it" in str(pa.schema(table).field("publisher").metadata)


def test_one_text_is_read_as_a_row_is():
    row = hearsay.read_batch(pa.table({"id": ["a"], "text": [TEXT], "created": ["2024-03-14"]}))
    assert hearsay.unpack(row) == [hearsay.read(TEXT, "2024-03-14", id="a")]
    assert hearsay.read(TEXT, datetime.date(2024, 3, 14)) == hearsay.read(TEXT, "2024-03-14")


def test_spans_are_code_points():
    text = "“Drei Häuser” 😀 – the ministry’s spokesman said that shelling killed two soldiers."
    for claim in hearsay.read(text)["claims"]:
        for span in claim["evidence"]:
            assert text[span["start"] : span["end"]] == span["text"]


def test_threads_change_nothing(clash):
    one = pa.table(hearsay.read_batch(clash, threads=1))
    assert one == pa.table(hearsay.read_batch(clash, threads=4)) == pa.table(hearsay.read_batch(clash))


def test_without_claims_the_columns_are_empty(clash):
    readings = pa.table(hearsay.read_batch(clash, claims=False))
    assert readings.schema == pa.table(hearsay.read_batch(clash)).schema
    assert all(row == [] for row in readings["claims"].to_pylist())
    assert readings["reading"].null_count == 0


def test_days_and_instants(clash):
    zone = datetime.timezone(datetime.timedelta(hours=4))
    for created, published in [
        (pa.array(["2024-03-14"]), "2024-03-14"),
        (pa.array(["14 March 2024"]), "2024-03-14"),
        (pa.array([datetime.date(2024, 3, 14)]), "2024-03-14"),
        (pa.array([datetime.datetime(2024, 3, 14, 9, 30)]), "2024-03-14T09:30:00"),
        # Half past one at night there is the evening before in London; what counts is the day there.
        (pa.array([datetime.datetime(2024, 3, 14, 1, 30, tzinfo=zone)], pa.timestamp("us", "+04:00")), "2024-03-14T01:30:00"),
        (pa.array([None], pa.timestamp("ns", "Asia/Yerevan")), None),
        (pa.array([datetime.datetime(2024, 3, 13, 21, 30)], pa.timestamp("us", "Asia/Yerevan")), "2024-03-14T01:30:00"),
        (pa.array(["2024-03-14T01:30:00+04:00"]), "2024-03-14T01:30:00"),
    ]:
        table = pa.table(hearsay.read_batch(pa.table({"id": ["a"], "text": [TEXT], "created": created})))
        assert table["published"].to_pylist() == [published], created.type
    moment = datetime.datetime(2024, 3, 14, 1, 30, tzinfo=zone)
    assert hearsay.read(TEXT, moment)["article"]["created"] == "2024-03-14T01:30:00"


def test_a_date_that_is_none_is_a_note():
    table = hearsay.read_batch(pa.table({"id": ["a"], "text": [TEXT], "created": ["soon"]}), created="2024-03-14")
    row = pa.table(table).to_pylist()[0]
    assert row["error"] is None and row["published"] is None
    [note] = row["notes"]
    assert note.startswith("`soon` is not a date: write it as 2020-09-28")
    assert note.endswith("; the article is read without a date")


def test_what_fails_is_a_row_with_its_error():
    texts = [
        TEXT.encode(),
        None,
        b"  ",
        b"ab\xff\xfe",
        "Четыре солдата погибли при обстреле села, сообщило во вторник министерство обороны.".encode(),
        b"x " * (5 << 20),
    ]
    table = pa.table(hearsay.read_batch(pa.table({"id": list("abcdef"), "text": texts})))
    assert table["article_id"].to_pylist() == list("abcdef")
    assert table["error"].to_pylist() == [
        None,
        "there is no text",
        "there is no text",
        "its text is not UTF-8 from byte 2 on",
        "its text is not English but Russian (or a language like it); only English is read unless forced",
        "its text has 10 MB, and one article may have 8; split it",
    ]
    assert [bytes is not None for bytes in table["reading"].to_pylist()] == [True] + [False] * 5
    assert hearsay.unpack(table)[1:] == [None] * 5


def test_an_error_that_is_there_already_stays():
    articles = pa.table({"id": ["a"], "text": [None], "error": ["the file is broken"]}, schema=pa.schema(
        [("id", pa.string()), ("text", pa.string()), ("error", pa.string())]))
    assert pa.table(hearsay.read_batch(articles))["error"].to_pylist() == ["the file is broken"]


def test_anybodys_column_of_that_name_refuses_nothing():
    for error in (pa.array([""]), pa.array([None], pa.string()), pa.array([False]), pa.array([0])):
        table = pa.table({"id": ["a"], "text": [TEXT], "error": error})
        assert pa.table(hearsay.read_batch(table))["error"].to_pylist() == [None]


def test_an_article_without_an_id_has_one_from_its_words():
    table = pa.table(hearsay.read_batch(pa.table({"text": [TEXT, TEXT, TEXT + " It denied that."]})))
    first, second, third = table["article_id"].to_pylist()
    assert first == second != third and len(first) == 16


def test_nothing_is_read_to_nothing():
    empty = pa.table({"id": pa.array([], pa.string()), "text": pa.array([], pa.string())})
    assert pa.table(hearsay.read_batch(empty)).num_rows == 0
    assert pa.table(hearsay.read_batch(pa.table({"text": pa.array([None], pa.null())}))).num_rows == 1


@pytest.mark.parametrize(
    "articles, error, words",
    [
        ({"id": ["a"], "words": [TEXT]}, ValueError, "there is no column `text`, but id, words; name the one"),
        ({"id": ["a"], "text": [1]}, TypeError, "the column `text` holds Int64; it must hold text"),
        ({"id": [1.5], "text": [TEXT]}, TypeError, "the column `id` holds Float64; it must hold text or whole"),
        ({"text": [TEXT], "created": [1710374400]}, TypeError, "the column `created` holds Int64; it must hold"),
        ({"text": [TEXT], "title": [["a"]]}, TypeError, "the column `title` holds List"),
        ({"text": [TEXT], "authors": [1]}, TypeError, "the column `authors` holds Int64"),
        ({"text": [TEXT], "created": [datetime.timedelta(1)]}, TypeError, "the column `created` holds Duration"),
        ({"text": [decimal.Decimal(1)]}, TypeError, "the column `text` holds Decimal"),
    ],
)
def test_columns_that_do_not_fit_are_named(articles, error, words):
    with pytest.raises(error) as raised:
        hearsay.read_batch(pa.table(articles))
    assert words in str(raised.value)


def test_what_is_no_table_is_told():
    with pytest.raises(TypeError, match="list is no table: give one of pyarrow, polars"):
        hearsay.read_batch([{"text": TEXT}])
    with pytest.raises(ValueError, match="columns: an article has no `words`; it has id, text"):
        hearsay.read_batch(pa.table({"text": [TEXT]}), columns={"words": "text"})
    with pytest.raises(ValueError, match="there is no column `body`"):
        hearsay.read_batch(pa.table({"text": [TEXT]}), columns={"text": "body"})
    with pytest.raises(ValueError, match="threads must be at least 1"):
        hearsay.read_batch(pa.table({"text": [TEXT]}), threads=0)
    with pytest.raises(ValueError, match="created: `soon` is not a date"):
        hearsay.read(TEXT, "soon")
    with pytest.raises(TypeError, match="created must be text, a date or a datetime, not int"):
        hearsay.read(TEXT, 7)
    with pytest.raises(ValueError, match="not English but Russian"):
        hearsay.read("Четыре солдата погибли при обстреле села, сообщило во вторник министерство обороны.")


def broken(letters: bytes, *texts: str) -> pa.Array:
    """A column of text of which the first is none."""
    whole = [letters, *(text.encode() for text in texts)]
    ends = [sum(map(len, whole[:at])) for at in range(len(whole) + 1)]
    offsets = b"".join(end.to_bytes(4, "little") for end in ends)
    return pa.Array.from_buffers(pa.string(), len(whole), [None, pa.py_buffer(offsets), pa.py_buffer(b"".join(whole))])


def test_letters_that_are_none_cost_their_own_row():
    articles = {"id": ["a", "b"], "text": broken(b"\xff\xfe", TEXT), "title": broken(b"\xe9t\xe9", "Summer")}
    found = pa.table(hearsay.read_batch(pa.table(articles)))
    assert found["error"].to_pylist() == ["its text is not UTF-8 from byte 0 on", None]
    assert found["title"].to_pylist() == ["\ufffdt\ufffd", "Summer"]


def test_a_column_that_is_broken_is_named():
    offsets = b"".join(end.to_bytes(4, "little") for end in (0, 9, 2))
    torn = pa.Array.from_buffers(pa.string(), 2, [None, pa.py_buffer(offsets), pa.py_buffer(b"ab")])
    with pytest.raises(ValueError, match="the column `text` is broken"):
        hearsay.read_batch(pa.table({"text": torn}))


def test_huge_and_hostile_rows():
    texts = [" ".join(["word"] * 50_000), "a" * 200_000, "\0" * 100, "<p>" * 10_000, "\u202e" * 5_000 + TEXT]
    table = pa.table(hearsay.read_batch(pa.table({"id": list("abcde"), "text": texts}), force=True))
    assert table["article_id"].to_pylist() == list("abcde")
    assert table["error"].null_count == 5
    assert killed(table)[4] == [4]


def test_many_rows_of_one_batch_are_worked_on_in_pieces():
    articles = pl.DataFrame({"id": range(9_000), "text": ["Nothing."] * 9_000})
    table = pa.table(hearsay.read_batch(articles, claims=False))
    assert len(table["article_id"].chunks) > 1
    assert table["article_id"].to_pylist() == [str(number) for number in range(9_000)]
    assert hearsay.merge(pl.DataFrame(table))["articles"].num_rows == 9_000


def test_a_relation_that_makes_its_rows_now():
    frame = pd.DataFrame({"id": ["a"] * 50, "text": [TEXT] * 50})  # noqa: F841 (DuckDB finds it)
    relation = duckdb.sql("select id || row_number() over () as id, text from frame")
    assert len(hearsay.read_batch(relation)) == 50


def test_pythons_lock_is_free_meanwhile():
    articles = pa.table({"text": [TEXT + f" It was day {i}." for i in range(300)]})
    ticks = 0
    done = threading.Event()

    def run():
        hearsay.read_batch(articles, threads=1)
        done.set()

    thread = threading.Thread(target=run)
    thread.start()
    while not done.is_set():
        ticks += 1
        time.sleep(0.001)
    thread.join()
    assert ticks > 10


def test_a_poisoned_article_costs_one_row(run_apart):
    out = run_apart(
        "import hearsay, pyarrow as pa\n"
        f"t = pa.table({{'id': ['a', 'b', 'c'], 'text': [{TEXT!r}] * 3}})\n"
        "print(pa.table(hearsay.read_batch(t))['error'].to_pylist())",
        HEARSAY_TEST_PANIC="b",
    )
    assert out == "[None, 'reading it failed, which is a fault of ours; please report it with its text', None]"
