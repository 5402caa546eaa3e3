#!/usr/bin/env bash
# docs_agree.sh VALIDATOR SOURCE_DIR: docs/abi.md lists exactly the requirements that the validator checks, and the host's
# rules as the header has them.
set -euo pipefail
check=$1 source=$2
diff <("$check" --list | sed -E 's/^([A-Z][0-9]+) +(must|should) +(.*)$/| \1 | \2 | \3 |/') \
     <(grep -E '^\| [A-Z][0-9]+ \| (must|should) \|' "$source/docs/abi.md")
diff <(grep -oE '^ \*  O[0-9]' "$source/plugin_api/include/autoheal/plugin_api.h" | grep -oE 'O[0-9]') \
     <(grep -oE '^\| O[0-9]' "$source/docs/abi.md" | grep -oE 'O[0-9]')
