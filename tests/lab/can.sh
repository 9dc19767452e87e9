#!/usr/bin/env bash
# The bay on the kernel's own CAN (module vcan): a simulated car in another process, the bus switched off under a report
# and on again. Needs root and a kernel with CAN (Debian's has it; a virtual machine will do); skipped elsewhere.
# can.sh CAR OBD        CAR is outpost-lab-can, OBD is outpost-obd
set -euo pipefail
car=$1 obd=$2
[ "$(id -u)" = 0 ] || { echo "skipped: root is needed"; exit 77; }
modprobe vcan 2>/dev/null && modprobe can_raw 2>/dev/null || { echo "skipped: this kernel has no CAN"; exit 77; }
dir=$(mktemp -d)
bus=vcan_lab0
ip link add dev $bus type vcan
trap 'kill $(jobs -p) 2>/dev/null; wait 2>/dev/null; ip link del $bus; rm -rf "$dir"' EXIT
failed=0

check() { # check WHAT FILE PATTERN
  if grep -qE "$3" "$2"; then echo "ok    $1"; else echo "FAIL  $1: no line like $3 in"; sed 's/^/      /' "$2" | tail -20; failed=1; fi
}
report() { "$obd" report --port can:$bus --timeout "${2:-120}" >"$dir/$1" 2>"$dir/$1.said" || :; }

report down 4
check "a bus that is switched off is no port" "$dir/down.said" 'No adapter'
ip link set $bus up
report silent 10
check "a bus without a car" "$dir/silent.said" 'does not answer|ignition'

for name in petrol-2020 suv-2018; do
  "$car" $bus $name & one=$!
  sleep 1
  report $name
  check "$name: number" "$dir/$name" '^vehicle +L[A-Z0-9]{16} '
  check "$name: addressing" "$dir/$name" "^protocol +ISO 15765-4 CAN \($([ $name = suv-2018 ] && echo 29 || echo 11) bit\)"
  check "$name: live values" "$dir/$name" 'engine_rpm'
  check "$name: whole" "$dir/$name" 'coolant_temp'
  if grep -q PARTIAL "$dir/$name"; then echo "FAIL  $name: the report is partial"; failed=1; fi
  if grep -q '^problem' "$dir/$name"; then echo "FAIL  $name:"; grep '^problem' "$dir/$name"; failed=1; fi
  kill $one; wait $one 2>/dev/null || :
done

# Two testers: the other one asks without a pause; ours reads its own answers and no others.
"$car" $bus petrol-2020 &
sleep 1
"$obd" live --port can:$bus --timeout 600 0D >/dev/null 2>&1 & other=$!
sleep 2
report crowd 200
kill $other; wait $other 2>/dev/null || :
check "two testers on one bus" "$dir/crowd" '^vehicle +LZZPA20E3L1004321 '

# The cable: the interface goes away under live values (which ends the simulated car too), and both come back.
"$obd" live --port can:$bus --timeout 60 >"$dir/cut" 2>"$dir/cut.said" & live=$!
sleep 10
check "live before the cable is cut" "$dir/cut" 'engine_rpm'
ip link set $bus down
sleep 6
before=$(wc -l <"$dir/cut")
ip link set $bus up
"$car" $bus petrol-2020 &
sleep 15
after=$(wc -l <"$dir/cut")
if [ "$after" -gt "$before" ]; then echo "ok    live again ($before rows before, $after after)"; else
  echo "FAIL  no live value in 15 s after the cable was back"; sed 's/^/      /' "$dir/cut.said" | tail; failed=1
fi
kill $live 2>/dev/null; wait $live 2>/dev/null || :
exit $failed
