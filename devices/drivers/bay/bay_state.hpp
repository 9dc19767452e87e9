// How a bay stands, and the words for it.
#pragma once

#include "devices/drivers/states.hpp"

#include <string>
#include <string_view>

namespace outpost::dev {

enum class BayState {
  no_adapter,    ///< the port is not there, or nothing answers on it
  not_obd,       ///< something answers, but no OBD adapter
  connecting,    ///< the adapter is being set up, or the car's protocol looked for
  ignition_off,  ///< the adapter answers, the car does not
  reading,       ///< a report is being made
  ready,         ///< the car answers
  lost,          ///< adapter or car fell silent in the middle; going on trying
};

std::string_view bay_state_name(BayState state);

struct BayText {
  std::string_view en, zh;
};
/// One sentence for staff. `reason` as in the reading; an unknown one gives the state's own sentence.
BayText bay_state_text(BayState state, std::string_view reason);

/// The unit's state among those that every device has.
Status bay_status(BayState state, std::string_view reason);

}  // namespace outpost::dev
