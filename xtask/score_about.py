"""Scores what is said about web pages: outlet, title, day and authors.

Usage: python3 xtask/score_about.py annotated/pages.tsv PRED.jsonl [--half read|unread] [--misses]

PRED has a row a page: id, publisher, title, created, authors (what `hearsay eval pages` writes). Names and
headlines are compared by their letters and figures alone, in lower case, in Unicode's form NFKC; an outlet's
leading "the" does not count. The annotation holds no publisher's text: titles and authors are the first 16
figures of the SHA-256 of that form. --misses lists what is wrong, with nothing but the prediction for those two.
"""

import csv
import hashlib
import json
import sys
import unicodedata


def letters(text):
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).lower() if letter.isalnum())


def outlet(name):
    return letters(name).removeprefix("the")


def code(text):
    return hashlib.sha256(letters(text).encode()).hexdigest()[:16]


def half(page):
    """By a hash of the id, so that nobody chose it: the one is read while the program is mended, the other not."""
    return "read" if int(hashlib.sha256(page.encode()).hexdigest()[0], 16) % 2 == 0 else "unread"


def authors(gold, found):
    """Rightly found, wrongly found, missed. Whoever may be named or left out counts neither way."""
    wanted = [set(name.split("|")) for name in gold["author"].split()]
    perhaps = {name for names in gold["perhaps"].split() for name in names.split("|")}
    named = {code(name) for name in found}
    hits = sum(bool(names & named) for names in wanted)
    wrong = len(named - perhaps - set().union(*wanted))
    return hits, wrong, len(wanted) - hits


def compare(gold, found):
    """Which fields are right, and the counts of authors."""
    day = (found.get("created") or "")[:10]
    told = {gold["date"], gold["instant"][:10]} if gold["instant"] else {gold["date"]}
    hits, wrong, missed = authors(gold, found.get("authors") or [])
    right = {
        "outlet": outlet(found.get("publisher") or "") in {outlet(name) for name in gold["outlet"].split(" | ")},
        "title": code(found.get("title") or "") == gold["title"],
        "day": day == gold["date"],
        "day, there or in UTC": day in told,
        "authors": not wrong and not missed,
    }
    return right, (hits, wrong, missed)


def main():
    paths = [word for word in sys.argv[1:] if word.endswith((".tsv", ".jsonl"))]
    wanted = sys.argv[sys.argv.index("--half") + 1] if "--half" in sys.argv else None
    with open(paths[0], encoding="utf-8") as file:
        lines = [line for line in file if not line.startswith("#")]
    golds = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    with open(paths[1], encoding="utf-8") as file:
        found = {row["id"]: row for row in map(json.loads, file)}
    for name in ["read", "unread", "all"] if wanted is None else [wanted]:
        scored = [(gold, found.get(gold["id"], {})) for gold in golds if name in ("all", half(gold["id"]))]
        scores = [(gold, row, *compare(gold, row)) for gold, row in scored]
        hits, wrong, missed = (sum(counts[at] for *_, counts in scores) for at in range(3))
        print(f"{name}, {len(scores)} pages:", end=" ")
        for field in scores[0][2]:
            print(f"{field} {sum(right[field] for *_, right, _ in scores) / len(scores):.3f}", end=", ")
        print(f"author P {hits / max(hits + wrong, 1):.3f} R {hits / max(hits + missed, 1):.3f}")
        if "--misses" in sys.argv:
            keys = {"outlet": "publisher", "title": "title", "day": "created", "authors": "authors"}
            for gold, row, right, _ in scores:
                for field, key in keys.items():
                    if not right[field]:
                        shown = gold.get({"day": "date"}.get(field, field)) if field in ("outlet", "day") else ""
                        print(f"  {gold['id'][:40]}  {field}: {row.get(key)!r}  {shown}  {gold['note']}")


if __name__ == "__main__":
    main()
