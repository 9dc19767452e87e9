#include "devices/drivers/bay/bay_json.hpp"
#include "devices/drivers/bay/obd_bay.hpp"
#include "devices/sim/elm327.hpp"
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

constexpr Micros wall = 1'780'000'000 * us_per_s;

struct Bay {
  explicit Bay(Args args = {})
      : bench(std::move(*Elm327::make({"elm327", std::move(args)})),
              std::make_unique<ObdBay>("bay1", ObdBay::Wire::adapter, [this] { return wall + bench.now; })) {}

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
    bench.run(us_per_ms);
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

std::string id_text(const SimUnit& u) { return fmt::format("{:X}", u.can_id); }

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
  BOOST_TEST(live.size() >= 50u);
  BOOST_TEST(live.size() <= 80u);  // the host lets ten a second through
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
  BOOST_TEST(out["result"] == "done");
  const auto& r = out["report"];
  BOOST_TEST(r["schema"] == "outpost.bay-report");
  BOOST_TEST(r["version"] == 1);
  BOOST_TEST(r["id"] == "00000000-0000-0000-0000-000000000001");
  BOOST_TEST(r["unit"] == "bay1");
  BOOST_TEST(r["partial"] == false);
  BOOST_TEST(r["started_at"].get<std::string>().starts_with("2026-"));
  BOOST_TEST(r["vehicle"]["vin"] == "LZZPA14E5E1001234");
  BOOST_TEST(r["vehicle"]["units"].size() == 2u);
  BOOST_TEST(r["vehicle"]["units"][0]["name"] == "ECM-EngineControl");
  BOOST_TEST(r["vehicle"]["units"][1]["calibrations"][0] == "PT6A0207");
  BOOST_TEST(r["mil_on"] == true);
  BOOST_TEST(r["dtc_count"] == 2);
  BOOST_TEST((codes(r["codes"], "stored") == std::vector<std::string>{"P0301", "P0420"}));
  BOOST_TEST(r["readiness"].size() == 2u);
  BOOST_TEST(r["live"].size() > 40u);
  BOOST_TEST(r["problems"].size() == 0u);
  BOOST_TEST(report_hash_ok(r.dump()));
  auto changed = r;
  changed["dtc_count"] = 3;
  BOOST_TEST(!report_hash_ok(changed.dump()));
  BOOST_TEST(b.bay()["last_report_id"] == r["id"]);
  BOOST_TEST(b.state() == "ready");
  BOOST_TEST_MESSAGE("report: " << r["duration_ms"] << " ms, " << r["steps"].size() << " requests, "
                                << out.dump().size() << " bytes");
  // Raw lines are kept, so that better software can read them again.
  for (const auto& step : r["steps"]) BOOST_TEST(!step["lines"].empty());
}

// Every value of a report is one that the car really sent: read again from the simulator's own table.
BOOST_AUTO_TEST_CASE(every_car_is_read_right) {
  for (const std::string name : {"petrol-2014", "hybrid-2019", "diesel-2016", "petrol-2003"}) {
    BOOST_TEST_CONTEXT(name) {
      Bay b(Args{{"car", name}});
      BOOST_REQUIRE(b.until("ready", 20 * us_per_s));
      const auto out = b.report();
      BOOST_TEST(out["result"] == "done");
      const auto& r = out["report"];
      BOOST_TEST(r["vehicle"]["vin"] == b.sim().car().vin());
      BOOST_TEST(r["vehicle"]["vin_check"] == "ok");
      BOOST_TEST(r["problems"].size() == 0u);
      std::multiset<std::string> want, got;
      std::size_t fields = 0;
      for (const auto& u : b.sim().car().units()) {
        const auto source = b.sim().car().protocol() == 3 ? std::string("10")
                            : u.name.empty()              ? ""
                                                          : id_text(u);
        for (const auto& c : u.stored) want.insert("stored " + source + c);
        for (const auto& c : u.pending) want.insert("pending " + source + c);
        for (const auto& c : u.permanent) want.insert("permanent " + source + c);
        fields += u.pids.size();
      }
      for (const auto& c : test::only_by_uds(b.sim().car()))
        want.insert(c.kind + " " + id_text(*c.unit) + c.code);
      for (const auto& c : r["codes"])
        got.insert(c["kind"].get<std::string>() + " " + c["unit"].get<std::string>() +
                   c["code"].get<std::string>());
      BOOST_TEST(want == got, boost::test_tools::per_element());
      std::set<std::string> read;
      for (const auto& v : r["live"])
        read.insert(v["source"].get<std::string>() + v["pid"].get<std::string>());
      BOOST_TEST(read.size() == fields);
      BOOST_TEST_MESSAGE(name << ": " << r["duration_ms"] << " ms, " << r["steps"].size() << " requests");
    }
  }
}

