"""What a cluster gives and costs, beside one machine: on a master and two workers of Spark's, on loopback.

    python cluster_bench.py equal    ARTICLES.jsonl WORK_FOLDER --hearsay target/release/hearsay
    python cluster_bench.py overhead ARTICLES.jsonl WORK_FOLDER [--articles 10000] [--rounds 3]

`equal` adds the articles to a ledger, exports its tables, does the same with Spark, and compares the two row for row
after sorting. It may be run again: what is there is left alone. `overhead` reads the same Parquet file in turn without and with
Spark, with as many threads as there are workers, and compares CPU seconds: of this process, of the driver's Java and of
everything that the cluster runs.

    python cluster_bench.py articles CORPUS.jsonl --copies 16 > ARTICLES.jsonl

makes many articles: every one of the corpus several times, as if it had been published again each time some weeks later, or with
`--days 0` on the same day.

    python cluster_bench.py dense ARTICLES.jsonl [--articles 4000]

tells how the merge grows on one thread: an eighth of the articles, a quarter, half, and all. Many incidents come of
`cargo xtask invent-news`, ever larger ones of articles that were made with `--days 0`.

    python cluster_bench.py sets [--pairs 10000000]

tells what the last step takes that sees the pairs of all: in time and memory, for sets of four.

    python cluster_bench.py traffic WORK_FOLDER [--blocks 32]

tells what the steps of the merge send between machines, of the readings that `equal` has put there.
"""

from __future__ import annotations

import argparse
import collections
import datetime
import hashlib
import itertools
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

import pyarrow as pa
import pyarrow.parquet as parquet

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests"))

NAMES = ["id", "text", "created", "title", "publisher", "url"]
TABLES = ["articles", "claims", "figures", "statements", "incidents", "totals", "contradictions", "changes"]
CLOCK = os.sysconf("SC_CLK_TCK")


def say(*words: object) -> None:
    print(*words, flush=True)


def articles(arguments: argparse.Namespace) -> None:
    for copy in range(arguments.copies):
        for line in open(arguments.corpus, encoding="utf-8"):
            row = json.loads(line)
            created = row.get("created")
            if created and copy:
                day = datetime.date.fromisoformat(created[:10]) + datetime.timedelta(days=arguments.days * copy)
                created = day.isoformat()
            publisher = row.get("publisher") or row.get("source")
            made = {"id": f"{row['id']}#{copy}", "text": row["text"], "created": created,
                    "title": row.get("title"), "publisher": publisher}
            print(json.dumps({name: value for name, value in made.items() if value}, ensure_ascii=False))


def seconds_of(pids: set[int]) -> float:
    """CPU seconds of these processes, their threads and those of their children that have ended."""
    total = 0
    for pid in pids:
        try:
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(int(field) for field in fields[11:15])
    return total / CLOCK


def below(roots: set[int]) -> set[int]:
    """These processes and everything that they have started."""
    parents = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
    found = set(roots)
    while True:
        more = {pid for pid, parent in parents.items() if parent in found} - found
        if not more:
            return found
        found |= more


def everything(cluster) -> float:
    return seconds_of(below(roots(cluster)))


def java(cluster) -> float:
    """What of it is Java's: the driver's, the master's and what the workers run, without what runs below them in Python."""
    return seconds_of({pid for pid in below(roots(cluster)) if is_java(pid)})


def roots(cluster) -> set[int]:
    return {os.getpid()} | {process.pid for process in cluster.processes}


def is_java(pid: int) -> bool:
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip() == "java"
    except OSError:
        return False


