// Another car in the bay, as the wire sees it.
#include "tests/devices/drivers/bay_bench.hpp"
#include "tests/devices/drivers/bay_truth.hpp"

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;
using nlohmann::json;

namespace {
constexpr Micros s = us_per_s;
}

BOOST_AUTO_TEST_SUITE(bay_other_car)

// The adapter comes back under another port number: the host opens another device of the same car.
BOOST_AUTO_TEST_CASE(the_port_comes_back_under_another_number) {
  for (const auto wire : {BayBench::Wire::adapter, BayBench::Wire::can}) {
    BayBench b(BayArgs{{"car", "petrol-2014"}}, wire);
    BOOST_TEST_REQUIRE(b.until("ready", 20 * s));
    b.bench.run(2 * s);
    b.wiring().away = true;
    const auto pulled = b.bench.now;
    BOOST_TEST(b.until("lost", 2 * s));
    BOOST_TEST(b.reason() == "unplugged");
    const auto seen = b.bench.now - pulled;
    b.bench.run(3 * s);
    b.forget();
    b.wiring().swap(b.device({{"car", "petrol-2014"}}), b.bench.now);
    b.wiring().away = false;
    const auto back = b.bench.now;
    BOOST_TEST(b.until("ready", 5 * s));
    BOOST_TEST_MESSAGE("seen after " << seen / us_per_ms << " ms, ready again after "
                                     << (b.bench.now - back) / us_per_ms << " ms");
    Truth truth("petrol-2014", b.wiring().plugged_us);
    const auto from = b.bench.messages.size();
    b.bench.run(3 * s);
    for (std::size_t i = from; i < b.bench.messages.size(); ++i)
      if (b.bench.messages[i].kind == Message::Kind::gauge)
        truth.live(json::parse(b.bench.messages[i].body), b.bench.times[i]);
    BOOST_TEST(truth.values() > 50);
    BOOST_TEST(truth.wrong().empty(), (truth.wrong().empty() ? "" : truth.wrong()[0]));
  }
}

// The plug moves to another car: nothing of the first is shown as the second's.
BOOST_AUTO_TEST_CASE(another_car_is_read_anew) {
  for (const auto wire : {BayBench::Wire::adapter, BayBench::Wire::can}) {
    BayBench b(BayArgs{{"car", "petrol-2014"}}, wire);
    BOOST_TEST_REQUIRE(b.until("ready", 20 * s));
    b.wiring().away = true;
    b.bench.run(4 * s);
    b.forget();
    b.wiring().swap(b.device({{"car", "diesel-2016"}}), b.bench.now);
    b.wiring().away = false;
    BOOST_TEST_REQUIRE(b.until("ready", 10 * s));
    Truth truth("diesel-2016", b.wiring().plugged_us);
    const auto began = b.bench.now;
    truth.report(b.report(), began);
    for (const auto& m : b.bench.named("bay"))
      if (const auto body = json::parse(m.body); body["state"] == "ready") truth.bay(body);
    BOOST_TEST(truth.wrong().empty(), (truth.wrong().empty() ? "" : truth.wrong()[0]));
    BOOST_TEST(b.bay()["vin"] == b.car().vin());
  }
}

// On Wi-Fi and on CAN the wire stays open: the first car's report ends with what was read of it, and no more.
BOOST_AUTO_TEST_CASE(another_car_in_the_middle_of_a_report) {
  for (const auto wire : {BayBench::Wire::adapter, BayBench::Wire::can}) {
    BayBench b(BayArgs{{"car", "petrol-2014"}}, wire);
    BOOST_TEST_REQUIRE(b.until("ready", 20 * s));
    const auto id = b.command("report");
    b.bench.run(700 * us_per_ms);
    b.act("silent");
    b.bench.run(4 * s);
    b.wiring().swap(b.device({{"car", "diesel-2016"}}), b.bench.now);
    BOOST_TEST_REQUIRE(b.ended(id, 60 * s));
    const auto out = *b.outcome(id);
    BOOST_TEST(out["result"] == "partial");
    BOOST_TEST(out["reason"] == "other-car");
    BOOST_TEST(b.until("ready", 10 * s));
    BOOST_TEST(b.bay()["vin"] == b.car().vin());
  }
}

BOOST_AUTO_TEST_SUITE_END()
