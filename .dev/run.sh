# ./dev run: from a bare machine to a store that trades.
# shellcheck shell=bash
# shellcheck source=/dev/null
. "$ROOT/.dev/demo.sh"
. "$ROOT/.dev/processes.sh"

run_arguments() {
  DIR=$ROOT/.demo PORT='' ONLY=''
  while [ $# -gt 0 ]; do
    case $1 in
      --data) DIR=${2:?"--data needs a folder"}; shift 2 ;;
      --port) PORT=${2:?"--port needs a number"}; shift 2 ;;
      --only) ONLY=${2:?"--only needs a name"}; shift 2 ;;
      *) die "run: \"$1\" is not understood; see ./dev help" ;;
    esac
  done
  case $DIR in /*) ;; *) DIR=$PWD/$DIR ;; esac
  [ -n "$PORT" ] || PORT=$(cat "$DIR/port" 2>/dev/null || echo 8080)
  # Few digits first, or bash cannot count that far; base 10, or a leading zero means eight.
  [[ $PORT =~ ^0*[0-9]{1,5}$ ]] && [ $((10#$PORT)) -ge 1 ] && [ $((10#$PORT)) -le 65532 ] || die "run: the port must be a number from 1 to 65532, not \"$PORT\""
  PORT=$((10#$PORT))
  BIN=$ROOT/build/release/bin UI=$ROOT/build/release/ui
}

only() { # one program of a store that was made before
  local name=$1 known
  [ -e "$DIR/made" ] || die "there is no demo store in $DIR; make it with ./dev run --data $DIR"
  known=" provider hq edge sync ${DEVICES[*]} "
  [[ $known == *" $name "* ]] || die "there is no \"$name\"; the programs are:$known"
  stop_one "$name"
  check_ports "$name"
  start_one "$name"
  await_ready "$name" || { stop_one "$name"; die "$name did not start: $WHY"; }
  [ ! -e "$DIR/run/demo.json" ] || demo_json
  say "$name runs (pid $(pid_of "$name"))"
}

start_all() {
  local name
  for name in "${START_ORDER[@]}" "${DEVICES[@]}"; do start_one "$name"; done
  for name in "${START_ORDER[@]}" "${DEVICES[@]}"; do
    await_ready "$name" || die "$name did not start: $WHY"
  done
}

addresses() {
  local code kiosk till
  kiosk=$(tool outpost-store enrol --role kiosk --station kiosk1) || die "the kiosk could not be enrolled"
  till=$(tool outpost-store enrol --role cashier --station till1) || die "the till could not be enrolled"
  say ""
  say "  kiosk          http://127.0.0.1:$PORT/kiosk.html#enrol=$kiosk"
  say "  till           http://127.0.0.1:$PORT/staff.html#enrol=$till"
  say "  staff console  http://127.0.0.1:$PORT/staff.html"
  if code=$(cat "$DIR/run/owner-code" 2>/dev/null); then say "                 first run: set the owner's password with the code $code"; fi
  say "  headquarters   http://127.0.0.1:$((PORT + 1))/hq.html   token $(cat "$DIR/hq/secrets/admin.token")"
  say ""
  say "  drop a photo of a bar code into $DIR/cameras/cam1 and it is scanned at kiosk1; for example:"
  say "    cp $ROOT/tests/fixtures/images/demo-crisps.png $DIR/cameras/cam1/"
  say "  printed receipts appear in $DIR/receipts"
  say "  (the codes in the first two addresses enrol a browser within 10 minutes, once each)"
  say ""
}

watch_over() { # until Ctrl-C: says when a program ends by itself, starts nothing behind anybody's back
  local name gone=" "
  while :; do
    for name in "${START_ORDER[@]}" "${DEVICES[@]}"; do
      if alive "$name"; then
        gone=${gone/ $name / }
      elif [[ $gone != *" $name "* ]]; then
        gone+="$name "
        say "$name has ended; the others go on. Start it again: ./dev run --only $name --data $DIR" >&2
      fi
    done
    sleep 0.5 &
    wait $! || :
  done
}

# However this script ends, what it started ends with it.
at_end() {
  trap "" INT TERM HUP
  stop_all
}

dev_run() {
  run_arguments "$@"
  if [ -n "$ONLY" ]; then only "$ONLY"; return; fi
  need_packages "${PACKAGES_BUILD[@]}"
  build release outpost_programs
  demo_folders
  { exec 9>"$DIR/run/dev.lock"; } 2>/dev/null || die "$DIR/run/dev.lock could not be opened: is the disk full, or the folder somebody else's?"
  flock -n 9 || die "this demo store is already running (./dev stop --data $DIR ends it)"
  stop_all # what an earlier run left behind when it was killed
  check_ports "${START_ORDER[@]}"
  echo "$PORT" | put "$DIR/port"
  demo_config
  demo_make
  trap at_end EXIT
  trap 'say ""; step "stopping"; exit 0' INT TERM HUP
  step "starting"
  start_all
  demo_json
  addresses
  say "Ctrl-C stops all of it."
  watch_over
}
