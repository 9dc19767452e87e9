// The parts of the scan bench; each prints its own rows. False when no process can be made.
#pragma once

#include "tests/bench/scan/table.hpp"

namespace outpost::bench {

/// G10 to G13: how far a reader reads, for one amount of one trouble after the other. `codes` a value.
bool run_sweeps(ScanTable& table, int codes);
/// Glare out of photographs over a part of a code of 2 to 3 pixels a module. Skipped where there are none.
bool run_glare(ScanTable& table, int codes);
/// G7, G8: milliseconds of a frame of a stream without a code and with one, 480p to 1080p.
bool run_frames(ScanTable& table, int codes);
/// G9: a code at 2.5 pixels a module, turned by 0 to 175 degrees in steps of 5, 480p to 1080p.
bool run_turns(ScanTable& table, int codes);
/// G5: frames full of print and edges without a code: nothing may be read.
bool run_clutter(ScanTable& table, int frames);

}  // namespace outpost::bench
