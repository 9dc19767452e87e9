// Faults planted behind the driver, to prove that the checks of the other tests see a wrong value.
#include "tests/devices/drivers/bay_bench.hpp"
#include "tests/devices/drivers/bay_truth.hpp"

#include <fmt/format.h>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;
using nlohmann::json;

namespace {

constexpr Micros s = us_per_s;

// Replaces what the adapter says: the driver cannot know, the oracle must.
Bytes replaced(Bytes bytes, std::string_view what, std::string_view by) {
  std::string text(as_text(bytes));
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return Bytes(text.begin(), text.end());
}

void hold(BayBench& b, Truth& truth) {
  for (std::size_t i = 0; i < b.bench.messages.size(); ++i) {
    const auto& m = b.bench.messages[i];
    if (m.name == "live" && m.kind == Message::Kind::gauge) truth.live(json::parse(m.body), b.bench.times[i]);
    if (m.name == "bay") truth.bay(json::parse(m.body));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bay_planted)

BOOST_AUTO_TEST_CASE(a_sound_car_is_never_called_wrong) {
  for (const std::string car : {"petrol-2014", "petrol-2003", "diesel-2016", "hybrid-2019", "petrol-2020"}) {
    BOOST_TEST_CONTEXT(car) {
      BayBench b(BayArgs{{"car", car}});
      BOOST_TEST_REQUIRE(b.until("ready", 20 * s));
      Truth truth(car, b.wiring().plugged_us);
      b.bench.run(10 * s);
      const auto began = b.bench.now;
      truth.report(b.report(), began);
      hold(b, truth);
      BOOST_TEST(truth.values() > 100);
      BOOST_TEST(truth.wrong().empty(), (truth.wrong().empty() ? "" : truth.wrong()[0]));
    }
  }
}

// The coolant of 7E8 one sign off, a code of another car, a VIN digit: each is seen.
BOOST_AUTO_TEST_CASE(a_changed_digit_is_seen) {
  struct Row {
    const char *car, *what, *by, *seen;
  };
  const std::vector<Row> rows = {
      {"petrol-2014", "7E8", "7EA", "live"},          // another unit's identifier
      {"petrol-2014", "7E8064300", "7E8064300", ""},  // nothing changed
      {"petrol-2014", "0301", "0302", "code"},        // P0301 becomes P0302
      {"petrol-2014", "34453545", "34463545", "vin"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.what << " to " << row.by) {
      BayBench b(BayArgs{{"car", row.car}});
      BOOST_TEST_REQUIRE(b.until("ready", 20 * s));
      Truth truth(row.car, b.wiring().plugged_us);
      b.wiring().filter = [&](Bytes bytes) { return replaced(std::move(bytes), row.what, row.by); };
      b.wiring().away = true;
      b.bench.run(s);
      b.wiring().away = false;
      b.until("ready", 20 * s);
      b.bench.run(3 * s);
      hold(b, truth);
      const auto seen = std::any_of(truth.wrong().begin(), truth.wrong().end(),
                                    [&](const std::string& w) { return w.starts_with(row.seen); });
      BOOST_TEST(seen == (*row.seen != '\0'), (truth.wrong().empty() ? "nothing seen" : truth.wrong()[0]));
    }
  }
}

// A value of another moment, or of another identifier, is not one of now.
BOOST_AUTO_TEST_CASE(a_value_out_of_its_time_or_place_is_seen) {
  BayBench b(BayArgs{{"car", "petrol-2014"}});
  BOOST_TEST_REQUIRE(b.until("ready", 20 * s));
  b.bench.run(3 * s);
  const auto frame = json::parse(b.bench.named("live").back().body);
  Truth truth("petrol-2014", b.wiring().plugged_us);
  truth.live(frame, b.bench.now);
  BOOST_TEST(truth.wrong().empty());
  truth.live(frame, b.bench.now + 6 * s);  // said again six seconds later
  BOOST_TEST(!truth.wrong().empty());
  auto swapped = frame;
  for (auto& v : swapped["values"])
    if (v["name"] == "engine_rpm") v["value"] = 1726.0 * 4;
  Truth second("petrol-2014", b.wiring().plugged_us);
  second.live(swapped, b.bench.now);
  BOOST_TEST(!second.wrong().empty());
}

// The unit answers 010C with identifier 0D, or a foreign unit answers: no value comes of it.
BOOST_AUTO_TEST_CASE(answers_to_another_question_or_of_another_unit_give_no_value) {
  for (const auto wire : {BayBench::Wire::adapter, BayBench::Wire::can})
    for (int n = 1; n <= 24; ++n) {
      BOOST_TEST_CONTEXT("request " << n << (wire == BayBench::Wire::can ? " on CAN" : "")) {
        BayBench b(
            {{"car", "petrol-2014"}, {"search_ms", "0"}, {"script", fmt::format("wrong-answer-once@r{}", n)}},
            wire);
        BOOST_TEST_REQUIRE(b.until("ready", 20 * s));
        Truth now("petrol-2014", b.wiring().plugged_us);
        const auto began = b.bench.now;
        now.report(b.report(), began);
        b.bench.run(s);
        hold(b, now);
        BOOST_TEST(now.wrong().empty(), (now.wrong().empty() ? "" : now.wrong()[0]));
      }
    }
}

BOOST_AUTO_TEST_SUITE_END()
