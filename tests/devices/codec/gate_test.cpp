// What may leave for a car, and on which grounds codes may be erased.
#include "devices/codec/obd_request.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <limits>

using namespace outpost;
using namespace outpost::dev;

namespace {

const Bytes clear_obd = {0x04}, clear_uds = {0x14, 0xFF, 0xFF, 0xFF};

ClearGrounds good() {
  ClearGrounds g;
  g.person = "staff-7";
  g.snapshot = "0190a1b2";
  g.vin = g.snapshot_vin = "LZZPA14E5E1001234";
  g.engine_rpm = 0;
  g.speed_km_h = 0;
  g.engine_age_us = us_per_s;
  return g;
}

std::string refusal(const ClearGrounds& g) {
  const auto made = SafeRequest::make_clear({clear_obd, 0}, g);
  return made.ok() ? "" : made.error().name;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gate)

// Every request of one and of two bytes, and the services in front of longer ones.
BOOST_AUTO_TEST_CASE(only_what_reads_passes) {
  const std::vector<int> reading = {0x01, 0x02, 0x03, 0x06, 0x07, 0x09, 0x0A, 0x19, 0x22};
  std::size_t passed = 0;
  for (int service = 0; service < 256; ++service) {
    const bool reads = std::find(reading.begin(), reading.end(), service) != reading.end();
    for (int sub = -1; sub < 256; ++sub)
      for (const std::size_t rest : {0u, 1u, 5u}) {
        Bytes bytes(1 + (sub >= 0 ? 1 : 0) + rest);
        bytes[0] = static_cast<std::uint8_t>(service);
        if (sub >= 0) bytes[1] = static_cast<std::uint8_t>(sub);
        const bool exact = bytes == Bytes{0x10, 0x01} || bytes == Bytes{0x3E, 0x00};
        for (const std::uint32_t to : {0u, 0x7E0u}) {
          const auto made = SafeRequest::make({bytes, to});
          BOOST_TEST(made.ok() == (reads || exact), request_text(bytes));
          if (!made) BOOST_TEST(made.error().name == "service-blocked");
          passed += made.ok();
        }
      }
  }
  BOOST_TEST(passed > 0u);
  BOOST_TEST(!SafeRequest::make({{}, 0}).ok());
  BOOST_TEST(!SafeRequest::make({Bytes(8, 0x01), 0}).ok());
}

// By name, as the specification lists them: reset, security, routines, writing, programming, codes off, and
// clearing without grounds.
BOOST_AUTO_TEST_CASE(what_writes_is_blocked) {
  for (const auto* text :
       {"1101", "2701", "280301", "2EF19000", "2F010203", "31010203", "3400", "3500", "3601", "37", "8502",
        "1002", "1003", "1081",   "3E80",     "04",       "14FFFFFF", "2322", "3D00", "87",   "A0"}) {
    const auto made = SafeRequest::make(*parse_obd_request(text));
    BOOST_TEST(!made.ok(), text);
    if (!made) BOOST_TEST(made.error().name == "service-blocked", text);
  }
}

BOOST_AUTO_TEST_CASE(codes_are_cleared_on_good_grounds) {
  BOOST_TEST(SafeRequest::make_clear({clear_obd, 0}, good()).ok());
  BOOST_TEST(SafeRequest::make_clear({clear_uds, 0x7E0}, good()).ok());
  auto electric = good();  // no engine speed: that it does not move is enough
  electric.engine_rpm.reset();
  BOOST_TEST(SafeRequest::make_clear({clear_obd, 0}, electric).ok());
  auto nameless = good();  // an old car says no number, now or in the report
  nameless.vin = nameless.snapshot_vin = "";
  BOOST_TEST(SafeRequest::make_clear({clear_obd, 0}, nameless).ok());
}

struct Lack {
  const char* name;
  void (*spoil)(ClearGrounds&);
};

BOOST_AUTO_TEST_CASE(each_missing_ground_is_a_refusal_of_its_own) {
  const std::vector<Lack> lacks = {
      {"clear-nobody", [](ClearGrounds& g) { g.person = ""; }},
      {"clear-no-snapshot", [](ClearGrounds& g) { g.snapshot = ""; }},
      {"clear-other-car", [](ClearGrounds& g) { g.vin = "LZZHB19E6K2005678"; }},
      {"clear-other-car", [](ClearGrounds& g) { g.vin = ""; }},
      {"clear-other-car", [](ClearGrounds& g) { g.snapshot_vin = ""; }},
      {"clear-engine-unknown", [](ClearGrounds& g) { g.engine_rpm.reset(), g.speed_km_h.reset(); }},
      {"clear-engine-unknown", [](ClearGrounds& g) { g.engine_age_us = max_engine_age_us + 1; }},
      {"clear-engine-unknown", [](ClearGrounds& g) { g.engine_age_us = -1; }},
      {"clear-engine-runs", [](ClearGrounds& g) { g.engine_rpm = 0.25; }},
      {"clear-engine-runs", [](ClearGrounds& g) { g.engine_rpm = std::numeric_limits<double>::quiet_NaN(); }},
      {"clear-engine-runs", [](ClearGrounds& g) { g.speed_km_h = 1; }},
      {"clear-engine-runs", [](ClearGrounds& g) { g.engine_rpm.reset(), g.speed_km_h = 3; }},
  };
  for (const auto& lack : lacks) {
    auto g = good();
    lack.spoil(g);
    BOOST_TEST(refusal(g) == lack.name);
  }
}

// Good grounds open the door to clearing and to nothing else.
BOOST_AUTO_TEST_CASE(grounds_are_for_clearing_only) {
  for (const auto* text :
       {"0100", "1101", "2EF190", "14FFFFFF", "7E0:14FFFF33", "7E0:14FF", "0401", "04FF", "31010203"})
    BOOST_TEST(!SafeRequest::make_clear(*parse_obd_request(text), good()).ok(), text);
}

BOOST_AUTO_TEST_SUITE_END()
