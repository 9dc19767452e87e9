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
    Truth truth("petrol-2014", b.wiring().plugged_us);
    const auto began = b.bench.now;
    const auto id = b.command("report");
    b.bench.run(700 * us_per_ms);
    b.act("silent");
    b.bench.run(4 * s);
    b.wiring().swap(b.device({{"car", "diesel-2016"}}), b.bench.now);
    BOOST_TEST_REQUIRE(b.ended(id, 60 * s));
    const auto out = *b.outcome(id);
    BOOST_TEST(out["result"] == "partial");
    BOOST_TEST(out["reason"] == "other-car");
    truth.report(out, began);
    BOOST_TEST(truth.wrong().empty(), (truth.wrong().empty() ? "" : truth.wrong()[0]));
    BOOST_TEST(b.until("ready", 10 * s));
    BOOST_TEST(b.bay()["vin"] == b.car().vin());
  }
}

// The ignition goes off at every request of a report in turn, and when it comes back it is another car's. In
// the report is nothing of the second, and nothing of the first is shown any more.
BOOST_AUTO_TEST_CASE(another_car_at_any_request_of_a_report) {
  struct Pair {
    const char *first, *second;
    BayBench::Wire wire;
  };
  constexpr auto elm = BayBench::Wire::adapter, can = BayBench::Wire::can;
  for (const auto& [first, second, wire] :
       {Pair{"petrol-2014", "hybrid-2019", elm}, Pair{"petrol-2014", "hybrid-2019", can},
        Pair{"petrol-2020", "petrol-2014", elm}, Pair{"diesel-2016", "suv-2018", can},
        Pair{"petrol-2003", "petrol-2014", elm}, Pair{"kwp-2005", "vpw-2002", elm}}) {
    std::map<std::string, int> results;
    for (std::int64_t n = 1; n <= 40; n += 3) {
      BOOST_TEST_CONTEXT(first << ", then " << second << " at request " << n) {
        BayArgs args = {{"car", first}}, next = {{"car", second}};
        if (wire == elm) args["search_ms"] = next["search_ms"] = "300";
        BayBench b(args, wire);
        BOOST_TEST_REQUIRE(b.until("ready", 20 * s));
        const auto requests = [&] { return wire == can ? b.can().requests() : b.elm().requests(); };
        Truth truth(first, b.wiring().plugged_us);
        const auto began = b.bench.now;
        const auto id = b.command("report");
        const auto before = requests();
        b.bench.run(60 * s, [&] { return requests() >= before + n || b.outcomes(id) > 0; });
        b.act("ignition-off");
        b.bench.run(1'500 * us_per_ms);
        b.wiring().swap(b.device(next), b.bench.now);
        BOOST_TEST_REQUIRE(b.ended(id, 60 * s));
        const auto out = *b.outcome(id);
        ++results[out["result"].get<std::string>() + " " + out["reason"].get<std::string>()];
        const auto vin = out["report"].is_null() ? json() : out["report"]["vehicle"]["vin"];
        // One that had not read a number yet may be of either, but not of both.
        Truth other(second, b.wiring().plugged_us);
        (vin == b.car().vin() ? other : truth).report(out, began);
        for (const auto* t : {&truth, &other})
          BOOST_TEST(t->wrong().empty(), (t->wrong().empty() ? "" : t->wrong()[0]));
        BOOST_TEST(b.until("ready", 10 * s), b.state());
        BOOST_TEST(b.bay()["vin"] == b.car().vin());
        BOOST_TEST(b.outcomes(id) == 1u);
      }
    }
    for (const auto& [result, n] : results)
      BOOST_TEST_MESSAGE(first << ", then " << second << (wire == can ? " on CAN" : "") << ": " << n << " "
                               << result);
  }
}

// Codes are not erased in a car that came after the order was given.
BOOST_AUTO_TEST_CASE(another_car_in_the_middle_of_erasing) {
  for (const auto wire : {BayBench::Wire::adapter, BayBench::Wire::can})
    for (Micros cut = 0; cut < 400 * us_per_ms; cut += 20 * us_per_ms) {
      BOOST_TEST_CONTEXT("after " << cut / us_per_ms << " ms") {
        BayBench b({{"car", "petrol-2014"}, {"engine", "off"}}, wire);
        BOOST_TEST_REQUIRE(b.until("ready", 20 * s));
        const auto id =
            b.command("clear", json{{"person", "p"}, {"snapshot", "s"}, {"vin", b.car().vin()}}.dump());
        b.bench.run(cut);
        b.act("ignition-off");
        b.bench.run(1'500 * us_per_ms);
        b.wiring().swap(b.device({{"car", "hybrid-2019"}, {"engine", "off"}}), b.bench.now);
        BOOST_TEST_REQUIRE(b.ended(id, 60 * s));
        b.bench.run(10 * s);
        BOOST_TEST(b.outcomes(id) == 1u);
        const auto untouched = Car::load("hybrid-2019");
        for (std::size_t i = 0; i < untouched->units().size(); ++i) {
          BOOST_TEST((b.car().units()[i].stored == untouched->units()[i].stored));
          BOOST_TEST((b.car().units()[i].pending == untouched->units()[i].pending));
        }
        BOOST_TEST(b.bay()["vin"] == b.car().vin());
      }
    }
}

BOOST_AUTO_TEST_SUITE_END()
