// How a car is looked for: on which protocol, and what becomes of it when it is there or not.
#include "devices/drivers/bay/elm_car_link.hpp"

#include <array>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

constexpr int no_power_below_mv = 6'000;

// The usual ones first; those that take long to try last.
constexpr std::array<int, 9> protocol_order = {6, 7, 8, 9, 2, 1, 5, 3, 4};

}  // namespace

// What the adapter is told to try: the protocol of its last car, then its own search; one that never says
// what it found tries one after the other.
std::string ElmCarLink::protocol_command() {
  told_ = 0;
  remembered_ = profile_.protocol != 0 && !remembered_failed_;
  if (remembered_) return fmt::format("ATTP{}", profile_.protocol);
  if (names_none_) return fmt::format("ATTP{}", protocol_order[protocol_at_]);
  return "ATSP0";
}

// No car on this protocol: true when there is another to try.
bool ElmCarLink::next_protocol() {
  if (!names_none_ || car_there_ || ++protocol_at_ >= protocol_order.size()) return protocol_at_ = 0, false;
  begin_search();
  return true;
}

// The car may be gone: the voltage tells first whether the adapter is still plugged into it.
void ElmCarLink::doubt_car() {
  begin_search();
  if (phase_ == Phase::search) phase_ = Phase::voltage;
}

void ElmCarLink::begin_search() {
  headers_.clear();
  round_.drop();
  if (to_ != 0) {
    phase_ = Phase::greet;  // whom the adapter asks is undone with everything else
    return;
  }
  phase_ = Phase::search;
  search_tries_ = 0;
  protocol_set_ = false;
}

void ElmCarLink::car_missing(std::string reason, Micros now) {
  adapter_.protocol = nullptr;  // the next car may speak another
  if (phase_ == Phase::search && !car_there_ && std::exchange(remembered_, false)) {
    remembered_failed_ = true;  // not the protocol of the last car: let the adapter look for it
    return begin_search();
  }
  if (next_protocol()) return;
  remembered_failed_ = false;
  car_there_ = false;
  const bool no_power = adapter_.voltage_mv && *adapter_.voltage_mv < no_power_below_mv;
  greet_anew_ = reason == "garbled";
  set(BayState::ignition_off, no_power ? "no-power" : std::move(reason));
  failures_ = 0;
  pause(now);
}

}  // namespace outpost::dev
