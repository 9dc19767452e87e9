// A truck that speaks SAE J1939 only, on a CAN interface: it is listened to.
#include "devices/drivers/bay/truck_codes.hpp"
#include "devices/drivers/bay/truck_listener.hpp"
#include "tests/devices/drivers/bay_bench.hpp"

#include <fmt/format.h>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;
using nlohmann::json;

namespace {

constexpr Micros s = us_per_s;
constexpr auto can = BayBench::Wire::can;

std::multiset<std::string> said(const json& codes) {
  std::multiset<std::string> out;
  for (const auto& c : codes)
    out.insert(fmt::format("{} {}", c["unit"].get<std::string>(), c["code"].get<std::string>()));
  return out;
}

// By hand from the bytes of the car's file: 44FF B30C0003 6E001001 21061F02 of source 00, and 1803 05 01 of
// 0B.
const std::multiset<std::string> truth = {"00 SPN 3251 FMI 0", "00 SPN 110 FMI 16", "00 SPN 1569 FMI 31",
                                          "0B SPN 792 FMI 5"};

CanFrame frame(std::uint32_t id, const char* data) { return {id, true, false, false, *from_hex(data)}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(bay_truck)

BOOST_AUTO_TEST_CASE(lamp_and_codes_are_shown_and_a_report_holds_them) {
  BayBench b({{"car", "truck-2017"}}, can);
  const auto began = b.bench.now;
  BOOST_TEST_REQUIRE(b.until("ready", 10 * s));
  BOOST_TEST_MESSAGE("ready after " << (b.bench.now - began) / us_per_ms << " ms");
  b.bench.run(3 * s);
  const auto bay = b.bay();
  BOOST_TEST(said(bay["codes"]) == truth, boost::test_tools::per_element());
  BOOST_TEST(bay["mil_on"] == true);
  BOOST_TEST(bay["dtc_count"] == 4);
  BOOST_TEST(bay["vin"].is_null());
  BOOST_TEST(bay["protocol"] == "SAE J1939");
  for (const auto& c : bay["codes"])
    for (const char* text : {"text_en", "text_zh", "meaning_en", "meaning_zh", "system_en", "system_zh"})
      BOOST_TEST(c[text] != "", text);
  const auto out = b.report();
  BOOST_TEST(out["result"] == "done");
  BOOST_TEST(said(out["report"]["codes"]) == truth, boost::test_tools::per_element());
  BOOST_TEST(out["report"]["problems"].dump() == "[]");
  b.bench.run(5 * s);
  BOOST_TEST(b.state() == "ready");
  BOOST_TEST(said(b.bay()["codes"]) == truth, boost::test_tools::per_element());
}

// From the moment it was taken for a truck nothing is sent to it, whatever is ordered.
BOOST_AUTO_TEST_CASE(nothing_is_sent_to_it) {
  BayBench b({{"car", "truck-2017"}}, can);
  BOOST_TEST_REQUIRE(b.until("ready", 10 * s));
  b.wiring().written.clear();
  b.command("live", R"({"pids":["0C","0D"]})");
  b.report();
  const auto clear = b.command("clear", R"({"person":"p","snapshot":"s","vin":"LZZPA14E5E1001234"})");
  b.bench.run(40 * s);
  BOOST_TEST((*b.outcome(clear))["result"] == "failed");
  BOOST_TEST((*b.outcome(clear))["asked_to_erase"] == false);
  BOOST_TEST(b.wiring().written.empty());
}

BOOST_AUTO_TEST_CASE(it_goes_and_comes_back_and_an_ordinary_car_is_none) {
  BayBench b({{"car", "truck-2017"}}, can);
  BOOST_TEST_REQUIRE(b.until("ready", 10 * s));
  for (const auto& [gone, back] : {std::pair{"ignition-off", "ignition-on"}, std::pair{"unplug", "plug"}}) {
    b.act(gone);
    BOOST_TEST(b.bench.run(8 * s, [&] { return b.state() == "ignition_off" || b.state() == "lost"; }));
    b.bench.run(6 * s);
    if (b.state() == "ignition_off") BOOST_TEST(b.bay()["codes"].empty());
    b.act(back);
    BOOST_TEST(b.until("ready", 10 * s));
  }
  b.wiring().away = true;
  b.bench.run(s);
  b.wiring().swap(b.device({{"car", "diesel-2016"}}), b.bench.now);
  b.wiring().away = false;
  BOOST_TEST(b.until("ready", 10 * s));
  BOOST_TEST(b.bay()["vin"] == b.car().vin());
  const auto last = b.bay();
  for (const auto& c : last["codes"]) BOOST_TEST(!c["code"].get<std::string>().starts_with("SPN"));
}

BOOST_AUTO_TEST_CASE(only_whole_and_sound_messages_are_heard) {
  TruckListener l;
  l.note(frame(0x18FEEE00, "7B4D642CFFFF4EFF"), s);
  BOOST_TEST(!l.take().has_value());
  l.note(frame(0x18FECA00, "04FF640001031234"), s);  // of no length that DM1 has
  BOOST_TEST(!l.take().has_value());
  l.note(frame(0x18FECA00, "04FF64000103FFFF"), s);
  BOOST_TEST(l.take()->find("dm1.codes")->list.front() == "100-1:3");
  BOOST_TEST(!l.take().has_value());
  BOOST_TEST(l.speaks_since(0, 2 * s));
  BOOST_TEST(!l.speaks_since(3 * s, 2 * s));
  BOOST_TEST(!l.speaks_since(0, 7 * s));
  const auto begin = frame(0x18ECFF00, "200A0002FFCAFE00");
  const auto one = frame(0x18EBFF00, "0104FF640001036E"), two = frame(0x18EBFF00, "02001001FFFFFFFF");
  l.note(one, s), l.note(two, s);  // without their beginning
  BOOST_TEST(!l.take().has_value());
  l.note(begin, s), l.note(two, s), l.note(one, s);  // the wrong way round
  BOOST_TEST(!l.take().has_value());
  l.note(begin, s), l.note(one, s), l.note(frame(0x18EBFF0B, "02001001FFFFFFFF"), s);  // another's part
  BOOST_TEST(!l.take().has_value());
  l.note(two, s);
  BOOST_TEST(l.take()->find("dm1.codes")->list.size() == 2u);
}

BOOST_AUTO_TEST_CASE(what_nobody_takes_does_not_pile_up) {
  TruckListener l;
  for (int n = 0; n < 1'000; ++n) {
    l.note(frame(0x18FECA00, n % 2 ? "04FF64000103FFFF" : "00FF00000000FFFF"), n * s);
    l.note(frame(0x18FECA0B, "00FF18030501FFFF"), n * s);
  }
  const auto reading = l.take();
  BOOST_TEST(reading->values.size() < 12u);
  BOOST_TEST(reading->find("dm1.codes")->list.front() == "100-1:3");
}

BOOST_AUTO_TEST_CASE(only_codes_of_trucks_get_their_words) {
  BOOST_TEST(truck_code_text("SPN 110 FMI 0")->exact);
  BOOST_TEST(!truck_code_text("SPN 520192 FMI 31")->exact);
  for (const char* other :
       {"P0301", "", "SPN ", "SPN 110", "SPN x FMI 0", "SPN 110 FMI 32", "SPN 110 FMI 0:1"})
    BOOST_TEST(!truck_code_text(other).has_value(), other);
}

BOOST_AUTO_TEST_SUITE_END()
