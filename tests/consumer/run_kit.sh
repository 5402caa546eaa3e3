#!/usr/bin/env bash
# run_kit.sh BUILD_DIR: installs plugin_api into a directory of its own, builds the installed example on the kit outside
# of every build tree, and checks it with the installed validator.
set -euo pipefail
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $1"; cat "$work/log"; exit 1; }
prefix=$work/prefix
cmake --install "$build" --component plugin_api --prefix "$prefix" >"$work/log" || fail "it cannot be installed"
package=$prefix/lib/cmake/autoheal-plugin-api

# What only the build tree has does not leave it.
grep -rlF -e "$build" -e Werror -e autoheal_build "$package" >"$work/log" && fail "the package names things of the build"

cp -r "$prefix/share/autoheal-plugin-api/examples/status_page" "$work/project"
cmake -G Ninja -S "$work/project" -B "$work/build" -DCMAKE_PREFIX_PATH="$prefix" >"$work/log" 2>&1 &&
  cmake --build "$work/build" >>"$work/log" 2>&1 || fail "the example does not build"
plugin=$work/build/status_page.so
nm -D --defined-only "$plugin" | awk '{print $3}' >"$work/log"
[ "$(cat "$work/log")" = autoheal_integration_entry ] || fail "more is exported than the entry"
"$prefix/bin/autoheal-plugin-check" "$plugin" --sidecar "$work/project/status_page.conformance.json" >"$work/log" ||
  fail "the contract is broken"
tail -1 "$work/log"

# Every installed header can be included.
(cd "$prefix/include/autoheal" && find kit -name '*.hpp' | sort | sed 's/.*/#include "&"/') >"$work/every_header.cpp"
[ "$(wc -l <"$work/every_header.cpp")" -gt 40 ] || fail "headers of the kit are missing"
c++ -std=c++20 -fsyntax-only -I"$prefix/include" -I"$prefix/include/autoheal" "$work/every_header.cpp" >"$work/log" 2>&1 ||
  fail "an installed header needs what is not installed"

# A component that there is not is said at once.
mkdir "$work/wrong"
printf '%s\n' 'cmake_minimum_required(VERSION 3.25)' 'project(wrong CXX)' \
  'find_package(autoheal-plugin-api 1.0 REQUIRED COMPONENTS webhooks)' >"$work/wrong/CMakeLists.txt"
cmake -G Ninja -S "$work/wrong" -B "$work/wrong_build" -DCMAKE_PREFIX_PATH="$prefix" >"$work/log" 2>&1 &&
  fail "a component that there is not was found"
grep -q 'no component webhooks' "$work/log" || fail "the refusal does not name the component"
