// Hears what a truck says by itself (SAE J1939): the active trouble codes, DM1, also in parts. Sends nothing.
// Pure.
#pragma once

#include "devices/codec/can_frame.hpp"
#include "devices/codec/j1939.hpp"
#include "edge/base/clock.hpp"

#include <map>

namespace outpost::dev {

class TruckListener {
public:
  /// Any frame of the bus; what is not of DM1 is left alone.
  void note(const CanFrame& frame, Micros now);
  /// What came whole and sound since the last call.
  std::optional<ObdReading> take() { return std::exchange(ready_, std::nullopt); }
  /// True when a truck has been speaking for so long, and still is.
  bool speaks_since(Micros us, Micros now) const;
  /// When it is silent for good, if it says nothing more.
  Micros gone_us() const;
  void clear() { *this = {}; }

private:
  struct Parts {
    std::vector<std::string> lines;
    std::size_t due = 0;
  };

  void read(std::vector<std::string> lines, Micros now);

  std::map<std::uint8_t, Parts> open_;  // messages in parts, by source
  std::optional<ObdReading> ready_;
  Micros first_us_ = 0, last_us_ = 0;
};

}  // namespace outpost::dev
