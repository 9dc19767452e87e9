# shellcheck shell=bash
# offer_opencv NAME...: scan benches measure OpenCV's readers too where its contrib package is; nothing else needs it
offer_opencv() {
  [[ " $* " == *" scan "* || " $* " == *" many "* ]] || return 0
  if [ -n "$(missing_packages libopencv-contrib-dev)" ]; then
    say "    (the column of OpenCV stays empty: install libopencv-contrib-dev for it)"
  elif [ -f "$ROOT/build/release/build.ninja" ] && ! grep -q outpost-bench-opencv "$ROOT/build/release/build.ninja"; then
    (cd "$ROOT" && cmake --preset release) >"$ROOT/build/release.log" 2>&1 || die "the release build could not be configured; the whole log is in $ROOT/build/release.log"
  fi
}

dev_bench() {
  local name list
  need_packages "${PACKAGES_BUILD[@]}"
  mapfile -t list < <(cd "$ROOT/tests/bench" && for d in */CMakeLists.txt; do dirname "$d"; done)
  if [ $# -gt 0 ]; then
    [[ " ${list[*]} " == *" $1 "* ]] || die "there is no bench \"$1\"; there are: ${list[*]}"
    list=("$1")
    shift
  fi
  offer_opencv "${list[@]}"
  build release outpost-edge outpost-store "${list[@]/#/outpost-bench-}"
  export OUTPOST_BIN_DIR=$ROOT/build/release/bin OUTPOST_DATA=${OUTPOST_DATA:-$(dirname "$ROOT")/shared/data}
  for name in "${list[@]}"; do
    step "bench $name"
    "$OUTPOST_BIN_DIR/outpost-bench-$name" "$@"
  done
}
