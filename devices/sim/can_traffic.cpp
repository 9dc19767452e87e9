#include "devices/sim/can_traffic.hpp"

#include <algorithm>

namespace outpost::dev {
namespace {

constexpr Micros packet_us = 50 * us_per_ms;  // between packets of a long broadcast: 50 to 200 ms
constexpr std::size_t packet_bytes = 7;
constexpr Micros tester_us = 100 * us_per_ms, stranger_us = 20 * us_per_ms, error_us = 50 * us_per_ms;
constexpr Micros flood_us = 16;  // 1 MB/s of records: more than any real bus carries
constexpr Micros answer_us = 8 * us_per_ms;
constexpr std::uint32_t request_group = 0xEA00;

std::uint32_t group_of(std::uint32_t id) {
  const auto group = id >> 8 & 0x3FFFF;
  return (group >> 8 & 0xFF) < 0xF0 ? group & 0x3FF00 : group;  // below F0 the low byte is an address
}

}  // namespace

CanTraffic::CanTraffic(const Car& car, std::int64_t background_hz)
    : car_(car), wide_(car.bus() == Bus::can29), background_on_(background_hz > 0) {
  sources_ = {{tester_us, 0, &CanTraffic::other_tester, &CanTraffic::tester},
              {stranger_us, 0, &CanTraffic::strangers, &CanTraffic::stranger},
              {error_us, 0, &CanTraffic::error_frame, &CanTraffic::errors},
              {flood_us, 0, &CanTraffic::flood_frame, &CanTraffic::flood}};
  if (background_hz > 0)
    sources_.push_back({us_per_s / background_hz, 0, &CanTraffic::background, &CanTraffic::background_on_});
}

void CanTraffic::start(Micros now) {
  for (auto& s : sources_) s.next_us = now + s.every_us;
  next_broadcast_us_.clear();
  for (const auto& b : car_.broadcasts()) next_broadcast_us_.push_back(now + b.every_us);
}

void CanTraffic::wake(Micros now) {
  for (auto& s : sources_) s.next_us = std::max(s.next_us, now);
  for (auto& at : next_broadcast_us_) at = std::max(at, now);
}

std::optional<Micros> CanTraffic::next_deadline() const {
  std::optional<Micros> due;
  const auto sooner = [&](Micros at) { due = due ? std::min(*due, at) : at; };
  if (!queue_.empty()) sooner(queue_.begin()->first);
  for (const auto& s : sources_)
    if (this->*s.wanted) sooner(s.next_us);
  for (std::size_t i = 0; broadcasts && i < next_broadcast_us_.size(); ++i)
    if (car_.broadcasts()[i].every_us > 0) sooner(next_broadcast_us_[i]);
  return due;
}

std::optional<CanFrame> CanTraffic::take_due(Micros now) {
  const auto due = next_deadline();
  if (!due || *due > now) return std::nullopt;
  for (auto& s : sources_) {
    if (s.next_us > *due) continue;
    if (this->*s.wanted) (this->*s.send)(*due);
    s.next_us = *due + s.every_us;  // one that was off for long does not make up for it
  }
  for (std::size_t i = 0; broadcasts && i < next_broadcast_us_.size(); ++i) {
    const auto& b = car_.broadcasts()[i];
    if (b.every_us == 0 || next_broadcast_us_[i] > *due) continue;
    broadcast(b, *due);
    next_broadcast_us_[i] = *due + b.every_us;
  }
  if (queue_.empty() || queue_.begin()->first > now) return std::nullopt;
  auto out = std::move(queue_.begin()->second);
  queue_.erase(queue_.begin());
  return out;
}

void CanTraffic::put(Micros at, std::uint32_t id, Bytes data) {
  queue_.emplace(at, CanFrame{id, wide_, false, false, std::move(data)});
}

void CanTraffic::background(Micros at) {
  const auto n = counter_++;
  const auto byte = static_cast<std::uint8_t>(n);
  put(at, wide_ ? 0x0CF00300u : 0x120u + n % 16, {byte, 0x00, 0x5A, byte, 0xFF, 0x00, 0x00, 0x01});
}

// Somebody else's question and the unit's answer to it, as if it were to us.
void CanTraffic::other_tester(Micros at) {
  if (car_.units().empty()) return;
  put(at, wide_ ? 0x18DB33F1 : 0x7DF, {0x02, 0x01, 0x33, 0, 0, 0, 0, 0});
  put(at + answer_us, car_.units()[0].can_id, {0x03, 0x41, 0x33, 0x62, 0, 0, 0, 0});
}

void CanTraffic::strangers(Micros at) {
  put(at, wide_ ? 0x18FEF100 : 0x5D0, {0x02, 0x11, 0x5A, 0, 0, 0, 0, 0});
}

void CanTraffic::error_frame(Micros at) {
  queue_.emplace(at, CanFrame{can_error_bus, false, false, true, Bytes(8)});
}

void CanTraffic::flood_frame(Micros at) { put(at, 0, {0, 0, 0, 0, 0, 0, 0, 0}); }

void CanTraffic::broadcast(const SimBroadcast& b, Micros at) {
  const auto send = [&](Micros when, std::uint32_t id, Bytes data) {
    queue_.emplace(when, CanFrame{id, b.wide, false, false, std::move(data)});
  };
  if (b.data.size() <= can_data_bytes) return send(at, b.can_id, b.data);
  const auto group = group_of(b.can_id), source = b.can_id & 0xFF;
  const auto packets = (b.data.size() + packet_bytes - 1) / packet_bytes;
  send(at, 0x18ECFF00 | source,
       {0x20, static_cast<std::uint8_t>(b.data.size()), static_cast<std::uint8_t>(b.data.size() >> 8),
        static_cast<std::uint8_t>(packets), 0xFF, static_cast<std::uint8_t>(group),
        static_cast<std::uint8_t>(group >> 8), static_cast<std::uint8_t>(group >> 16)});
  for (std::size_t i = 0; i < packets; ++i) {
    Bytes packet = {static_cast<std::uint8_t>(i + 1)};
    for (auto k = i * packet_bytes; k < (i + 1) * packet_bytes; ++k)
      packet.push_back(k < b.data.size() ? b.data[k] : 0xFF);
    send(at + static_cast<Micros>(i + 1) * packet_us, 0x18EBFF00 | source, std::move(packet));
  }
}

void CanTraffic::on_request(const CanFrame& r, Micros now) {
  if (!r.wide || group_of(r.id) != request_group || r.data.size() != 3) return;
  const auto group = static_cast<std::uint32_t>(r.data[0] | r.data[1] << 8 | r.data[2] << 16);
  const auto to = r.id >> 8 & 0xFF;
  for (const auto& b : car_.broadcasts())
    if (group_of(b.can_id) == group && (to == 0xFF || to == (b.can_id & 0xFF)) && b.pgn == group)
      broadcast(b, now + answer_us);
}

}  // namespace outpost::dev
