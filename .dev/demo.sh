# The demo store: its folders, its configuration, its secrets. Made once, in DIR; nothing outside of it is touched.
# shellcheck shell=bash

STATIONS_KIOSK=(kiosk1 kiosk2)
STATIONS_TILL=(till1 till2 till3 till4)
DEVICES=(cam1 cam2 printer-kiosk1 printer-till1 bay1 shelf1)
CAMERAS=" cam1 cam2 "

demo_folders() {
  make_dir "$DIR"
  [ -w "$DIR" ] || die "$DIR cannot be written to: it is read-only, or somebody else's"
  check_disk "$DIR" 200
  make_dir "$DIR"/{run,log,secrets,receipts,hq} "$DIR"/cameras/{cam1,cam2}
  chmod 700 "$DIR/run" "$DIR/secrets" "$DIR/hq"
}

random_hex() { od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'; }

demo_config() { # written at each start, as the ports may have changed
  local n=$PORT
  [ -s "$DIR/secrets/provider.key" ] || (umask 077 && random_hex 32 | put "$DIR/secrets/provider.key")
  put "$DIR/outpost.ini" <<E
# The demo store. Made by ./dev run, which writes it anew at each start.
[edge]
store_id = demo
store_name = 前哨示范店
http_port = $n
ui_dir = $UI
provider_url = http://127.0.0.1:$((n + 3))
[sync]
hq_endpoint = tcp://127.0.0.1:$((n + 2))
[hq]
http_port = $((n + 1))
sync_endpoint = tcp://127.0.0.1:$((n + 2))
ui_dir = $UI
[unit.cam1]
driver = scan_camera
port = folder:$DIR/cameras/cam1
station = kiosk1
[unit.cam2]
driver = scan_camera
port = folder:$DIR/cameras/cam2
station = kiosk2
[unit.printer-kiosk1]
driver = escpos
port = sim:printer
station = kiosk1
copy_dir = $DIR/receipts
[unit.printer-till1]
driver = escpos
port = sim:printer
station = till1
copy_dir = $DIR/receipts
[unit.bay1]
driver = obd_bay
port = sim:elm327?car=petrol-2014
station = bay1
[unit.shelf1]
driver = shelf_stream
port = sim:shelf?lanes=8
station = shelf1
calibration = 2.5@0
E
}

tool() { "$BIN/$1" "${@:2}" --config "$DIR/outpost.ini" --data "$DIR"; }
hq_tool() { "$BIN/outpost-hq" "$@" --config "$DIR/outpost.ini" --data "$DIR/hq"; }

demo_token() { # demo_token STATION ROLE LABEL: "STATION TOKEN"
  local token
  token=$(tool outpost-store terminal add --role "$2" --station "$1" --label "$3") && [ -n "$token" ] || return 1
  printf '%s %s\n' "$1" "$token"
}

demo_tokens() { # one a line, or none: bearer tokens for scripts, beside the browser's own enrolment
  local s lines=()
  for s in "${STATIONS_KIOSK[@]}"; do lines+=("$(demo_token "$s" kiosk "$s")") || return 1; done
  for s in "${STATIONS_TILL[@]}"; do lines+=("$(demo_token "$s" cashier "$s")") || return 1; done
  lines+=("$(demo_token office owner demo-scripts)") || return 1
  printf '%s\n' "${lines[@]}" | (umask 077 && put "$DIR/secrets/demo-tokens")
}

make_part() { # make_part SENTENCE COMMAND...: logs it, ends with the sentence when it fails
  local sentence=$1
  shift
  "$@" >>"$DIR/log/make.log" 2>&1 || die "$sentence: $(last_words "$DIR/log/make.log")"
}

demo_make() { # the first start: catalogue, terminals, keys; marked as made only when all of it is there
  [ ! -e "$DIR/made" ] || return 0
  step "making the demo store in $DIR"
  put "$DIR/log/make.log" </dev/null
  make_part "the demo store could not be made" tool outpost-store init
  make_part "the demo catalogue could not be imported" tool outpost-store import products "$ROOT/edge/data/demo/products.csv"
  make_part "the demo terminals could not be made" demo_tokens
  make_part "headquarters could not be made" hq_tool init
  make_part "the store's keys could not be made" "$BIN/outpost-sync" keys --data "$DIR"
  put "$DIR/secrets/hq.pub" <"$DIR/hq/secrets/curve.pub"
  make_part "the demo store could not be registered at headquarters" \
    hq_tool store add demo --key "$(cat "$DIR/secrets/curve.pub")" --name 前哨示范店
  put "$DIR/made" </dev/null
}

token_of() { awk -v s="$1" '$1==s{print $2}' "$DIR/secrets/demo-tokens"; }

json_tokens() { # "a","b" of the stations given
  local s out=
  for s in "$@"; do out+=${out:+,}\"$(token_of "$s")\"; done
  printf '%s' "$out"
}

demo_json() { # written by rename when all are ready, and again when one was started anew
  local d devices='' folder
  for d in "${DEVICES[@]}"; do
    folder=
    case $CAMERAS in *" $d "*) folder=",\"folder\":\"$DIR/cameras/$d\"" ;; esac
    devices+=${devices:+,}"{\"unit\":\"$d\",\"pid\":$(pid_of "$d")$folder}"
  done
  (umask 077 && put "$DIR/run/demo.json") <<E
{"edge":{"url":"http://127.0.0.1:$PORT","pid":$(pid_of edge),"tokens":{"kiosk":[$(json_tokens "${STATIONS_KIOSK[@]}")],"cashier":[$(json_tokens "${STATIONS_TILL[@]}")],"owner":"$(token_of office)"}},
"hq":{"url":"http://127.0.0.1:$((PORT + 1))","pid":$(pid_of hq),"token":"$(cat "$DIR/hq/secrets/admin.token")"},
"sync":{"pid":$(pid_of sync)},
"provider":{"url":"http://127.0.0.1:$((PORT + 3))","pid":$(pid_of provider)},
"devices":[$devices]}
E
}
