// A frame to codes: a cascade of passes from cheap to dear, within a time budget. Each pass only adds looks;
// accept.hpp decides. Pure but for the clock that is handed in. May abort the process (libzxing asserts on
// some photos): call it in the worker.
#pragma once

#include "devices/vision/account.hpp"
#include "devices/vision/gray.hpp"
#include "edge/base/clock.hpp"

namespace outpost::dev::vision {

struct Hints {
  bool still = false;    ///< one picture and no next one: the dear passes are worth their time
  bool careful = false;  ///< the reader died on this frame before: only the passes that never did
  Micros budget_us = 120 * us_per_ms;  ///< no pass, strip or comparison begins after this
  int turn =
      0;  ///< of a stream: 0 = the usual rows of a code, above it others, until bars are read (turns.hpp)
};

/// Everything that was seen, accepted or not: for measuring. `account`: how long each pass took.
std::vector<Look> look_at(const GrayView& frame, const Hints& hints, Clock& clock,
                          Account* account = nullptr);

/// `account`: the passes, and what became of each text.
std::vector<FoundCode> decode(const GrayView& frame, const Hints& hints, Clock& clock,
                              Account* account = nullptr);

/// A pass that was run.
struct PassRun {
  std::string_view name;
  Micros took = 0;               ///< by the clock that was handed in, with the check of what it saw
  std::vector<FoundCode> codes;  ///< accepted for the first time after it
};

/// As decode(), pass by pass: for measuring what each gains and costs.
std::vector<PassRun> passes_of(const GrayView& frame, const Hints& hints, Clock& clock);

}  // namespace outpost::dev::vision
