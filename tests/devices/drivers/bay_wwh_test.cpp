// A car of WWH-OBD (ISO 27145) is read: no service 01, identifiers F4xx and codes by severity instead.
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
constexpr auto elm = BayBench::Wire::adapter, can = BayBench::Wire::can;

using Codes = std::multiset<std::string>;

Codes codes_said(const json& list) {
  Codes out;
  for (const auto& c : list)
    out.insert(
        fmt::format("{} {} {}-{}:{}{}", c["unit"].get<std::string>(), c["kind"].get<std::string>(),
                    c["code"].get<std::string>(), c["uds"]["failure_type"].get<std::string>(),
                    c["uds"]["status"].get<std::string>(),
                    c["uds"]["severity"].is_null() ? "" : ":" + c["uds"]["severity"].get<std::string>()));
  return out;
}

Codes codes_of_file(const Car& car) {
  Codes out;
  for (const auto& u : car.units())
    for (const auto& c : u.uds_codes) {
      const auto entry = [&](const char* kind) {
        return fmt::format("{:X} {} {}-{:02X}:{:02X}", u.can_id, kind, c.code, c.failure_type, c.status);
      };
      if (c.status & 0x0C)
        out.insert(fmt::format("{}:{:02X}", entry(c.status & 8 ? "stored" : "pending"), c.severity));
      if (c.permanent) out.insert(entry("permanent"));
    }
  return out;
}

std::set<std::string> values_of(const json& report, const std::string& unit) {
  std::set<std::string> out;
  for (const auto& v : report["live"])
    if (v["source"] == unit) out.insert(v["pid"]);
  return out;
}

void check_first_screen(const json& bay, const Car& car) {
  BOOST_TEST(bay["vin"] == car.vin());
  BOOST_TEST(bay["vin_check"] == "ok");
  BOOST_TEST(bay["mil_on"] == true);
  BOOST_TEST(bay["dtc_count"].is_null());  // nobody says one
  BOOST_TEST(codes_said(bay["codes"]) == codes_of_file(car), boost::test_tools::per_element());
  BOOST_TEST(bay["codes_read"] == json({"pending", "permanent", "stored"}));
}

void check_report(const json& r, const Car& car) {
  BOOST_TEST(r["vehicle"]["vin"] == car.vin());
  BOOST_TEST(r["problems"].dump() == "[]");
  BOOST_TEST(codes_said(r["codes"]) == codes_of_file(car), boost::test_tools::per_element());
  BOOST_TEST_REQUIRE(r["vehicle"]["units"].size() == car.units().size());
  const auto& engine = r["vehicle"]["units"][0];
  BOOST_TEST(engine["name"] == "ECM-EngineControl");
  BOOST_TEST(engine["calibrations"] == json({"WH19-E0420"}));
  BOOST_TEST(engine["cvn"] == json({"7A10C2E4"}));
  BOOST_TEST(engine["mil_on"] == true);
  for (const auto& u : car.units()) {
    std::set<std::string> want;
    for (const auto& [pid, curve] : u.pids) want.insert(fmt::format("{:02X}", pid));
    BOOST_TEST((values_of(r, fmt::format("{:X}", u.can_id)) == want));
  }
}

void read_whole(BayBench& b) {
  const auto start = b.bench.now;
  BOOST_TEST_REQUIRE(b.until("ready", 30 * s));
  BOOST_TEST_MESSAGE("first screen after " << (b.bench.now - start) / us_per_ms << " ms");
  check_first_screen(b.bay(), b.car());
  Truth truth("wwh-2019", b.wiring().plugged_us);
  const auto began = b.bench.now;
  const auto out = b.report();
  BOOST_TEST(out["result"] == "done");
  truth.report(out, began);
  check_report(out["report"], b.car());
  BOOST_TEST_MESSAGE(out["report"]["duration_ms"] << " ms, " << out["report"]["steps"].size() << " requests");
  const auto from = b.bench.messages.size();
  b.bench.run(5 * s);
  for (std::size_t i = from; i < b.bench.messages.size(); ++i)
    if (b.bench.messages[i].name == "live")
      truth.live(json::parse(b.bench.messages[i].body), b.bench.times[i]);
  const auto last = json::parse(b.bench.named("live").back().body);
  BOOST_TEST(last["values"].size() == 8u);  // seven of the engine, one of the exhaust
  BOOST_TEST(last["rate_hz"].get<double>() > 2.0);
  BOOST_TEST_MESSAGE("live " << last["rate_hz"] << " Hz");
  check_first_screen(b.bay(), b.car());
  BOOST_TEST(truth.values() > 50);
  BOOST_TEST(truth.wrong().empty(), (truth.wrong().empty() ? "" : truth.wrong()[0]));
}

// As if a unit refused several identifiers in one question: their answers take several frames.
Bytes several_refused(Bytes out, std::set<std::string>& refused) {
  std::string text, all(as_text(out));
  for (std::size_t at = 0; at < all.size();) {
    const auto end =
        std::min(all.size(), all.find('\r', at) == std::string::npos ? all.size() : all.find('\r', at) + 1);
    auto line = all.substr(at, end - at);
    at = end;
    const auto source = line.substr(0, 8);
    if (line.starts_with("18DAF1") && line.size() > 16 && line[8] == '1' && line.substr(12, 4) == "62F4") {
      refused.insert(source);
      line = source + "037F221300000000\r";
    } else if (refused.contains(source) && line.size() > 8 && line[8] == '2') {
      continue;
    } else {
      refused.erase(source);
    }
    text += line;
  }
  return Bytes(text.begin(), text.end());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bay_wwh)

