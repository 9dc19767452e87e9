// The bay on a CAN interface: the same driver, no adapter in between.
#include "devices/drivers/bay/obd_bay.hpp"
#include "devices/sim/can_car.hpp"
#include "tests/devices/drivers/bench.hpp"
#include "tests/devices/drivers/uds_truth.hpp"

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>

using namespace outpost;
using namespace outpost::dev;
using nlohmann::json;

namespace {

using Args = std::map<std::string, std::string, std::less<>>;

struct CanBay {
  explicit CanBay(Args args)
      : bench(std::move(*CanCar::make({"can", std::move(args)})),
              std::make_unique<ObdBay>("bay1", ObdBay::Wire::can, [] { return 1'780'000'000 * us_per_s; })) {}
  CanBay(const CanBay&) = delete;

  CanCar& sim() { return static_cast<CanCar&>(bench.simulator()); }
  void act(std::string_view what) { BOOST_REQUIRE(sim().act(what, bench.now).ok()); }
  json bay() const {
    const auto all = bench.named("bay");
    return all.empty() ? json() : json::parse(all.back().body);
  }
  bool until(std::string_view wanted, Micros within) {
    return bench.run(within, [&] {
      const auto b = bay();
      return b.is_object() && b["state"] == wanted;
    });
  }
  json report() {
    Id id;
    id.bytes[15] = 1;
    bench.driver().on_command({id, "report", "{}"}, bench.now);
    const auto ended = [&]() -> const Message* {
      for (const auto& m : bench.messages)
        if (m.kind == Message::Kind::outcome && m.id == id) return &m;
      return nullptr;
    };
    BOOST_REQUIRE(bench.run(120 * us_per_s, [&] { return ended() != nullptr; }));
    return json::parse(ended()->body);
  }

  test::Bench bench;
};

std::multiset<std::string> codes_of(const json& list) {
  std::multiset<std::string> out;
  for (const auto& c : list)
    out.insert(c["unit"].get<std::string>() + " " + c["kind"].get<std::string>() + " " +
               c["code"].get<std::string>());
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(can_bay)

BOOST_AUTO_TEST_CASE(every_can_car_is_read_right) {
  for (const std::string name :
       {"petrol-2014", "petrol-2020", "hybrid-2019", "diesel-2016", "suv-2018", "ev-2022"}) {
    BOOST_TEST_CONTEXT(name) {
      CanBay b(Args{{"car", name}});
      const auto start = b.bench.now;
      BOOST_REQUIRE(b.until("ready", 10 * us_per_s));
      BOOST_TEST_MESSAGE(name << ": ready after " << (b.bench.now - start) / us_per_ms << " ms");
      const auto out = b.report();
      BOOST_TEST(out["result"] == "done");
      const auto& r = out["report"];
      BOOST_TEST(r["vehicle"]["vin"] == b.sim().car().vin());
      BOOST_TEST(r["problems"].dump() == "[]");
      std::multiset<std::string> want;
      for (const auto& u : b.sim().car().units()) {
        const auto source = fmt::format("{:X}", u.can_id);
        for (const auto& c : u.stored) want.insert(source + " stored " + c);
        for (const auto& c : u.pending) want.insert(source + " pending " + c);
        for (const auto& c : u.permanent) want.insert(source + " permanent " + c);
      }
      for (const auto& c : test::only_by_uds(b.sim().car()))
        want.insert(fmt::format("{:X} {} {}", c.unit->can_id, c.kind, c.code));
      BOOST_TEST(codes_of(r["codes"]) == want, boost::test_tools::per_element());
      BOOST_TEST_MESSAGE(name << ": " << r["duration_ms"] << " ms, " << r["steps"].size() << " requests");
      BOOST_TEST(b.sim().given_up() == 0);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
