// How every configured unit is, as far as edge knows: written by the device link, read by everybody. In
// memory only; after a restart the devices say it again.
#pragma once

#include "edge/base/clock.hpp"
#include "edge/base/config/config.hpp"
#include "edge/base/result.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace outpost::app {

/// From the configuration; constant.
struct UnitInfo {
  std::string unit, driver, station;
  bool enabled = true;
  int width_columns = 48;  ///< escpos: characters a line
};

/// Error `bad-setting` in words.
Result<std::vector<UnitInfo>> units_from(const config::Config& config);

/// A thing on the port.
struct UnitPart {
  std::string device, label, state, reason;
};

/// One lane of a shelf. A weight that is not settled, or whose shelf is silent, is not a weight.
struct ShelfChannel {
  std::string channel;
  std::optional<std::int64_t> weight_mg;
  bool stable = false;
  std::string state;  ///< ok, or the name of its fault, suspect, stale
  Micros at_us = 0;   ///< wall clock
};

struct UnitView {
  UnitInfo info;
  std::string state = "unreachable";  ///< disabled, absent, opening, ready, busy, stale, faulted, unreachable
  std::string reason = "no-process";  ///< "" or a stable name
  bool heard = false;                 ///< its program speaks; else `state` is what edge makes of the silence
  Micros since_us = 0;                ///< wall clock
  std::optional<Micros> last_seen_us, last_data_us;
  std::map<std::string, std::int64_t> counters;  ///< the device's own, and edge's that begin with "edge_"
  std::vector<UnitPart> parts;
  std::vector<ShelfChannel> channels;
  std::string door;  ///< open, closed, or "" when not known
  std::string bay;   ///< the last `bay` reading, a JSON object; "" before the first
};

class UnitBoard {
public:
  UnitBoard(std::vector<UnitInfo> units, Micros now_us);

  /// All units in the order of the configuration. Any thread.
  std::vector<UnitView> all() const;
  std::optional<UnitView> one(const std::string& unit) const;
  /// The first enabled unit of `driver` at `station`.
  std::optional<UnitInfo> at_station(const std::string& station, const std::string& driver) const;
  std::optional<UnitInfo> info(const std::string& unit) const;
  /// Changes one and returns it as it is then. Nothing for a unit that is not configured. Any thread.
  std::optional<UnitView> change(const std::string& unit, const std::function<void(UnitView&)>& how);
  /// A sign of life at `at_us` (wall clock): comes with every message, so nothing is copied. Any thread.
  void seen(const std::string& unit, Micros at_us);

private:
  mutable std::mutex mutex_;
  std::vector<UnitView> units_;
};

}  // namespace outpost::app
