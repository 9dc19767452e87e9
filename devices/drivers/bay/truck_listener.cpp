#include "devices/drivers/bay/truck_listener.hpp"

#include <fmt/format.h>
#include <iterator>

namespace outpost::dev {
namespace {

constexpr std::uint32_t announcement = 0xEC00, packet = 0xEB00;  // SAE J1939-21
constexpr std::uint8_t to_all = 0x20;
constexpr std::size_t frame_bytes = 8;
constexpr Micros silent_us = 5 * us_per_s;  // DM1 comes every second

std::string line_of(const CanFrame& frame) {
  return fmt::format("{:08X}", frame.id) + request_text(frame.data);
}

// The group that is announced to all; 0 = this is no such announcement.
std::uint32_t announced(const CanFrame& frame) {
  if (frame.data[0] != to_all) return 0;
  return frame.data[5] | frame.data[6] << 8 | frame.data[7] << 16;
}

}  // namespace

void TruckListener::note(const CanFrame& frame, Micros now) {
  if (!frame.wide || frame.remote || frame.error || frame.data.size() != frame_bytes) return;
  const auto id = j1939_id(frame.id);
  if (id.pgn == j1939_dm1) return read({line_of(frame)}, now);
  if (id.pgn == announcement && announced(frame) == j1939_dm1)
    open_[id.source] = {{line_of(frame)}, 1 + std::size_t{frame.data[3]}};
  const auto open = open_.find(id.source);
  if (id.pgn != packet || id.destination != 0xFF || open == open_.end()) return;
  open->second.lines.push_back(line_of(frame));
  if (open->second.lines.size() < open->second.due) return;
  auto lines = std::move(open->second.lines);
  open_.erase(open);
  read(std::move(lines), now);
}

void TruckListener::read(std::vector<std::string> lines, Micros now) {
  auto reading = read_j1939(j1939_dm1, {std::move(lines), false}, true, "FECA");
  if (reading.values.empty()) return;
  if (last_us_ == 0 || now - last_us_ >= silent_us) first_us_ = now;
  last_us_ = now;
  if (!ready_) ready_.emplace();
  // Nobody may take it for hours, as when the truck answers OBD too: the newest of each source is enough.
  const auto& source = reading.values.front().source;
  std::erase_if(ready_->values, [&](const ObdValue& v) { return v.source == source; });
  std::move(reading.values.begin(), reading.values.end(), std::back_inserter(ready_->values));
}

bool TruckListener::speaks_since(Micros us, Micros now) const {
  return last_us_ != 0 && now < gone_us() && now - first_us_ >= us;
}

Micros TruckListener::gone_us() const { return last_us_ + silent_us; }

}  // namespace outpost::dev