BOOST_AUTO_TEST_CASE(every_adapter_is_understood) {
  for (const std::string name : {"genuine-1.5", "genuine-2.2", "clone-1.5", "clone-2.1", "stn"}) {
    BOOST_TEST_CONTEXT(name) {
      Bay b(Args{{"adapter", name}, {"car", "petrol-2014"}});
      BOOST_REQUIRE(b.until("ready", 20 * us_per_s));
      BOOST_TEST(b.bay()["vin"] == "LZZPA14E5E1001234");
      const auto out = b.report();
      BOOST_TEST(out["result"] == "done");
      BOOST_TEST(out["report"]["problems"].size() == 0u);
      BOOST_TEST((codes(out["report"]["codes"], "stored") == std::vector<std::string>{"P0301", "P0420"}));
    }
  }
}

BOOST_AUTO_TEST_CASE(without_headers_one_unit_is_read_and_two_are_refused_in_words) {
  Bay one(Args{{"adapter", "headerless"}, {"car", "petrol-2003"}});
  BOOST_REQUIRE(one.until("ready", 20 * us_per_s));
  BOOST_TEST(one.bay()["vin"] == one.sim().car().vin());
  BOOST_TEST(one.report()["report"]["adapter"]["headers"] == false);
  Bay two(Args{{"adapter", "headerless"}, {"car", "petrol-2014"}});
  BOOST_REQUIRE(two.until("not_obd", 20 * us_per_s));
  BOOST_TEST(two.bay()["reason"] == "no-headers");
  BOOST_TEST(two.bench.named("live").empty());
}

struct Trouble {
  std::string name;
  std::string act, undo;
  std::string state;            // shown while it lasts
  Micros detect_us, resume_us;  // at most
};
std::ostream& operator<<(std::ostream& out, const Trouble& t) { return out << t.name; }

const std::vector<Trouble> troubles = {
    {"silence", "silent", "speak", "lost", 2 * us_per_s, 5 * us_per_s},
    {"ignition off", "ignition-off", "ignition-on", "ignition_off", 4 * us_per_s, 6 * us_per_s},
    {"unplugged", "unplug", "plug", "lost", us_per_s, 5 * us_per_s},
    {"flood", "flood", "calm", "lost", 2 * us_per_s, 6 * us_per_s},
};

