// Erasing trouble codes, step by step: is it the car of the report, does its engine stand, erase, and what
// codes are left. Says what to ask next and judges the answers; the rule itself is clear_grounds.hpp. Pure.
#pragma once

#include "devices/drivers/bay/bay_facts.hpp"
#include "devices/drivers/bay/car_link.hpp"

#include <optional>

namespace outpost::dev {

struct ClearOrder {
  std::string person, snapshot, vin;  ///< who; the stored report, and the vehicle number in it
};

class BayClear {
public:
  static constexpr Micros longest_us = 30 * us_per_s;

  BayClear(ClearOrder order, Micros now) : order_(std::move(order)), began_us_(now) {}

  /// The next question to the car, or nothing when it is over (ended() then).
  std::optional<SafeRequest> next(Micros now);
  void take(const CarAnswer& answer, Micros now);
  /// The car or the way to it is gone, or it takes too long.
  void give_up(std::string reason) { end(std::move(reason)); }

  bool ended() const { return ended_; }
  Micros deadline() const { return began_us_ + longest_us; }
  /// "" = every unit says that it has erased.
  const std::string& reason() const { return reason_; }
  /// True when the request to erase went out: then nobody may say that nothing was erased.
  bool asked_to_erase() const { return erase_sent_; }
  /// What was read afterwards; nothing when that was not reached.
  const std::vector<BayCode>& codes_left() const { return facts_.codes; }

private:
  enum class Step { vin, rpm, speed, erase, stored, pending, permanent, done };

  void end(std::string reason);
  void judge_erased(const ObdReading& reading);
  ClearGrounds grounds(Micros now) const;

  ClearOrder order_;
  Micros began_us_;
  Step step_ = Step::vin;
  BayFacts facts_;
  std::optional<double> rpm_, speed_;
  Micros engine_at_us_ = 0;
  int tries_ = 0;
  bool erase_sent_ = false, erased_ = false, ended_ = false;
  std::string reason_;
};

}  // namespace outpost::dev
