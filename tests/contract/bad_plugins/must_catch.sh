#!/usr/bin/env bash
# must_catch.sh VALIDATOR PLUGIN.so SIDECAR ID: the validator must fail exactly this requirement of this bad plugin, for
# a stated reason, and must not be stopped by another one before it.
set -uo pipefail
report=$("$1" "$2" --sidecar "$3" --only "$4" --limit "${LIMIT:-8}" --json)
code=$?
outcome=$(jq -r --arg id "$4" '.checks[] | select(.id == $id) | .outcome + "\t" + (.message // "")' <<<"$report")
echo "$4: $outcome"
[ "$code" -eq "${5:-1}" ] || { echo "exit code $code"; exit 1; }
[[ $outcome == failed$'\t'?* ]] || exit 1
others=$(jq -r --arg id "$4" '[.checks[] | select(.id != $id and .outcome == "failed") | .id] | join(" ")' <<<"$report")
[ -z "$others" ] || { echo "failed besides: $others"; exit 1; }
