// The self-tests of a car (service 01, identifier 01): which there are and which are complete.
#pragma once

#include "edge/base/bytes.hpp"

#include <string_view>
#include <vector>

namespace outpost::dev {

struct Monitor {
  std::string_view name;  ///< stable: "catalyst"
  std::string_view label_en, label_zh;
  bool available = false;
  bool complete = false;  ///< means something only when available
};

struct Readiness {
  bool compression_ignition = false;
  std::vector<Monitor> monitors;  ///< the ones that belong to the kind of engine, available or not
};

/// From the four data bytes. Error `data-length`.
Result<Readiness> read_readiness(ByteView data);

}  // namespace outpost::dev
