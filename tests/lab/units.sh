#!/usr/bin/env bash
# systemd-analyze verify over all units, with the program paths pointed at a file that exists; and each unit is held to
# the sandbox it promises: systemd-analyze security must rate it well.
set -euo pipefail
units=$1
command -v systemd-analyze >/dev/null || { echo "skipped: systemd is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# complaints FILE: what the checker says of this very file; it also reads what the machine has installed
complaints() {
  local said
  said=$(systemd-analyze verify --man=no "$1" 2>&1) || :
  grep -F "$(basename "${1%.service}")" <<<"$said" || :
}

failed=0
for source in "$units"/*.service.in; do
  name=$(basename "${source%.service.in}")
  unit=$dir/${name/%@/@x}.service
  sed -E 's|@OUTPOST_BINDIR@/[a-z-]+|/bin/true|' "$source" >"$unit"
  said=$(complaints "$unit")
  [ -z "$said" ] || { echo "$name: $said"; failed=1; }
  level=$(systemd-analyze security --offline=true --no-pager "$unit" 2>/dev/null | sed -nE 's/.*exposure level for .*: ([0-9.]+) .*/\1/p')
  if [ -n "$level" ] && awk -v l="$level" 'BEGIN{exit !(l > 3.5)}'; then
    echo "$name: its sandbox has exposure $level, more than 3.5"
    failed=1
  fi
  echo "$name: verified, exposure ${level:-unknown}"
done

# The checker must see a fault, or its silence above means nothing.
printf '[Service]\nType=notify\nExecStart=/no/such/program\nWatchdogSec=soon\n' >"$dir/outpost-fault.service"
[ -n "$(complaints "$dir/outpost-fault.service")" ] || { echo "the checker did not see a planted fault"; failed=1; }
exit $failed
