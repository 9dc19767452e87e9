// The real driver on every make of adapter with every car that the make can read.
#include "devices/drivers/bay/obd_bay.hpp"
#include "tests/devices/drivers/bench.hpp"
#include "tests/devices/sim/elm_wire.hpp"

#include <nlohmann/json.hpp>
#include <set>

using namespace outpost;
using namespace outpost::dev;
using nlohmann::json;

namespace {

struct Bay {
  explicit Bay(test::Args args)
      : bench(std::move(*Elm327::make({"elm327", std::move(args)})),
              std::make_unique<ObdBay>("bay1", ObdBay::Wire::adapter, [this] { return bench.now; })) {}
  json last() const {
    const auto all = bench.named("bay");
    return all.empty() ? json() : json::parse(all.back().body);
  }
  bool until(const std::string& state, Micros within) {
    return bench.run(within, [&] { return last().is_object() && last()["state"] == state; });
  }
  const Car& car() { return static_cast<Elm327&>(bench.simulator()).car(); }
  test::Bench bench;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(elm327_bay)

BOOST_AUTO_TEST_CASE(every_make_connects_to_every_car) {
  for (const auto& make : personalities())
    for (const auto& name : test::obd_cars()) {
      BOOST_TEST_CONTEXT(std::string(make.name) << " with " << name) {
        Bay bay({{"adapter", std::string(make.name)}, {"car", name}});
        const auto units = std::count_if(bay.car().units().begin(), bay.car().units().end(),
                                         [](const SimUnit& u) { return u.obd; });
        if (make.name == "headerless" && units > 1) {  // nobody could tell whose answer is whose
          BOOST_TEST(bay.until("not_obd", 30 * us_per_s));
          continue;
        }
        BOOST_TEST_REQUIRE(bay.until("ready", 30 * us_per_s));
        const auto shown = bay.last();
        BOOST_TEST(shown["vin"] == bay.car().vin());
        std::multiset<std::string> want, got;
        for (const auto& u : bay.car().units()) want.insert(u.stored.begin(), u.stored.end());
        for (const auto& c : shown["codes"])
          if (c["kind"] == "stored") got.insert(c["code"].get<std::string>());
        BOOST_TEST(want == got, boost::test_tools::per_element());
      }
    }
}

BOOST_AUTO_TEST_CASE(faults_by_request_are_survived) {
  for (const std::string fault :
       {"can-error-once", "bus-init-error-once", "stop-once", "buffer-full-once", "garbage-once",
        "no-prompt-once", "no-data-once", "wrong-answer-once", "wrong-unit-once", "reset"})
    for (const int at : {1, 2, 4, 7}) {
      BOOST_TEST_CONTEXT(fault << " at request " << at) {
        Bay bay({{"car", "petrol-2020"}, {"script", fault + "@r" + std::to_string(at)}});
        BOOST_TEST_REQUIRE(bay.until("ready", 60 * us_per_s));
        bay.bench.run(3 * us_per_s);
        if (bay.last()["vin"].is_string()) BOOST_TEST(bay.last()["vin"] == bay.car().vin());
      }
    }
}

BOOST_AUTO_TEST_SUITE_END()
