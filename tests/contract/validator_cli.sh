#!/usr/bin/env bash
# validator_cli.sh VALIDATOR GOOD.so: exit codes, output forms, and files that are no plugins.
set -uo pipefail
check=$1 good=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
expect() { # CODE WHAT COMMAND...
  local code=$1 what=$2; shift 2
  "$@" >"$work/out" 2>"$work/err"
  local got=$?
  [ "$got" -eq "$code" ] && return
  echo "FAILED: $what: exit code $got instead of $code"; cat "$work/out" "$work/err"; failed=1
}
says() { grep -qF -- "$1" "$work/$2" || { echo "FAILED: no \"$1\" in std$2"; cat "$work/$2"; failed=1; }; }

expect 2 "no file" "$check"; says "FILE.so is missing" err
expect 2 "a file that is not there" "$check" "$work/none.so"; says "is not a file" err
expect 2 "two files" "$check" "$good" "$good"
expect 2 "an unknown option" "$check" "$good" --fast; says "unknown option --fast" err
expect 2 "an unknown check" "$check" "$good" --only Z9; says "no check called Z9" err
expect 2 "no limit" "$check" "$good" --limit 0
expect 2 "a sidecar that is not there" "$check" "$good" --sidecar "$work/none.json"; says "cannot be opened" err
echo '{"settings":' >"$work/half.json"
expect 2 "half a sidecar" "$check" "$good" --sidecar "$work/half.json"; says "sidecar cannot be read" err
expect 0 "the list" "$check" --list; says "W4  must" out

printf 'hello' >"$work/text.so"
expect 1 "a text file" "$check" "$work/text.so"; says "it is not a library (no ELF file)" out; says "it rests on E1" out
head -c 3000 "$good" >"$work/truncated.so"
expect 1 "half a library" "$check" "$work/truncated.so"; says "it is truncated" out
: >"$work/empty.so"
expect 1 "an empty file" "$check" "$work/empty.so"
expect 1 "a program" "$check" /bin/true; says "FAIL  E" out

expect 0 "a good plugin without a sidecar" "$check" "$good"; says "no sidecar" out; says "the contract is kept" out
expect 0 "one check and what it rests on" "$check" "$good" --only D2 --json
[ "$(jq -r '[.checks[].id] | join(" ")' "$work/out")" = "E1 N1 N6 D1 D2" ] || { echo "FAILED: --only"; cat "$work/out"; failed=1; }
cp "$good" "$work/beside.so"
echo '{"settings":{"unit":"days"},"queries":[]}' >"$work/beside.conformance.json"
expect 0 "a sidecar beside the file" "$check" "$work/beside.so" --only C1 --json
[ "$(jq -r '.checks[] | select(.id == "C1") | .outcome' "$work/out")" = passed ] || { echo "FAILED: sidecar beside"; failed=1; }
exit $failed
