# shellcheck shell=bash
dev_package() {
  need_packages "${PACKAGES_BUILD[@]}" dpkg-dev file
  build release outpost_programs
  step "packing"
  (cd "$ROOT/build/release" && cpack -G DEB -B "$ROOT/build/package") >"$ROOT/build/package.log" 2>&1 ||
    { tail -n 5 "$ROOT/build/package.log" >&2; die "the package could not be made; the whole log is in $ROOT/build/package.log"; }
  ls "$ROOT/build/package/"*.deb
}
