// A port's name from the configuration to a transport.
#pragma once

#include "devices/transport/line_settings.hpp"
#include "devices/transport/port_name.hpp"
#include "devices/transport/simulator.hpp"
#include "devices/transport/transport.hpp"

namespace outpost::dev {

struct PortOptions {
  LineSettings line;               ///< serial
  const SimTable* sims = nullptr;  ///< sim
  SimArgs defaults;                ///< sim: the unit's settings, used where the port's own values are silent
};

/// serial, tcp, can, sim, replay and file; `folder` is a source of pictures, not a stream. Error `bad-port`.
Result<std::unique_ptr<Transport>> make_port(const PortName& name, const PortOptions& options);

}  // namespace outpost::dev
