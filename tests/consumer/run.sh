#!/usr/bin/env bash
# run.sh SOURCE_DIR BUILD_DIR: installs plugin_api into a directory of its own, builds somebody else's project against
# it, and checks what came out with the installed validator and a tiny host. The project uses the header and the author
# layer only, and none of the libraries that the kit needs.
set -euo pipefail
source=$1 build=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$build" --component plugin_api --prefix "$work/prefix" >"$work/log" || { cat "$work/log"; exit 1; }
mkdir "$work/examples"
cp "$source"/plugin_api/examples/uptime* "$work/examples/"
cp -r "$source/tests/consumer" "$work/project"
without=()
for library in Boost CURL OpenSSL date; do without+=("-DCMAKE_DISABLE_FIND_PACKAGE_$library=ON"); done
cmake -G Ninja -S "$work/project" -B "$work/build" -DCMAKE_PREFIX_PATH="$work/prefix" -DEXAMPLES="$work/examples" \
  "${without[@]}" >"$work/log" 2>&1 &&
  cmake --build "$work/build" >>"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
for plugin in uptime uptime_cpp; do
  "$work/prefix/bin/autoheal-plugin-check" "$work/build/$plugin.so" --sidecar "$work/examples/uptime.conformance.json" |
    tail -1 | tee "$work/verdict"
  grep -q 'the contract is kept' "$work/verdict"
  "$work/build/tiny_host" "$work/build/$plugin.so" '{"unit":"days"}' get_uptime | tee "$work/answer"
  grep -q '"uptime":' "$work/answer"
  ! "$work/build/tiny_host" "$work/build/$plugin.so" '{"unit":"weeks"}' get_uptime 2>"$work/refusal"
  grep -q '/unit' "$work/refusal"
done
