// What others say on the same line is no trouble of the car: a report next to a stranger or a second tester
// is whole, and lists none of their words. And what was remembered of trouble is bounded.
#include "devices/drivers/bay/bay_problems.hpp"
#include "devices/drivers/bay/car_mark.hpp"
#include "tests/devices/drivers/bay_bench.hpp"
#include "tests/devices/drivers/bay_truth.hpp"
#include "tests/devices/sim/elm_wire.hpp"

#include <fmt/format.h>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;
using nlohmann::json;

namespace {

constexpr Micros s = us_per_s;
using Wire = BayBench::Wire;

json report_of(const std::string& car, Wire wire, const std::string& script) {
  BayArgs args = {{"car", car}, {"script", script}};
  if (wire == Wire::adapter) args["search_ms"] = "300";
  BayBench b(args, wire);
  BOOST_TEST_REQUIRE(b.until("ready", 30 * s));
  Truth truth(car, b.wiring().plugged_us);
  truth.allow("33", 0x62);  // what the second tester is told
  const auto began = b.bench.now;
  auto out = b.report();
  truth.report(out, began);
  BOOST_TEST(truth.wrong().empty(), (truth.wrong().empty() ? "" : truth.wrong()[0]));
  return out;
}

std::vector<std::string> can_cars() {
  std::vector<std::string> out;
  for (const auto& car : obd_cars())
    if (is_can(Car::load(car)->bus())) out.push_back(car);
  return out;
}

std::size_t live_fields(const json& report) {
  std::set<std::string> out;
  for (const auto& v : report["live"])
    if (v["pid"] != "33") out.insert(v["source"].get<std::string>() + " " + v["name"].get<std::string>());
  return out.size();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bay_noise)

BOOST_AUTO_TEST_CASE(a_stranger_changes_nothing_in_a_report) {
  for (const auto wire : {Wire::adapter, Wire::can})
    for (const auto& car : can_cars()) {
      BOOST_TEST_CONTEXT(car << (wire == Wire::can ? " on CAN" : "")) {
        const auto alone = report_of(car, wire, "")["report"];
        const auto out = report_of(car, wire, "stranger-on@0");
        const auto& r = out["report"];
        BOOST_TEST(out["result"] == "done");
        BOOST_TEST(r["partial"] == false);
        BOOST_TEST(r["problems"] == alone["problems"], r["problems"]);
        for (const auto* part : {"codes", "codes_read", "readiness", "freeze_frames", "tests", "in_use"})
          BOOST_TEST(r[part] == alone[part], part);
        BOOST_TEST(r["vehicle"] == alone["vehicle"]);
        BOOST_TEST(live_fields(r) == live_fields(alone));
        if (wire == Wire::adapter) BOOST_TEST(r["noise"].get<int>() > 0);  // heard, and counted
        BOOST_TEST(alone["noise"] == 0);
      }
    }
}

// The other tester's answers come from our own units, in the middle of ours: what fits a frame is read all
// the same, and only what is really missing is named.
BOOST_AUTO_TEST_CASE(a_second_tester_takes_nothing_that_fits_a_frame) {
  for (const auto wire : {Wire::adapter, Wire::can})
    for (const auto& car : can_cars()) {
      BOOST_TEST_CONTEXT(car << (wire == Wire::can ? " on CAN" : "")) {
        const auto alone = report_of(car, wire, "")["report"];
        const auto out = report_of(car, wire, "second-tester-on@0");
        const auto& r = out["report"];
        BOOST_TEST(out["result"] == "done");
        for (const auto& p : r["problems"]) {
          const auto name = p["name"].get<std::string>();
          BOOST_TEST((name != "foreign-answer" && name != "source-unexpected"), name);
          BOOST_TEST(p["last_ms"] >= p["first_ms"]);
          BOOST_TEST(p["times"].get<int>() >= 1);
        }
        BOOST_TEST(r["mil_on"] == alone["mil_on"]);
        BOOST_TEST(r["dtc_count"] == alone["dtc_count"]);
        BOOST_TEST(r["readiness"] == alone["readiness"]);
        // Identifiers that need two frames may be missing, and then that is said.
        const bool said = std::any_of(r["problems"].begin(), r["problems"].end(),
                                      [](const json& p) { return p["step"] == "live"; });
        BOOST_TEST(
            (live_fields(r) == live_fields(alone) || (said && live_fields(r) * 10 >= live_fields(alone) * 8)),
            live_fields(r) << " of " << live_fields(alone));
        BOOST_TEST_MESSAGE(fmt::format("{:<12} {:<8} {} steps, {} alone; {} problems, {} words of others",
                                       car, wire == Wire::can ? "CAN" : "adapter", r["steps"].size(),
                                       alone["steps"].size(), r["problems"].size(), r["noise"].dump()));
      }
    }
}

// A stranger goes on when the ignition is off: the car is gone all the same.
BOOST_AUTO_TEST_CASE(a_stranger_alone_is_no_car) {
  BayBench b(BayArgs{{"car", "petrol-2014"}, {"search_ms", "300"}});
  BOOST_TEST_REQUIRE(b.until("ready", 20 * s));
  const std::string stranger = "5D0 02 11 5A 00 00 00 00 00\r";
  b.wiring().filter = [&](Bytes bytes) {
    std::string text(as_text(bytes));
    for (auto at = text.find("NO DATA\r"); at != text.npos; at = text.find("NO DATA\r", at + 1))
      text.replace(at, 8, stranger);
    return Bytes(text.begin(), text.end());
  };
  b.act("ignition-off");
  BOOST_TEST(b.until("ignition_off", 2 * s), b.state());
  b.act("ignition-on");
  BOOST_TEST(b.until("ready", 5 * s), b.state());
}

BOOST_AUTO_TEST_CASE(trouble_of_one_kind_is_one_row_with_its_times) {
  BayProblems p;
  for (Micros t = 1; t <= 100'000; ++t) {
    p.add("live", {"7E8", "length", fmt::format("{} bytes came.", t)}, t);
    p.add("live", {"7E9", "length", "Too short."}, t);
    p.add("live", {"5D0", "source-unexpected", "A stranger."}, t);
    p.add("live", {"7E8", "foreign-answer", "Of another tester."}, t);
  }
  BOOST_TEST_REQUIRE(p.rows().size() == 2u);
  BOOST_TEST(p.rows()[0].text == "1 bytes came.");
  BOOST_TEST(p.rows()[0].times == 100'000);
  BOOST_TEST(p.rows()[0].first_us == 1);
  BOOST_TEST(p.rows()[0].last_us == 100'000);
  BOOST_TEST(p.noise() == 200'000);
  for (int i = 0; i < 1'000; ++i)
    p.add("live", {fmt::format("{:X}", i), "length", std::string(5'000, 'x')}, 7);
  BOOST_TEST(p.rows().size() == BayProblems::most);
  BOOST_TEST(p.left_out() == 1'000 - static_cast<int>(BayProblems::most - 2));
  BOOST_TEST(p.rows().back().text.size() == BayProblems::most_text);
}

BOOST_AUTO_TEST_CASE(units_without_end_are_not_all_kept) {
  BayFacts facts;
  for (int i = 0; i < 300; ++i) {
    ObdReading reading;
    auto v = number_value("engine_rpm", "rpm", 800);
    v.source = fmt::format("18DAF1{:02X}", i & 0xFF);
    auto code = v;
    code.name = "dtc.stored";
    reading.values = {v, code};
    facts.take({{0x01, 0x0C}, 0}, reading, "live", i);
  }
  BOOST_TEST(facts.units.size() == BayFacts::max_units);
  BOOST_TEST(facts.live.size() == BayFacts::max_units);
  BOOST_TEST_REQUIRE(facts.problems.rows().size() == 1u);
  BOOST_TEST(facts.problems.rows()[0].name == "too-many-units");
}

BOOST_AUTO_TEST_CASE(a_car_is_known_by_what_its_units_list) {
  const CarMark a = {{"7E8", {1, 3, 4}}, {"7E9", {1}}}, one = {{"7E8", {1, 3, 4}}}, none;
  BOOST_TEST(!contradict(a, a));
  BOOST_TEST(!contradict(a, one));  // a unit may sleep
  BOOST_TEST(!contradict(a, none));
  BOOST_TEST(contradict(a, {{"7EA", {1}}}));
  BOOST_TEST(contradict(a, {{"7E8", {1, 3, 5}}}));
  BOOST_TEST(contradict(a, {{"7E8", {1, 3, 4}}, {"7E9", {1, 2}}}));
  BayFacts facts;
  facts.units["7E8"].supported = {0x01, 0x20, 0x21, 0x40};
  facts.units["7E9"].supported = {0x21};
  BOOST_TEST((mark_of(facts) == CarMark{{"7E8", {0x01, 0x20}}}));
}

BOOST_AUTO_TEST_SUITE_END()
