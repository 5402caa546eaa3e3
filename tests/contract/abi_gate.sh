#!/usr/bin/env bash
# abi_gate.sh SOURCE_DIR [--write]: the ABI of plugin_api.h must be the one in abi_v1_0.abi. With --write the baseline of
# a NEW minor is written; the file of a released one is never replaced.
# Exit code 77: abigail-tools is not installed.
set -euo pipefail
root=$1
here=$root/tests/contract
baseline=$here/abi_v1_0.abi
structs=11 # text, bytes, header, host, call, webhook, webhook_reply, identity, IntegrationPlugin, offer, answer
command -v abidiff >/dev/null && command -v abidw >/dev/null || { echo "abigail-tools is not installed: skipped"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

dump() { # NAME INCLUDE_DIR [FLAGS...]: compiles the witness against the header there and dumps its ABI
  local name=$1 include=$2; shift 2
  gcc -std=c11 -g -fPIC -shared -fvisibility=default -ffile-prefix-map="$here"=. "$@" -I "$include" "$here/abi_witness.c" \
    -o "$work/$name.so"
  abidw --no-show-locs --no-comp-dir-path --no-corpus-path "$work/$name.so" --out-file "$work/$name.abi"
}
count_structs() { grep -cE "<class-decl name='(autoheal_|IntegrationPlugin)[^>]*size-in-bits=" "$1" || true; }

dump now "$root/plugin_api/include"
# A dump without debug information is empty, and everything agrees with nothing: count before comparing.
[ "$(count_structs "$work/now.abi")" -eq "$structs" ] || { echo "the dump holds $(count_structs "$work/now.abi") structs"; exit 1; }
if [ "${2:-}" = --write ]; then
  [ ! -e "$baseline" ] || { echo "$baseline is released and stays as it is"; exit 1; }
  cp "$work/now.abi" "$baseline"
  exit
fi
[ "$(count_structs "$baseline")" -eq "$structs" ] || { echo "the baseline holds $(count_structs "$baseline") structs"; exit 1; }
abidiff "$baseline" "$work/now.abi" || { echo "the ABI is not the released one"; exit 1; }

must_differ() { # NAME SED_EXPRESSION: the gate itself must notice this
  mkdir -p "$work/$1/autoheal"
  sed "$2" "$root/plugin_api/include/autoheal/plugin_api.h" >"$work/$1/autoheal/plugin_api.h"
  dump "$1" "$work/$1"
  ! abidiff "$baseline" "$work/$1.abi" >/dev/null || { echo "FAILED: '$1' was not noticed"; exit 1; }
}
must_differ inserted 's|^    autoheal_text method;|    autoheal_text scheme; autoheal_text method;|'
must_differ appended 's|^    const void\* (\*extension)(const char\* id);|&\n    void (*more)(void);|'
must_differ resigned 's|void (\*destroy)(autoheal_instance\* instance)|int32_t (*destroy)(autoheal_instance* instance)|'
must_differ retyped 's|^    int64_t (\*unix_ns)|    uint64_t (*unix_ns)|'
must_differ writer 's|^typedef autoheal_status (\*autoheal_write_fn)(void\* sink,|typedef autoheal_status (*autoheal_write_fn)(void* sink, int flags,|'
echo "$structs structs as released; 5 changed headers noticed"
