# ./dev fuzz [NAME] [SECONDS]: our own mutating main under g++; configure build/fuzz with clang for libFuzzer.
# ./dev fuzz answers [COUNT] [SEED]: so many mutated answers of cars (ten million), each value held against a second reading.
# shellcheck shell=bash
dev_fuzz() {
  local name seconds=30 list seeds
  need_packages "${PACKAGES_BUILD[@]}"
  if [ "${1:-}" = answers ]; then
    shift
    build fuzz fuzz_answers
    step "fuzz answers"
    "$ROOT/build/fuzz/fuzz/fuzz_answers" "$@" || die "a mutated answer gave a value that nothing backs, or memory grew"
    return
  fi
  mapfile -t list < <(sed -nE 's/^outpost_fuzz\((\w+) .*/\1/p' "$ROOT/tests/fuzz/targets.cmake")
  if [[ ${1:-} =~ ^[0-9]+$ ]]; then seconds=$1; shift; fi
  if [ $# -gt 0 ]; then
    [[ " ${list[*]} " == *" $1 "* ]] || die "there is no fuzz target \"$1\"; there are: ${list[*]}"
    list=("$1")
    seconds=${2:-$seconds}
  fi
  build fuzz "${list[@]/#/fuzz_}"
  export ASAN_OPTIONS=abort_on_error=1 UBSAN_OPTIONS=print_stacktrace=1
  for name in "${list[@]}"; do
    step "fuzz $name, $seconds s"
    seeds=$ROOT/tests/fixtures/fuzz/$name
    mkdir -p "$ROOT/build/fuzz/run/$name"
    (cd "$ROOT/build/fuzz/run/$name" && "$ROOT/build/fuzz/fuzz/fuzz_$name" "-seconds=$seconds" $([ ! -d "$seeds" ] || echo "$seeds")) ||
      die "fuzz $name failed; the input is in $ROOT/build/fuzz/run/$name"
  done
}
