#include "devices/drivers/bay/car_search.hpp"

#include <algorithm>

namespace outpost::dev {

const SafeRequest& search_question(bool wwh) {
  static const SafeRequest ordinary = SafeRequest::make({{0x01, 0x00}, 0}).value();
  static const SafeRequest by_uds = SafeRequest::make({{0x22, 0xF4, 0x00}, 0}).value();
  return wwh ? by_uds : ordinary;
}

bool refuses_list(const ObdReading& reading) {
  const auto waits = [](const UnitFault& f) { return f.name == "negative-78" || f.name == "negative-21"; };
  const auto refuses = [&](const UnitFault& f) { return f.name.starts_with("negative-") && !waits(f); };
  const auto& faults = reading.faults;
  return reading.values.empty() && std::none_of(faults.begin(), faults.end(), waits) &&
         std::any_of(faults.begin(), faults.end(), refuses);
}

}  // namespace outpost::dev
