// Erasing trouble codes through the whole driver, and reports that go on after a restart.
#include "devices/drivers/bay/bay_json.hpp"
#include "devices/drivers/bay/obd_bay.hpp"
#include "devices/sim/can_car.hpp"
#include "devices/sim/elm327.hpp"
#include "edge/base/time_text.hpp"
#include "tests/devices/drivers/bench.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <set>

using namespace outpost;
using namespace outpost::dev;
using nlohmann::json;

namespace {

using Args = std::map<std::string, std::string, std::less<>>;
using Wire = ObdBay::Wire;

struct Bay {
  explicit Bay(Args args, Wire wire = Wire::adapter)
      : bench(std::move(*(wire == Wire::can ? CanCar::make({"can", args}) : Elm327::make({"elm327", args}))),
              std::make_unique<ObdBay>("bay1", wire, [] { return 1'780'000'000 * us_per_s; })) {
    bench.driver().on_bind({"bay1", "{}", "{}"}, bench.now);
  }
  Bay(const Bay&) = delete;

  Car& car(Wire wire = Wire::adapter) {
    return wire == Wire::can ? static_cast<CanCar&>(bench.simulator()).car()
                             : static_cast<Elm327&>(bench.simulator()).car();
  }
  bool until(std::string_view wanted, Micros within = 20 * us_per_s) {
    return bench.run(within, [&] {
      const auto all = bench.named("bay");
      return !all.empty() && json::parse(all.back().body)["state"] == wanted;
    });
  }
  Id command(const std::string& name, const std::string& body) {
    Id id;
    id.bytes[15] = ++last_id;
    bench.driver().on_command({id, name, body}, bench.now);
    return id;
  }
  std::optional<json> outcome(Id id) const {
    std::optional<json> out;
    for (const auto& m : bench.messages)
      if (m.kind == Message::Kind::outcome && m.id == id) {
        BOOST_TEST(!out.has_value(), "one outcome only");
        out = json::parse(m.body);
      }
    return out;
  }
  json done(const std::string& name, const std::string& body, Micros within = 60 * us_per_s) {
    const auto id = command(name, body);
    BOOST_REQUIRE(bench.run(within, [&] { return outcome(id).has_value(); }));
    return *outcome(id);
  }
  json clear(const std::string& vin, const std::string& person = "staff-7") {
    return done("clear", json{{"person", person}, {"snapshot", "0190"}, {"vin", vin}}.dump());
  }

  unsigned char last_id = 0;
  test::Bench bench;
};

const std::string vin_2014 = "LZZPA14E5E1001234";

std::size_t stored(Car& car) {
  std::size_t n = 0;
  for (const auto& u : car.units()) n += u.stored.size();
  return n;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bay_clear)

BOOST_AUTO_TEST_CASE(codes_are_erased_when_the_engine_stands) {
  for (const auto wire : {Wire::adapter, Wire::can}) {
    Bay b(Args{{"car", "petrol-2014"}, {"engine", "off"}}, wire);
    BOOST_REQUIRE(b.until("ready"));
    BOOST_TEST(stored(b.car(wire)) == 2u);
    const auto out = b.clear(vin_2014);
    BOOST_TEST(out["result"] == "done", out.dump());
    BOOST_TEST(out["asked_to_erase"] == true);
    BOOST_TEST(stored(b.car(wire)) == 0u);
    // The permanent code stays until the car itself has found it gone.
    BOOST_TEST(out["codes_left"].size() == 1u);
    BOOST_TEST(out["codes_left"][0]["kind"] == "permanent");
    // The screen shows the car as it is now.
    BOOST_REQUIRE(b.bench.run(10 * us_per_s, [&] {
      const auto bay = json::parse(b.bench.named("bay").back().body);
      return bay["state"] == "ready" && bay["mil_on"] == false;
    }));
  }
}

BOOST_AUTO_TEST_CASE(nothing_is_erased_without_grounds) {
  struct Row {
    std::string engine, vin, person, reason;
  };
  for (const Row& row :
       {Row{"on", vin_2014, "staff-7", "clear-engine-runs"},
        Row{"off", "LZZHB19E6K2005678", "staff-7", "clear-other-car"},
        Row{"off", "", "staff-7", "clear-other-car"}, Row{"off", vin_2014, "", "clear-nobody"}}) {
    BOOST_TEST_CONTEXT(row.reason) {
      Bay b(Args{{"car", "petrol-2014"}, {"engine", row.engine}});
      BOOST_REQUIRE(b.until("ready"));
      const auto out = b.clear(row.vin, row.person);
      BOOST_TEST(out["result"] == "failed");
      BOOST_TEST(out["reason"] == row.reason);
      BOOST_TEST(out["asked_to_erase"] == false);
      BOOST_TEST(stored(b.car()) == 2u);
      for (const auto& sent : static_cast<Elm327&>(b.bench.simulator()).received())
        BOOST_TEST(!sent.starts_with("04"), sent);
      BOOST_TEST(b.until("ready"));
    }
  }
  Bay b(Args{{"car", "petrol-2014"}});
  BOOST_TEST(b.done("clear", "nonsense")["reason"] == "bad-order");
}

BOOST_AUTO_TEST_CASE(a_car_that_goes_away_ends_the_order_once) {
  for (Micros cut = 0; cut < 400 * us_per_ms; cut += 40 * us_per_ms) {
    BOOST_TEST_CONTEXT(cut / us_per_ms << " ms") {
      Bay b(Args{{"car", "petrol-2014"}, {"engine", "off"}});
      BOOST_REQUIRE(b.until("ready"));
      const auto id = b.command("clear", json{{"person", "p"}, {"snapshot", "s"}, {"vin", vin_2014}}.dump());
      b.bench.run(cut);
      const bool over = b.outcome(id).has_value();
      BOOST_REQUIRE(static_cast<Elm327&>(b.bench.simulator()).act("unplug", b.bench.now).ok());
      BOOST_REQUIRE(b.bench.run(40 * us_per_s, [&] { return b.outcome(id).has_value(); }));
      const auto out = *b.outcome(id);
      BOOST_TEST((over || out["reason"] == "lost"), out.dump());
      if (stored(b.car()) == 0) BOOST_TEST(out["asked_to_erase"] == true);
    }
  }
}

// A report is cut after every step; what edge has kept of it goes back, and the report ends with all there
// is.
BOOST_AUTO_TEST_CASE(a_report_goes_on_after_a_restart_of_its_process) {
  json whole;
  std::vector<json> steps;
  {
    Bay b(Args{{"car", "petrol-2020"}, {"month", "6"}});
    BOOST_REQUIRE(b.until("ready"));
    whole = b.done("report", "{}")["report"];
    for (const auto& m : b.bench.named("step")) steps.push_back(json::parse(m.body));
  }
  BOOST_REQUIRE(steps.size() > 20u);
  for (std::size_t i = 0; i < steps.size(); ++i) BOOST_TEST(steps[i]["n"] == i);
  for (std::size_t kept = 0; kept <= steps.size(); kept += 5) {
    BOOST_TEST_CONTEXT(kept << " steps kept") {
      Bay b(Args{{"car", "petrol-2020"}, {"month", "6"}});
      const json resume = {
          {"resume",
           {{"id", "0190-first-life"},
            {"started_at", rfc3339((1'780'000'000 - 30) * us_per_s)},
            {"steps", std::vector<json>(steps.begin(), steps.begin() + static_cast<long>(kept))}}}};
      BOOST_REQUIRE(b.until("ready"));
      const auto before = static_cast<Elm327&>(b.bench.simulator()).requests();
      const auto out = b.done("report", resume.dump());
      const auto asked = static_cast<Elm327&>(b.bench.simulator()).requests() - before;
      BOOST_TEST(out["result"] == "done");
      const auto& r = out["report"];
      BOOST_TEST(r["id"] == "0190-first-life");
      // Times go on from when the first life began.
      BOOST_TEST(r["started_at"] == resume["resume"]["started_at"]);
      BOOST_TEST(r["duration_ms"].get<int>() >= 30'000);
      BOOST_TEST(r["steps"].back()["at_ms"].get<int>() >= 30'000);
      for (const auto* part : {"codes", "tests", "in_use", "readiness", "freeze_frames"})
        BOOST_TEST(r[part] == whole[part], part);
      BOOST_TEST(r["vehicle"]["units"] == whole["vehicle"]["units"]);
      BOOST_TEST(r["live"].size() == whole["live"].size());
      BOOST_TEST(r["problems"].dump() == "[]");
      BOOST_TEST(static_cast<std::size_t>(asked) <=
                 steps.size() - kept + 6);  // live values of the bay come between
      BOOST_TEST(report_hash_ok(r.dump()));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_report_of_one_car_does_not_go_on_with_another) {
  std::vector<json> steps;
  {
    Bay b(Args{{"car", "petrol-2020"}});
    BOOST_REQUIRE(b.until("ready"));
    b.done("report", "{}");
    for (const auto& m : b.bench.named("step")) steps.push_back(json::parse(m.body));
  }
  Bay b(Args{{"car", "petrol-2014"}});
  BOOST_REQUIRE(b.until("ready"));
  steps.resize(12);
  const auto out = b.done("report", json{{"resume", {{"id", "x"}, {"steps", steps}}}}.dump());
  BOOST_TEST(out["result"] == "partial");
  BOOST_TEST(out["reason"] == "other-car");
  BOOST_TEST(out["report"]["vehicle"]["vin"] != vin_2014);
  for (const auto& c : out["report"]["codes"]) BOOST_TEST(c["code"] != "P0301");
  BOOST_TEST(b.until("ready"));
  BOOST_TEST(json::parse(b.bench.named("bay").back().body)["vin"] == vin_2014);
}

BOOST_AUTO_TEST_CASE(steps_are_said_again_when_edge_was_away) {
  Bay b(Args{{"car", "petrol-2020"}});
  BOOST_REQUIRE(b.until("ready"));
  b.command("report", "{}");
  b.bench.run(500 * us_per_ms);
  const auto said = b.bench.named("step").size();
  BOOST_TEST(said > 3u);
  b.bench.driver().on_bind({"bay1", "{}", "{}"}, b.bench.now);
  b.bench.run(us_per_ms);
  const auto again = b.bench.named("step");
  BOOST_TEST(again.size() >= 2 * said);
  BOOST_TEST(json::parse(again[said].body)["n"] == 0);
}

BOOST_AUTO_TEST_SUITE_END()
