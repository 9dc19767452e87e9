// outpost-obd's way to a car: a bay's driver on a port, without outpost-edge.
#pragma once

#include "edge/base/result.hpp"

#include <string>
#include <vector>

namespace outpost::dev {

struct ObdToolOptions {
  std::string port;  ///< serial:/dev/..., tcp:host:port, sim:elm327?car=...
  int baud = 38'400;
  int timeout_s = 60;
  bool json = false;
  std::vector<std::string> pids;
};

/// Waits for the car, makes one report and prints it. Error when none came in time.
Result<void> tool_report(const ObdToolOptions& options);
/// Prints live values until interrupted or `timeout_s` is over.
Result<void> tool_live(const ObdToolOptions& options);

}  // namespace outpost::dev
