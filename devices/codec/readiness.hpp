// The self-tests of a car (service 01, identifiers 01 and 41): which there are and which are complete.
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

/// From the four data bytes of identifier 01 (since the codes were cleared), or of 41 (this drive cycle:
/// `available` then means that the test may still run in this cycle). Error `data-length`.
Result<Readiness> read_readiness(ByteView data);

/// What is missing and how to drive so that the self-test runs: one or two sentences for the driver, common
/// advice without a maker's particulars.
struct Advice {
  std::string_view en, zh;  ///< of static storage; both empty for an unknown monitor
};
/// `monitor` as Monitor::name. Any thread. The table is devices/data/readiness_advice.tsv.
Advice readiness_advice(std::string_view monitor);

}  // namespace outpost::dev
