// Commands to the adapter itself (not to the car). As with requests to the car there is one door: only a
// command of the list can be made, so nothing that could wedge an adapter (AT TP A0) or reprogram it (AT PP)
// leaves.
#pragma once

#include "edge/base/result.hpp"

#include <string>
#include <string_view>

namespace outpost::dev {

class AdapterCommand {
public:
  /// Error `command-blocked`.
  static Result<AdapterCommand> make(std::string_view text);
  const std::string& text() const { return text_; }

private:
  explicit AdapterCommand(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace outpost::dev
