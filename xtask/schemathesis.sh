#!/usr/bin/env bash
# Asks the desk everything that its OpenAPI description allows, and much that it does not: no answer may
# be a fault of ours, and each must be as described.
#
#   xtask/schemathesis.sh SCHEMATHESIS HEARSAY [EXAMPLES]
set -euo pipefail
cd "$(dirname "$0")/.."
schemathesis=$1 hearsay=$(realpath "$2") examples=${3:-25}

folder=$(mktemp -d)
export HEARSAY_TOKEN=a-token-for-testing-that-is-long-enough
"$hearsay" add --quiet --ledger "$folder/desk.db" examples/clash.jsonl
"$hearsay" serve --ledger "$folder/desk.db" --port 0 > "$folder/entrance" &
desk=$!
trap 'kill $desk; rm -rf "$folder"' EXIT
until [ -s "$folder/entrance" ]; do sleep 0.1; done
home=$(sed 's|/?token=.*||' "$folder/entrance")

# The stream of news has no end, so it is left to the desk's own tests.
"$schemathesis" run "$home/api/openapi.json" \
    --header "Authorization: Bearer $HEARSAY_TOKEN" \
    --exclude-path /api/v1/events \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance \
    --max-examples "$examples" --workers 1 --seed 1 --no-color --request-timeout 30
