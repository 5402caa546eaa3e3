#!/usr/bin/env bash
# host_loads.sh HOST PLUGIN_DIR MANIFEST_DIR: the host loads the example plugins and does with them what it does with its
# own: lists, configures, tests, asks, takes a webhook. Nothing in the host knows them.
set -euo pipefail
host=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export AUTOHEAL_DATA_DIR=$work/data AUTOHEAL_PLUGIN_DIR=$2 AUTOHEAL_MANIFEST_DIR=$3
fail() { echo "FAILED: $1"; cat "$work/out"; exit 1; }
for plugin in uptime uptime_cpp; do
  "$host" plugins >"$work/out"
  grep -q "^loaded .*/$plugin.so" "$work/out" || fail "$plugin is not loaded"
  echo '{"unit":"hours"}' >"$work/settings.json"
  "$host" integrations add "my-$plugin" --plugin "$plugin" --settings "$work/settings.json" >"$work/out"
  "$host" query "my-$plugin" get_uptime >"$work/out"
  [ "$(jq '.data.uptime >= 0 and .meta.complete' "$work/out")" = true ] || fail "no answer of $plugin"
  "$host" test "my-$plugin" >"$work/out" || fail "$plugin does not pass its own test"
  printf '' >"$work/body"
  "$host" webhook "my-$plugin" --body "$work/body" --dry-run >"$work/out"
  grep -q 'signature not_required' "$work/out" || fail "$plugin refuses a heartbeat although no token is set"
  printf 'a-long-token' | "$host" integrations secret "my-$plugin" token set >"$work/out"
  "$host" webhook "my-$plugin" --body "$work/body" --dry-run >"$work/out" || true
  grep -q 'signature invalid' "$work/out" || fail "$plugin takes a heartbeat without its token"
  "$host" webhook "my-$plugin" --body "$work/body" --header 'x-uptime-token: a-long-token' --dry-run >"$work/out"
  grep -q '"kind": "ping"' "$work/out" || fail "$plugin refuses its token"
  ! "$host" query "my-$plugin" get_weather >"$work/out" 2>&1 || fail "$plugin answers an unknown operation"
  grep -q 'get_uptime' "$work/out" || fail "the refusal does not name what there is"
  ! grep -q 'a-long-token' <("$host" integrations show "my-$plugin") || fail "the token is shown"
  echo '{"unit":"weeks"}' >"$work/settings.json"
  ! "$host" integrations set "my-$plugin" --settings "$work/settings.json" >"$work/out" 2>&1 || fail "$plugin takes weeks"
done
# The one on the kit asks a page, and says so where there is none.
"$host" plugins >"$work/out"
grep -q "^loaded .*/status_page.so" "$work/out" || fail "status_page is not loaded"
echo '{"address":"http://127.0.0.1:1"}' >"$work/settings.json"
"$host" integrations add my-page --plugin status_page --settings "$work/settings.json" >"$work/out"
! "$host" query my-page list_incidents >"$work/out" 2>&1 || fail "a page that is away has incidents"
! "$host" test my-page >"$work/out" 2>&1 || fail "a page that is away passes its test"
! grep '^refused' <("$host" plugins) || fail "something is refused"
