// Services of ISO 14229 of a simulated unit: 10 01, 3E, 14, 19 and 22.
#include "devices/sim/car_answers.hpp"

#include <algorithm>

namespace outpost::dev {
namespace {

constexpr std::uint8_t service_unknown = 0x11, sub_function_unknown = 0x12, wrong_length = 0x13,
                       conditions = 0x22, out_of_range = 0x31;
constexpr std::uint8_t status_bits = 0xFF, severity_bits = 0xE0;
constexpr std::uint8_t emissions_group = 0x33;  // functional group of OBD
constexpr std::uint8_t code_format = 0x04;      // SAE J2012-DA with a failure type

Bytes no(const ObdRequest& request, std::uint8_t reason) { return {0x7F, request.service(), reason}; }

void append(Bytes& out, const Bytes& more) { out.insert(out.end(), more.begin(), more.end()); }

Bytes three_bytes(const SimUdsCode& c) {
  auto out = code_bytes(c.code);
  out.push_back(c.failure_type);
  return out;
}

Bytes session(const ObdRequest& request) {
  if (request.bytes.size() != 2) return no(request, wrong_length);
  if (request.bytes[1] != 0x01) return no(request, sub_function_unknown);
  return {0x50, 0x01, 0x00, 0x32, 0x01, 0xF4};  // 50 ms, and 5 s after "wait"
}

Bytes still_here(const ObdRequest& request) {
  if (request.bytes.size() != 2) return no(request, wrong_length);
  if (request.bytes[1] == 0x80) return {};
  return request.bytes[1] == 0x00 ? Bytes{0x7E, 0x00} : no(request, sub_function_unknown);
}

Bytes clear(SimUnit& u, const ObdRequest& request, const CarState& state) {
  if (request.bytes.size() != 4) return no(request, wrong_length);
  if (request.bytes[1] != 0xFF || request.bytes[2] != 0xFF || request.bytes[3] != 0xFF)
    return no(request, out_of_range);
  if (state.engine) return no(request, conditions);
  clear_unit(u);
  return {0x54};
}

Bytes by_status(const SimUnit& u, const ObdRequest& request) {
  if (request.bytes.size() != 3) return no(request, wrong_length);
  Bytes out = {0x59, 0x02, status_bits};
  for (const auto& c : u.uds_codes) {
    if (u.cleared || (c.status & request.bytes[2]) == 0) continue;
    append(out, three_bytes(c));
    out.push_back(c.status);
  }
  return out;
}

// 04: what was stored with one code; 06: its counters.
Bytes of_one_code(const SimUnit& u, const ObdRequest& request) {
  if (request.bytes.size() != 6) return no(request, wrong_length);
  const bool snapshot = request.bytes[1] == 0x04;
  const auto record = request.bytes[5];
  const Bytes wanted(request.bytes.begin() + 2, request.bytes.begin() + 5);
  for (const auto& c : u.uds_codes) {
    if (u.cleared || three_bytes(c) != wanted) continue;
    Bytes out = {0x59, request.bytes[1]};
    append(out, wanted);
    out.push_back(c.status);
    const auto& data = snapshot ? c.snapshot : c.extended;
    const std::uint8_t has = snapshot || data.empty() ? 0x01 : data[0];
    if (record != 0xFF && record != has) return no(request, out_of_range);
    if (snapshot && !data.empty()) out.push_back(has);
    append(out, data);
    return out;
  }
  return no(request, out_of_range);
}

bool in_masks(const SimUdsCode& c, std::uint8_t status, std::uint8_t severity) {
  return (c.status & status) != 0 && (c.severity & severity) != 0;
}

Bytes of_group(const SimUnit& u, const ObdRequest& request) {
  const bool permanent = request.bytes[1] == 0x55;
  if (request.bytes.size() != (permanent ? 3 : 5)) return no(request, wrong_length);
  if (request.bytes[2] != emissions_group) return no(request, out_of_range);
  Bytes out = {0x59, request.bytes[1], emissions_group, status_bits};
  if (!permanent) out.push_back(severity_bits);
  out.push_back(code_format);
  for (const auto& c : u.uds_codes) {
    if (permanent ? !c.permanent : !in_masks(c, request.bytes[3], request.bytes[4]) || u.cleared) continue;
    if (!permanent) out.push_back(c.severity);
    append(out, three_bytes(c));
    out.push_back(c.status);
  }
  return out;
}

Bytes codes(const SimUnit& u, const ObdRequest& request) {
  if (request.bytes.size() < 2) return no(request, wrong_length);
  switch (request.bytes[1]) {
  case 0x02: return by_status(u, request);
  case 0x04:
  case 0x06: return of_one_code(u, request);
  case 0x42:
  case 0x55: return of_group(u, request);
  default: return no(request, sub_function_unknown);
  }
}

// F4xx: what service 01 says elsewhere, where a unit has no service 01 (ISO 27145-2).
Bytes identifier_bytes(const SimUnit& u, unsigned id, const CarState& state) {
  if (const auto found = u.identifiers.find(id); found != u.identifiers.end()) return found->second;
  if (id >> 8 != 0xF4 || u.obd || u.pids.empty()) return {};
  return pid_bytes(u, static_cast<std::uint8_t>(id), state);
}

// One or several identifiers; those that the unit does not have are left out, and it refuses when none is
// left.
Bytes identifiers(const SimUnit& u, const ObdRequest& request, const CarState& state) {
  const auto asked = request.data();
  if (asked.empty() || asked.size() % 2 != 0) return no(request, wrong_length);
  Bytes out = {0x62};
  for (std::size_t i = 0; i < asked.size(); i += 2) {
    const auto data = identifier_bytes(u, static_cast<unsigned>(asked[i]) << 8 | asked[i + 1], state);
    if (data.empty()) continue;
    out.insert(out.end(), {asked[i], asked[i + 1]});
    append(out, data);
  }
  return out.size() == 1 ? no(request, out_of_range) : out;
}

}  // namespace

Bytes uds_answer(SimUnit& u, const ObdRequest& request, const CarState& state) {
  switch (request.service()) {
  case 0x10: return session(request);
  case 0x3E: return still_here(request);
  case 0x14: return clear(u, request, state);
  case 0x19: return codes(u, request);
  case 0x22: return identifiers(u, request, state);
  default: return no(request, service_unknown);
  }
}

}  // namespace outpost::dev
