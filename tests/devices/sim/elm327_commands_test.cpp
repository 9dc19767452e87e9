// The simulated adapter's own commands, its patience, and how the makes differ.
#include "tests/devices/sim/elm_wire.hpp"

#include <fmt/format.h>
#include <set>

using namespace outpost;
using namespace outpost::dev;
using test::Args;
using test::ElmWire;

BOOST_AUTO_TEST_SUITE(elm327_commands)

struct Command {
  std::string text, answer;
};

BOOST_AUTO_TEST_CASE(a_genuine_adapter_knows_its_commands) {
  ElmWire wire;
  wire.ask("ATE0");
  const std::vector<Command> rows = {{"ATI", "ELM327 v1.5"},
                                     {"AT@1", "OBDII to RS232 Interpreter"},
                                     {"at i", "ELM327 v1.5"},
                                     {"ATRV", "12.6V"},
                                     {"ATIGN", "ON"},
                                     {"ATL0", "OK"},
                                     {"ATS0", "OK"},
                                     {"ATH1", "OK"},
                                     {"ATAL", "OK"},
                                     {"ATCAF1", "OK"},
                                     {"ATCFC1", "OK"},
                                     {"ATST32", "OK"},
                                     {"ATAT0", "OK"},
                                     {"ATAT2", "OK"},
                                     {"ATSP6", "OK"},
                                     {"ATDPN", "6"},
                                     {"ATSPA6", "OK"},
                                     {"ATSP0", "OK"},
                                     {"ATDPN", "A0"},
                                     {"ATDP", "AUTO"},
                                     {"ATTP7", "OK"},
                                     {"ATTPA0", "OK"},
                                     {"ATSH7E0", "OK"},
                                     {"ATSHDA10F1", "OK"},
                                     {"ATCP18", "OK"},
                                     {"ATCRA7E8", "OK"},
                                     {"ATCRA7EX", "OK"},
                                     {"ATCRA", "OK"},
                                     {"ATCF7E8", "OK"},
                                     {"ATCM7F8", "OK"},
                                     {"ATAR", "OK"},
                                     {"ATFCSM1", "?"},
                                     {"ATFCSH7E0", "OK"},
                                     {"ATFCSD300000", "OK"},
                                     {"ATFCSM1", "OK"},
                                     {"ATFCSM0", "OK"},
                                     {"ATPC", "OK"},
                                     {"ATD", "OK"},
                                     {"STI", "?"},
                                     {"ATE0", "OK"},
                                     {"ATXYZ", "?"},
                                     {"ATSPX", "?"},
                                     {"ATSH12", "?"},
                                     {"ATST", "?"},
                                     {"ATCRA12", "?"},
                                     {"nonsense", "?"},
                                     {"ATWS", "ELM327 v1.5"}};
  for (const auto& r : rows) {
    auto got = wire.words(r.text);
    // After ATD and ATWS the adapter repeats what it is sent.
    if (got.starts_with(r.text + "|")) got.erase(0, r.text.size() + 1);
    BOOST_TEST(got == r.answer, r.text);
  }
}

