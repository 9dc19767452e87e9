# shellcheck shell=bash
dev_bench() {
  local name list
  need_packages "${PACKAGES_BUILD[@]}"
  mapfile -t list < <(cd "$ROOT/tests/bench" && for d in */CMakeLists.txt; do dirname "$d"; done)
  if [ $# -gt 0 ]; then
    [[ " ${list[*]} " == *" $1 "* ]] || die "there is no bench \"$1\"; there are: ${list[*]}"
    list=("$1")
    shift
  fi
  build release outpost-edge outpost-store "${list[@]/#/outpost-bench-}"
  export OUTPOST_BIN_DIR=$ROOT/build/release/bin OUTPOST_DATA=${OUTPOST_DATA:-$(dirname "$ROOT")/shared/data}
  for name in "${list[@]}"; do
    step "bench $name"
    "$OUTPOST_BIN_DIR/outpost-bench-$name" "$@"
  done
}
