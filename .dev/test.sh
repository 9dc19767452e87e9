# ./dev test: what CI runs. One sanitizer build for unit, property and simulation tests; one release build for the rest.
# shellcheck shell=bash

test_needs() { need_packages "${PACKAGES_BUILD[@]}" "${PACKAGES_TEST[@]}" "$@"; }

export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:abort_on_error=1:strict_string_checks=1}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
export TSAN_OPTIONS=${TSAN_OPTIONS:-"suppressions=$ROOT/tests/tsan.supp ignore_noninstrumented_modules=1 halt_on_error=1 second_deadlock_stack=1"}

PASSED=0 FAILED=0 FAILURES=()

# counts LOG: what the tests that count things counted, also of those that passed: sales, kills, orders, power cuts
counts() {
  local lines='^((kills|sales|store|sold|arrived|headquarters) +[0-9]|every acknowledged|outpost-lab-till)'
  [ ! -f "$1" ] || awk -v lines="$lines" '/^[0-9]+\/[0-9]+ Testing: / { name = $3 } $0 ~ lines { print "    " name ": " $0 }' "$1"
}

# run_label PRESET LABELS [JOBS] [PROGRAMS]: runs ctest and adds its counts to the sum; the programs under test are those
# of the preset PROGRAMS, release when not given
run_label() {
  local log="$ROOT/build/$1/ctest-${2// /-}.log" n f
  step "$2 tests ($1 build)"
  export OUTPOST_BIN_DIR=$ROOT/build/${4:-release}/bin OUTPOST_UI_DIR=$ROOT/build/release/ui
  export OUTPOST_DATA=${OUTPOST_DATA:-$(dirname "$ROOT")/shared/data}
  [ -d "$OUTPOST_DATA" ] || say "    (no sample photos and vectors at $OUTPOST_DATA: the tests on them are skipped and say so)"
  ctest --test-dir "$ROOT/build/$1" -L "^(${2// /|})\$" -j "${3:-2}" --output-on-failure --no-tests=ignore 2>&1 | tee "$log" | grep --line-buffered -vE '^(Internal ctest|Test project| *Start )' || :
  read -r n f < <(sed -nE 's/^[0-9]+% tests passed, ([0-9]+) tests failed out of ([0-9]+)$/\2 \1/p' "$log")
  counts "$ROOT/build/$1/Testing/Temporary/LastTest.log"
  PASSED=$((PASSED + ${n:-0} - ${f:-0})) FAILED=$((FAILED + ${f:-0}))
  mapfile -t -O ${#FAILURES[@]} FAILURES < <(sed -nE 's/^\s*[0-9]+ - (\S+) \(.*/\1/p' "$log")
}

# sanitized PRESET: unit and e2e tests, the programs under test built with the same sanitizers; usual sizes, as each
# step takes many times as long
sanitized() {
  build "$1" tests_unit tests_e2e
  OUTPOST_FULL='' run_label "$1" unit
  OUTPOST_FULL='' run_label "$1" e2e 1 "$1"
}

summary() {
  local f
  say ""
  for f in "${FAILURES[@]}"; do say "failed: $f"; done
  say "$PASSED passed, $FAILED failed"
  [ $FAILED = 0 ] && [ $PASSED -gt 0 ]
}

dev_test() {
  local what=${1:-all}
  case $what in full | lab) test_needs libfuse3-dev fuse3 e2fsprogs mount ;; *) test_needs ;; esac
  case $what in
    all | full)
      if [ "$what" = full ]; then export OUTPOST_FULL=1; fi
      build asan tests_unit
      run_label asan unit
      build release outpost_programs tests_e2e web_test_packages
      if [ "$what" = all ]; then
        run_label release 'e2e web' 2 # they mostly wait: two beside each other take half the time
      else
        run_label release e2e 1
        run_label release web 1
        build release tests_lab
        run_label release lab 1
        sanitized asan
        sanitized tsan
      fi
      ;;
    unit) build asan tests_unit; run_label asan unit ;;
    e2e | lab) build release outpost_programs "tests_$what"; run_label release "$what" 1 ;;
    web) build release outpost_programs web_test_packages; run_label release web 1 ;;
    asan | tsan) sanitized "$what" ;;
    *) die "test: there is no \"$what\"; see ./dev help" ;;
  esac
  summary
}
