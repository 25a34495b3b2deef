"""Draws claims at random, each with its sentence, as a table to be judged by hand; sums such a table up.

Usage: claims_sample.py draw --bin HEARSAY --corpus NEWS.jsonl [--seed N] [--articles N] [--claims N] > SAMPLE.tsv
       claims_sample.py tally SAMPLE.tsv

`draw` takes so many articles of each source (the articles' field `source`; sources of few articles are taken
together), reads them and draws so many of their claims, all by the seed. Judge each in the columns `verdict`
(y: an event of this type, by or between such actors, told in this sentence; n: not), `news` (c: conflict or politics,
o: any other) and `mistake` (a word for its kind). Lines with `#` in front say how many claims and words were read.
"""

import argparse
import collections
import csv
import json
import random
import subprocess
import sys
import tempfile

FEW = 200
COLUMNS = ["n", "source", "article", "verdict", "news", "mistake", "event", "trigger", "actors", "recipients",
           "modality", "polarity", "claimant", "rule", "sentence"]


def strata(path):
    with open(path, encoding="utf-8") as file:
        articles = [json.loads(line) for line in file if line.strip()]
    sizes = collections.Counter(article.get("source") for article in articles)
    found = collections.defaultdict(list)
    for article in articles:
        source = article.get("source")
        found[source if sizes[source] >= FEW else "other"].append(article)
    return dict(sorted(found.items()))


def readings(binary, articles):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for article in articles:
            file.write(json.dumps(article) + "\n")
        file.flush()
        # An article that cannot be read is named on stderr; the others are read all the same.
        command = [binary, "read", "--format", "jsonl", file.name]
        out = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8")
    return [json.loads(line) for line in out.stdout.split("\n") if line]


def sentence(text, trigger):
    """The line or lines around a trigger, which stands in it between marks."""
    start, end = trigger["start"], trigger["end"]
    before = text[max(0, start - 220):start]
    after = text[end:end + 180]
    before = before[before.rfind(". ") + 1:] if ". " in before[:-15] else before
    after = after[:after.find(". ") + 1] if ". " in after else after
    return " ".join(f"{before}«{text[start:end]}»{after}".split())


def row(reading, claim):
    mentions = {one["id"]: one for one in reading["mentions"]["actors"]}
    names = lambda ids: ", ".join(mentions[one]["name"] for one in ids)
    said = [(link.get("span") or {}).get("text", "?") for link in claim["claimants"]]
    event = claim["event"]
    return {
        "article": reading["article"]["id"],
        "event": event["type"] + (f"/{event['mode']}" if event.get("mode") else ""),
        "trigger": claim["trigger"]["text"],
        "actors": names(claim["actors"]),
        "recipients": names(claim["recipients"]),
        "modality": claim["modality"],
        "polarity": claim["polarity"],
        "claimant": " < ".join(said),
        "rule": claim["rule"],
        "sentence": sentence(reading["article"]["text"], claim["trigger"]),
    }


def draw(options):
    chance = random.Random(options.seed)
    writer = csv.DictWriter(sys.stdout, COLUMNS, delimiter="\t", restval="", quoting=csv.QUOTE_NONE, quotechar=None,
                            escapechar="\\", lineterminator="\n")
    writer.writeheader()
    number = 0
    for source, articles in strata(options.corpus).items():
        chosen = chance.sample(articles, min(options.articles, len(articles)))
        read = readings(options.bin, chosen)
        claims = [(reading, claim) for reading in read for claim in reading["claims"]]
        words = sum(len(reading["article"]["text"].split()) for reading in read)
        print(f"# {source}: {len(claims)} claims in {len(read)} articles of {words} words")
        for reading, claim in sorted(chance.sample(claims, min(options.claims, len(claims))),
                                     key=lambda pair: pair[0]["article"]["id"]):
            number += 1
            clean = {key: " ".join(str(value).split()) for key, value in row(reading, claim).items()}
            writer.writerow({"n": number, "source": source, **clean})


def tally(options):
    with open(options.sample, encoding="utf-8") as file:
        lines = [line for line in file if not line.startswith("#")]
    rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    judged = [row for row in rows if row["verdict"]]
    for key in ("source", "news"):
        for value in sorted({row[key] for row in judged}):
            here = [row for row in judged if row[key] == value]
            wrong = sum(row["verdict"] == "n" for row in here)
            print(f"{key} {value}: {wrong} of {len(here)} wrong, {wrong / len(here):.2f}")
    wrong = [row for row in judged if row["verdict"] == "n"]
    print(f"all: {len(wrong)} of {len(judged)} wrong, {len(wrong) / max(1, len(judged)):.2f}")
    for mistake, count in collections.Counter(row["mistake"] for row in wrong).most_common():
        print(f"mistake {mistake or '-'}: {count}")


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
commands = parser.add_subparsers(required=True)
drawing = commands.add_parser("draw")
drawing.add_argument("--bin", default="target/release/hearsay")
drawing.add_argument("--corpus", required=True)
drawing.add_argument("--seed", type=int, default=1)
drawing.add_argument("--articles", type=int, default=80)
drawing.add_argument("--claims", type=int, default=60)
drawing.set_defaults(run=draw)
summing = commands.add_parser("tally")
summing.add_argument("sample")
summing.set_defaults(run=tally)
options = parser.parse_args()
options.run(options)
