#!/usr/bin/env bash
# adr_compiles.sh SOURCE_DIR: the C blocks of ADR 0023 are valid C11 and C++20 against plugin_api.h, without a warning and
# without padding; every table starts with struct_size; every extension has an id of the form vendor.name/REVISION.
set -euo pipefail
root=$1
page=$root/docs/adr/0023-how-1.x-will-grow.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

extract() { awk '/^```c$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$page"; }
{
  echo '#include "autoheal/plugin_api.h"'
  echo '#include <assert.h>'
  extract
  extract | sed -nE 's/^} (autoheal_[a-z_]+_[0-9]+);$/static_assert(offsetof(\1, struct_size) == 0, "\1");/p'
} >"$work/blocks.c"

tables=$(grep -c '^static_assert' "$work/blocks.c")
ids=$(grep -cE '^#define AUTOHEAL_[A-Z_]+_[0-9]+ "[a-z]+\.[a-z_]+/[0-9]+"$' "$work/blocks.c")
[ "$tables" -ge 8 ] && [ "$tables" -eq "$ids" ] || { echo "$tables tables and $ids ids"; exit 1; }
for compiler in gcc clang; do
  for language in "c c11" "c++ c++20"; do
    read -r kind standard <<<"$language"
    "$compiler" -x "$kind" -std="$standard" -Wall -Wextra -Wpedantic -Wpadded -Werror -fsyntax-only \
      -I "$root/plugin_api/include" "$work/blocks.c" || { echo "FAILED: $compiler -std=$standard"; exit 1; }
  done
done
# The check itself must notice a table that does not fit.
sed 's/autoheal_write_fn write/autoheal_writer write/' "$work/blocks.c" >"$work/broken.c"
! gcc -x c -std=c11 -fsyntax-only -I "$root/plugin_api/include" "$work/broken.c" 2>/dev/null || { echo "nothing was noticed"; exit 1; }
echo "$tables tables compile in 4 ways"
