// outpost-scan bench LIST: read, wrong and milliseconds for each format, ours beside the libraries.
#pragma once

#include "edge/base/result.hpp"

#include <string>

namespace outpost::dev {

struct BenchOptions {
  std::string list;
  std::string only;      ///< files whose name holds this; "" = all
  bool explain = false;  ///< a line for each picture that is missed or wrong
};

/// Prints the table. Errors: the list cannot be read, no process can be made.
Result<void> scan_bench(const BenchOptions& options);

}  // namespace outpost::dev
