#pragma once

#include "tests/e2e/harness/process.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace outpost::e2e {

struct CrashOptions {
  int kills = 20, tills = 4;
  std::uint64_t seed = 0;                       ///< 0: chosen, and printed
  milliseconds think{10};                       ///< of a till between two sales
  std::map<std::string, std::string> programs;  ///< --edge FILE and so on: another program in its place
  bool plant_no_dedupe = false;
  std::string expect;  ///< the finding that a planted fault must bring
  bool keep = false;   ///< the folder stays in any case
};

/// Throws std::runtime_error with the usage.
CrashOptions crash_options(int argc, char** argv);

}  // namespace outpost::e2e
