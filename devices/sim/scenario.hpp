// What happens to a simulated device and when: a text file, a line a step, `MILLISECONDS ACTION [HEX BYTES]`,
// times from the moment the device is first plugged in, in rising order. Which actions there are is the
// simulator's matter.
#pragma once

#include "edge/base/bytes.hpp"
#include "edge/base/clock.hpp"

#include <optional>
#include <string>
#include <vector>

namespace outpost::dev {

struct ScenarioStep {
  Micros at_us = 0;
  std::string action;
  Bytes bytes;
};

class Scenario {
public:
  Scenario() = default;
  /// Error `bad-scenario` with the line's number; `actions` are the words that the simulator knows.
  static Result<Scenario> parse(std::string_view text, const std::vector<std::string_view>& actions);
  /// The same from a file; an empty path is an empty scenario.
  static Result<Scenario> load(const std::string& path, const std::vector<std::string_view>& actions);

  /// The clock of the steps begins; later calls do nothing.
  void start(Micros now);
  /// The next step that is due, once each.
  std::optional<ScenarioStep> take_due(Micros now);
  std::optional<Micros> next_deadline() const;

private:
  std::vector<ScenarioStep> steps_;
  std::size_t next_ = 0;
  std::optional<Micros> began_;
};

}  // namespace outpost::dev
