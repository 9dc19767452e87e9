#include "devices/drivers/bay/car_mark.hpp"

#include <algorithm>

namespace outpost::dev {

CarMark mark_of(const BayFacts& facts) {
  constexpr std::uint8_t first_list_end = 0x20;
  CarMark out;
  for (const auto& [source, unit] : facts.units) {
    std::set<std::uint8_t> listed(unit.supported.begin(), unit.supported.upper_bound(first_list_end));
    if (!listed.empty()) out.emplace(source, std::move(listed));
  }
  return out;
}

bool contradict(const CarMark& a, const CarMark& b) {
  bool common = false, differ = false;
  for (const auto& [source, listed] : a)
    if (const auto other = b.find(source); other != b.end())
      common = true, differ = differ || other->second != listed;
  return differ || (!common && !a.empty() && !b.empty());
}

bool says_another_car(const ObdReading& reading, const std::string& vin) {
  const auto is_vin = [](const ObdValue& v) { return v.name == "vin"; };
  const auto& values = reading.values;
  if (vin.empty() || std::none_of(values.begin(), values.end(), is_vin)) return false;
  return std::none_of(values.begin(), values.end(),
                      [&](const ObdValue& v) { return is_vin(v) && v.text == vin; });
}

}  // namespace outpost::dev
