"""Parses the texts of case files with spaCy and stores the trees beside them.

Usage: python crates/hearsay-mentions/tests/suite/refresh.py [FILE.md ...]   (default: all)
Needs what xtask/spacy_dump.py needs.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).parent
root = here.parents[3]


def refresh(cases):
    rows, name = [], None
    for line in cases.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            name = line[3:].split(" [")[0].strip()
        elif line.startswith("> "):
            rows.append({"id": name, "text": line[2:]})
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.write("".join(json.dumps(row) + "\n" for row in rows))
        file.flush()
        command = [sys.executable, str(root / "xtask/spacy_dump.py"), "--breaks", file.name]
        trees = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    cases.with_suffix(".conllu").write_bytes(trees)


for cases in map(pathlib.Path, sys.argv[1:]) if sys.argv[1:] else sorted(here.glob("*.md")):
    refresh(cases)
