// The adapter's other side: requests to the car, and when its answers come.
#include "devices/codec/elm327.hpp"
#include "devices/codec/isotp.hpp"
#include "devices/sim/elm327.hpp"

#include <algorithm>

namespace outpost::dev {
namespace {

constexpr std::uint8_t pad = 0x00;
constexpr std::uint32_t all_11 = 0x7DF, all_29 = 0x18DB33F1;
constexpr Micros wait_unit_us = 4'096;            // of ATST
constexpr Micros pending_wait_us = 5 * us_per_s;  // P2* of ISO 14229-2
constexpr Micros unit_gap_us = 3 * us_per_ms;     // between the first words of two units
constexpr Micros can_frame_us = us_per_ms;        // between continuations, flow control included
constexpr Micros legacy_gap_us = 30 * us_per_ms;  // P2 of ISO 9141-2 and ISO 14230: 25 to 50 ms
constexpr Micros legacy_byte_us = 960;            // 10.4 kbit/s
constexpr Micros legacy_message_us = 11 * legacy_byte_us;
constexpr std::size_t legacy_overhead = 4;  // three header bytes and the checksum

// Older buses: a message with its header and checksum.
Bytes legacy_message(Bus bus, const SimUnit& unit, ByteView payload) {
  Bytes out;
  if (bus == Bus::kwp)
    out = {static_cast<std::uint8_t>(0x80 | payload.size()), 0xF1, unit.address};
  else
    out = {static_cast<std::uint8_t>(bus == Bus::j1850_pwm ? 0x41 : 0x48), 0x6B, unit.address};
  out.insert(out.end(), payload.begin(), payload.end());
  const bool iso = bus == Bus::iso9141 || bus == Bus::kwp;
  out.push_back(iso ? sum_checksum(out) : j1850_crc(out));
  return out;
}

bool is_serial(Bus bus) { return bus == Bus::iso9141 || bus == Bus::kwp; }

}  // namespace

// Whom the header names: 0 = all.
std::uint32_t Elm327::addressed() const {
  if (!settings_.header) return 0;
  const auto id = *settings_.header;
  if (is_can(car_.bus())) return id == (car_.bus() == Bus::can11 ? all_11 : all_29) ? 0 : id;
  const auto target = id >> 8 & 0xFF;  // 68 6A F1, 61 6A F1, C2 33 F1: to all
  return target == 0x6A || target == 0x33 ? 0 : target;
}

// Somebody takes part in the protocol that is set.
bool Elm327::heard_by_car() const {
  const auto functional = [](const SimUnit& u) { return u.functional && u.obd; };
  const bool answers_search = std::any_of(car_.units().begin(), car_.units().end(), functional);
  if (!trouble_.ignition) return false;
  if (settings_.protocol == car_.protocol()) return true;
  return settings_.automatic && answers_search;
}

// The end of an attempt that found no car.
void Elm327::refuse_to_connect(bool searching) {
  const auto* wanted = protocol_by_number(settings_.protocol);
  const bool serial = is_serial(searching ? car_.bus() : wanted != nullptr ? wanted->bus : Bus::none);
  if (serial) {
    say("...ERROR");  // behind BUS INIT:
  } else if (searching) {
    put("\r");
    say("UNABLE TO CONNECT");
  } else if (wanted == nullptr || is_can(wanted->bus)) {
    say("CAN ERROR");
  } else {
    pause_until(now_ + static_cast<Micros>(settings_.wait_units) * wait_unit_us);
    say("NO DATA");
  }
  prompt();
}

bool Elm327::connect() {
  if (settings_.connected) return true;
  const auto* wanted = protocol_by_number(settings_.protocol);
  const bool searching = settings_.automatic && settings_.protocol != car_.protocol();
  const bool serial = is_serial(searching ? car_.bus() : wanted != nullptr ? wanted->bus : Bus::none);
  if (searching || serial) {
    put(serial ? "BUS INIT: " : "SEARCHING...");
    pause_until(now_ + search_us_);
  }
  if (!heard_by_car()) return refuse_to_connect(searching), false;
  if (serial)
    put("OK\r");
  else if (searching)
    put("\r");
  settings_.connected = true;
  settings_.protocol = car_.protocol();
  return true;
}

void Elm327::car_command(std::string_view text) {
  std::string hex(text);
  std::size_t wanted = 0;
  if (hex.size() % 2 == 1 && is_hex(hex)) {  // the last digit says how many lines are wanted
    wanted = static_cast<std::size_t>(hex.back() <= '9' ? hex.back() - '0' : hex.back() - 'A' + 10);
    hex.pop_back();
  }
  auto request = parse_obd_request(hex);
  if (!request || !is_hex(hex) || (wanted != 0 && trouble_.counts_nothing)) {
    say("?");
    return prompt();
  }
  ++requests_;
  const auto restarts = restarts_;
  run_script(now_);
  // What happened just now ended the request with everything else.
  if (!plugged() || trouble_.silent || trouble_.device != Device::adapter || restarts != restarts_) return;
  if (!connect() || complain()) return;
  request->to = addressed();
  if (!settings_.formatting && is_can(car_.bus())) {
    // Without formatting the frame's length is the sender's to write.
    const std::size_t length = request->bytes[0];
    if (length == 0 || length >= request->bytes.size()) return say("NO DATA"), prompt();
    request->bytes.erase(request->bytes.begin());
    request->bytes.resize(length);
  }
  listen(trouble_.ignition ? exchange(*request) : std::vector<Frame>(), wanted);
}

bool Elm327::continues(const SimUnit& unit) const {
  if (trouble_.first_frame_only || !settings_.flow_control) return false;
  if (trouble_.first_frame_of_all && addressed() == 0) return false;
  const bool obd = unit.can_id >= 0x7E8 && (unit.can_id <= 0x7EF || unit.can_id >> 8 == 0x18DAF1);
  if (settings_.flow_mode == 0) return obd || !personality_.obd_flow_only;
  if (settings_.flow_data.size() < 3 || settings_.flow_data[0] != 0x30) return false;
  return settings_.flow_mode == 2 || settings_.flow_id == unit.request_id;
}

void Elm327::add_frames(std::vector<Frame>& out, const SimAnswer& answer, Micros at) const {
  const auto& unit = *answer.unit;
  const bool pending = answer.payload.size() == 3 && answer.payload[0] == 0x7F && answer.payload[2] == 0x78;
  if (!is_can(car_.bus())) {
    out.push_back({at, 0, legacy_message(car_.bus(), unit, answer.payload), 0, true, false, pending});
    return;
  }
  const auto frames = isotp_split(answer.payload, pad);
  if (!frames) return;
  Micros gap = can_frame_us;
  if (settings_.flow_mode != 0 && settings_.flow_data.size() >= 3 && settings_.flow_data[2] < 0x80)
    gap = std::max<Micros>(gap, settings_.flow_data[2] * us_per_ms);
  for (std::size_t i = 0; i < frames->size(); ++i) {
    if (i > 0 && !continues(unit)) break;
    out.push_back({at, unit.can_id, (*frames)[i], answer.payload.size(), i == 0, false, pending});
    at += gap;
  }
}

// All that comes over the bus behind a request, in the order of time.
std::vector<Elm327::Frame> Elm327::exchange(const ObdRequest& request) {
  std::vector<Frame> out;
  if (settings_.protocol != car_.protocol()) return out;
  auto answers = car_.answer(request, now_ - first_plug_us_);
  if (has_once("wrong-answer-once") && !answers.empty() && answers[0].payload.size() > 1)
    answers[0].payload[1] ^= 0x01;
  const bool can = is_can(car_.bus());
  const Micros begin = free_at_ = std::max(free_at_, now_);
  Micros at = begin + latency_us_;
  const SimUnit* before = nullptr;
  for (const auto& a : answers) {
    if (can && before != nullptr && before != a.unit && !trouble_.interleave) at += unit_gap_us;
    if (!can) at += static_cast<Micros>(a.payload.size() + legacy_overhead) * legacy_byte_us;
    add_frames(out, a, at + a.after_us);
    if (!can) at += legacy_gap_us;
    before = a.unit;
  }
  if (has_once("wrong-unit-once") && !out.empty()) {
    const auto one = out[0].can_id;
    for (auto& f : out)
      if (f.can_id == one) f.can_id ^= 0x05, f.forced = true;
  }
  add_strangers(out);
  std::stable_sort(out.begin(), out.end(), [](const Frame& a, const Frame& b) { return a.at_us < b.at_us; });
  return out;
}

// Frames that are no answer to us: of a unit outside OBD, and answers to another tester's questions.
void Elm327::add_strangers(std::vector<Frame>& out) const {
  if (!is_can(car_.bus()) || car_.units().empty()) return;
  const auto at = std::max(free_at_, now_) + latency_us_;
  const bool wide = car_.bus() == Bus::can29;
  if (trouble_.stranger)
    out.push_back({at, wide ? 0x18FEF100u : 0x5D0u, {2, 0x11, 0x5A, 0, 0, 0, 0, 0}, 2, true, true});
  if (trouble_.tester)
    out.push_back(
        {at + can_frame_us / 2, car_.units()[0].can_id, {3, 0x41, 0x33, 0x62, 0, 0, 0, 0}, 3, true, true});
}

bool Elm327::passes(const Frame& frame) const {
  if (frame.forced || !is_can(car_.bus())) return true;
  if (settings_.filter) {
    const auto mask = settings_.mask.value_or(0x1FFFFFFF);
    return (frame.can_id & mask) == (*settings_.filter & mask);
  }
  return car_.bus() == Bus::can11 ? (frame.can_id & 0x7F8) == 0x7E8 : frame.can_id >> 8 == 0x18DAF1;
}

// Adaptive timing: a part of what the first answer took, and on older buses the pause between two messages.
void Elm327::learn(Micros answer_us) {
  const Micros between = is_can(car_.bus()) ? 0 : legacy_gap_us + legacy_message_us;
  const Micros part = settings_.adaptive == 2 ? answer_us / 4 : answer_us / 2;
  learned_us_ = std::max(part + between + 6 * us_per_ms, least_wait_us_);
}

// Says what comes until the wait is over: a fixed time for the first answer, then as long as was learned.
void Elm327::listen(const std::vector<Frame>& frames, std::size_t wanted) {
  const Micros whole = static_cast<Micros>(settings_.wait_units) * wait_unit_us,
               asked = std::max(free_at_, now_);
  const Micros behind = settings_.adaptive == 0 || learned_us_ == 0 ? whole : std::min(whole, learned_us_);
  Micros until = asked + whole;
  std::size_t heard = 0;
  bool full = false;
  for (const auto& f : frames) {
    if (f.at_us > until || full || (wanted != 0 && heard == wanted)) break;
    if (!passes(f)) continue;
    if (heard++ == 0) learn(f.at_us - asked);
    pause_until(f.at_us);
    full = !say_frame(f);
    until = f.at_us + (f.pending && personality_.waits_on_pending ? pending_wait_us : behind);
  }
  if (wanted == 0 || heard < wanted) pause_until(until);
  if (heard == 0) say("NO DATA");
  if (has_once("garbage-once"))
    put("4\x01"
        "G~ 41 0C\r");
  if (has_once("buffer-full-once")) say("BUFFER FULL");
  prompt();
}

}  // namespace outpost::dev
