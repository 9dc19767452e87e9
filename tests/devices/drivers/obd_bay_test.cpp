#include "devices/drivers/bay_json.hpp"
#include "devices/drivers/obd_bay.hpp"
#include "devices/sim/elm327.hpp"
#include "tests/devices/drivers/bench.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <set>

using namespace outpost;
using namespace outpost::dev;
using nlohmann::json;

namespace {

using Args = std::map<std::string, std::string, std::less<>>;

constexpr Micros wall = 1'780'000'000 * us_per_s;

struct Bay {
  explicit Bay(Args args = {})
      : bench(std::move(*Elm327::make({"elm327", std::move(args)})),
              std::make_unique<ObdBay>("bay1", [this] { return wall + bench.now; })) {}

  Bay(const Bay&) = delete;

  Elm327& sim() { return static_cast<Elm327&>(bench.simulator()); }
  void act(std::string_view what) { BOOST_REQUIRE(sim().act(what, bench.now)); }
  json bay() const {
    const auto all = bench.named("bay");
    return all.empty() ? json() : json::parse(all.back().body);
  }
  std::string state() const {
    const auto b = bay();
    return b.is_object() ? b["state"].get<std::string>() : "";
  }
  bool until(std::string_view wanted, Micros within) {
    return bench.run(within, [&] { return state() == wanted; });
  }
  Id command(const std::string& name, const std::string& body = "{}") {
    Id id;
    id.bytes[15] = ++last_id;
    bench.driver().on_command({id, name, body}, bench.now);
    return id;
  }
  std::optional<json> outcome(Id id) const {
    for (const auto& m : bench.messages)
      if (m.kind == Message::Kind::outcome && m.id == id) return json::parse(m.body);
    return std::nullopt;
  }
  std::size_t outcomes(Id id) const {
    return static_cast<std::size_t>(
        std::count_if(bench.messages.begin(), bench.messages.end(),
                      [&](const Message& m) { return m.kind == Message::Kind::outcome && m.id == id; }));
  }
  json report(Micros within = 60 * us_per_s) {
    const auto id = command("report");
    BOOST_REQUIRE(bench.run(within, [&] { return outcome(id).has_value(); }));
    BOOST_TEST(outcomes(id) == 1u);
    return *outcome(id);
  }

  unsigned char last_id = 0;
  test::Bench bench;
};

std::vector<std::string> codes(const json& list, const std::string& kind) {
  std::vector<std::string> out;
  for (const auto& c : list)
    if (c["kind"] == kind) out.push_back(c["code"]);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(obd_bay)

BOOST_AUTO_TEST_CASE(plug_in_to_first_screen) {
  Bay b(Args{{"car", "petrol-2014"}});
  const auto start = b.bench.now;
  BOOST_REQUIRE(b.until("ready", 10 * us_per_s));
  BOOST_TEST_MESSAGE("ready after " << (b.bench.now - start) / us_per_ms << " ms");
  const auto bay = b.bay();
  BOOST_TEST(bay.dump() != "");
  BOOST_TEST(bay["vin"] == "LZZPA14E5E1001234");
  BOOST_TEST(bay["vin_check"] == "ok");
  BOOST_TEST(bay["mil_on"] == true);
  BOOST_TEST(bay["adapter"] == "ELM327 v1.5");
  BOOST_TEST(bay["voltage_mv"] == 12'600);
  BOOST_TEST(bay["protocol_number"] == 6);
  BOOST_TEST((codes(bay["codes"], "stored") == std::vector<std::string>{"P0301", "P0420"}));
  BOOST_TEST((codes(bay["codes"], "pending") == std::vector<std::string>{"P0171"}));
  BOOST_TEST((codes(bay["codes"], "permanent") == std::vector<std::string>{"P0420"}));
}

BOOST_AUTO_TEST_CASE(ten_live_values_flow) {
  Bay b;
  BOOST_REQUIRE(b.until("ready", 10 * us_per_s));
  const auto from = b.bench.messages.size();
  b.bench.run(5 * us_per_s);
  const auto live = b.bench.named("live", from);
  BOOST_TEST_MESSAGE(live.size() << " frames in 5 s");
  BOOST_TEST(live.size() >= 25u);
  BOOST_TEST(live.size() <= 51u);
  const auto last = json::parse(live.back().body);
  BOOST_TEST_MESSAGE(last.dump());
  BOOST_TEST(live.back().body.size() < 8'000u);
  std::set<std::string> pids;
  for (const auto& v : last["values"]) pids.insert(v["pid"]);
  BOOST_TEST(pids.size() == 10u);
  BOOST_TEST(last["rate_hz"].get<double>() > 4.0);
}

BOOST_AUTO_TEST_CASE(a_report_is_one_document) {
  Bay b;
  BOOST_REQUIRE(b.until("ready", 10 * us_per_s));
  const auto out = b.report();
  BOOST_TEST_MESSAGE(out.dump().size() << " bytes");
  BOOST_TEST_MESSAGE(out.dump(1));
}

BOOST_AUTO_TEST_SUITE_END()
