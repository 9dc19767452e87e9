// The adapter's other side: requests to the car and its answers as lines.
#include "devices/codec/elm327.hpp"
#include "devices/codec/isotp.hpp"
#include "devices/sim/elm327.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

constexpr std::uint8_t pad = 0x00;

// A line of an older bus: header, payload, checksum.
Bytes legacy_line(Bus bus, const SimUnit& unit, ByteView payload) {
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

}  // namespace

std::string Elm327::bytes_text(ByteView bytes) const {
  std::string out;
  for (const auto b : bytes) out += fmt::format("{:02X}", b) + (settings_.spaces ? " " : "");
  if (settings_.spaces && !personality_.trailing_blank && !out.empty()) out.pop_back();
  return out;
}

void Elm327::say_can(const SimAnswer& answer) {
  const bool wide = protocol_by_number(car_.protocol())->bus == Bus::can29;
  const auto frames = isotp_split(answer.payload, pad);
  if (!frames) return;
  if (settings_.headers) {
    for (const auto& frame : *frames) {
      std::string id = fmt::format("{:03X}", answer.unit->can_id);
      if (wide && settings_.spaces)
        id = fmt::format("{:02X} {:02X} {:02X} {:02X}", answer.unit->can_id >> 24,
                         answer.unit->can_id >> 16 & 0xFF, answer.unit->can_id >> 8 & 0xFF,
                         answer.unit->can_id & 0xFF);
      say(id + (settings_.spaces ? " " : "") + bytes_text(frame));
    }
  } else if (frames->size() == 1) {
    say(bytes_text(answer.payload));
  } else {
    say(fmt::format("{:03X}", answer.payload.size()));
    for (std::size_t i = 0; i < frames->size(); ++i) {
      const auto data = ByteView((*frames)[i]).subspan(i == 0 ? 2 : 1);
      say(fmt::format("{:X}:{}{}", i & 0xF, settings_.spaces ? " " : "", bytes_text(data)));
    }
  }
}

void Elm327::say_answer(const SimAnswer& answer) {
  const auto bus = protocol_by_number(car_.protocol())->bus;
  if (is_can(bus)) return say_can(answer);
  say(bytes_text(settings_.headers ? legacy_line(bus, *answer.unit, answer.payload) : answer.payload));
}

void Elm327::car_command(std::string_view text, Micros now) {
  std::string hex(text);
  if (hex.size() % 2 == 1) hex.pop_back();  // the last digit says how many answers are wanted
  const auto request = parse_obd_request(hex);
  if (!request || !is_hex(hex)) {
    say("?");
    return prompt();
  }
  ++requests_;
  if (!settings_.connected) {
    const bool slow = !is_can(protocol_by_number(car_.protocol())->bus);
    put(slow ? "BUS INIT: " : "SEARCHING...");
    pause_until(now + search_us_);
    if (!ignition_) {
      put("\r");
      say(slow ? "ERROR" : "UNABLE TO CONNECT");
      return prompt();
    }
    put(slow ? "OK\r" : "\r");
    settings_.connected = true;
    settings_.protocol = car_.protocol();
  }
  if (has_once("stop-once")) return say("STOPPED"), prompt();
  if (has_once("can-error-once")) return say("CAN ERROR"), prompt();
  const auto answers = ignition_ ? car_.answer(*request, now - first_plug_us_) : std::vector<SimAnswer>();
  pause_until(now + (answers.empty() ? timeout_us_ : latency_us_));
  if (answers.empty()) say("NO DATA");
  for (const auto& answer : answers) say_answer(answer);
  if (has_once("garbage-once"))
    put("4\x01"
        "G~ 41 0C\r");
  if (has_once("buffer-full-once")) say("BUFFER FULL");
  prompt();
}

}  // namespace outpost::dev
