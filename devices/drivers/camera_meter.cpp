#include "devices/drivers/camera_meter.hpp"

#include <utility>

namespace outpost::dev {

void CameraMeter::turn(Micros now) {
  if (began_ == 0) began_ = now;
  if (now - began_ < window) return;
  length_ = now - began_;
  last_ = std::exchange(current_, {});
  began_ = now;
}

void CameraMeter::on_begin(Micros waited, Micros now) {
  turn(now);
  current_.wait.add(waited);
}

void CameraMeter::on_skipped(Micros opening, Micros now) {
  turn(now);
  current_.open.add(opening);
}

void CameraMeter::on_read(Micros opening, Micros reading, Micros now) {
  turn(now);
  current_.open.add(opening);
  current_.read.add(reading);
}

void CameraMeter::add_to(std::map<std::string, std::int64_t, std::less<>>& counters) const {
  if (length_ == 0) return;
  const auto a_second = [&](std::int64_t n) { return (n * us_per_s + length_ / 2) / length_; };
  counters["fps"] = fps();
  counters["looks_per_s"] = a_second(last_.read.count);
  counters["wait_us"] = last_.wait.mean();
  counters["open_us"] = last_.open.mean();
  counters["read_us"] = last_.read.mean();
}

}  // namespace outpost::dev
