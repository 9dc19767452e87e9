#include "devices/transport/faulty_port.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

Error bad(std::string_view item) {
  return fail(
      Code::invalid, "bad-port",
      fmt::format("faults: \"{}\" is none of drop:P, flip:P, dup:P, delay:MS, cut:BYTES, split", item));
}

Result<void> parse_item(std::string_view item, FaultPlan& plan) {
  if (item == "split") {
    plan.split = true;
    return {};
  }
  const auto colon = item.find(':');
  if (colon == item.npos) return bad(item);
  const std::string name(item.substr(0, colon)), text(item.substr(colon + 1));
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || !(value >= 0)) return bad(item);
  if (name == "delay" && value <= 60'000)
    plan.delay_us = static_cast<Micros>(value * us_per_ms);
  else if (name == "cut" && value <= 1e15)
    plan.cut_after = static_cast<std::uint64_t>(value);
  else if (value <= 1 && (name == "drop" || name == "flip" || name == "dup"))
    (name == "drop" ? plan.drop : name == "flip" ? plan.flip : plan.dup) = value;
  else
    return bad(item);
  return {};
}

}  // namespace

Result<FaultPlan> FaultPlan::parse(std::string_view text) {
  FaultPlan plan;
  while (!text.empty()) {
    const auto end = std::min(text.find('+'), text.size());
    OUTPOST_CHECK(parse_item(text.substr(0, end), plan));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return plan;
}

Result<void> FaultyPort::open(Micros now) {
  held_.clear();
  heard_ = 0;
  return inner_->open(now);
}

Wait FaultyPort::wait(Micros now, bool want_write) const {
  Wait w = inner_->wait(now, want_write);
  if (!held_.empty()) w.until = std::min(w.until.value_or(held_.front().due), held_.front().due);
  return w;
}

bool FaultyPort::chance(double probability) {
  return probability > 0 && static_cast<double>(random_.next() >> 11) * 0x1p-53 < probability;
}

Bytes FaultyPort::spoil(ByteView bytes) {
  Bytes out;
  for (auto b : bytes) {
    if (chance(plan_.drop)) continue;
    if (chance(plan_.flip)) b = static_cast<std::uint8_t>(b ^ 1u << (random_.next() % 8));
    out.push_back(b);
    if (chance(plan_.dup)) out.push_back(b);
  }
  return out;
}

Result<void> FaultyPort::fetch(Micros now) {
  std::array<std::uint8_t, 4096> buffer;
  OUTPOST_TRY(const auto n, inner_->read(buffer, now));
  if (n == 0) return {};
  Bytes bytes = spoil(ByteView(buffer).first(n));
  heard_ += bytes.size();
  const Micros delay =
      plan_.delay_us ? static_cast<Micros>(random_.next() % static_cast<std::uint64_t>(plan_.delay_us)) : 0;
  const Micros earliest = held_.empty() ? now : held_.back().due;  // late, but never out of order
  if (!bytes.empty()) held_.push_back({std::max(earliest, now + delay), std::move(bytes)});
  return {};
}

Result<std::size_t> FaultyPort::read(std::span<std::uint8_t> into, Micros now) {
  if (plan_.cut_after && heard_ >= plan_.cut_after)
    return fail(Code::io, "port-unplugged", "The line was cut, as the fault plan says.");
  OUTPOST_CHECK(fetch(now));
  if (held_.empty() || held_.front().due > now || into.empty()) return std::size_t{0};
  Bytes& front = held_.front().bytes;
  std::size_t n = std::min({front.size(), into.size(), max_read_bytes});
  if (plan_.split) n = 1 + random_.next() % n;
  std::copy_n(front.begin(), n, into.begin());
  front.erase(front.begin(), front.begin() + static_cast<std::ptrdiff_t>(n));
  if (front.empty()) held_.pop_front();
  return n;
}

Result<std::size_t> FaultyPort::write(ByteView bytes, Micros now) {
  // Offered whole to the inner port: a port that takes only a part would otherwise see faults decided twice.
  const Bytes spoilt = spoil(bytes);
  std::size_t done = 0;
  while (done < spoilt.size()) {
    OUTPOST_TRY(const auto n, inner_->write(ByteView(spoilt).subspan(done), now));
    if (n == 0) break;
    done += n;
  }
  return spoilt.empty() ? bytes.size() : bytes.size() * done / spoilt.size();
}

}  // namespace outpost::dev
