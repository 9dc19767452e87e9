# shellcheck shell=bash
# The release preset makes what is run; the others are for those who work on the code, and make the tests too.
dev_build() {
  local preset=${1:-release} target=all
  if [ "$preset" = release ]; then target=outpost_programs; else PACKAGES_BUILD+=(libboost-test-dev); fi
  need_packages "${PACKAGES_BUILD[@]}"
  build "$preset" "$target"
  say "programs: $ROOT/build/$preset/bin"
}
