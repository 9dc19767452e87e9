// What an ordinary simulated car says of its codes by UDS beyond services 03 and 07.
#pragma once

#include "devices/sim/car.hpp"

#include <algorithm>

namespace outpost::dev::test {

struct UdsOnly {
  const SimUnit* unit;
  std::string kind, code;
};

/// Pending or confirmed codes of units that hear questions to all, without those that service 03 or 07 names.
inline std::vector<UdsOnly> only_by_uds(const Car& car) {
  constexpr unsigned pending = 0x04, confirmed = 0x08;
  std::vector<UdsOnly> out;
  const auto named = [](const std::vector<std::string>& list, const std::string& code) {
    return std::find(list.begin(), list.end(), code) != list.end();
  };
  for (const auto& u : car.units())
    for (const auto& c : u.uds_codes)
      if (u.functional && (c.status & (pending | confirmed)) && !named(u.stored, c.code) &&
          !named(u.pending, c.code))
        out.push_back({&u, c.status & confirmed ? "stored" : "pending", c.code});
  return out;
}

}  // namespace outpost::dev::test
