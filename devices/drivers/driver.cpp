#include "devices/drivers/driver.hpp"

#include <algorithm>
#include <array>

namespace outpost::dev {
namespace {

constexpr std::array<std::string_view, 8> names = {"disabled", "absent", "opening", "ready",
                                                   "busy",     "stale",  "faulted", "unreachable"};

}  // namespace

std::string_view state_name(State state) { return names[static_cast<std::size_t>(state)]; }

Status port_status(std::string_view error) {
  if (error == "port-absent" || error == "port-unplugged" || error == "camera-lost")
    return {State::absent, std::string(error)};
  if (error == "port-unreachable" || error == "port-io") return {State::unreachable, std::string(error)};
  return {State::faulted, std::string(error)};
}

void DriverBase::on_written(std::size_t count, Micros) {
  sent_ += std::min(count, out_.size() - sent_);
  if (sent_ < out_.size()) return;
  out_.clear();
  sent_ = 0;
}

}  // namespace outpost::dev
