#!/usr/bin/env bash
# Predicts and scores everything that a benchmark folder holds: xtask/score.sh BENCH [TASK ...]
# The folder is laid out as docs/accuracy.md says; its scorers need only Python. BIN is the program.
set -euo pipefail
bench=$1
shift
bin=${BIN:-target/release/hearsay}
out=${OUT:-target/eval}
mkdir -p "$out"
wanted=" ${*:-times places resolve locations actors casualties attributions events subtype police roles templates same-event incidents pages} "

predict() { # task gold
    "$bin" eval "$1" --gold "$bench/$2" --out "$out/$1.$(basename "$2")"
}
score_events() { # measure task set
    python3 "$bench/events/score_events.py" "$1" "$bench/events/$3.dev.jsonl" "$out/$2.$3.dev.jsonl" --json
}
has() { [[ $wanted == *" $1 "* ]]; }

if has times; then
    for set in timebank aquaint wikiwars_train; do
        predict times "time/$set.jsonl"
        echo "times $set: $(python3 "$bench/time/score_time.py" "$bench/time/$set.jsonl" "$out/times.$set.jsonl" --json | python3 -c '
import json, sys
scores = json.load(sys.stdin)
print(*(key + " " + str(scores[key]["f1"]) for key in ("strict", "relaxed", "type", "value", "strict_value")))')"
    done
fi
for task in places resolve; do
    has $task || continue
    for set in trnews geovirus gwn lgl; do
        predict $task "place/$set.dev.jsonl"
        echo "$task $set: $(python3 "$bench/place/score_place.py" "$bench/place/$set.dev.jsonl" "$out/$task.$set.dev.jsonl" --json | python3 -c '
import json, sys
s = json.load(sys.stdin)
print("strict", s["strict"]["f1"], "relaxed", s["relaxed"]["f1"], "P", s["relaxed"]["p"], "R", s["relaxed"]["r"],
      "acc161", s["resolution_matched"].get("acc161"), "all", s["acc161_all"], "e2e", s["e2e_161"]["f1"],
      "by class", {k: v["acc161"] for k, v in s["by_class"].items()})')"
    done
done
if has locations; then
    predict locations place/event_location.dev.jsonl
    echo "locations: $(python3 "$bench/place/score_event_location.py" "$bench/place/event_location.dev.jsonl" "$out/locations.event_location.dev.jsonl" --json)"
fi
if has actors; then
    for set in plover_gsr plv_train plv_test; do
        predict actors "events/$set.dev.jsonl"
        echo "actors $set: $(python3 "$bench/events/score_events.py" actors "$bench/events/$set.dev.jsonl" "$out/actors.$set.dev.jsonl" --json)"
    done
fi
if has casualties; then
    predict casualties casualties/rand3000.dev.jsonl
    echo "casualties: $(python3 "$bench/casualties/score_casualties.py" "$bench/casualties/rand3000.dev.jsonl" "$out/casualties.rand3000.dev.jsonl" --json)"
fi
if has attributions; then
    predict attributions attribution/polnear_dev.jsonl
    python3 "$bench/attribution/score_attribution.py" "$bench/attribution/polnear_dev.jsonl" "$out/attributions.polnear_dev.jsonl" | sed 's/^/attributions: /'
fi
if has events; then
    for set in plv_train plv_test cameo_examples plover_gsr; do
        predict events "events/$set.dev.jsonl"
        echo "events $set: $(score_events type events $set)"
    done
fi
if has subtype; then
    predict subtype events/case2021_t2.dev.jsonl
    echo "subtype: $(score_events subtype subtype case2021_t2)"
fi
if has police; then
    for set in india_police_sents india_police_docs; do
        predict police "events/$set.dev.jsonl"
        echo "police $set: $(score_events police police $set)"
    done
fi
if has roles; then
    predict roles events/wikievents.dev.jsonl
    echo "roles: $(score_events roles roles wikievents)"
    echo "roles of attacks, the dead and the injured: $(python3 "$bench/events/score_events.py" roles \
        "$bench/events/wikievents.dev.jsonl" "$out/roles.wikievents.dev.jsonl" \
        --types Conflict.Attack,Life.Die,Life.Injure --json)"
fi
if has templates; then
    # Both test parts of 1991 as one.
    mkdir -p "$out/muc4"
    cat "$bench"/muc4/tst1.jsonl "$bench"/muc4/tst2.jsonl > "$out/muc4/tst1+2.jsonl"
    "$bin" eval templates --gold "$out/muc4/tst1+2.jsonl" --out "$out/templates.jsonl"
    python3 "$bench/muc4/score_muc4.py" "$out/muc4/tst1+2.jsonl" "$out/templates.jsonl" | sed 's/^/templates: /'
fi
if has same-event; then
    predict same-event incidents/same_event.jsonl
    echo "same-event: $(python3 "$bench/incidents/score_same_event.py" "$bench/incidents/same_event.jsonl" \
        "$out/same-event.same_event.jsonl" --json)"
fi
if has incidents; then
    predict incidents incidents/articles.jsonl
    python3 "$bench/incidents/score_incidents.py" "$out/incidents.articles.jsonl" | sed 's/^/incidents: /'
fi
if has pages; then
    predict pages html/gold.jsonl
    echo "pages: $(python3 "$bench/html/score_html.py" "$bench/html/gold.jsonl" "$out/pages.gold.jsonl" --json)"
    python3 "$(dirname "$0")/score_about.py" annotated/pages.tsv "$out/pages.gold.jsonl" | sed 's/^/pages, /'
fi
