// The states that staff see for every device, and nothing else.
#pragma once

#include <string>
#include <string_view>

namespace outpost::dev {

enum class State {
  disabled,     ///< switched off in the configuration
  absent,       ///< not plugged in
  opening,      ///< the wire is there, the device has not answered yet
  ready,        ///< can work
  busy,         ///< at work (printing, reading a car)
  stale,        ///< silent for longer than the driver's limit: its values are not current
  faulted,      ///< answers, and says or shows that a person must do something; `reason` says what
  unreachable,  ///< a network peer does not answer
};

std::string_view state_name(State state);

/// A state with its reason: "" or a stable lower-case name, for example "paper-out", "port-denied".
struct Status {
  State state = State::opening;
  std::string reason;

  bool operator==(const Status&) const = default;
};

/// What an error of a transport (by its name) means for the unit, see transport.hpp.
Status port_status(std::string_view error_name);

}  // namespace outpost::dev
