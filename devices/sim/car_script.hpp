// What happens to a simulated car or adapter and when, as a port's `script=` says it:
// `silent@10,speak@15500ms,can-error-once@r7,refuse:ATAL@0`. Behind `@`: seconds or `ms` since the device was
// first plugged in, or `rN`: just before the Nth request to the car is worked on. Behind `:` an argument,
// where the action takes one. Which actions there are is a table of the simulator.
#pragma once

#include "edge/base/clock.hpp"
#include "edge/base/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outpost::dev {

struct ActionRow {
  std::string_view name;
  enum class Takes { nothing, number, text } takes = Takes::nothing;
};

struct CarAction {
  std::string_view name;  ///< of the table's row
  std::string text;
  std::int64_t number = 0;
};

/// "pending:60" by the table. Error `bad-port`.
Result<CarAction> parse_action(std::string_view text, const std::vector<ActionRow>& table);

class CarScript {
public:
  /// Error `bad-port` names the step.
  static Result<CarScript> parse(std::string_view text, const std::vector<ActionRow>& table);

  /// The next step that is due at this time since the first plug, or at this request; once each.
  std::optional<CarAction> take_due(Micros since_us, std::int64_t request);
  std::optional<Micros> next_us() const;

private:
  struct Step {
    std::optional<Micros> at_us;
    std::int64_t at_request = 0;
    CarAction action;
  };
  std::vector<Step> steps_;
};

}  // namespace outpost::dev
