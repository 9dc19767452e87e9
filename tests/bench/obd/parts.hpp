// The four questions of this bench; each prints its table and notes what a goal asks for.
#pragma once

#include "tests/bench/goals/goals.hpp"

namespace outpost::bench {

struct ObdOptions {
  int runs = 5;        ///< of which the median counts
  double seconds = 1;  ///< of one run over a line
  int bay_seconds = 20;
  bool cpu = false;  ///< delays by the processor's time
};

/// Lines and vehicle numbers a second and core, beside a loop that only turns digits into a number.
void measure_parser(const ObdOptions& options, Scores& scores);
/// Questions a second over a pseudo terminal and over TCP, beside a bare loop of write and read.
void measure_queries(const ObdOptions& options, Scores& scores);
/// The whole car, beside the same questions one by one.
void measure_reports(Scores& scores);
/// Sixteen bays in one process, alone and with a dead or a flooding adapter among them.
void measure_bays(const ObdOptions& options, Scores& scores);

}  // namespace outpost::bench
