// Every scripted fault of the simulated adapter does what its name says.
#include "tests/devices/sim/elm_wire.hpp"

#include <functional>

using namespace outpost;
using namespace outpost::dev;
using test::Args;
using test::ElmWire;

namespace {

ElmWire ready(Args args = {}) {
  args.emplace("search_ms", "0");
  args.emplace("car", "petrol-2014");
  ElmWire wire(std::move(args));
  wire.set_up().ask("0100");
  return wire;
}

// What came in this time without a prompt.
std::string heard(ElmWire& wire, std::string_view text, Micros within = 3 * us_per_s) {
  wire.send(std::string(text) + "\r");
  wire.wait(within);
  return wire.raw;
}

struct Fault {
  std::string action, undo;
  std::function<bool(ElmWire&)> happens;
};

bool usual(ElmWire& w) { return w.words("0105").starts_with("7E8034105"); }

const std::vector<Fault> faults = {
    {"silent", "speak", [](ElmWire& w) { return heard(w, "0105").empty(); }},
    {"unplug", "plug", [](ElmWire& w) { return !w.sim().plugged(); }},
    {"ignition-off", "ignition-on", [](ElmWire& w) { return w.words("0105") == "NO DATA"; }},
    {"voltage-low", "voltage-ok", [](ElmWire& w) { return w.words("ATRV") == "0.3V"; }},
    {"voltage-mv:5400", "voltage-ok", [](ElmWire& w) { return w.words("ATRV") == "5.4V"; }},
    {"engine-off", "engine-on", [](ElmWire& w) { return w.words("010C1").starts_with("7E804410C0000"); }},
    {"wrong-baud", "right-baud",
     [](ElmWire& w) {
       const auto noise = heard(w, "0105");
       return !noise.empty() && std::all_of(noise.begin(), noise.end(), [](char c) { return c < 0; });
     }},
    {"echo-on", "echo-off", [](ElmWire& w) { return w.words("ATE0") == "ATE0|OK"; }},
    {"nuls-on", "nuls-off",
     [](ElmWire& w) {
       const auto text = w.words("ATI");
       return text == "ELM327 v1.5" && std::count(w.raw.begin(), w.raw.end(), '\0') == 11;
     }},
    {"late-prompt:700", "late-prompt:0",
     [](ElmWire& w) { return w.ask("ATI"), w.took_us >= 700 * us_per_ms; }},
    {"refuse:ATRV", "accept-all", [](ElmWire& w) { return w.words("ATRV") == "?" && w.words("ATI") != "?"; }},
    {"reset", "ATE0",
     [](ElmWire& w) {
       w.wait(us_per_s);
       return w.raw.find("ELM327 v1.5") != std::string::npos && w.words("ATI") == "ATI|ELM327 v1.5";
     }},
    {"search-ms:12000", "search-ms:0",
     [](ElmWire& w) {
       return w.ask("ATSP0"), w.words("0105").starts_with("SEARCHING...") && w.took_us > 12 * us_per_s;
     }},
    {"first-frame-only", "all-frames", [](ElmWire& w) { return w.ask("0904").lines.size() == 2; }},
    {"first-frame-of-all", "all-frames",
     [](ElmWire& w) {
       const auto of_all = w.ask("0904").lines.size();
       w.address(0x7E0);
       const auto of_one = w.ask("0904").lines.size();
       w.address(0);
       return of_all == 2 && of_one == 3;
     }},
    {"no-count", "count",
     [](ElmWire& w) { return w.words("01051") == "?" && w.words("0105").starts_with("7E8034105"); }},
    {"interleave-on", "interleave-off",
     [](ElmWire& w) {
       const auto lines = w.ask("0904").lines;
       return lines.size() == 6 && lines[0].starts_with("7E810") && lines[1].starts_with("7E910") &&
              lines[2].starts_with("7E821") && lines[3].starts_with("7E921");
     }},
    {"stranger-on", "stranger-off",
     [](ElmWire& w) { return w.words("0105").find("5D002115A") != std::string::npos; }},
    {"second-tester-on", "second-tester-off",
     [](ElmWire& w) { return w.words("0105").find("7E803413362") != std::string::npos; }},
    {"flood", "calm", [](ElmWire& w) { return heard(w, "", us_per_s).size() > 3'000; }},
    {"flood-rate:1000000", "calm",
     [](ElmWire& w) {
       const auto n = heard(w, "", us_per_s).size();
       return n > 950'000 && n < 1'050'000;
     }},
    {"modem", "adapter", [](ElmWire& w) { return heard(w, "ATI").find("OK") != std::string::npos; }},
    {"scale", "adapter",
     [](ElmWire& w) { return heard(w, "ATI", us_per_s).find("kg") != std::string::npos; }},
    {"printer", "adapter",
     [](ElmWire& w) { return heard(w, "ATI").empty() && heard(w, "\x10\x04\x01") == "\x12"; }},
    {"pending:60", "speak",
     [](ElmWire& w) {
       const auto reading = w.read("0105");  // this make does not wait: the answer is lost
       return reading.pending == 2 && reading.values.empty();
     }},
    {"stop-once", "speak", [](ElmWire& w) { return w.words("0105") == "STOPPED"; }},
    {"can-error-once", "speak", [](ElmWire& w) { return w.words("0105") == "CAN ERROR"; }},
    {"bus-init-error-once", "speak", [](ElmWire& w) { return w.words("0105") == "BUS INIT: ...ERROR"; }},
    {"bus-error-once", "speak", [](ElmWire& w) { return w.words("0105") == "BUS ERROR"; }},
    {"bus-busy-once", "speak", [](ElmWire& w) { return w.words("0105") == "BUS BUSY"; }},
    {"fb-error-once", "speak", [](ElmWire& w) { return w.words("0105") == "FB ERROR"; }},
    {"data-error-once", "speak", [](ElmWire& w) { return w.words("0105") == "<DATA ERROR"; }},
    {"no-data-once", "speak", [](ElmWire& w) { return w.words("0105") == "NO DATA"; }},
    {"buffer-full-once", "speak", [](ElmWire& w) { return w.words("0105").ends_with("BUFFER FULL"); }},
    {"garbage-once", "speak", [](ElmWire& w) { return w.words("0105").find("G~") != std::string::npos; }},
    {"no-prompt-once", "speak", [](ElmWire& w) { return heard(w, "0105").find('>') == std::string::npos; }},
    {"wrong-answer-once", "speak", [](ElmWire& w) { return w.read("010D").faults.size() == 1; }},
    {"wrong-unit-once", "speak", [](ElmWire& w) { return w.words("0105").starts_with("7ED034105"); }},
    {"atz-drops", "plug",
     [](ElmWire& w) {
       w.send("ATZ\r");
       const bool gone = !w.sim().plugged();
       w.wait(3 * us_per_s);
       w.ask("ATE0");
       w.set_up().ask("0100");
       return gone;
     }},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(elm327_trouble)

BOOST_AUTO_TEST_CASE(every_fault_does_what_its_name_says) {
  std::vector<std::string> tried;
  for (const auto& f : faults) {
    BOOST_TEST_CONTEXT(f.action) {
      auto wire = ready();
      BOOST_TEST(usual(wire));
      wire.raw.clear();
      wire.act(f.action);
      BOOST_TEST(f.happens(wire));
      if (f.undo == "ATE0") {
        wire.set_up();
      } else {
        wire.act(f.undo);
        wire.wait(50 * us_per_ms);
      }
      if (f.action.starts_with("pending")) wire.wait(61 * us_per_s);
      wire.wait(us_per_s);
      wire.forget();
      BOOST_TEST(wire.words("ATI").ends_with("ELM327 v1.5"));
    }
    for (const auto& name : {f.action, f.undo}) tried.push_back(name.substr(0, name.find(':')));
  }
  for (const auto& row : Elm327::actions())
    BOOST_TEST((std::find(tried.begin(), tried.end(), row.name) != tried.end()), "no test of " << row.name);
}

BOOST_AUTO_TEST_CASE(a_fault_can_be_set_for_a_time_and_for_a_request) {
  auto wire = ready({{"script", "can-error-once@r3,voltage-mv:5000@60"}});
  BOOST_TEST(usual(wire));  // the second request; the first was 0100
  BOOST_TEST(wire.sim().requests() == 2);
  BOOST_TEST(wire.words("010C") == "CAN ERROR");
  BOOST_TEST(usual(wire));
  BOOST_TEST(wire.words("ATRV") == "12.6V");
  wire.wait(60 * us_per_s);
  BOOST_TEST(wire.words("ATRV") == "5.0V");
  auto fresh = ready({{"script", "reset@r2"}});
  BOOST_TEST(fresh.words("010C") == "ELM327 v1.5");  // and not a word of the car
  BOOST_TEST(fresh.words("ATE0") == "ATE0|OK");
  auto cut = ready({{"script", "ignition-off@r4"}});
  BOOST_TEST(usual(cut));
  BOOST_TEST(cut.words("010C").starts_with("7E8"));
  BOOST_TEST(cut.words("010C") == "NO DATA");
}

BOOST_AUTO_TEST_CASE(a_character_in_the_middle_stops_the_answer) {
  auto wire = ready();
  wire.send("0902\r");
  wire.wait(10 * us_per_ms);
  wire.send("\r");
  const auto reply = wire.wait(5 * us_per_s);
  BOOST_TEST_REQUIRE(reply.has_value());
  BOOST_TEST(reply->lines.back() == "STOPPED");
}

// Makes that listen on after 7F xx 78 give the answer in the end, however long it takes.
BOOST_AUTO_TEST_CASE(some_makes_wait_a_minute_for_an_answer) {
  auto wire = ready({{"adapter", "genuine-2.2"}});
  wire.act("pending:60");
  const auto reading = wire.read("010D");
  BOOST_TEST(reading.pending == 60);  // two units, every 2 s
  BOOST_TEST(reading.find("vehicle_speed") != nullptr);
  BOOST_TEST(wire.took_us > 60 * us_per_s);
}

// Whatever goes wrong, no codec takes a foreign answer for the one that was asked for.
BOOST_AUTO_TEST_CASE(no_fault_makes_a_value_that_the_car_did_not_say) {
  for (const auto& f : faults) {
    if (f.action == "engine-off" || f.action.starts_with("flood")) continue;
    auto wire = ready();
    wire.act(f.action);
    wire.send("0133\r");
    const auto reply = wire.wait(20 * us_per_s);
    if (!reply) continue;
    const auto reading = read_obd(*parse_obd_request("0133"), {Bus::can11, true, "0133", 0}, *reply);
    for (const auto& v : reading.values)
      // The other tester asked for the same and was told 98 kPa: that is the car's word too.
      BOOST_TEST((v.number == 101 || f.action.starts_with("second-tester")), f.action << ": " << v.number);
  }
}

BOOST_AUTO_TEST_SUITE_END()
