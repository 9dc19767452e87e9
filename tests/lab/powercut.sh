#!/usr/bin/env bash
# Power cuts under a till, without a virtual machine: ext4 on a loop device on a disk that remembers (cutdisk.cpp), so
# the kernel's own file system and the program's real fsync calls are in play. One recorded run; then CUTS cuts at random
# moments, each with a random part of the unflushed sectors lost; each image is mounted (ext4 recovers), the store is
# opened as edge would, and every sale that was acknowledged before the cut must be there, whole.
#
#   powercut.sh PROGRAMS CUTS SALES [--plant]
#
# PROGRAMS has outpost-lab-cutdisk, outpost-lab-till (writes sales, marks each acknowledgement), outpost-lab-till-nosync
# (the same without fdatasync: the planted fault) and outpost-lab-check. With --plant the run must find losses.
set -euo pipefail
programs=$1 cuts=$2 sales=$3 plant=${4:-}
[ "$(id -u)" = 0 ] && [ -c /dev/fuse ] && command -v mkfs.ext4 losetup mount >/dev/null || {
  echo "skipped: power cuts need root, /dev/fuse, loop devices and mkfs.ext4"
  exit 77
}
work=$(mktemp -d) loop='' fuse=''

detach() {
  if mountpoint -q "$work/mnt"; then umount "$work/mnt"; fi
  if [ -n "$loop" ]; then losetup -d "$loop" || :; loop=; fi
  if mountpoint -q "$work/fuse"; then umount "$work/fuse"; fi
  if [ -n "$fuse" ]; then wait "$fuse" 2>/dev/null || :; fuse=; fi
}
trap 'detach; rm -rf "$work"' EXIT

mkdir "$work/fuse" "$work/mnt"
truncate -s 160M "$work/base"
mkfs.ext4 -q -b 4096 -E lazy_itable_init=0,lazy_journal_init=0 "$work/base"
"$programs/outpost-lab-cutdisk" serve "$work/fuse" "$work/base" "$work/log" &
fuse=$!
for _ in $(seq 100); do [ -e "$work/fuse/disk" ] && break; sleep 0.05; done
loop=$(losetup -f --show "$work/fuse/disk")
mount -t ext4 -o commit=5 "$loop" "$work/mnt"

till=outpost-lab-till
[ "$plant" != --plant ] || till=outpost-lab-till-nosync
"$programs/$till" "$work/mnt/store" "$sales" "$work/fuse/mark"
detach
"$programs/outpost-lab-cutdisk" info "$work/log" | tee "$work/info"
records=$(awk '{print $1 + $3 + $5}' "$work/info")

ok=0 lost=0 broken=0
RANDOM=${SEED:-$$}
echo "seed $RANDOM"
for i in $(seq "$cuts"); do
  cut=$((records / 20 + (RANDOM * 32768 + RANDOM) % (records - records / 20)))
  mark=$("$programs/outpost-lab-cutdisk" image "$work/base" "$work/log" "$cut" "$i" "$work/image")
  loop=$(losetup -f --show "$work/image")
  if mount -t ext4 "$loop" "$work/mnt" 2>/dev/null; then
    rc=0
    "$programs/outpost-lab-check" "$work/mnt/store" "$mark" >"$work/said" 2>&1 || rc=$?
    case $rc in
      0) ok=$((ok + 1)) ;;
      3) lost=$((lost + 1)); echo "cut $cut seed $i: $(tail -n 1 "$work/said")" ;;
      *) broken=$((broken + 1)); echo "cut $cut seed $i: $(tail -n 1 "$work/said")" ;;
    esac
    umount "$work/mnt"
  else
    broken=$((broken + 1))
    echo "cut $cut seed $i: the file system does not mount"
  fi
  losetup -d "$loop"
  loop=
done
echo "$till: $cuts cuts: $ok whole, $lost with acknowledged sales lost, $broken broken"
if [ "$plant" = --plant ]; then
  [ $((lost + broken)) -gt 0 ] || { echo "the checker did not see the planted fault"; exit 1; }
else
  [ $((lost + broken)) = 0 ]
fi
