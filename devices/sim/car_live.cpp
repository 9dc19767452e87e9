// Services 01 and 02 of a simulated unit.
#include "devices/codec/pid_table.hpp"
#include "devices/sim/car_answers.hpp"
#include "devices/sim/car_file.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <numbers>

namespace outpost::dev {
namespace {

// What an identifier says while the engine stands.
struct Standing {
  std::uint8_t pid;
  double value;
};
constexpr std::array<Standing, 6> standing = {
    {{0x04, 0}, {0x0C, 0}, {0x0D, 0}, {0x10, 0}, {0x1F, 0}, {0x5E, 0}}};

double curve_value(const SimCurve& c, Micros since_us) {
  const double t = static_cast<double>(since_us) / us_per_s;
  switch (c.shape) {
  case SimCurve::Shape::fixed: return c.low;
  case SimCurve::Shape::wave:
    return c.low + (c.high - c.low) * (0.5 - 0.5 * std::cos(2 * std::numbers::pi * t / c.period_s));
  case SimCurve::Shape::warm_up: return c.high - (c.high - c.low) * std::exp(-t / c.period_s);
  }
  return c.low;
}

bool supports(const SimUnit& u, unsigned pid) {
  return (pid == 0x01 && u.obd) || (pid == 0x02 && u.freeze) ||
         u.pids.contains(static_cast<std::uint8_t>(pid));
}

}  // namespace

bool mixes_lists(ByteView numbers) {
  const auto lists = std::count_if(numbers.begin(), numbers.end(), [](auto n) { return n % 0x20 == 0; });
  return lists != 0 && static_cast<std::size_t>(lists) != numbers.size();
}

Bytes pid_bytes(const SimUnit& u, std::uint8_t pid, const CarState& state) {
  if (pid % 0x20 == 0) {
    auto bytes = support_list(pid, [&](unsigned n) { return supports(u, n); });
    const bool any = std::any_of(bytes.begin(), bytes.end(), [](auto b) { return b != 0; });
    return any || pid == 0 ? bytes : Bytes();
  }
  if (pid == 0x01) {
    if (!u.obd) return {};
    Bytes out = {static_cast<std::uint8_t>((u.mil_on ? 0x80 : 0) | (u.stored.size() & 0x7F))};
    out.insert(out.end(), u.monitors.begin(), u.monitors.end());
    return out;
  }
  if (pid == 0x02 && u.freeze) return u.cleared ? Bytes{0, 0} : code_bytes(u.freeze->code);
  const auto found = u.pids.find(pid);
  if (found == u.pids.end()) return {};
  if (u.cleared && (pid == 0x21 || pid == 0x30 || pid == 0x31 || pid == 0x4D || pid == 0x4E))
    return Bytes(find_pid(pid)->bytes);  // counters since the codes were cleared
  return curve_bytes(pid, found->second, state);
}

namespace {

Bytes freeze_bytes(const SimUnit& u, std::uint8_t pid) {
  const bool stored = u.freeze && !u.cleared;
  if (pid % 0x20 == 0) {
    auto bytes = support_list(pid, [&](unsigned n) {
      return n == 0x02 || (stored && u.freeze->pids.contains(static_cast<std::uint8_t>(n)));
    });
    const bool any = std::any_of(bytes.begin(), bytes.end(), [](auto b) { return b != 0; });
    return any ? bytes : Bytes();
  }
  if (pid == 0x02) return stored ? code_bytes(u.freeze->code) : Bytes{0, 0};  // 0000: nothing is stored
  if (!stored) return {};
  const auto found = u.freeze->pids.find(pid);
  return found == u.freeze->pids.end() ? Bytes() : curve_bytes(pid, found->second, {});
}

}  // namespace

namespace car_file {

void check_curve(std::uint8_t pid, const SimCurve& c) {
  const auto* known = find_pid(pid);
  if (known == nullptr || pid % 0x20 == 0 || pid == 0x01 || pid == 0x02)
    throw std::invalid_argument(fmt::format("identifier {:02X} is not one a car's file may give", pid));
  if (!c.raw.empty() && c.raw.size() != known->bytes)
    throw std::invalid_argument(fmt::format("raw of {:02X} must have {} bytes", pid, known->bytes));
  if (c.raw.empty() && (!field_bits(pid, c.low) || !field_bits(pid, c.high)))
    throw std::invalid_argument(fmt::format("{} to {} does not fit identifier {:02X}", c.low, c.high, pid));
}

}  // namespace car_file

std::optional<std::uint64_t> field_bits(std::uint8_t pid, double value) {
  const auto& f = find_pid(pid)->fields.front();
  const bool with_sign = f.kind == PidField::Kind::signed_number;
  const double raw = std::round((value - f.offset) / f.scale), all = std::pow(2.0, f.bits);
  if (!(raw >= (with_sign ? -all / 2 : 0)) || raw >= (with_sign ? all / 2 : all)) return std::nullopt;
  const auto bits = static_cast<std::uint64_t>(static_cast<std::int64_t>(raw));
  return bits & ((std::uint64_t{1} << f.bits) - 1);
}

Bytes curve_bytes(std::uint8_t pid, const SimCurve& c, const CarState& state) {
  if (!c.raw.empty()) return c.raw;
  const auto* known = find_pid(pid);
  const auto& f = known->fields.front();
  auto value = curve_value(c, state.since_us);
  if (!state.awake)
    for (const auto& s : standing)
      if (s.pid == pid) value = s.value;
  const auto raw = field_bits(pid, value).value_or(0);  // Car::parse has tried both ends
  Bytes out(known->bytes);
  const auto set = [&](unsigned bit) { out[bit / 8] |= static_cast<std::uint8_t>(0x80 >> bit % 8); };
  for (unsigned i = 0; i < f.bits; ++i)
    if (raw >> (f.bits - 1 - i) & 1) set(f.bit + i);
  if (f.needs >= 0) set(7 - static_cast<unsigned>(f.needs));
  return out;
}

std::vector<Bytes> live_answer(const SimUnit& u, const ObdRequest& request, Bus bus, const CarState& state) {
  const auto asked = request.data();
  if (asked.empty() || asked.size() > (is_can(bus) ? max_together : 1) || mixes_lists(asked)) return {};
  Bytes out = {0x41};
  for (const auto pid : asked) {
    const auto data = pid_bytes(u, pid, state);
    if (data.empty()) continue;
    out.push_back(pid);
    out.insert(out.end(), data.begin(), data.end());
  }
  if (out.size() == 1) return {};
  return {out};
}

// Up to three pairs of identifier and frame number; only frame 00 is ever stored.
std::vector<Bytes> freeze_answer(const SimUnit& u, const ObdRequest& request) {
  const auto asked = request.data();
  if (asked.empty() || asked.size() % 2 != 0 || asked.size() > max_together) return {};
  Bytes numbers;
  for (std::size_t i = 0; i < asked.size(); i += 2) numbers.push_back(asked[i]);
  if (mixes_lists(numbers)) return {};
  Bytes out = {0x42};
  for (std::size_t i = 0; i < asked.size(); i += 2) {
    const auto data = asked[i + 1] == 0 ? freeze_bytes(u, asked[i]) : Bytes();
    if (data.empty()) continue;
    out.insert(out.end(), {asked[i], asked[i + 1]});
    out.insert(out.end(), data.begin(), data.end());
  }
  if (out.size() == 1) return {};
  return {out};
}

}  // namespace outpost::dev
