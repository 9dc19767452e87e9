// Service 09 of a simulated unit.
#include "devices/sim/car_answers.hpp"

#include <algorithm>

namespace outpost::dev {
namespace {

constexpr std::size_t calibration_bytes = 16, name_bytes = 20, part_bytes = 4;

// What the types carry, and how many items that is.
struct Items {
  std::size_t count = 0;
  Bytes data;
};

Bytes padded(std::string_view text, std::size_t bytes) {
  Bytes out(text.begin(), text.end());
  out.resize(bytes);
  return out;
}

void append(Bytes& out, const Bytes& more) { out.insert(out.end(), more.begin(), more.end()); }

// Bit 3 of byte B: compression ignition, which counts other self-tests and so under another type.
std::uint8_t in_use_type(const SimUnit& u) { return u.monitors[0] & 0x08 ? 0x0B : 0x08; }

Items items(const SimUnit& u, const std::string& vin, unsigned type, Bus bus) {
  Items out;
  if (type == 0x02 && !vin.empty()) out = {1, Bytes(vin.begin(), vin.end())};
  if (type == 0x04) {
    out.count = u.calibrations.size();
    for (const auto& c : u.calibrations) append(out.data, padded(c, calibration_bytes));
  }
  if (type == 0x06) {
    out.count = u.cvns.size();
    for (const auto& c : u.cvns) append(out.data, *from_hex(c));
  }
  if (type == in_use_type(u)) {
    out.count = u.in_use.size();
    for (const auto n : u.in_use)
      append(out.data, {static_cast<std::uint8_t>(n >> 8), static_cast<std::uint8_t>(n)});
  }
  if (type == 0x0A && is_can(bus) && !u.name.empty()) out = {1, padded(u.name, name_bytes)};
  return out;
}

// The numbered messages of older buses: four bytes each, filled up in front.
std::vector<Bytes> parts(std::uint8_t type, Bytes data) {
  while (data.size() % part_bytes != 0) data.insert(data.begin(), 0);
  std::vector<Bytes> out;
  for (std::size_t i = 0; i < data.size(); i += part_bytes) {
    Bytes one = {0x49, type, static_cast<std::uint8_t>(i / part_bytes + 1)};
    one.insert(one.end(), data.begin() + static_cast<std::ptrdiff_t>(i),
               data.begin() + static_cast<std::ptrdiff_t>(i + part_bytes));
    out.push_back(one);
  }
  return out;
}

std::vector<Bytes> supported_types(const SimUnit& u, const std::string& vin, Bus bus) {
  const auto bits = support_list(0, [&](unsigned type) {
    // On older buses the odd type before each says how many messages there are.
    const bool count_of_next = !is_can(bus) && type % 2 == 1 && type < 0x0A;
    return !items(u, vin, count_of_next ? type + 1 : type, bus).data.empty();
  });
  Bytes out = is_can(bus) ? Bytes{0x49, 0x00} : Bytes{0x49, 0x00, 0x01};
  append(out, bits);
  return {out};
}

}  // namespace

std::vector<Bytes> information_answer(const SimUnit& u, const std::string& vin, const ObdRequest& request,
                                      Bus bus) {
  if (request.bytes.size() != 2) return {};
  const auto type = request.bytes[1];
  if (type == 0x00) return supported_types(u, vin, bus);
  if (!is_can(bus) && type % 2 == 1 && type < 0x0A) {
    const auto next = parts(type, items(u, vin, type + 1u, bus).data);
    if (next.empty()) return {};
    return {{0x49, type, static_cast<std::uint8_t>(next.size())}};
  }
  const auto found = items(u, vin, type, bus);
  if (found.data.empty()) return {};
  if (!is_can(bus)) return parts(type, found.data);
  Bytes out = {0x49, type, static_cast<std::uint8_t>(found.count)};
  append(out, found.data);
  return {out};
}

}  // namespace outpost::dev
