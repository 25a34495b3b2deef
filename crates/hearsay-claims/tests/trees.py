"""Parses every example and case of this crate and writes tests/trees.conllu.

Usage: python trees.py   (in a virtual environment with spaCy and the model of xtask/spacy_dump.py)

Run it after adding an example to data/en/frames/*.toml or a case to tests/suite/*.toml. The trees
are stored so that the tests need no weights and do not change with the parser's mood.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import tomllib

crate = pathlib.Path(__file__).resolve().parent.parent
texts = []
for path in sorted(crate.glob("data/en/frames/*.toml")):
    for rule in tomllib.loads(path.read_text(encoding="utf-8"))["rule"]:
        texts += [example["text"] for example in rule.get("example", [])]
for path in sorted(crate.glob("tests/suite/*.toml")):
    texts += [case["text"].strip() for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]]
with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
    for number, text in enumerate(dict.fromkeys(texts)):
        file.write(json.dumps({"id": str(number), "text": text}) + "\n")
    file.flush()
    script = crate.parent.parent / "xtask" / "spacy_dump.py"
    out = subprocess.run([sys.executable, script, "--breaks", file.name], check=True, capture_output=True, text=True)
(crate / "tests" / "trees.conllu").write_text(out.stdout, encoding="utf-8")
