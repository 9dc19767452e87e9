#include "devices/drivers/bay/bay_facts.hpp"

#include "devices/drivers/bay/bay_uds_codes.hpp"

#include <algorithm>
#include <charconv>

namespace outpost::dev {
namespace {

std::uint8_t hex_byte(std::string_view s) {
  unsigned v = 0;
  std::from_chars(s.data(), s.data() + s.size(), v, 16);
  return static_cast<std::uint8_t>(v);
}

// A list of codes replaces what the same unit said of the same kind before.
void take_codes(BayFacts& facts, const ObdValue& v, std::string_view kind) {
  facts.units.try_emplace(v.source);
  std::erase_if(facts.codes, [&](const BayCode& c) { return c.kind == kind && c.source == v.source; });
  for (const auto& code : v.list) facts.codes.push_back({code, std::string(kind), v.source});
  facts.codes_read.insert(std::string(kind));
}

void insert_all(std::set<std::uint8_t>& into, const std::vector<std::string>& numbers) {
  for (const auto& n : numbers) into.insert(hex_byte(n));
}

std::optional<Readiness> self_tests(const ObdValue& raw) {
  const auto bytes = from_hex(raw.text);
  if (!bytes) return std::nullopt;
  auto read = read_readiness(*bytes);
  return read ? std::optional(std::move(*read)) : std::nullopt;
}

// "mid21.tid85.value" and its three sisters come one after another.
void take_test(BayUnit& unit, const ObdValue& v) {
  const auto monitor = hex_byte(v.name.substr(3, 2)), test = hex_byte(v.name.substr(9, 2));
  const auto what = std::string_view(v.name).substr(12);
  if (what == "value") {
    std::erase_if(unit.tests, [&](const BayTest& t) { return t.monitor == monitor && t.test == test; });
    unit.tests.push_back({monitor, test, v.unit, v.number});
  } else if (!unit.tests.empty()) {
    auto& t = unit.tests.back();
    if (what == "min") t.least = v.number;
    if (what == "max") t.most = v.number;
    if (what == "pass") t.passed = v.number != 0;
  }
}

// The value replaces what was known of the same name.
void put(std::vector<ObdValue>& into, const ObdValue& v) {
  std::erase_if(into, [&](const ObdValue& o) { return o.name == v.name; });
  into.push_back(v);
}

void take_freeze(BayUnit& unit, const ObdValue& v) {
  if (v.name == "freeze.supported_pids")
    insert_all(unit.freeze_supported, v.list);
  else if (v.name == "freeze.freeze_dtc")
    unit.freeze_code = v.text == "none" ? "" : v.text;
  else if (!v.detail)
    put(unit.freeze, v);
}

// True when the value is about the unit itself and not a live value.
bool take_unit_fact(BayUnit& unit, const ObdValue& v) {
  if (v.name == "supported_pids") {
    insert_all(unit.supported, v.list);
  } else if (v.name == "supported_info") {
    insert_all(unit.info, v.list);
  } else if (v.name == "supported_monitors") {
    insert_all(unit.monitors, v.list);
  } else if (v.name.starts_with("freeze.")) {
    take_freeze(unit, v);
  } else if (v.name.starts_with("mid")) {
    take_test(unit, v);
  } else if (v.name.starts_with("iupr.")) {
    put(unit.in_use, v);
  } else if (v.name == "mil_on") {
    unit.mil_on = v.number != 0;
  } else if (v.name == "dtc_count") {
    unit.dtc_count = static_cast<int>(v.number);
  } else if (v.name == "monitor_bytes") {
    unit.readiness = self_tests(v);
  } else if (v.name == "monitor_bytes_cycle") {
    unit.this_cycle = self_tests(v);
  } else if (v.name == "calid") {
    unit.calibrations = v.list;
  } else if (v.name == "cvn") {
    unit.cvns = v.list;
  } else if (v.name == "ecu_name") {
    unit.name = v.text;
  } else {
    return v.key == "01" || v.key == "41";  // the single self-test bits are told by `readiness`
  }
  return true;
}

// Modes of the lamp in WWH-OBD: off, and two in which it is lit. "On demand" is lit only when somebody asks.
std::optional<bool> lamp_lit(double mode) {
  constexpr int off = 0, brief = 2, lasting = 3;
  if (mode == off) return false;
  return mode == brief || mode == lasting ? std::optional(true) : std::nullopt;
}

// Only where no service 01 says whether the lamp is asked for.
void take_lamp(BayFacts& facts, const ObdValue& v) {
  const auto lit = lamp_lit(v.number);
  if (lit && v.name == "vehicle_lamp_mode_code") facts.vehicle_lamp = lit;
  if (lit && v.name == "ecu_lamp_mode_code") facts.units[v.source].mil_on = lit;
}

/// Service 01, or its identifiers by service 22 (WWH-OBD).
bool asks_live_values(const ObdRequest& request) {
  return request.service() == 0x01 || (request.service() == 0x22 && request.bytes[1] == 0xF4);
}

}  // namespace

void BayFacts::take(const ObdRequest& request, const ObdReading& reading, std::string_view step, Micros now) {
  for (const auto& v : reading.values) {
    if (!units.contains(v.source) && units.size() >= max_units) {
      problems.add(step, {"", "too-many-units", "More control units answer than any car has."}, now);
    } else if (v.name == "vin") {
      if (vin.empty())
        vin = v.text;
      else if (vin != v.text)
        problems.add(step, {v.source, "vin-differs", "Another unit says " + v.text}, now);
    } else if (v.name == "dtc.stored" || v.name == "dtc.pending" || v.name == "dtc.permanent") {
      take_codes(*this, v, std::string_view(v.name).substr(4));
    } else if (take_uds_codes(*this, v)) {
      (void)units[v.source];  // a unit that has said its codes is one of the car's
    } else if (!take_unit_fact(units[v.source], v) && asks_live_values(request) && !v.detail) {
      if (request.service() == 0x22) take_lamp(*this, v);
      live[{v.source, v.name}] = {v, now};
    }
  }
  for (const auto& f : reading.faults)
    if (!is_quiet_refusal(request, f)) problems.add(step, f, now);
}

std::optional<bool> BayFacts::mil_on() const {
  auto out = vehicle_lamp;
  for (const auto& [source, u] : units)
    if (u.mil_on) out = out.value_or(false) || *u.mil_on;
  return out;
}

std::optional<int> BayFacts::dtc_count() const {
  std::optional<int> out;
  for (const auto& [source, u] : units)
    if (u.dtc_count) out = out.value_or(0) + *u.dtc_count;
  return out;
}

std::set<std::uint8_t> BayFacts::all(std::set<std::uint8_t> BayUnit::*which) const {
  std::set<std::uint8_t> out;
  for (const auto& [source, u] : units) out.insert((u.*which).begin(), (u.*which).end());
  return out;
}

const std::vector<std::uint8_t>& usual_live_pids() {
  // Ten are shown; what a car does not have makes room for the next.
  static const std::vector<std::uint8_t> pids = {0x0C, 0x0D, 0x05, 0x04, 0x11, 0x0F, 0x06, 0x07,
                                                 0x10, 0x0B, 0x42, 0x5C, 0x2F, 0x0E, 0x5B, 0x46};
  return pids;
}

}  // namespace outpost::dev