BOOST_AUTO_TEST_CASE(trouble_is_seen_and_survived) {
  for (const auto& t : troubles) {
    BOOST_TEST_CONTEXT(t.name) {
      Bay b;
      BOOST_REQUIRE(b.until("ready", 10 * us_per_s));
      b.bench.run(us_per_s);
      b.act(t.act);
      const auto began = b.bench.now;
      BOOST_TEST(b.until(t.state, t.detect_us));
      const auto seen = b.bench.now;
      const auto frames = b.bench.messages.size();
      b.bench.run(5 * us_per_s);
      // While it lasts no live value is shown as current.
      for (const auto& m : b.bench.named("live", frames)) BOOST_TEST(json::parse(m.body)["values"].empty());
      b.act(t.undo);
      const auto ended = b.bench.now;
      BOOST_TEST(b.until("ready", t.resume_us));
      BOOST_TEST(b.bay()["vin"] == "LZZPA14E5E1001234");
      BOOST_TEST_MESSAGE(t.name << ": seen after " << (seen - began) / us_per_ms << " ms, back after "
                                << (b.bench.now - ended) / us_per_ms << " ms");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_reset_adapter_is_set_up_again_and_no_value_is_misread) {
  Bay b;
  BOOST_REQUIRE(b.until("ready", 10 * us_per_s));
  const auto from = b.bench.messages.size();
  b.act("reset");  // echo on, headers off, protocol forgotten
  b.bench.run(500 * us_per_ms);
  BOOST_TEST(b.until("ready", 5 * us_per_s));
  b.bench.run(2 * us_per_s);
  std::size_t values = 0;
  for (const auto& m : b.bench.named("live", from)) {
    const auto body = json::parse(m.body);
    for (const auto& v : body["values"]) {
      ++values;
      BOOST_TEST(v["source"] != "");
    }
  }
  BOOST_TEST(values > 50u);
}

BOOST_AUTO_TEST_CASE(single_hiccups_cost_nothing_but_a_question) {
  for (const std::string hiccup :
       {"stop-once", "no-prompt-once", "garbage-once", "can-error-once", "buffer-full-once"}) {
    BOOST_TEST_CONTEXT(hiccup) {
      Bay b;
      BOOST_REQUIRE(b.until("ready", 10 * us_per_s));
      b.act(hiccup);
      const auto out = b.report();
      BOOST_TEST(out["result"] == "done");
      BOOST_TEST((codes(out["report"]["codes"], "stored") == std::vector<std::string>{"P0301", "P0420"}));
      BOOST_TEST(out["report"]["live"].size() > 40u);
    }
  }
}

BOOST_AUTO_TEST_CASE(no_ignition_and_no_power_are_told_apart) {
  Bay b;
  b.act("ignition-off");
  BOOST_REQUIRE(b.until("ignition_off", 20 * us_per_s));
  BOOST_TEST(b.bay()["reason"] != "no-power");
  BOOST_TEST(b.bay()["vin"].is_null());
  b.act("voltage-low");
  BOOST_TEST(b.bench.run(10 * us_per_s, [&] { return b.bay()["reason"] == "no-power"; }));
  b.act("ignition-on");
  b.act("voltage-ok");
  BOOST_TEST(b.until("ready", 10 * us_per_s));
}

BOOST_AUTO_TEST_CASE(a_modem_is_no_adapter) {
  Bay b;
  b.act("modem");
  BOOST_TEST(b.until("not_obd", 10 * us_per_s));
  const auto out = b.report();
  BOOST_TEST(out["result"] == "failed");
  BOOST_TEST(out["reason"] == "not_obd");
  BOOST_TEST(out["report"].is_null());
}

BOOST_AUTO_TEST_CASE(a_dead_port_is_no_adapter) {
  Bay b;
  b.act("silent");
  BOOST_TEST(b.until("no_adapter", 5 * us_per_s));
  BOOST_TEST(b.bay()["reason"] == "silent");
  b.act("speak");
  BOOST_TEST(b.until("ready", 10 * us_per_s));
}

// The line breaks at every step of a report: it ends once, as partial (or failed before anything was read),
// and holds what had been read.
BOOST_AUTO_TEST_CASE(a_report_cut_at_any_step_ends_once_and_keeps_what_was_read) {
  std::set<std::string> results;
  for (Micros cut = 10 * us_per_ms; cut < 700 * us_per_ms; cut += 45 * us_per_ms) {
    for (const std::string how : {"unplug", "silent", "ignition-off"}) {
      BOOST_TEST_CONTEXT(how << " after " << cut / us_per_ms << " ms") {
        Bay b;
        BOOST_REQUIRE(b.until("ready", 10 * us_per_s));
        const auto id = b.command("report");
        b.bench.run(cut);
        const bool over = b.outcome(id).has_value();
        b.act(how);
        BOOST_REQUIRE(b.bench.run(60 * us_per_s, [&] { return b.outcome(id).has_value(); }));
        b.bench.run(30 * us_per_s);
        BOOST_TEST(b.outcomes(id) == 1u);
        const auto out = *b.outcome(id);
        results.insert(out["result"].get<std::string>());
        BOOST_TEST((over || out["result"] != "done"));
        if (out["result"] != "partial") continue;
        BOOST_TEST(out["report"]["partial"] == true);
        BOOST_TEST(report_hash_ok(out["report"].dump()));
        for (const auto& c : codes(out["report"]["codes"], "stored"))
          BOOST_TEST((c == "P0301" || c == "P0420"));
      }
    }
  }
  BOOST_TEST(results.contains("partial"));
}

BOOST_AUTO_TEST_CASE(a_report_survives_a_short_silence) {
  Bay b;
  BOOST_REQUIRE(b.until("ready", 10 * us_per_s));
  const auto id = b.command("report");
  b.bench.run(200 * us_per_ms);
  b.act("silent");
  b.bench.run(4 * us_per_s);
  b.act("speak");
  BOOST_REQUIRE(b.bench.run(30 * us_per_s, [&] { return b.outcome(id).has_value(); }));
  const auto out = *b.outcome(id);
  BOOST_TEST(out["result"] == "done");
  BOOST_TEST((codes(out["report"]["codes"], "stored") == std::vector<std::string>{"P0301", "P0420"}));
  BOOST_TEST(out["report"]["live"].size() > 40u);
}

BOOST_AUTO_TEST_CASE(commands_end_once_each_and_wrong_ones_are_refused) {
  Bay b;
  BOOST_REQUIRE(b.until("ready", 10 * us_per_s));
  const auto first = b.command("report"), second = b.command("report");
  b.bench.run(5 * us_per_s);
  BOOST_TEST((*b.outcome(first))["result"] == "done");
  BOOST_TEST((*b.outcome(second))["reason"] == "busy");
  const auto live = b.command("live", R"({"pids":["0C","0D"]})");
  b.bench.run(us_per_s);
  BOOST_TEST((*b.outcome(live))["result"] == "done");
  const auto frame = json::parse(b.bench.named("live").back().body);
  std::set<std::string> names;
  for (const auto& v : frame["values"])
    if (v["age_ms"] < 300) names.insert(v["name"]);
  BOOST_TEST((names == std::set<std::string>{"engine_rpm", "vehicle_speed"}));
  for (const std::string bad :
       {R"({"pids":"0C"})", R"({"pids":["0C0D"]})", R"({"pids":[12]})", "nonsense", "[]"}) {
    const auto id = b.command("live", bad);
    BOOST_TEST((*b.outcome(id))["reason"] == "bad-pids");
  }
  const auto stop = b.command("stop");
  BOOST_TEST((*b.outcome(stop))["result"] == "done");
  const auto from = b.bench.messages.size();
  b.bench.run(3 * us_per_s);
  BOOST_TEST(b.bench.named("live", from).size() <= 1u);
  BOOST_TEST((*b.outcome(b.command("clear")))["reason"] == "clear-nobody");
  BOOST_TEST((*b.outcome(b.command("program")))["reason"] == "unknown-command");
}

BOOST_AUTO_TEST_CASE(stop_ends_a_report_as_partial) {
  Bay b;
  BOOST_REQUIRE(b.until("ready", 10 * us_per_s));
  const auto id = b.command("report");
  b.bench.run(300 * us_per_ms);
  b.command("stop");
  BOOST_REQUIRE(b.outcome(id).has_value());
  BOOST_TEST((*b.outcome(id))["result"] == "partial");
  BOOST_TEST((*b.outcome(id))["reason"] == "stopped");
  BOOST_TEST(b.until("ready", 5 * us_per_s));
}

// A report asked for before the first screen was read, stopped at any moment of it, with the link well or
// not: the bay reads the first screen then, and shows the car.
BOOST_AUTO_TEST_CASE(a_report_before_the_first_screen_may_be_stopped_at_any_time) {
  for (Micros cut = 100 * us_per_ms; cut < 4'500 * us_per_ms; cut += 200 * us_per_ms) {
    for (const bool silent : {false, true}) {
      BOOST_TEST_CONTEXT("stopped after " << cut / us_per_ms << " ms" << (silent ? ", in silence" : "")) {
        Bay b;
        b.until("connecting", us_per_s);
        const auto id = b.command("report");
        b.bench.run(cut);
        if (silent) b.act("no-prompt-once");
        b.bench.run(silent ? 1'900 * us_per_ms : us_per_ms);
        b.command("stop");
        BOOST_REQUIRE(b.bench.run(20 * us_per_s, [&] { return b.outcome(id).has_value(); }));
        b.command("live");
        BOOST_TEST(b.bench.run(20 * us_per_s, [&] {
          return b.state() == "ready" && b.bay()["vin"] == "LZZPA14E5E1001234" && !b.bay()["codes"].empty();
        }));
      }
    }
  }
}

// SAE J1979 forbids lists and values in one request, and many units then say nothing.
BOOST_AUTO_TEST_CASE(lists_are_never_asked_for_together_with_values) {
  for (const std::string car : {"petrol-2014", "petrol-2009", "suv-2018"}) {
    Bay b(Args{{"car", car}});
    BOOST_REQUIRE(b.until("ready", 20 * us_per_s));
    b.report();
    int several = 0;
    for (const auto& sent : b.sim().received()) {
      const auto request = parse_obd_request(sent.substr(0, sent.size() / 2 * 2));  // without the count
      if (!request ||
          (request->service() != 0x01 && request->service() != 0x02 && request->service() != 0x06))
        continue;
      const std::size_t width = request->service() == 0x02 ? 2 : 1;
      std::set<bool> kinds;
      for (std::size_t i = 0; i < request->data().size(); i += width)
        kinds.insert(request->data()[i] % 0x20 == 0);
      BOOST_TEST(kinds.size() == 1u, car << " " << sent);
      several += request->data().size() > width;
    }
    BOOST_TEST(several > 0, car);
  }
}

// The safety rule from the outside: whatever was done above, only reading services and harmless commands
// left.
BOOST_AUTO_TEST_CASE(nothing_but_reading_reaches_the_wire) {
  const std::set<std::string> harmless = {"AT",    "ATD", "ATE0", "ATL0",  "ATS0",  "ATH1",
                                          "ATAT1", "ATI", "ATRV", "ATSP0", "ATDPN", "ATPC"};
  for (const std::string car : {"petrol-2014", "petrol-2003"}) {
    Bay b(Args{{"car", car}});
    BOOST_REQUIRE(b.until("ready", 20 * us_per_s));
    b.command("live", R"({"pids":["04","14","2E","31","34","11","27"]})");
    b.report();
    b.bench.run(5 * us_per_s);
    BOOST_TEST(b.sim().received().size() > 50u);
    for (const auto& sent : b.sim().received()) {
      if (sent.starts_with("AT"))
        BOOST_TEST(harmless.contains(sent), sent);
      else
        BOOST_TEST(
            (sent == "19020C" ||
             std::set<std::string>{"01", "02", "03", "06", "07", "09", "0A"}.contains(sent.substr(0, 2))),
            sent);
    }
  }
}

// The same of a car of WWH-OBD: identifiers and codes are read, and the protocols of CAN tried.
BOOST_AUTO_TEST_CASE(nothing_but_reading_reaches_a_car_of_wwh_obd) {
  Bay b(Args{{"car", "wwh-2019"}});
  BOOST_REQUIRE(b.until("ready", 20 * us_per_s));
  b.command("live", R"({"pids":["04","14","2E","31","34","11","27"]})");
  b.report();
  b.bench.run(5 * us_per_s);
  b.act("ignition-off");
  b.bench.run(10 * us_per_s);
  BOOST_TEST(b.sim().received().size() > 50u);
  const std::set<std::string> harmless = {"AT",   "ATD",   "ATE0",  "ATL0",  "ATS0",  "ATH1",  "ATAT1", "ATI",
                                          "ATRV", "ATSP0", "ATDPN", "ATTP6", "ATTP7", "ATTP8", "ATTP9"};
  for (const auto& sent : b.sim().received()) {
    const bool codes = sent == "1942330CFF" || sent == "195533";
    const bool identifiers = sent.starts_with("22F4") || sent.starts_with("22F8") || sent == "22F190";
    BOOST_TEST((harmless.contains(sent) || codes || identifiers || sent == "0100"), sent);
  }
}

BOOST_AUTO_TEST_SUITE_END()