// First screen, live values and the whole report, held against the car's file.
BOOST_AUTO_TEST_CASE(it_is_read_right_through_every_make_of_adapter_and_on_the_bus) {
  for (const auto& make : personalities()) {
    if (make.name == "headerless") continue;
    BOOST_TEST_CONTEXT(make.name) {
      BayBench b({{"adapter", std::string(make.name)}, {"car", "wwh-2019"}, {"search_ms", "300"}});
      read_whole(b);
    }
  }
  BayBench b({{"car", "wwh-2019"}}, can);
  read_whole(b);
}

// A unit may answer one identifier at a time and refuse several: then each is asked alone.
BOOST_AUTO_TEST_CASE(units_that_take_one_identifier_at_a_time_are_read_too) {
  BayBench b({{"car", "wwh-2019"}, {"search_ms", "300"}});
  std::set<std::string> refused;
  b.wiring().filter = [&](Bytes out) { return several_refused(std::move(out), refused); };
  BOOST_TEST_REQUIRE(b.until("ready", 30 * s));
  Truth truth("wwh-2019", b.wiring().plugged_us);
  const auto began = b.bench.now;
  const auto out = b.report();
  truth.report(out, began);
  BOOST_TEST(truth.wrong().empty(), (truth.wrong().empty() ? "" : truth.wrong()[0]));
  BOOST_TEST(out["result"] == "done");
  BOOST_TEST(values_of(out["report"], "18DAF100").size() >= 7u);
  const auto& all = b.elm().received();
  BOOST_TEST(std::any_of(all.begin(), all.end(),
                         [](const auto& t) { return t.starts_with("22F40C") && t.size() < 8; }));
  b.bench.run(3 * s);
  const auto live = json::parse(b.bench.named("live").back().body);
  BOOST_TEST(live["values"].size() >= 7u);
}

// The line breaks at every step: the report ends once, and what it holds is the car's.
BOOST_AUTO_TEST_CASE(a_report_cut_at_any_step_ends_once_and_holds_nothing_wrong) {
  for (const auto wire : {elm, can})
    for (const std::string how : {"unplug", "silent", "ignition-off"})
      for (Micros cut = 5 * us_per_ms; cut < 1'500 * us_per_ms; cut += 60 * us_per_ms) {
        BOOST_TEST_CONTEXT(how << " after " << cut / us_per_ms << " ms" << (wire == can ? ", CAN" : "")) {
          BayBench b({{"car", "wwh-2019"}, {"search_ms", "300"}}, wire);
          BOOST_TEST_REQUIRE(b.until("ready", 20 * s));
          Truth truth("wwh-2019", b.wiring().plugged_us);
          const auto began = b.bench.now;
          const auto id = b.command("report");
          b.bench.run(cut);
          b.act(how);
          b.bench.run(4 * s);
          b.act(how == "unplug" ? "plug" : how == "silent" ? "speak" : "ignition-on");
          BOOST_TEST_REQUIRE(b.ended(id, 60 * s));
          BOOST_TEST(b.until("ready", 10 * s));
          BOOST_TEST(b.outcomes(id) == 1u);
          const auto out = *b.outcome(id);
          if (how != "unplug") BOOST_TEST(out["result"] == "done");
          truth.report(out, began);
          truth.bay(b.bay());
          BOOST_TEST(b.bay()["vin"] == b.car().vin());
          BOOST_TEST(truth.wrong().empty(), (truth.wrong().empty() ? "" : truth.wrong()[0]));
        }
      }
}

// A process that dies in the middle goes on where it was, and asks whether it is still the same car.
BOOST_AUTO_TEST_CASE(a_report_is_resumed) {
  BayBench first({{"car", "wwh-2019"}, {"search_ms", "300"}});
  BOOST_TEST_REQUIRE(first.until("ready", 20 * s));
  const auto whole = first.report()["report"];
  auto some = whole["steps"];
  some.erase(some.begin() + 5, some.end());
  const auto order = json{{"resume", {{"id", "x"}, {"steps", some}}}}.dump();
  for (const std::string car : {"wwh-2019", "diesel-2016"}) {
    BayBench second({{"car", car}, {"search_ms", "300"}});
    BOOST_TEST_REQUIRE(second.until("ready", 20 * s));
    const auto id = second.command("report", order);
    BOOST_TEST_REQUIRE(second.ended(id, 60 * s));
    const auto out = *second.outcome(id);
    if (car == "wwh-2019") {
      BOOST_TEST(out["result"] == "done");
      BOOST_TEST(out["report"]["codes"] == whole["codes"]);
    } else {
      BOOST_TEST(out["result"] == "partial");
      BOOST_TEST(out["reason"] == "other-car");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_unit_that_asks_for_time_is_waited_for) {
  for (const auto wire : {elm, can})
    for (const char* request : {"22F802", "1942330CFF", "195533", "22F490F491"}) {
      BOOST_TEST_CONTEXT(request << (wire == can ? " on CAN" : "")) {
        // An adapter ends the question with the other unit's answer.
        if (wire == elm && std::string_view(request).starts_with("19")) continue;
        BayArgs args = {{"car", "wwh-2019"}};
        if (wire == elm) args.insert({{"search_ms", "300"}, {"adapter", "genuine-2.2"}});
        BayBench b(args, wire);
        auto& car = wire == can ? b.can().car() : b.elm().car();
        car.units()[0].slow[request] = 2 * s;
        BOOST_TEST_REQUIRE(b.until("ready", 30 * s));
        BOOST_TEST(b.bay()["vin"] == b.car().vin());
        BOOST_TEST(b.bay()["mil_on"] == true);
        BOOST_TEST((codes_said(b.bay()["codes"]) == codes_of_file(b.car())));
      }
    }
}

BOOST_AUTO_TEST_SUITE_END()