def to_parquet(lines: str, folder: pathlib.Path, most: int | None, files: int) -> int:
    """The articles of a file of lines in several files of Parquet; says how many."""
    rows = []
    for line in open(lines, encoding="utf-8"):
        if most is not None and len(rows) == most:
            break
        row = json.loads(line)
        rows.append({name: row.get(name) for name in NAMES})
    if not folder.exists():
        folder.mkdir(parents=True)
        schema = pa.schema([(name, pa.string()) for name in NAMES])
        size = -(-len(rows) // files)
        for number in range(files):
            part = pa.Table.from_pylist(rows[number * size : (number + 1) * size], schema=schema)
            parquet.write_table(part, folder / f"{number:03}.parquet", compression="zstd")
    return len(rows)


def digests(path: pathlib.Path) -> collections.Counter[bytes]:
    """A hash of every row of a table, with how often it is there: rows themselves would not fit."""
    found: collections.Counter[bytes] = collections.Counter()
    files = [path] if path.is_file() else sorted(file for file in path.glob("*.parquet"))
    for file in files:
        for batch in parquet.ParquetFile(file).iter_batches(batch_size=2000):
            for row in batch.to_pylist():
                line = json.dumps(row, sort_keys=True, default=str)
                found[hashlib.sha256(line.encode()).digest()] += 1
    return found


def equal(arguments: argparse.Namespace) -> int:
    from cluster import Cluster

    from hearsay import spark as many

    work = pathlib.Path(arguments.work)
    work.mkdir(parents=True, exist_ok=True)
    count = to_parquet(arguments.articles_file, work / "articles", None, 32)
    letters = sum(len(text) for text in parquet.read_table(work / "articles", columns=["text"])["text"].to_pylist())
    say(f"{count} articles, {letters / 1e6:.0f} MB of text, {letters / count:.0f} letters each")

    def run(*command: object) -> None:
        before = os.times()
        at = time.monotonic()
        # 1 says that some were not read: those that are not English.
        if subprocess.run([str(word) for word in command], check=False).returncode > 1:
            raise SystemExit("that failed")
        after = os.times()
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        say(f"  {' '.join(str(word) for word in command[1:3])}: {time.monotonic() - at:.0f} s, {cpu:.0f} CPU-s")

    single, spread = work / "single", work / "spread"
    if not (single / "datapackage.json").exists():
        ledger = work / "hearsay.db"
        run(arguments.hearsay, "add", arguments.articles_file, "--ledger", ledger, "--quiet")
        run(arguments.hearsay, "export", "--to", "parquet", "--ledger", ledger, "--output", single)

    with Cluster(workers=2, memory=arguments.memory) as cluster:
        small = {"spark.sql.files.maxPartitionBytes": "4m", "spark.sql.files.openCostInBytes": "1m"}
        spark = cluster.session(**{"spark.sql.shuffle.partitions": str(arguments.blocks), **small})
        spark.sparkContext.setLogLevel("ERROR")

        def step(name: str, do) -> None:
            if (spread / name / "_SUCCESS").exists():
                return
            at, before = time.monotonic(), everything(cluster)
            do().write.mode("overwrite").parquet(str(spread / name))
            say(f"  {name}: {time.monotonic() - at:.0f} s, {everything(cluster) - before:.0f} CPU-s")

        step("readings.parquet", lambda: many.read(spark.read.parquet(str(work / "articles")), claims=False))
        readings = spark.read.parquet(str(spread / "readings.parquet"))
        step("_merged.parquet", lambda: many.merge(readings))
        merged = spark.read.parquet(str(spread / "_merged.parquet"))
        for name, table in many.tables(merged, readings).items():
            step(f"{name}.parquet", lambda table=table: table)
        sizes = merged.selectExpr("size(claims) as claims").toPandas()["claims"]
        say(f"  the largest incident has {sizes.max()} claims")
        spark.stop()

    wrong = 0
    for name in TABLES:
        one, other = digests(single / f"{name}.parquet"), digests(spread / f"{name}.parquet")
        differ = ((one - other) + (other - one)).total()
        wrong += differ
        say(f"  {name}: {one.total()} rows and {other.total()}, {differ} that only one of them has")
    say("equal, row for row" if not wrong else "NOT EQUAL")
    return 1 if wrong else 0


def overhead(arguments: argparse.Namespace) -> int:
    from cluster import Cluster

    import hearsay
    from hearsay import spark as many

    work = pathlib.Path(arguments.work)
    folder = work / f"articles-{arguments.articles}"
    count = to_parquet(arguments.articles_file, folder, arguments.articles, 16)

    def bare() -> float:
        """In two processes of Python, which is what two workers have, each with every other file."""
        code = (
            "import sys, pyarrow.parquet as p, hearsay\n"
            "for number, path in enumerate(sys.argv[2:]):\n"
            "    table = p.read_table(path)\n"
            "    for at in range(0, len(table), 256):\n"
            "        read = hearsay.read_batch(table.slice(at, 256), claims=False, threads=1)\n"
            "        p.write_table(read.to_pyarrow(), f'{sys.argv[1]}-{number}-{at}.parquet')\n"
        )
        before = os.times()
        out = work / "bare"
        out.mkdir(exist_ok=True)
        files = sorted(str(path) for path in folder.glob("*.parquet"))
        shares = [files[0::2], files[1::2]]
        started = [
            subprocess.Popen([sys.executable, "-c", code, str(out / str(number)), *share])
            for number, share in enumerate(shares)
        ]
        if any(process.wait() for process in started):
            raise SystemExit("reading failed")
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    figures: dict[str, list[float]] = {"bare": [], "spark": []}
    with Cluster(workers=2, memory=arguments.memory) as cluster:
        spark = cluster.session(**{"spark.sql.files.maxPartitionBytes": "1m", "spark.sql.files.openCostInBytes": "1m"})
        spark.sparkContext.setLogLevel("ERROR")
        source = str(folder)

        of_java: list[float] = []

        def spread() -> float:
            before, java_before = everything(cluster), java(cluster)
            many.read(spark.read.parquet(source), claims=False).write.mode("overwrite").parquet(str(work / "out"))
            of_java.append(1000 * (java(cluster) - java_before) / count)
            return everything(cluster) - before

        # Java compiles what runs often: a job of a billion articles is warm nearly all of the time.
        cold = 1000 * spread() / count
        say(f"  a first time, cold: {cold:.2f} CPU-ms an article, of which Java takes {of_java[-1]:.2f}")
        for number in range(arguments.rounds):
            figures["bare"].append(1000 * bare() / count)
            figures["spark"].append(1000 * spread() / count)
            told = ", ".join(f"{name} {all_[-1]:.2f}" for name, all_ in figures.items())
            say(f"  round {number + 1}: {told}, of which Java takes {of_java[-1]:.2f}")
        spark.stop()
    middle = {name: statistics.median(all_) for name, all_ in figures.items()}
    ratios = [100 * (two / one - 1) for one, two in zip(figures["bare"], figures["spark"])]
    say(
        f"{count} articles, CPU-ms an article: bare {middle['bare']:.2f}, Spark {middle['spark']:.2f}; over the bare "
        f"reader {statistics.median(ratios):.1f} % (rounds: {', '.join(f'{ratio:.1f}' for ratio in ratios)})"
    )
    say(f"hearsay {hearsay.__version__}")
    return 0


def dense(arguments: argparse.Namespace) -> int:
    import hearsay

    lines = itertools.islice(open(arguments.articles_file, encoding="utf-8"), arguments.articles)
    rows = [json.loads(line) for line in lines]
    schema = pa.schema([(name, pa.string()) for name in NAMES])
    readings = hearsay.read_batch(pa.Table.from_pylist(rows, schema=schema), claims=False).to_pyarrow()
    for share in (8, 4, 2, 1):
        count = len(rows) // share
        before = time.process_time()
        tables = hearsay.merge(readings.slice(0, count), threads=1)
        seconds = time.process_time() - before
        incidents = tables["incidents"].to_pyarrow()
        claims = pa.table(tables["claims"])
        largest = max(collections.Counter(claims["incident_id"].to_pylist()).values(), default=0)
        say(
            f"{count} articles: {seconds:.1f} CPU-s, {1000 * seconds / count:.2f} ms an article; {len(claims)} claims, "
            f"{len(incidents)} incidents, the largest of {largest} claims"
        )
    return 0


def sets(arguments: argparse.Namespace) -> int:
    from hearsay import _hearsay

    def memory(row: str) -> int:
        lines = pathlib.Path("/proc/self/status").read_text().splitlines()
        return next(1024 * int(line.split()[1]) for line in lines if line.startswith(row))

    # Neighbours in chains of four, under numbers that are spread out as those of accounts are.
    firsts = [at for at in range(arguments.pairs * 4 // 3) if at % 4 != 3][: arguments.pairs]
    number = lambda at: (at * 0x9E3779B97F4A7C15) % (1 << 63)  # noqa: E731
    pairs = pa.table({"a": map(number, firsts), "b": (number(at + 1) for at in firsts)})
    # The most that is held is counted from here on.
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    before, at = memory("VmRSS"), time.process_time()
    found = len(_hearsay._sets(pairs))
    seconds, held = time.process_time() - at, memory("VmHWM") - before
    say(
        f"{arguments.pairs} pairs of {found} numbers: {seconds:.1f} CPU-s, {held / 1e9:.2f} GB more at most; "
        f"{1e6 * seconds / found:.2f} µs and {held / found:.0f} bytes a number"
    )
    return 0


def traffic(arguments: argparse.Namespace) -> int:
    import pyarrow.compute as compute

    from hearsay import _hearsay

    folder = pathlib.Path(arguments.work) / "spread" / "readings.parquet"
    readings = parquet.read_table(folder, columns=_hearsay._NEEDED)
    readings = readings.filter(compute.is_valid(readings["reading"]))
    signatures = pa.table(_hearsay._signatures(readings))
    # As many blocks as `merge` makes of so many.
    steps = {
        "accounts": _hearsay._parts(readings),
        "sketches": _hearsay._sketches(readings, count=4 * arguments.blocks, giants=[]),
        "signatures": signatures,
        "bands": _hearsay._bands(signatures),
    }
    say(f"{len(readings)} articles; of each:")
    for name, step in steps.items():
        table = pa.table(step)
        say(f"  {name}: {len(table) / len(readings):.2f} rows, {table.nbytes / len(readings):.0f} bytes")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    made = commands.add_parser("articles")
    made.add_argument("corpus")
    made.add_argument("--copies", type=int, default=8)
    made.add_argument("--days", type=int, default=45, help="between one time and the next")
    for name in ("equal", "overhead"):
        command = commands.add_parser(name)
        command.add_argument("articles_file", metavar="ARTICLES.jsonl")
        command.add_argument("work", metavar="WORK_FOLDER")
        command.add_argument("--memory", default="5g", help="of a worker")
        command.add_argument("--blocks", type=int, default=32)
        command.add_argument("--hearsay", default="target/release/hearsay")
        command.add_argument("--articles", type=int, default=10_000)
        command.add_argument("--rounds", type=int, default=3)
    grown = commands.add_parser("dense")
    grown.add_argument("articles_file", metavar="ARTICLES.jsonl")
    grown.add_argument("--articles", type=int, default=4000)
    sent = commands.add_parser("traffic")
    sent.add_argument("work", metavar="WORK_FOLDER")
    sent.add_argument("--blocks", type=int, default=32)
    last = commands.add_parser("sets")
    last.add_argument("--pairs", type=int, default=10_000_000)
    arguments = parser.parse_args()
    if arguments.command == "articles":
        articles(arguments)
        return 0
    return {"equal": equal, "overhead": overhead, "dense": dense, "sets": sets, "traffic": traffic}[arguments.command](arguments)


if __name__ == "__main__":
    sys.exit(main())
