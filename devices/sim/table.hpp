// The simulators that stand behind `sim:NAME`: a row each.
#pragma once

#include "devices/transport/simulator.hpp"

namespace outpost::dev {

const SimTable& simulators();

}  // namespace outpost::dev
