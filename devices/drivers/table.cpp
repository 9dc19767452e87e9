#include "devices/drivers/table.hpp"

#include <algorithm>

namespace outpost::dev {

const std::vector<StreamDriver>& stream_drivers() {
  static const std::vector<StreamDriver> table = {
      // name, line, maker
  };
  return table;
}

const StreamDriver* find_stream_driver(std::string_view name) {
  const auto& t = stream_drivers();
  const auto i = std::find_if(t.begin(), t.end(), [&](const StreamDriver& d) { return d.name == name; });
  return i == t.end() ? nullptr : &*i;
}

}  // namespace outpost::dev
