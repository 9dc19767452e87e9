#include "devices/sim/table.hpp"

namespace outpost::dev {

const SimTable& simulators() {
  static const SimTable table = {
      // name, maker
  };
  return table;
}

}  // namespace outpost::dev
