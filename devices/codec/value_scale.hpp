// A control unit may stretch the scale of a few values and say so in identifiers 4F and 50. A diesel whose
// lambda reaches 32 would otherwise be shown one sixteenth of it.
#pragma once

#include "devices/codec/obd_value.hpp"

#include <map>

namespace outpost::dev {

/// What each unit said about its scales. Values hold the usual scale until `apply`. Not thread-safe; no I/O.
class ValueScale {
public:
  /// Takes the limits out of decoded values of 4F and 50; all other values are ignored. A limit of 0 means
  /// "the usual scale"; the last word of a unit counts.
  void learn(const std::vector<ObdValue>& values);

  /// Brings freshly decoded values to the scale of their unit (same `source`): once for each value. Covers
  /// 0B, 10, 24 to 2B and 34 to 3B, live and of a freeze frame. 44 is taken out when the unit's lambda scale
  /// is not the usual one: no two sources agree that it follows.
  void apply(std::vector<ObdValue>& values) const;

private:
  double limit_of(const ObdValue& value, std::string_view limit) const;

  std::map<std::string, std::map<std::string, double, std::less<>>, std::less<>>
      limits_;  ///< unit, name, limit
};

}  // namespace outpost::dev
