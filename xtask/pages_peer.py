"""What trafilatura and htmldate say about the web pages of a benchmark, for xtask/score_about.py.

Usage: python3 xtask/pages_peer.py GOLD.jsonl > PRED.jsonl      (pip install trafilatura, which brings htmldate)
"""

import json
import re
import sys
from pathlib import Path

from trafilatura.metadata import extract_metadata

gold = Path(sys.argv[1])
for line in gold.read_text(encoding="utf-8").splitlines():
    row = json.loads(line)
    url = row["url"] if (row["url"] or "").startswith("http") else None
    about = extract_metadata((gold.parent / row["page"]).read_bytes(), default_url=url)
    names = re.split(r";\s*", about.author) if about and about.author else []
    print(json.dumps({
        "id": row["id"],
        "title": about.title if about else None,
        "publisher": about.sitename if about else None,
        "created": about.date if about else None,
        "authors": names,
    }, ensure_ascii=False))
