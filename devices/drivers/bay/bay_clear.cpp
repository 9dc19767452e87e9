#include "devices/drivers/bay/bay_clear.hpp"

#include "devices/drivers/bay/bay_faults.hpp"

#include <algorithm>

namespace outpost::dev {
namespace {

constexpr int max_tries = 3;  // of a question that only reads; the one that erases is asked once

Bytes request_of(int step) {
  static const std::vector<Bytes> requests = {{0x09, 0x02}, {0x01, 0x0C}, {0x01, 0x0D}, {0x04},
                                              {0x03},       {0x07},       {0x0A}};
  return requests[static_cast<std::size_t>(step)];
}

std::optional<double> highest(const ObdReading& reading, std::string_view name) {
  std::optional<double> out;
  for (const auto& v : reading.values)
    if (v.name == name) out = std::max(out.value_or(v.number), v.number);
  return out;
}

}  // namespace

void BayClear::end(std::string reason) {
  if (ended_) return;
  ended_ = true;
  reason_ = std::move(reason);
}

ClearGrounds BayClear::grounds(Micros now) const {
  return {order_.person, order_.snapshot, order_.vin, facts_.vin, rpm_, speed_, now - engine_at_us_};
}

std::optional<SafeRequest> BayClear::next(Micros now) {
  if (ended_) return std::nullopt;
  if (now >= deadline()) return end("lost"), std::nullopt;
  const ObdRequest request{request_of(static_cast<int>(step_)), 0};
  auto safe =
      step_ == Step::erase ? SafeRequest::make_clear(request, grounds(now)) : SafeRequest::make(request);
  if (!safe) return end(safe.error().name), std::nullopt;
  erase_sent_ = erase_sent_ || step_ == Step::erase;
  ++tries_;
  return std::move(*safe);
}

void BayClear::take(const CarAnswer& answer, Micros now) {
  const auto& reading = answer.reading;
  // A live value may have been out when this began, and the link looks for the car by itself.
  if (ended_ || answer.request.bytes != request_of(static_cast<int>(step_))) return;
  const bool nobody = reading.values.empty() && only_noise(reading.faults);
  const bool broken = answer.silent || nobody || reading.spoilt || is_bus_fault(first_fault(reading));
  if (broken && step_ != Step::erase && tries_ < max_tries) return;  // the same once more
  if (broken && step_ != Step::erase) return end("lost");
  if (step_ == Step::vin || step_ > Step::erase) facts_.take(answer.request, reading, "clear", now);
  if (step_ == Step::rpm) rpm_ = highest(reading, "engine_rpm"), engine_at_us_ = answer.asked_us;
  if (step_ == Step::speed) speed_ = highest(reading, "vehicle_speed");
  if (step_ == Step::erase) judge_erased(reading);
  tries_ = 0;
  step_ = static_cast<Step>(static_cast<int>(step_) + 1);
  if (step_ == Step::done) end(erased_ ? "" : "refused-by-car");
}

// Every unit that answers must say yes. What a broken answer meant is told by the codes that are read next.
void BayClear::judge_erased(const ObdReading& reading) {
  bool any = false, all = true;
  for (const auto& v : reading.values)
    if (v.name == "clear.ok") any = true, all = all && v.number != 0;
  erased_ = any && all && reading.faults.empty();
}

}  // namespace outpost::dev
