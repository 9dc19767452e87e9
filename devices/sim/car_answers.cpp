#include "devices/sim/car_answers.hpp"

#include "devices/codec/pid_table.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace outpost::dev {
namespace {

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

// The data bytes of one identifier: its first field carries the curve, the rest is zero.
Bytes curve_bytes(std::uint8_t number, const SimCurve& c, Micros since_us) {
  if (!c.raw.empty()) return c.raw;
  const auto* pid = find_pid(number);
  if (pid == nullptr) return {};
  const auto& f = pid->fields.front();
  const double most = std::pow(2.0, f.bits) - 1;
  const auto raw = static_cast<std::uint64_t>(
      std::llround(std::clamp((curve_value(c, since_us) - f.offset) / f.scale, 0.0, most)));
  Bytes out(pid->bytes);
  for (unsigned i = 0; i < f.bits; ++i)
    if (raw >> (f.bits - 1 - i) & 1)
      out[(f.bit + i) / 8] |= static_cast<std::uint8_t>(0x80 >> (f.bit + i) % 8);
  return out;
}

bool supports(const SimUnit& u, unsigned pid) {
  return pid == 1 || u.pids.contains(static_cast<std::uint8_t>(pid));
}

Bytes supported_bytes(const SimUnit& u, unsigned base) {
  Bytes out(4);
  bool any_later = false;
  for (unsigned pid = base + 0x21; pid <= 0xFF; ++pid) any_later = any_later || supports(u, pid);
  for (unsigned i = 0; i < 32; ++i) {
    const unsigned pid = base + 1 + i;
    if (i == 31 ? any_later : supports(u, pid)) out[i / 8] |= static_cast<std::uint8_t>(0x80 >> i % 8);
  }
  return out;
}

// Nothing when the unit does not have it.
Bytes pid_bytes(const SimUnit& u, std::uint8_t pid, Micros since_us) {
  if (pid % 0x20 == 0) {
    auto bytes = supported_bytes(u, pid);
    const bool any = std::any_of(bytes.begin(), bytes.end(), [](auto b) { return b != 0; });
    return any || pid == 0 ? bytes : Bytes();
  }
  if (pid == 0x01) {
    Bytes out = {static_cast<std::uint8_t>((u.mil_on ? 0x80 : 0) | u.stored.size())};
    out.insert(out.end(), u.monitors.begin(), u.monitors.end());
    return out;
  }
  const auto found = u.pids.find(pid);
  return found == u.pids.end() ? Bytes() : curve_bytes(pid, found->second, since_us);
}

std::vector<Bytes> live(const SimUnit& u, const ObdRequest& request, Bus bus, Micros since_us) {
  if (request.bytes.size() > 2 && !is_can(bus)) return {};
  Bytes out = {0x41};
  for (const auto pid : request.data()) {
    const auto data = pid_bytes(u, pid, since_us);
    if (data.empty()) continue;
    out.push_back(pid);
    out.insert(out.end(), data.begin(), data.end());
  }
  if (out.size() == 1) return {};
  return {out};
}

std::vector<Bytes> codes(const std::vector<std::string>& list, std::uint8_t echo, Bus bus) {
  Bytes all;
  for (const auto& code : list) {
    const auto two = code_bytes(code);
    all.insert(all.end(), two.begin(), two.end());
  }
  if (is_can(bus)) {
    Bytes out = {echo, static_cast<std::uint8_t>(list.size())};
    out.insert(out.end(), all.begin(), all.end());
    return {out};
  }
  std::vector<Bytes> out;
  do {
    Bytes one = {echo};
    const auto n = std::min<std::size_t>(6, all.size());
    one.insert(one.end(), all.begin(), all.begin() + static_cast<std::ptrdiff_t>(n));
    one.resize(7);
    all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(n));
    out.push_back(one);
  } while (!all.empty());
  return out;
}

// On CAN one message with a count of items; on older buses numbered messages of four bytes, filled up in
// front.
std::vector<Bytes> information(std::uint8_t type, std::size_t count, Bytes data, Bus bus) {
  if (is_can(bus)) {
    Bytes out = {0x49, type, static_cast<std::uint8_t>(count)};
    out.insert(out.end(), data.begin(), data.end());
    return {out};
  }
  while (data.size() % 4 != 0) data.insert(data.begin(), 0);
  std::vector<Bytes> out;
  for (std::size_t i = 0; i < data.size(); i += 4) {
    Bytes one = {0x49, type, static_cast<std::uint8_t>(i / 4 + 1)};
    one.insert(one.end(), data.begin() + static_cast<std::ptrdiff_t>(i),
               data.begin() + static_cast<std::ptrdiff_t>(i + 4));
    out.push_back(one);
  }
  return out;
}

Bytes padded(std::string_view text, std::size_t bytes) {
  Bytes out(text.begin(), text.end());
  out.resize(bytes);
  return out;
}

std::vector<Bytes> who(const SimUnit& u, const std::string& vin, std::uint8_t type, Bus bus) {
  Bytes data;
  switch (type) {
  case 0x02:
    return vin.empty() ? std::vector<Bytes>() : information(type, 1, Bytes(vin.begin(), vin.end()), bus);
  case 0x04:
    for (const auto& c : u.calibrations) {
      const auto one = padded(c, 16);
      data.insert(data.end(), one.begin(), one.end());
    }
    return data.empty() ? std::vector<Bytes>() : information(type, u.calibrations.size(), data, bus);
  case 0x06:
    for (const auto& c : u.cvns) {
      const auto one = *from_hex(c);
      data.insert(data.end(), one.begin(), one.end());
    }
    return data.empty() ? std::vector<Bytes>() : information(type, u.cvns.size(), data, bus);
  case 0x0A:
    return u.name.empty() || !is_can(bus) ? std::vector<Bytes>()
                                          : information(type, 1, padded(u.name, 20), bus);
  default: return {};
  }
}

}  // namespace

Bytes code_bytes(std::string_view code) {
  const auto letter = std::string_view("PCBU").find(code[0]);
  const auto rest = *from_hex(code.substr(1));
  return {static_cast<std::uint8_t>(letter << 6 | rest[0]), rest[1]};
}

std::vector<Bytes> unit_answers(const SimUnit& u, const std::string& vin, const ObdRequest& request, Bus bus,
                                Micros since_us) {
  switch (request.service()) {
  case 0x01: return live(u, request, bus, since_us);
  case 0x03: return codes(u.stored, 0x43, bus);
  case 0x07: return codes(u.pending, 0x47, bus);
  case 0x0A: return is_can(bus) ? codes(u.permanent, 0x4A, bus) : std::vector<Bytes>();
  case 0x09: return request.bytes.size() == 2 ? who(u, vin, request.bytes[1], bus) : std::vector<Bytes>();
  default: return {};
  }
}

}  // namespace outpost::dev
