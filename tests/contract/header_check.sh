#!/usr/bin/env bash
# Compiles plugin_api.h and the released layout in every standard with both compilers, without a warning; then proves
# that the check can fail, by compiling it against headers that break the rules.
#   header_check.sh SOURCE_DIR
set -euo pipefail
root=$1
strict=(-Wall -Wextra -Wpedantic -Wpadded -Werror -fsyntax-only)
include=(-I "$root/tests")
header=$root/plugin_api/include/autoheal/plugin_api.h
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

compile() { # COMPILER STANDARD INCLUDE_DIR
  local language=c
  [[ $2 == c++* ]] && language=c++
  # -Wpedantic rejects __typeof__ in neither language: it is the reserved spelling.
  "$1" -std="$2" -x "$language" "${strict[@]}" "${include[@]}" -I "$3" "$root/tests/contract/header_check.c"
}

runs=0
for compiler in gcc clang; do
  command -v "$compiler" >/dev/null || { echo "no $compiler: install it (.ci/packages)" >&2; exit 1; }
  for standard in c11 c17 c++17 c++20; do
    compile "$compiler" "$standard" "$root/plugin_api/include" || { echo "FAILED: $compiler -std=$standard" >&2; exit 1; }
    runs=$((runs + 1))
  done
done

refused=0
must_fail() { # NAME SED_EXPRESSION
  mkdir -p "$work/$1/autoheal"
  sed "$2" "$header" >"$work/$1/autoheal/plugin_api.h"
  cmp -s "$header" "$work/$1/autoheal/plugin_api.h" && { echo "FAILED: the change '$1' changed nothing" >&2; exit 1; }
  for standard in c11 c++20; do
    if compile gcc "$standard" "$work/$1" 2>"$work/log" || ! grep -qE 'static assertion|padd' "$work/log"; then
      echo "FAILED: '$1' was not noticed (-std=$standard)" >&2
      cat "$work/log" >&2
      exit 1
    fi
    refused=$((refused + 1))
  done
}
must_fail inserted 's|^    autoheal_text method;|    autoheal_text scheme; autoheal_text method;|'
must_fail swapped 's|^    uint32_t abi_major;|    uint32_t abi_minor_x;|; s|^    uint32_t abi_minor;|    uint32_t abi_major;|'
must_fail renumbered 's|^#define AUTOHEAL_NOT_FOUND 6 |#define AUTOHEAL_NOT_FOUND 18 |'
must_fail retyped 's|^    int64_t (\*unix_ns)|    uint64_t (*unix_ns)|'
must_fail padded 's|^    uint32_t http_status;|    uint32_t http_status; uint8_t flag;|'
must_fail resigned 's|void (\*destroy)(autoheal_instance\* instance)|int32_t (*destroy)(autoheal_instance* instance)|'
must_fail reordered 's|^    autoheal_text actor;|    autoheal_text idempotency;|; s|^    autoheal_text idempotency_key;|    autoheal_text actor;|'
must_fail appended 's|^    const void\* (\*extension)(const char\* id);|&\n    void (*more)(void);|'
echo "$runs compilations without a warning, $refused broken headers refused"
