#!/usr/bin/env bash
# good_roles.sh VALIDATOR PLUGIN.so SIDECAR: all checks of roles pass, none is skipped, and the draft is noted.
set -euo pipefail
report=$("$1" "$2" --sidecar "$3" --only R1,R2,R3,R4,R5,R6 --json) || { echo "$report"; exit 1; }
[ "$(jq '[.checks[] | select(.id[0:1] == "R" and .outcome == "passed")] | length' <<<"$report")" -eq 6 ] || { echo "$report"; exit 1; }
jq -r '.checks[] | select(.id == "R1") | .message' <<<"$report" | grep -q 'services/1 is a draft' || { echo "no note on the draft"; exit 1; }
