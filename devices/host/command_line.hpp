// --config FILE --data DIR --unit A,B
#pragma once

#include "edge/base/result.hpp"

#include <string>
#include <vector>

namespace outpost::dev {

struct CommandLine {
  std::string config = "/etc/outpost/outpost.ini";
  std::string data = "/var/lib/outpost";
  std::vector<std::string> units;  ///< empty: all that the program has drivers for
  bool help = false;
};

/// Error `bad-arguments`.
Result<CommandLine> parse_command_line(int argc, const char* const* argv);

}  // namespace outpost::dev
