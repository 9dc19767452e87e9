# shellcheck shell=bash
dev_build() {
  local preset=${1:-release}
  need_packages "${PACKAGES_BUILD[@]}" libboost-test-dev librapidcheck-dev
  build "$preset" all
  say "programs: $ROOT/build/$preset/bin"
}
