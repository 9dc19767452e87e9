#!/usr/bin/env bash
# Our capture before the kernel's own virtual camera (module vivid): formats, controls, the plug pulled and put back.
# Needs root and a kernel with vivid (Debian's has it; a virtual machine will do); skipped elsewhere.
# camera.sh PROGRAM        PROGRAM is outpost-lab-camera
set -euo pipefail
watch=$1
[ "$(id -u)" = 0 ] || { echo "skipped: root is needed"; exit 77; }
[ ! -d /sys/bus/platform/drivers/vivid ] || { echo "skipped: vivid is in use"; exit 77; }
modprobe vivid n_devs=1 node_types=0x1 num_inputs=1 input_types=0 2>/dev/null || { echo "skipped: this kernel has no vivid"; exit 77; }
dir=$(mktemp -d)
driver=/sys/bus/platform/drivers/vivid
trap 'wait; rm -rf "$dir"; modprobe -r vivid 2>/dev/null || :' EXIT
failed=0

camera() { local d; for d in /dev/video*; do [ -e "$d" ] && grep -q vivid "/sys/class/video4linux/${d##*/}/name" && echo "$d" && return; done; }
check() { # check WHAT FILE PATTERN
  if grep -qE "$3" "$2"; then echo "ok    $1"; else echo "FAIL  $1: no line like $3 in"; sed 's/^/      /' "$2"; failed=1; fi
}

sleep 1
node=$(camera)
[ -n "$node" ] || { echo "FAIL  vivid made no camera"; exit 1; }
for format in yuyv grey; do
  "$watch" "v4l2:$node?width=640&height=480&format=$format" 8 >"$dir/$format"
  check "$format" "$dir/$format" '^first 640x480 gray'
  check "$format is whole" "$dir/$format" '^end frames [1-9][0-9]* half 0 '
done
"$watch" "v4l2:$node?format=mjpg" 2 >"$dir/mjpg"
check "a format that it has not" "$dir/mjpg" '^camera-unfit .*does not give the format mjpg'
"$watch" "v4l2:$node?width=640&height=480&profile=counter" 4 >"$dir/counter"
check "a control that it has not is said" "$dir/counter" 'no control for'

# A second program that captures finds it busy.
"$watch" "v4l2:$node?width=640&height=480" 12 >"$dir/first" &
sleep 6
"$watch" "v4l2:$node?width=640&height=480" 3 >"$dir/second"
check "in use" "$dir/second" '^port-busy'
wait

# The plug: the node goes away under a stream, and comes back.
"$watch" "v4l2:$node?width=640&height=480" 40 >"$dir/plug" &
sleep 10
echo vivid.0 >$driver/unbind
sleep 5
echo vivid.0 >$driver/bind
wait
check "unplugged" "$dir/plug" '^camera-lost after [1-9][0-9]* frames'
if [ "$(grep -c '^first' "$dir/plug")" -ge 2 ]; then echo "ok    plugged in again"; else echo "FAIL  plugged in again"; failed=1; fi
sed 's/^/      /' "$dir/plug"
exit $failed
