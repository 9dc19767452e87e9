// What outpost-device and outpost-camera share: the command line, the configuration, the loop. They differ in
// the makers of units that are linked in.
#pragma once

#include "devices/drivers/table.hpp"
#include "devices/host/unit.hpp"
#include "devices/transport/port_name.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace outpost::dev {

/// What a maker gets: the unit's settings and its port, parsed.
struct UnitRequest {
  UnitSettings settings;
  PortName port;
  Random* random = nullptr;  ///< outlives the unit
};

/// A unit of its driver, or the sentence with which the program refuses to start.
using UnitMaker = std::function<Result<std::unique_ptr<Unit>>(const UnitRequest&)>;
/// Driver name to maker.
using UnitMakers = std::map<std::string, UnitMaker, std::less<>>;

/// The drivers of byte streams (drivers/table.hpp), over every kind of port and every simulator.
UnitMakers stream_makers();

/// `PROGRAM [--config FILE] [--data DIR] [--unit A,B]`: runs until SIGTERM or SIGINT. Without --unit all
/// enabled units that the program has drivers for. Returns the exit code: 0 clean, 1 refused with one
/// sentence on standard error.
int run_program(const std::string& program, const UnitMakers& makers, int argc, char** argv);

}  // namespace outpost::dev
