#include "devices/codec/value_scale.hpp"

#include <algorithm>
#include <array>

namespace outpost::dev {
namespace {

struct Rule {
  std::string_view first_key, last_key, name;  // identifiers from, to; beginning of the field's name
  std::string_view limit;                      // field of 4F or 50
  double factor;                               // value on the stretched scale = usual value * factor * limit
};

// SAE J1979, 4F and 50. Usual scales: lambda raw/32768, volts raw/8192, air flow raw/100; stretched: raw *
// limit / 65535. Pressure: raw against raw * limit / 255. Current: raw/256 - 128 against raw * limit/32768 -
// limit.
const Rule rules[] = {
    {"24", "2B", "wr_lambda_", "max_lambda", 32768.0 / 65535},
    {"24", "2B", "wr_voltage_", "max_o2_voltage", 8192.0 / 65535},
    {"34", "3B", "wr_lambda_", "max_lambda", 32768.0 / 65535},
    {"34", "3B", "wr_current_", "max_o2_current", 1.0 / 128},
    {"0B", "0B", "intake_map", "max_intake_map", 1.0 / 255},
    {"10", "10", "maf_rate", "max_maf", 100.0 / 65535},
};

const std::array<std::string_view, 5> limit_names = {"max_lambda", "max_o2_voltage", "max_o2_current",
                                                     "max_intake_map", "max_maf"};

// Keys are two digits, so their order as texts is their order as numbers.
bool speaks_of(const Rule& rule, const ObdValue& v) {
  constexpr std::string_view freeze = "freeze.";
  std::string_view name = v.name;
  if (name.starts_with(freeze)) name.remove_prefix(freeze.size());
  return v.key.size() == 2 && v.key >= rule.first_key && v.key <= rule.last_key &&
         name.starts_with(rule.name);
}

}  // namespace

void ValueScale::learn(const std::vector<ObdValue>& values) {
  for (const auto& v : values) {
    const bool is_limit = (v.key == "4F" || v.key == "50") && v.kind == ValueKind::number;
    if (is_limit && std::find(limit_names.begin(), limit_names.end(), v.name) != limit_names.end())
      limits_[v.source][v.name] = v.number;
  }
}

double ValueScale::limit_of(const ObdValue& value, std::string_view limit) const {
  const auto unit = limits_.find(value.source);
  if (unit == limits_.end()) return 0;
  const auto found = unit->second.find(limit);
  return found == unit->second.end() ? 0 : found->second;
}

void ValueScale::apply(std::vector<ObdValue>& values) const {
  for (auto& v : values)
    for (const auto& rule : rules)
      if (const double limit = speaks_of(rule, v) ? limit_of(v, rule.limit) : 0; limit > 0)
        v.number *= rule.factor * limit;
  std::erase_if(values, [&](const ObdValue& v) {
    const double limit = v.key == "44" ? limit_of(v, "max_lambda") : 0;
    return limit > 0 && limit != 2;
  });
}

}  // namespace outpost::dev
