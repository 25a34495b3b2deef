"""Turns readings into prediction rows of a claims benchmark.

Usage: hearsay read --format jsonl ARTICLES.jsonl | python3 xtask/claims_bench.py > PRED.jsonl

One row an article: id and claims with evidence, innermost claimant, chain, event type and mode,
actors, recipients, place, date, casualties, polarity, modality and speech act.
"""

import json
import sys


def words(entity):
    return {"start": entity["span"]["start"], "end": entity["span"]["end"], "name": entity["name"]}


def claimant(link, mentions):
    span = link.get("span") or {}
    known = mentions.get(link.get("actor"))
    name = known["name"] if known else span.get("text", "unknown")
    return {"start": span.get("start"), "end": span.get("end"), "name": name}


def prediction(claim, mentions):
    chain = [claimant(link, mentions) for link in claim["claimants"]]
    time = claim.get("time") or {}
    date = None
    if "begin" in time:
        date = {"start": time["begin"][:10], "end": time.get("end", time["begin"])[:10]}
    place = mentions.get(claim.get("place"))
    casualties = []
    for toll in claim.get("toll", []):
        kind = "killed_or_wounded" if toll["kind"] == "casualties" else toll["kind"]
        casualties.append({"kind": kind, "min": toll.get("min"), "max": toll.get("max")})
    evidence = claim["evidence"][0]
    return {
        "id": claim["id"],
        "evidence": {"start": evidence["start"], "end": evidence["end"]},
        "claimant": chain[-1] if chain else None,
        "chain": [link["name"] for link in chain[:-1]],
        "event_type": claim["event"]["type"],
        "mode": claim["event"].get("mode"),
        "actors": [words(mentions[actor]) for actor in claim["actors"]],
        "recipients": [words(mentions[actor]) for actor in claim["recipients"]],
        "place": place and {key: place.get(key) for key in ("name", "lat", "lon")},
        "date": date,
        "casualties": casualties,
        "polarity": claim["polarity"],
        "modality": claim["modality"],
        "speech_act": claim["act"],
        "contested_with": [],
    }


for line in sys.stdin:
    reading = json.loads(line)
    mentions = {one["id"]: one for kind in reading["mentions"].values() for one in kind}
    claims = [prediction(claim, mentions) for claim in reading["claims"]]
    print(json.dumps({"id": reading["article"]["id"], "claims": claims}))