BOOST_AUTO_TEST_CASE(the_makes_differ_as_their_rows_say) {
  for (const auto& p : personalities()) {
    BOOST_TEST_CONTEXT(std::string(p.name)) {
      ElmWire wire(Args{{"adapter", std::string(p.name)}});
      wire.ask("ATE0");
      BOOST_TEST(wire.words("ATI") == p.id);
      for (const auto& command : p.unknown) BOOST_TEST(wire.words(command) == "?", std::string(command));
      BOOST_TEST(wire.words("STI") == (p.stn_id.empty() ? "?" : std::string(p.stn_id)));
      const bool nul = wire.raw.find('\0') != std::string::npos;
      BOOST_TEST(nul == p.noisy);
    }
  }
  ElmWire clone(Args{{"adapter", "clone-1.5"}});
  clone.send("ATE0\r");
  BOOST_TEST(!clone.wait(400 * us_per_ms).has_value());  // its first prompt is late
  BOOST_TEST(clone.wait(us_per_s).has_value());
  BOOST_TEST(clone.raw.find('\xFC') != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_reset_ends_the_radio_link_of_some_and_a_trial_locks_others) {
  ElmWire wifi(Args{{"adapter", "wifi"}});
  wifi.ask("ATI");
  wifi.send("ATZ\r");
  BOOST_TEST(!wifi.sim().plugged());
  wifi.wait(1'900 * us_per_ms);
  BOOST_TEST(!wifi.sim().plugged());
  wifi.wait(200 * us_per_ms);
  BOOST_TEST(wifi.sim().plugged());
  ElmWire genuine;
  BOOST_TEST(genuine.words("ATZ") == "ATZ|ELM327 v1.5");
  ElmWire clone(Args{{"adapter", "clone-2.1"}});
  clone.ask("ATI");
  clone.send("ATTPA0\r");
  BOOST_TEST(!clone.wait(10 * us_per_s).has_value());
  clone.send("ATI\r");
  BOOST_TEST(!clone.wait(10 * us_per_s).has_value());
  clone.act("unplug");
  clone.act("plug");
  clone.sim().on_plug(clone.now);
  clone.ask("ATI");
}

// How long it listens: a fixed time for silence, the learned one behind an answer, none when told how many
// come.
BOOST_AUTO_TEST_CASE(waiting_is_as_long_as_it_should_be) {
  ElmWire wire(Args{{"search_ms", "0"}, {"baud", "3000000"}});
  wire.set_up().ask("0100");
  const auto took = [&](const char* text) {
    wire.ask(text);
    return wire.took_us / us_per_ms;
  };
  BOOST_TEST(took("01FE") >= 204);  // NO DATA not before the time is over
  BOOST_TEST(took("01FE") < 210);
  const auto adaptive = took("010C");
  BOOST_TEST(adaptive < 60);
  BOOST_TEST(took("010C1") < 22);  // only the first of two units is waited for
  BOOST_TEST(took("010C2") < 26);
  BOOST_TEST(took("010C3") == adaptive);
  BOOST_TEST(wire.ask("010C1").lines.size() == 1u);
  BOOST_TEST(wire.ask("010C").lines.size() == 2u);
  wire.ask("ATAT0");
  BOOST_TEST(took("010C") >= 220);
  wire.ask("ATST10");
  BOOST_TEST(took("010C") < 100);
  BOOST_TEST(took("01FE") < 70);
  wire.ask("ATST02");  // 8 ms: over before the car answers
  BOOST_TEST(wire.words("010C") == "NO DATA");
}

BOOST_AUTO_TEST_CASE(speed_of_the_line_and_latency_of_the_bus_take_their_time) {
  const auto took = [](Args args) {
    args.emplace("search_ms", "0");
    ElmWire wire(std::move(args));
    wire.set_up().ask("0100");
    wire.ask("09025");
    return wire.took_us;
  };
  const auto slow = took({{"baud", "9600"}}), usual = took({{"baud", "38400"}}),
             fast = took({{"baud", "500000"}});
  BOOST_TEST(slow > usual + 50 * us_per_ms);
  BOOST_TEST(usual > fast + 10 * us_per_ms);
  BOOST_TEST(took({{"latency_ms", "50"}}) - took({{"latency_ms", "10"}}) >= 40 * us_per_ms);
  BOOST_TEST(took({{"wait_ms", "60"}}) == usual);  // told how many come, it need not wait
}

BOOST_AUTO_TEST_CASE(the_protocol_is_looked_for) {
  ElmWire wire(Args{{"search_ms", "12000"}});
  wire.set_up();
  BOOST_TEST(wire.words("0100").starts_with("SEARCHING..."));
  BOOST_TEST(wire.took_us > 12 * us_per_s);
  BOOST_TEST(wire.words("ATDPN") == "A6");
  wire.ask("ATSP6");
  BOOST_TEST(wire.words("0100").starts_with("7E8"));
  wire.ask("ATSP7");
  BOOST_TEST(wire.words("0100") == "CAN ERROR");
  wire.ask("ATSP3");
  BOOST_TEST(wire.words("0100") == "BUS INIT: ...ERROR");
  wire.ask("ATSPA");
  BOOST_TEST(wire.words("0100") == "CAN ERROR");
  wire.ask("ATSP2");
  BOOST_TEST(wire.words("0100") == "NO DATA");
  wire.act("ignition-off");
  wire.ask("ATSP0");
  BOOST_TEST(wire.words("0100") == "SEARCHING...|UNABLE TO CONNECT");
  BOOST_TEST(wire.words("ATIGN") == "OFF");
  ElmWire serial(Args{{"car", "kwp-2005"}});
  serial.set_up();
  BOOST_TEST(serial.words("0100").starts_with("BUS INIT: OK|86F111"));
  // A car without service 01 is found only by who names its protocol.
  ElmWire wwh(Args{{"car", "wwh-2019"}});
  wwh.set_up();
  BOOST_TEST(wwh.words("0100") == "SEARCHING...|UNABLE TO CONNECT");
  wwh.ask("ATSP7");
  BOOST_TEST(wwh.words("22F40D").starts_with("18DAF1000462F40D"));
}

BOOST_AUTO_TEST_CASE(units_are_addressed_alone_and_answers_let_in_by_filter) {
  ElmWire wire(Args{{"car", "petrol-2020"}, {"search_ms", "0"}});
  wire.set_up().ask("0100");
  BOOST_TEST(wire.ask("0142").lines.size() == 3u);
  wire.ask("ATSH7E1");
  BOOST_TEST(wire.words("0142").starts_with("7E9"));
  BOOST_TEST(wire.words("0166") == "7E9037F011200000000");
  wire.ask("ATSH7DF");
  wire.ask("ATCRA7EA");
  BOOST_TEST(wire.words("0142").starts_with("7EA"));
  BOOST_TEST(wire.ask("0142").lines.size() == 1u);
  wire.ask("ATCRA");
  wire.ask("ATCF7E8");
  wire.ask("ATCM7FD");
  BOOST_TEST(wire.ask("0142").lines.size() == 2u);  // 7E8 and 7EA
  ElmWire wide(Args{{"car", "suv-2018"}, {"search_ms", "0"}});
  wide.set_up().ask("0100");
  BOOST_TEST(wide.ask("010D").lines.size() == 8u);
  wide.ask("ATSHDA28F1");
  BOOST_TEST(wide.words("010D").starts_with("18DAF128"));
  BOOST_TEST(wide.ask("010D").lines.size() == 1u);
  ElmWire serial(Args{{"car", "vpw-2002"}, {"search_ms", "0"}});
  serial.set_up().ask("0100");
  BOOST_TEST(serial.ask("010C").lines.size() == 2u);
  serial.ask("ATSH6C18F1");
  BOOST_TEST(serial.words("010C").starts_with("486B18"));
  BOOST_TEST(serial.ask("010C").lines.size() == 1u);
}

BOOST_AUTO_TEST_CASE(long_answers_come_as_flow_control_allows) {
  ElmWire wire(Args{{"car", "ev-2022"}, {"search_ms", "0"}});
  wire.set_up().ask("0100");
  const auto tyre_lines = [](ElmWire& w) { return w.ask("22C00B").lines.size(); };
  for (const auto* c : {"ATSH7A0", "ATCRA7A8"}) wire.ask(c);
  BOOST_TEST(tyre_lines(wire) == 6u);
  wire.ask("ATCFC0");
  BOOST_TEST(tyre_lines(wire) == 1u);
  for (const auto* c : {"ATCFC1", "ATFCSH7A0", "ATFCSD30000A", "ATFCSM1"}) wire.ask(c);
  BOOST_TEST(tyre_lines(wire) == 6u);
  wire.ask("ATFCSH7A1");  // goes to nobody
  BOOST_TEST(tyre_lines(wire) == 1u);
  for (const auto* c : {"ATFCSH7A0", "ATFCSD320000"}) wire.ask(c);  // "stop"
  BOOST_TEST(tyre_lines(wire) == 1u);
  // Some clones continue the units of OBD only.
  ElmWire clone(Args{{"car", "ev-2022"}, {"search_ms", "0"}, {"adapter", "wifi"}});
  clone.set_up().ask("0100");
  BOOST_TEST(clone.ask("0902").lines.size() == 3u);
  for (const auto* c : {"ATSH7A0", "ATCRA7A8"}) clone.ask(c);
  BOOST_TEST(tyre_lines(clone) == 1u);
}

BOOST_AUTO_TEST_CASE(without_headers_and_without_formatting) {
  ElmWire wire(Args{{"car", "pwm-1999"}, {"search_ms", "0"}});
  wire.set_up().ask("0100");
  wire.ask("ATH0");
  BOOST_TEST(wire.words("0107") == "410784");
  wire.ask("ATS1");
  BOOST_TEST(wire.words("0107") == "41 07 84 ");
  ElmWire can(Args{{"car", "ev-2022"}, {"search_ms", "0"}});
  can.set_up().ask("0100");
  can.ask("ATH0");
  BOOST_TEST(can.words("0902").starts_with("014|0:4902014C5A5A|1:"));
  can.ask("ATCAF0");
  BOOST_TEST(can.words("020133") == "0341336400000000");
}

// One reply has an end: a clone cuts it or says so.
BOOST_AUTO_TEST_CASE(a_small_buffer_runs_over) {
  const auto reply = [](const std::string& adapter, const char* blanks) {
    ElmWire wire(Args{{"car", "suv-2018"}, {"search_ms", "0"}, {"adapter", adapter}});
    wire.set_up().ask(blanks);
    wire.ask("0100");
    return wire.words("0902");
  };
  const auto lines = [](const std::string& text) { return std::count(text.begin(), text.end(), '|') + 1; };
  for (const std::string make : {"genuine-1.5", "clone-1.5", "clone-2.1"})
    BOOST_TEST(lines(reply(make, "ATS0")) == 24);
  BOOST_TEST(lines(reply("genuine-1.5", "ATS1")) == 24);
  const auto cut = reply("clone-1.5", "ATS1"), full = reply("clone-2.1", "ATS1");
  BOOST_TEST(lines(cut) < 24);
  BOOST_TEST(cut.find("BUFFER FULL") == std::string::npos);
  BOOST_TEST(full.ends_with("|BUFFER FULL"));
}

BOOST_AUTO_TEST_CASE(the_same_times_give_the_same_bytes) {
  const auto run = [] {
    ElmWire wire(Args{
        {"car", "suv-2018"}, {"adapter", "clone-1.5"}, {"script", "stranger-on@1,garbage-once@r4,reset@r9"}});
    std::string all;
    for (const auto* c : {"ATD", "ATE0", "ATS0", "ATH1", "0100", "0902", "03", "010C0D05", "07", "0A", "0600",
                          "ATRV", "03"}) {
      wire.send(std::string(c) + "\r");
      wire.wait(5 * us_per_s);
      all += wire.raw;
    }
    return all;
  };
  const auto once = run();
  BOOST_TEST(once.size() > 2'000u);
  BOOST_TEST((once == run()));
}

BOOST_AUTO_TEST_SUITE_END()
