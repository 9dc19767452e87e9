// The adapter's own commands, AT and ST. Unknown ones, and those that this make lacks, get "?".
#include "devices/codec/elm327.hpp"
#include "devices/sim/elm327.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

constexpr std::string_view ok = "OK", what = "?";
constexpr Micros reset_us = 800 * us_per_ms, warm_start_us = 50 * us_per_ms;
constexpr Micros link_away_us = 2 * us_per_s;
constexpr unsigned usual_wait = 0x32;  // what ATST00 brings back
constexpr int last_protocol = 0xC;     // A: SAE J1939, B and C: a user's own CAN

std::optional<std::uint32_t> hex(std::string_view digits) {
  std::uint32_t v = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), v, 16);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return v;
}

struct Switch {
  std::string_view name;
  bool ElmSettings::*setting;
};
constexpr std::array<Switch, 6> switches = {{{"E", &ElmSettings::echo},
                                             {"L", &ElmSettings::line_feeds},
                                             {"S", &ElmSettings::spaces},
                                             {"H", &ElmSettings::headers},
                                             {"CAF", &ElmSettings::formatting},
                                             {"CFC", &ElmSettings::flow_control}}};

// Known, and of no effect on anything this simulator shows.
constexpr std::array<std::string_view, 8> idle = {"AL", "NL", "M0", "M1", "R1", "BI", "V0", "V1"};

}  // namespace

std::string Elm327::adapter_answer(std::string_view text) {
  const auto refuses = [&](std::string_view begin) { return text.starts_with(begin); };
  if (std::any_of(personality_.unknown.begin(), personality_.unknown.end(), refuses) ||
      std::any_of(refused_.begin(), refused_.end(), refuses))
    return std::string(what);
  const auto rest = text.substr(2);
  if (text.starts_with("ST")) {
    if (personality_.stn_id.empty()) return std::string(what);
    if (rest == "I") return std::string(personality_.stn_id);
    return rest == "DI" ? "Bench STN board r1.0" : std::string(what);
  }
  if (rest == "Z" || rest == "WS") return reset(rest == "Z");
  if (rest == "D") return settings_ = {}, std::string(ok);
  if (rest == "I") return std::string(personality_.id);
  if (rest == "@1") return "OBDII to RS232 Interpreter";
  if (rest == "RV") return voltage();
  if (rest == "IGN") return trouble_.ignition ? "ON" : "OFF";
  if (rest == "PC") return settings_.connected = false, std::string(ok);
  if (rest == "DPN") {
    const int n = settings_.connected || !settings_.automatic ? settings_.protocol : 0;
    return fmt::format("{}{:X}", settings_.automatic ? "A" : "", n);
  }
  if (rest == "DP") {
    const auto* p = protocol_by_number(settings_.protocol);
    return (settings_.automatic ? "AUTO" : "") +
           (p ? (settings_.automatic ? ", " : "") + std::string(p->label) : "");
  }
  return setting_answer(rest);
}

std::string Elm327::setting_answer(std::string_view rest) {
  for (const auto& s : switches)
    if (rest.size() == s.name.size() + 1 && rest.starts_with(s.name) &&
        (rest.back() == '0' || rest.back() == '1'))
      return settings_.*s.setting = rest.back() == '1', std::string(ok);
  if (std::find(idle.begin(), idle.end(), rest) != idle.end()) return std::string(ok);
  if (rest.starts_with("SP")) return set_protocol(rest.substr(2), false);
  if (rest.starts_with("TP")) return set_protocol(rest.substr(2), true);
  if (rest.starts_with("SH")) return set_header(rest.substr(2));
  if (rest.starts_with("CRA")) return set_receive(rest.substr(3));
  if (rest.starts_with("CF")) return set_filter(rest.substr(2), false);
  if (rest.starts_with("CM")) return set_filter(rest.substr(2), true);
  if (rest == "AR") return settings_.filter.reset(), settings_.mask.reset(), std::string(ok);
  if (rest.starts_with("FCS")) return set_flow(rest.substr(3));
  if (rest == "AT0" || rest == "AT1" || rest == "AT2")
    return settings_.adaptive = rest[2] - '0', std::string(ok);
  constexpr std::uint32_t no_byte = 0x100;
  const auto byte = rest.size() == 4 ? hex(rest.substr(2)).value_or(no_byte) : no_byte;
  if (byte == no_byte) return std::string(what);
  if (rest.starts_with("ST")) return settings_.wait_units = byte == 0 ? usual_wait : byte, std::string(ok);
  if (rest.starts_with("CP")) return settings_.priority = static_cast<std::uint8_t>(byte), std::string(ok);
  return std::string(what);
}

