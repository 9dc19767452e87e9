#include "devices/sim/table.hpp"

#include "devices/sim/can_car.hpp"
#include "devices/sim/elm327.hpp"
#include "devices/sim/printer.hpp"
#include "devices/sim/shelf.hpp"

namespace outpost::dev {

const SimTable& simulators() {
  static const SimTable table = {
      // name, maker
      {"can", CanCar::make},
      {"elm327", Elm327::make},
      {"printer", PrinterSimulator::make},
      {"shelf", ShelfBoard::make},
  };
  return table;
}

}  // namespace outpost::dev
