# shellcheck shell=bash
# shellcheck source=/dev/null
. "$ROOT/.dev/run.sh"

dev_stop() {
  local name=
  if [ $# -gt 0 ] && [ "${1#--}" = "$1" ]; then name=$1; shift; fi
  run_arguments "$@"
  [ -d "$DIR/run" ] || die "there is no demo store in $DIR"
  if [ -n "$name" ]; then stop_one "$name"; else stop_all; fi
}