std::string Elm327::reset(bool whole) {
  if (whole && (personality_.reset_drops_link || trouble_.reset_drops)) {
    settings_ = {};
    out_.clear();
    away_until_us_ = now_ + link_away_us;
    return {};
  }
  restart(whole ? reset_us : warm_start_us);
  return std::string(personality_.id);
}

std::string Elm327::set_protocol(std::string_view digits, bool try_only) {
  const bool automatic = digits.starts_with('A') && digits.size() == 2;
  if (try_only && digits == "A0" && personality_.locks_on_tp) return locked_ = true, "";
  const auto n = hex(automatic ? digits.substr(1) : digits);
  if (!n || *n > last_protocol || digits.empty()) return std::string(what);
  settings_.protocol = static_cast<int>(*n);
  settings_.automatic = automatic || *n == 0;
  settings_.connected = false;
  return std::string(ok);
}

std::string Elm327::set_header(std::string_view digits) {
  const auto n = hex(digits);
  if (!n || (digits.size() != 3 && digits.size() != 6 && digits.size() != 8)) return std::string(what);
  const bool wide = digits.size() == 6 && car_.bus() == Bus::can29;
  settings_.header = wide ? static_cast<std::uint32_t>(settings_.priority) << 24 | *n : *n;
  return std::string(ok);
}

std::string Elm327::set_filter(std::string_view digits, bool mask) {
  const auto n = hex(digits);
  if (!n || (digits.size() != 3 && digits.size() != 8)) return std::string(what);
  (mask ? settings_.mask : settings_.filter) = *n;
  return std::string(ok);
}

// ATCRA alone lets in again what is usual; an X stands for any digit.
std::string Elm327::set_receive(std::string_view digits) {
  settings_.filter.reset();
  settings_.mask.reset();
  if (digits.empty()) return std::string(ok);
  std::string value, mask;
  for (const char c : digits) {
    value += c == 'X' ? '0' : c;
    mask += c == 'X' ? '0' : 'F';
  }
  const auto v = hex(value);
  if (!v || (digits.size() != 3 && digits.size() != 8)) return std::string(what);
  settings_.filter = v;
  settings_.mask = hex(mask);
  return std::string(ok);
}

std::string Elm327::set_flow(std::string_view rest) {
  const auto value = rest.substr(std::min<std::size_t>(1, rest.size()));
  const auto bytes = from_hex(value);
  if (rest.starts_with('H') && hex(value) && (value.size() == 3 || value.size() == 8))
    return settings_.flow_id = hex(value), std::string(ok);
  if (rest.starts_with('D') && bytes && !bytes->empty() && bytes->size() <= 5)
    return settings_.flow_data = *bytes, std::string(ok);
  // Modes 1 and 2 need what they are to send first.
  if (rest == "M0" || (rest == "M1" && settings_.flow_id && !settings_.flow_data.empty()) ||
      (rest == "M2" && !settings_.flow_data.empty()))
    return settings_.flow_mode = rest[1] - '0', std::string(ok);
  return std::string(what);
}

std::string Elm327::voltage() const {
  const auto& battery = car_.battery();
  auto usual = car_.engine_runs() && trouble_.ignition ? battery.charge_mv : battery.rest_mv;
  if (now_ < cranking_until_us_) usual = battery.crank_mv;
  return fmt::format("{:.1f}V", static_cast<double>(trouble_.voltage_mv.value_or(usual)) / 1'000);
}

}  // namespace outpost::dev
