// Which service of a simulated unit answers, and how it refuses.
#include "devices/sim/car_answers.hpp"

#include <algorithm>
#include <array>

namespace outpost::dev {
namespace {

constexpr std::uint8_t service_unknown = 0x11, not_supported = 0x12, conditions = 0x22, out_of_range = 0x31,
                       not_in_session = 0x7E, not_in_session_service = 0x7F;

// What is kept back when all were asked: who does not have it keeps silent (ISO 14229-1; SAE J1979 likewise).
constexpr std::array<std::uint8_t, 5> silent_to_all = {service_unknown, not_supported, out_of_range,
                                                       not_in_session, not_in_session_service};

Bytes refusal(const ObdRequest& request, std::uint8_t reason) { return {0x7F, request.service(), reason}; }

constexpr std::uint8_t untested = 0x50;  // not tested since clearing, nor in this drive (ISO 14229-1 D.2)

bool is_obd(std::uint8_t service) { return service >= 0x01 && service <= 0x0A; }

std::vector<Bytes> clear_answer(SimUnit& u, const ObdRequest& request, const CarState& state) {
  if (request.bytes.size() != 1) return {};
  if (state.engine) return {refusal(request, conditions)};
  clear_unit(u);
  return {{0x44}};
}

bool names_several(const ObdRequest& r) {
  switch (r.service()) {
  case 0x01:
  case 0x06: return r.data().size() > 1;
  case 0x02: return r.data().size() > 2;
  default: return false;
  }
}

std::vector<Bytes> obd_answer(SimUnit& u, const std::string& vin, const ObdRequest& request, Bus bus,
                              const CarState& state) {
  if (u.one_at_a_time && names_several(request)) return {};
  switch (request.service()) {
  case 0x01: return live_answer(u, request, bus, state);
  case 0x02: return freeze_answer(u, request);
  case 0x03:
  case 0x07:
  case 0x0A: return codes_answer(u, request, bus);
  case 0x04: return clear_answer(u, request, state);
  case 0x06: return tests_answer(u, request, bus);
  case 0x09: return information_answer(u, vin, request, bus);
  default: return {};
  }
}

}  // namespace

void clear_unit(SimUnit& u) {
  u.stored.clear();
  u.pending.clear();
  u.mil_on = false;
  u.cleared = true;
  std::erase_if(u.uds_codes, [](const SimUdsCode& c) { return !c.permanent; });
  for (auto& c : u.uds_codes) c.status = untested;  // listed as permanent only, until the test has passed
  // Every self-test that exists is open again: byte B's upper half repeats the lower, byte D repeats C.
  if (u.monitors.size() == 3) {
    u.monitors[0] = static_cast<std::uint8_t>((u.monitors[0] & 0x0F) | (u.monitors[0] & 0x07) << 4);
    u.monitors[2] = u.monitors[1];
  }
  for (auto& t : u.tests) t.value = t.least = t.most = 0;
}

std::vector<Bytes> unit_answers(SimUnit& u, const std::string& vin, const ObdRequest& request, Bus bus,
                                const CarState& state) {
  std::vector<Bytes> out;
  if (is_obd(request.service())) {
    if (u.obd) out = obd_answer(u, vin, request, bus, state);
    if (out.empty()) out = {refusal(request, u.obd ? not_supported : service_unknown)};
  } else {
    out = {u.uds ? uds_answer(u, request, state) : refusal(request, service_unknown)};
  }
  // "No answer wanted" (3E 80) leaves an empty one.
  std::erase_if(out, [](const Bytes& b) { return b.empty(); });
  const bool refused = out.size() == 1 && out[0][0] == 0x7F;
  if (refused && request.to == 0 &&
      std::find(silent_to_all.begin(), silent_to_all.end(), out[0][2]) != silent_to_all.end())
    return {};
  return out;
}

}  // namespace outpost::dev
