#include "devices/sim/table.hpp"

#include "devices/sim/printer.hpp"

namespace outpost::dev {

const SimTable& simulators() {
  static const SimTable table = {
      // name, maker
      {"printer", PrinterSimulator::make},
  };
  return table;
}

}  // namespace outpost::dev
