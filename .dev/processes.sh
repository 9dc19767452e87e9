# Starting, awaiting and ending the demo's programs. Each has DIR/run/NAME.pid and DIR/log/NAME.log.
# shellcheck shell=bash

START_ORDER=(provider hq edge sync) # devices follow; any order would do, as each waits for the others
READY_S=30
# What a program of ours says when it is ready, on a terminal or under a journal; "already in use" is something else.
READY_LINE='^(<[0-9]>|[a-z-]+: )ready( |:)'

pid_of() { cat "$DIR/run/$1.pid" 2>/dev/null || echo 0; }
alive() { # alive NAME: its pid is there and is still one of our programs, not another that got the number
  local pid
  pid=$(pid_of "$1")
  [ "$pid" != 0 ] && grep -qs '^outpost-' "/proc/$pid/comm"
}

command_of() { # the program and its arguments, one a line
  case $1 in
    edge) printf '%s\n' outpost-edge --config "$DIR/outpost.ini" --data "$DIR" ;;
    sync) printf '%s\n' outpost-sync --config "$DIR/outpost.ini" --data "$DIR" ;;
    hq) printf '%s\n' outpost-hq --config "$DIR/outpost.ini" --data "$DIR/hq" ;;
    provider) printf '%s\n' outpost-provider-sim --port "$((PORT + 3))" --key-file "$DIR/secrets/provider.key" --data "$DIR/provider" ;;
    *) case $CAMERAS in
      *" $1 "*) printf '%s\n' outpost-camera --config "$DIR/outpost.ini" --data "$DIR" --unit "$1" ;;
      *) printf '%s\n' outpost-device --config "$DIR/outpost.ini" --data "$DIR" --unit "$1" ;;
    esac ;;
  esac
}

start_one() { # in a session of its own, so that Ctrl-C reaches only this script, which then ends them in order
  local name=$1 argv
  mapfile -t argv < <(command_of "$name")
  [ -x "$BIN/${argv[0]}" ] || die "${argv[0]} was not built"
  [ ! -e "$DIR/log/$name.log" ] || mv "$DIR/log/$name.log" "$DIR/log/$name.log.1"
  put "$DIR/log/$name.log" </dev/null
  setsid "$BIN/${argv[0]}" "${argv[@]:1}" </dev/null >>"$DIR/log/$name.log" 2>&1 9>&- &
  { echo $! >"$DIR/run/$name.pid.new" && mv "$DIR/run/$name.pid.new" "$DIR/run/$name.pid"; } 2>/dev/null || {
    kill $! # or nobody would find it again
    die "$DIR/run/$name.pid could not be written: is the disk full?"
  }
}

await_ready() { # await_ready NAME: until it says that it is ready, and is there; else WHY says why not
  local name=$1 log=$DIR/log/$1.log left=$((READY_S * 20))
  until grep -qsE "$READY_LINE" "$log"; do
    # the pid is of setsid for an instant, then of the program itself
    if [ $left -lt $((READY_S * 20 - 10)) ] && ! alive "$name"; then break; fi
    left=$((left - 1))
    [ $left -gt 0 ] || { WHY="it is not ready after $READY_S s; its log is $log"; return 1; }
    sleep 0.05
  done
  alive "$name" || { WHY="$(last_words "$log") (its log is $log)"; return 1; }
}

stop_one() { # a clean end; after 10 s the kernel's
  local name=$1 pid left=200
  pid=$(pid_of "$name")
  if alive "$name"; then kill -TERM "$pid" 2>/dev/null || :; fi
  while alive "$name"; do
    left=$((left - 1))
    [ $left -gt 0 ] || { kill -KILL "$pid" 2>/dev/null || :; say "$name did not end in 10 s and was killed" >&2; break; }
    sleep 0.05
  done
  rm -f "$DIR/run/$name.pid"
}

stop_all() {
  local name
  for name in "${DEVICES[@]}" sync edge provider hq; do
    if alive "$name"; then kill -TERM "$(pid_of "$name")" 2>/dev/null || :; fi
  done
  for name in "${DEVICES[@]}" sync edge provider hq; do stop_one "$name"; done
  rm -f "$DIR/run/demo.json"
}

ports_of() { # those that a program listens on
  case $1 in
    edge) echo "$PORT" ;;
    hq) echo $((PORT + 1)) $((PORT + 2)) ;;
    provider) echo $((PORT + 3)) ;;
  esac
}

check_ports() { # check_ports NAME...
  local n
  for n in $(for name in "$@"; do ports_of "$name"; done); do
    port_free "$n" || die "port $n is in use; stop what uses it, or choose others with --port (four in a row are needed)"
  done
}

port_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
