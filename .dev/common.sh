# Shared by all commands: words for people, packages, the build.
# shellcheck shell=bash

say() { printf '%s\n' "$*"; }
step() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
die() {
  printf 'dev: %s\n' "$*" >&2
  exit 1
}

# What the product needs to be built and run, and what the tests need on top. No recommends anywhere.
PACKAGES_BUILD=(g++ cmake ninja-build pkg-config git ca-certificates
  libpoco-dev libsqlite3-dev libzmq3-dev cppzmq-dev nlohmann-json3-dev libsodium-dev libzstd-dev libfmt-dev
  libhowardhinnant-date-dev prometheus-cpp-dev libusb-1.0-0-dev
  libzbar-dev libzxing-dev libopencv-core-dev libopencv-imgproc-dev libjpeg62-turbo-dev libwebp-dev
  libqrcodegencpp-dev libfreetype-dev libpng-dev fontconfig fonts-wqy-microhei tzdata)
PACKAGES_TEST=(libboost-test-dev ccache chromium fonts-noto-cjk systemd udev procps)

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "packages are missing and can only be installed by root; run as root, or install sudo"
  fi
}

# missing_packages NAME...: those that are not installed, one a line
missing_packages() {
  local p
  for p in "$@"; do
    dpkg-query -W -f='${db:Status-Status}\n' "$p" 2>/dev/null | grep -qx installed || echo "$p"
  done
}

# A Node that is there and new enough is used; Debian's is installed only where there is none.
node_ok() {
  local v
  command -v node >/dev/null && command -v npm >/dev/null || return 1
  v=$(node -p 'process.versions.node.split(".").slice(0,2).map(Number).reduce((a,b)=>a*1000+b)' 2>/dev/null) || return 1
  [ "$v" -ge 18019 ]
}

# run_apt LOG ARGUMENT...: apt-get behind this script, with signs of life
run_apt() {
  local log=$1 sudo=()
  shift
  [ "$(id -u)" = 0 ] || sudo=(sudo)
  "${sudo[@]}" env LC_ALL=C DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@" >>"$log" 2>&1 &
  follow_apt $! "$log"
}

# follow_apt PID LOG: how many packages are there; a changing line on a terminal, one every 20 s in a log
follow_apt() {
  local pid=$1 log=$2 seconds=0 pause=20
  if [ -t 2 ]; then pause=1; fi
  trap 'kill "$pid" 2>/dev/null; exit 130' INT TERM # what runs behind a script does not hear Ctrl-C by itself
  while [ -n "$(jobs -pr)" ]; do                     # not kill -0: sudo is not ours to signal
    sleep 0.5
    seconds=$((seconds + 1))
    [ $((seconds % (2 * pause))) = 0 ] || continue
    if [ -t 2 ]; then printf '\r    %s\033[K' "$(apt_counts "$log")"; else printf '    %s\n' "$(apt_counts "$log")"; fi >&2
  done
  if [ -t 2 ]; then printf '\r\033[K' >&2; fi
  trap - INT TERM
  wait "$pid"
}

apt_counts() {
  awk '/ newly installed,/{all=$3} /^Get:[0-9]+ .* \[/{got++} /^Unpacking /{put++} /^Setting up /{up++}
    END{if (all) printf "%s packages: %d fetched, %d unpacked, %d set up", all, got, put, up; else printf "reading the package lists"}' "$1"
}

# need_packages NAME...: installs what is missing, or ends with one sentence
need_packages() {
  local list log why
  command -v dpkg-query >/dev/null || die "this is made for Debian 12; dpkg was not found"
  mapfile -t list < <(missing_packages "$@")
  node_ok || list+=(nodejs npm)
  [ ${#list[@]} -gt 0 ] || return 0
  step "installing ${#list[@]} Debian packages (once): ${list[*]}"
  as_root true || die "packages are missing and can only be installed by root"
  log=$(mktemp)
  if ! { run_apt "$log" update && : >"$log" && run_apt "$log" install -y --no-install-recommends "${list[@]}"; }; then
    why=$(grep -m 1 '^E: ' "$log" || tail -n 1 "$log")
    die "these packages could not be installed: ${list[*]} (${why#E: }; the whole log is $log)"
  fi
  rm -f "$log"
  node_ok || die "Node 18.19 or newer is needed to build the web pages"
}

free_mb() { df -Pm "$1" | awk 'NR==2{print $4}'; }

check_disk() { # check_disk DIR MEGABYTES
  [ "$(free_mb "$1")" -ge "$2" ] || die "the disk under $1 has $(free_mb "$1") MB free; at least $2 MB are needed"
}

last_words() { # last_words LOG: what a program of ours said last; a statement of SQL may stand behind it
  { grep -E "^(outpost-[a-z-]+|edge|dev): " "$1" || grep . "$1"; } 2>/dev/null | tail -n 1
}

make_dir() { # make_dir DIR...: or one sentence with the system's reason
  local why
  why=$(mkdir -p "$@" 2>&1) || { why=${why%%$'\n'*}; die "$1 cannot be made: ${why##*: }"; }
}

put() { # put FILE: what is piped into it, whole, by rename; or one sentence with the system's reason
  local why
  why=$( (cat >"$1.new" && mv -f "$1.new" "$1") 2>&1) || { why=${why%%$'\n'*}; die "$1 could not be written: ${why##*: }"; }
}

# build PRESET TARGET...: configures when needed and builds; says what it does, shows the log only when it fails
build() {
  local preset=$1 dir=$ROOT/build/$1 log
  shift
  make_dir "$ROOT/build"
  [ -w "$ROOT/build" ] || die "$ROOT/build cannot be written to: it is read-only, or somebody else's"
  log=$ROOT/build/$preset.log
  if [ ! -f "$dir/build.ninja" ]; then
    check_disk "$ROOT/build" 1500
    step "configuring the $preset build"
    (cd "$ROOT" && cmake --preset "$preset") >"$log" 2>&1 || {
      check_disk "$ROOT/build" 20
      tail -n 20 "$log" >&2
      die "the $preset build could not be configured; the whole log is in $log"
    }
  fi
  ninja -C "$dir" "$@" >"$log" 2>&1 &
  follow_build $! "$log"
}

# follow_build PID LOG: a build that has nothing to do says nothing
follow_build() {
  local pid=$1 log=$2 tenths=0
  trap 'kill "$pid" 2>/dev/null; exit 130' INT TERM # what runs behind a script does not hear Ctrl-C by itself
  while kill -0 "$pid" 2>/dev/null; do
    if [ $((++tenths)) = 15 ]; then step "building ($(basename "$log" .log)); this takes some minutes the first time"; fi
    if [ -t 2 ] && [ $((tenths % 5)) = 0 ]; then
      printf '\r    %s\033[K' "$(tail -n 1 "$log" | grep -o '^\[[0-9/]*\]' || true)" >&2
    fi
    sleep 0.1
  done
  if [ -t 2 ]; then printf '\r\033[K' >&2; fi
  wait "$pid" || build_failed "$log"
  trap - INT TERM
}

build_failed() {
  check_disk "$(dirname "$1")" 20
  grep -iE 'error|FAILED|no space' -A 4 "$1" | head -n 40 >&2 || tail -n 20 "$1" >&2
  if grep -qi 'no space left' "$1"; then die "the disk is full"; fi
  die "the build failed; the whole log is in $1"
}
