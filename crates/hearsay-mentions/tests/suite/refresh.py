"""Parses the texts of cases.md with spaCy and stores the trees in trees.conllu.

Usage: python crates/hearsay-mentions/tests/suite/refresh.py   (needs what xtask/spacy_dump.py needs)
"""

import json
import pathlib
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).parent
root = here.parents[3]
rows, name = [], None
for line in (here / "cases.md").read_text(encoding="utf-8").splitlines():
    if line.startswith("## "):
        name = line[3:].split(" [")[0].strip()
    elif line.startswith("> "):
        rows.append({"id": name, "text": line[2:]})
with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
    file.write("".join(json.dumps(row) + "\n" for row in rows))
    file.flush()
    command = [sys.executable, str(root / "xtask/spacy_dump.py"), "--breaks", file.name]
    trees = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
(here / "trees.conllu").write_bytes(trees)
