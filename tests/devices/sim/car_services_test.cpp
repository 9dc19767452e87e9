// What every simulated car answers, read over the simulated adapter with the product's own codecs and held
// against the car's file.
#include "devices/codec/pid_table.hpp"
#include "tests/devices/sim/elm_wire.hpp"

#include <fmt/format.h>
#include <set>

using namespace outpost;
using namespace outpost::dev;
using test::ElmWire;

namespace {

std::vector<ObdValue> of(const ObdReading& reading, const std::string& source, std::string_view name) {
  std::vector<ObdValue> out;
  for (const auto& v : reading.values)
    if (v.source == source && v.name == name) out.push_back(v);
  return out;
}

// The list that a unit gave, or nothing when it kept silent.
std::optional<std::vector<std::string>> list(const ObdReading& r, const std::string& source,
                                             std::string_view name) {
  const auto found = of(r, source, name);
  if (found.empty()) return std::nullopt;
  return found[0].list;
}

void check_value(const SimCurve& curve, const PidField& field, double got) {
  BOOST_TEST(got >= curve.low - field.scale);
  BOOST_TEST(got <= curve.high + field.scale);
}

void check_pid(const ObdReading& r, const std::string& source, std::uint8_t number, const SimCurve& curve,
               const std::string& prefix) {
  const auto& pid = *find_pid(number);
  if (!curve.raw.empty()) {
    for (const auto& want : decode_pid(pid, curve.raw)) {
      const auto got = of(r, source, prefix + want.name);
      BOOST_TEST_REQUIRE(got.size() == 1u, want.name);
      BOOST_TEST(got[0].same_as(want), want.name);
    }
    return;
  }
  const auto got = of(r, source, prefix + std::string(pid.fields.front().name));
  BOOST_TEST_REQUIRE(got.size() == 1u, fmt::format("{} {:02X}", source, number));
  check_value(curve, pid.fields.front(), got[0].number);
}

std::set<std::string> supported(ElmWire& wire, const std::string& source, const std::string& service,
                                const std::string& behind, std::string_view name) {
  std::set<std::string> out;
  for (unsigned base = 0; base < 0x100; base += 0x20) {
    const auto all = list(wire.read(fmt::format("{}{:02X}{}", service, base, behind)), source, name);
    if (!all) break;
    for (const auto& one : *all)
      if (std::stoul(one, nullptr, 16) % 0x20 != 0) out.insert(one);
    if (std::find(all->begin(), all->end(), fmt::format("{:02X}", base + 0x20)) == all->end()) break;
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(car_services)

BOOST_AUTO_TEST_CASE(live_values_of_every_unit) {
  for (const auto& name : test::obd_cars()) {
    ElmWire wire({{"car", name}, {"search_ms", "0"}});
    wire.set_up().ask("0100");
    for (const auto& u : std::vector(wire.car().units())) {
      if (!u.obd) continue;
      const auto source = test::source_of(wire.car(), u);
      BOOST_TEST_CONTEXT(name << " " << source) {
        std::set<std::string> want = {"01"};
        if (u.freeze) want.insert("02");
        for (const auto& [pid, curve] : u.pids) want.insert(fmt::format("{:02X}", pid));
        BOOST_TEST(supported(wire, source, "01", "", "supported_pids") == want);
        for (const auto& [pid, curve] : u.pids)
          check_pid(wire.read(fmt::format("01{:02X}", pid)), source, pid, curve, "");
        const auto status = wire.read("0101");
        BOOST_TEST_REQUIRE(of(status, source, "dtc_count").size() == 1u);
        BOOST_TEST(of(status, source, "dtc_count")[0].number == static_cast<double>(u.stored.size()));
        BOOST_TEST(of(status, source, "mil_on")[0].number == (u.mil_on ? 1 : 0));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(six_values_at_once_on_can_and_never_on_older_buses) {
  for (const auto& name : test::obd_cars()) {
    ElmWire wire({{"car", name}, {"search_ms", "0"}});
    wire.set_up().ask("0100");
    const auto reading = wire.read("010D0C051C0442");
    if (!is_can(wire.car().bus())) {
      BOOST_TEST(reading.values.empty(), name);
      continue;
    }
    for (const auto& u : wire.car().units()) {
      if (u.one_at_a_time) BOOST_TEST(reading.no_data, name);  // it is the car's only unit
      if (!u.obd || u.one_at_a_time) continue;
      for (const auto pid : Bytes{0x0D, 0x0C, 0x05, 0x1C, 0x04, 0x42})
        if (const auto curve = u.pids.find(pid); curve != u.pids.end())
          check_pid(reading, test::source_of(wire.car(), u), pid, curve->second, "");
    }
  }
}

BOOST_AUTO_TEST_CASE(codes_of_every_unit) {
  for (const auto& name : test::obd_cars()) {
    ElmWire wire({{"car", name}, {"search_ms", "0"}});
    wire.set_up().ask("0100");
    const auto stored = wire.read("03"), pending = wire.read("07"), permanent = wire.read("0A");
    for (const auto& u : wire.car().units()) {
      if (!u.obd) continue;
      const auto source = test::source_of(wire.car(), u);
      BOOST_TEST_CONTEXT(name << " " << source) {
        BOOST_TEST((list(stored, source, "dtc.stored") == u.stored));
        BOOST_TEST((list(pending, source, "dtc.pending") == u.pending));
        if (is_can(wire.car().bus())) BOOST_TEST((list(permanent, source, "dtc.permanent") == u.permanent));
      }
    }
    if (!is_can(wire.car().bus())) BOOST_TEST(permanent.no_data, name);
  }
}

BOOST_AUTO_TEST_CASE(freeze_frames) {
  int seen = 0;
  for (const auto& name : test::obd_cars()) {
    ElmWire wire({{"car", name}, {"search_ms", "0"}});
    wire.set_up().ask("0100");
    for (const auto& u : std::vector(wire.car().units())) {
      if (!u.freeze) continue;
      ++seen;
      const auto source = test::source_of(wire.car(), u);
      BOOST_TEST_CONTEXT(name << " " << source) {
        std::set<std::string> want = {"02"};
        for (const auto& [pid, curve] : u.freeze->pids) want.insert(fmt::format("{:02X}", pid));
        BOOST_TEST(supported(wire, source, "02", "00", "freeze.supported_pids") == want);
        for (const auto& [pid, curve] : u.freeze->pids)
          check_pid(wire.read(fmt::format("02{:02X}00", pid)), source, pid, curve, "freeze.");
        const auto code = of(wire.read("020200"), source, "freeze.freeze_dtc");
        BOOST_TEST(code.size() == 1u);
        if (code.size() == 1) BOOST_TEST(value_text(code[0]) == u.freeze->code);
        BOOST_TEST(wire.read("020C01").values.empty());  // there is one frame only
      }
    }
  }
  BOOST_TEST(seen >= 5);
}

BOOST_AUTO_TEST_CASE(test_results_with_limits) {
  int seen = 0;
  for (const auto& name : test::obd_cars()) {
    ElmWire wire({{"car", name}, {"search_ms", "0"}});
    wire.set_up().ask("0100");
    for (const auto& u : std::vector(wire.car().units())) {
      const auto source = test::source_of(wire.car(), u);
      std::set<std::string> want;
      for (const auto& t : u.tests) want.insert(fmt::format("{:02X}", t.monitor));
      if (want.empty()) continue;
      BOOST_TEST(supported(wire, source, "06", "", "supported_monitors") == want, name);
      for (const auto& t : u.tests) {
        const auto reading = wire.read(fmt::format("06{:02X}", t.monitor));
        const auto base = fmt::format("mid{:02X}.tid{:02X}.", t.monitor, t.test);
        for (const auto& [what, value] :
             {std::pair{"value", t.value}, std::pair{"min", t.least}, std::pair{"max", t.most}}) {
          const auto got = of(reading, source, base + what);
          BOOST_TEST_REQUIRE(got.size() == 1u, name << base);
          BOOST_TEST(std::abs(got[0].number - value) < 0.01, name << base << what);
        }
        BOOST_TEST(of(reading, source, base + "pass")[0].number == (t.value >= t.least && t.value <= t.most));
        ++seen;
      }
    }
  }
  BOOST_TEST(seen >= 30);
}

BOOST_AUTO_TEST_CASE(who_the_car_is) {
  for (const auto& name : test::obd_cars()) {
    ElmWire wire({{"car", name}, {"search_ms", "0"}, {"adapter", "genuine-2.2"}});
    wire.set_up().ask("0100");
    const bool can = is_can(wire.car().bus());
    const auto types = wire.read("0900"), vin = wire.read("0902"), cal = wire.read("0904"),
               cvn = wire.read("0906"), unit_name = wire.read("090A");
    for (const auto& u : wire.car().units()) {
      if (!u.obd) continue;
      const auto source = test::source_of(wire.car(), u);
      BOOST_TEST_CONTEXT(name << " " << source) {
        // On older buses the number has no unit of its own to come from; every unit here says the car's.
        BOOST_TEST_REQUIRE(of(vin, source, "vin").size() == 1u);
        BOOST_TEST(of(vin, source, "vin")[0].text == wire.car().vin());
        if (!u.calibrations.empty()) BOOST_TEST((list(cal, source, "calid") == u.calibrations));
        if (!u.cvns.empty()) BOOST_TEST((list(cvn, source, "cvn") == u.cvns));
        if (can && !u.name.empty()) {
          BOOST_TEST_REQUIRE(of(unit_name, source, "ecu_name").size() == 1u);
          BOOST_TEST(of(unit_name, source, "ecu_name")[0].text == u.name);
        }
        const auto known = list(types, source, "supported_info");
        BOOST_TEST_REQUIRE(known.has_value());
        const auto has = [&](std::string_view type) {
          return std::find(known->begin(), known->end(), type) != known->end();
        };
        BOOST_TEST(has("02"));
        BOOST_TEST(has("01") == !can);
        BOOST_TEST(has("04") == !u.calibrations.empty());
        BOOST_TEST(has("08") == (!u.in_use.empty() && !(u.monitors[0] & 0x08)));
        BOOST_TEST(has("0B") == (!u.in_use.empty() && (u.monitors[0] & 0x08) != 0));
        if (has("08")) {
          const auto counters = wire.read("0908");
          BOOST_TEST_REQUIRE(of(counters, source, "iupr.ignition_cycles").size() == 1u);
          BOOST_TEST(of(counters, source, "iupr.obd_monitor_conditions")[0].number == u.in_use[0]);
          BOOST_TEST(of(counters, source, "iupr.ignition_cycles")[0].number == u.in_use[1]);
          BOOST_TEST(of(counters, source, "iupr.evap_completed")[0].number == u.in_use[14]);
        }
      }
    }
  }
}

// The numbers of messages that older buses give under the odd types.
BOOST_AUTO_TEST_CASE(older_buses_say_how_many_messages_come) {
  ElmWire wire({{"car", "kwp-2005"}, {"search_ms", "0"}});
  wire.set_up().ask("ATH0");
  wire.ask("0100");
  BOOST_TEST(wire.words("0901") == "490105");
  BOOST_TEST(wire.words("0903") == "490308");
  BOOST_TEST(wire.words("0905") == "490501");
  BOOST_TEST(wire.ask("0902").lines.size() == 5u);
  ElmWire diesel({{"car", "diesel-2016"}, {"search_ms", "0"}});
  diesel.set_up().ask("0100");
  BOOST_TEST(diesel.words("090B").starts_with("18DAF1101023490B10012D05"));
}

BOOST_AUTO_TEST_CASE(identifiers_and_uds_codes_of_single_units) {
  for (const auto& name : test::obd_cars()) {
    ElmWire wire({{"car", name}, {"search_ms", "0"}, {"adapter", "genuine-2.2"}});
    if (!is_can(wire.car().bus())) continue;
    wire.set_up().ask("0100");
    for (const auto& u : std::vector(wire.car().units())) {
      if (!u.uds) continue;
      const auto source = test::source_of(wire.car(), u);
      BOOST_TEST_CONTEXT(name << " " << source) {
        if (u.identifiers.contains(0xF190)) {
          const auto vin = of(wire.read("22F190", u.request_id), source, "vin");
          BOOST_TEST_REQUIRE(vin.size() == 1u);
          BOOST_TEST(vin[0].text == wire.car().vin());
        }
        std::vector<std::string> want;
        for (const auto& c : u.uds_codes)
          want.push_back(fmt::format("{}-{:02X}:{:02X}", c.code, c.failure_type, c.status));
        BOOST_TEST((list(wire.read("1902FF", u.request_id), source, "uds.dtc") == want));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(tyres_of_the_electric_car) {
  ElmWire wire({{"car", "ev-2022"}, {"search_ms", "0"}});
  wire.set_up().ask("0100");
  const auto reading = wire.read("22C00B", 0x7A0);
  const auto* front = reading.find("tyre_pressure_fl");
  BOOST_TEST_REQUIRE(front != nullptr);
  BOOST_TEST(front->number == 36.0);
  BOOST_TEST(reading.find("tyre_temp_fl")->number == 24.0);
  BOOST_TEST(wire.read("22C00B").no_data);  // it does not listen to requests to all
}

BOOST_AUTO_TEST_SUITE_END()
