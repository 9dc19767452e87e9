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

/// What ours took for an EAN or UPC photograph, on average.
struct RetailTime {
  int photos = 0;
  double wall_ms = 0, cpu_ms = 0;
};

/// Prints the table. Errors: the list cannot be read, no process can be made.
Result<RetailTime> scan_bench(const BenchOptions& options);

}  // namespace outpost::dev
