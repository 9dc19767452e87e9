// How a car is looked for on a CAN interface: by which question, with short or long identifiers; and trucks,
// which are only listened to.
#include "devices/drivers/bay/bay_faults.hpp"
#include "devices/drivers/bay/can_car_link.hpp"

namespace outpost::dev {
namespace {

// The bit rate is the interface's business, so these have no number of an adapter's table.
constexpr Protocol short_ids = {0, Bus::can11, "CAN11", "ISO 15765-4 CAN (11 bit)"};
constexpr Protocol long_ids = {0, Bus::can29, "CAN29", "ISO 15765-4 CAN (29 bit)"};
constexpr Protocol truck_bus = {0, Bus::can29, "J1939", "SAE J1939"};

constexpr Micros retry_us = us_per_s;
constexpr Micros truck_sure_us = 3 * us_per_s;  // it speaks so long, and nobody has answered OBD meanwhile

}  // namespace

void CanCarLink::begin_search(Micros now) {
  phase_ = Phase::search;
  if (trying_ == nullptr) trying_ = &short_ids;
  tries_ = 0;
  missing_reason_.clear();
  wwh_found_.reset();
  if (!car_there_) adapter_.wwh = adapter_.truck = false;
  search(now);
}

void CanCarLink::search(Micros now) { send(search_question(adapter_.wwh).request(), 0, now); }

void CanCarLink::on_search_answer(ObdReading reading, const Question& question, Micros now) {
  const bool none = reading.values.empty();
  CarAnswer found{question.request, std::move(reading), question.reply.lines, false, question.asked_us, now};
  if (wwh_found_) {
    // Whoever answers 0100 as well is an ordinary car.
    adapter_.wwh = none;
    auto by_uds = std::move(*std::exchange(wwh_found_, std::nullopt));
    return take_found(none ? std::move(by_uds) : std::move(found));
  }
  if (none) return search_on(found.reading, now);
  if (!adapter_.wwh || car_there_) return take_found(std::move(found));
  // Some ordinary cars know these identifiers too, and this one may have been switched on a moment ago.
  wwh_found_ = std::move(found);
  adapter_.wwh = false;
  search(now);
}

void CanCarLink::take_found(CarAnswer found) {
  if (!std::exchange(car_there_, true)) ++finds_;
  failures_ = 0;
  adapter_.protocol = trying_;
  phase_ = Phase::car;
  set(BayState::ready, "");
  answer_ = std::move(found);
}

// No car by this question: 0100 with short and long identifiers, then 22F400 with long and short ones.
void CanCarLink::search_on(const ObdReading& reading, Micros now) {
  constexpr int ordinary = 2, all = 4;
  const bool bus_dead = first_fault(reading) == "can-error" || trouble_ == "not-heard";
  if (refuses_list(reading)) missing_reason_ = "no-obd";
  if (!bus_dead && !car_there_ && ++tries_ < all) {
    adapter_.wwh = tries_ >= ordinary;
    if (tries_ == ordinary)
      trying_ = &long_ids;
    else
      trying_ = trying_ == &short_ids ? &long_ids : &short_ids;
    return search(now);
  }
  if (!bus_dead && !car_there_ && truck_.speaks_since(truck_sure_us, now)) return truck_found();
  if (bus_off_) return car_missing("bus-off", now);
  if (bus_dead) return car_missing(trouble_ == "not-heard" ? "not-heard" : "can-error", now);
  car_missing(std::exchange(missing_reason_, {}), now);
}

void CanCarLink::truck_found() {
  car_there_ = true;
  ++finds_;
  adapter_.protocol = &truck_bus;
  adapter_.wwh = false;
  adapter_.truck = true;
  phase_ = Phase::truck;
  set(BayState::ready, "");
}

// What an ordinary car says by itself is nobody's business.
std::optional<ObdReading> CanCarLink::take_broadcast() {
  return phase_ == Phase::truck ? truck_.take() : std::nullopt;
}

void CanCarLink::car_missing(std::string reason, Micros now) {
  car_there_ = false;
  failures_ = 0;
  adapter_.protocol = nullptr;
  set(BayState::ignition_off, std::move(reason));
  phase_ = Phase::pause;
  pause_until_us_ = now + retry_us;
}

}  // namespace outpost::dev
