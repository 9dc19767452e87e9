// Adapters that do one thing for ever: restart at a question, say "?", fall silent whenever the car is asked.
// A report ends all the same, once, and when the fault is over the bay is ready again.
#include "tests/devices/drivers/bay_bench.hpp"
#include "tests/devices/drivers/bay_truth.hpp"

#include <fmt/format.h>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;
using nlohmann::json;

namespace {

constexpr Micros s = us_per_s;
constexpr Micros longest_us = 30 * s;  // of a report that lasts two seconds when all is well

struct Liar {
  const char* name;
  const char* to;     // questions that begin so
  const char* reply;  // in place of the answer; "" = nothing at all
  const char* or_to = nullptr;
};
const std::vector<Liar> liars = {
    {"restarts at 0902", "0902", "\r\rELM327 v1.5\r\r>"},
    {"restarts at every service 06", "06", "\r\rELM327 v1.5\r\r>"},
    {"restarts at every question", "0", "\r\rELM327 v1.5\r\r>"},
    {"says ? to service 01", "01", "?\r\r>"},
    {"says ? to every question", "0", "?\r\r>"},
    {"says NO DATA to every question", "0", "NO DATA\r\r>"},
    {"says NO DATA but to 0100", "09", "NO DATA\r\r>"},
    {"says STOPPED to every question", "0", "STOPPED\r\r>"},
    {"says CAN ERROR to every question", "0", "CAN ERROR\r\r>"},
    {"says OK to every question", "0", "OK\r\r>"},
    {"prompts and says nothing", "0", "\r>"},
    {"falls silent at every question", "0", ""},
    {"falls silent at 03", "03", ""},
    {"falls silent at the last chapter", "01", ""},
    {"says BUFFER FULL behind half a line", "0", "7E8 06 41 00 BE\rBUFFER FULL\r\r>"},
    {"answers of a foreign identifier only", "0", "5D0 03 41 0C 11\r\r>"},
    {"answers of another service only", "0", "7E8 03 62 F1 90\r\r>"},
    {"asks for time for ever", "09", "7E8 03 7F 09 78\r\r>"},
    {"refuses everything", "0", "7E8 03 7F 01 22\r\r>"},
    {"begins long answers and never ends them", "0", "7E8 10 FF 49 02 01 4C 5A 5A\r\r>"},
    {"repeats the echo of 0902", "0902", "0902\r0902\r\r>"},
};

// The last question that the driver sent.
std::string last_line(const std::string& written) {
  const auto end = written.find_last_of('\r');
  if (end == std::string::npos || end == 0) return {};
  const auto begin = written.find_last_of('\r', end - 1);
  return written.substr(begin == std::string::npos ? 0 : begin + 1,
                        end - (begin == std::string::npos ? 0 : begin + 1));
}

// Lies from now on.
void lie(BayBench& b, const Liar& liar) {
  b.wiring().filter = [&b, &liar](Bytes bytes) {
    const auto& written = b.wiring().written;
    const auto asked = last_line(written);
    if (!asked.starts_with(liar.to) && (!liar.or_to || !asked.starts_with(liar.or_to))) return bytes;
    const bool fresh = b.wiring().lines != b.wiring().lied_at;
    b.wiring().lied_at = b.wiring().lines;
    if (!fresh) return Bytes{};
    const std::string_view reply(liar.reply);
    return Bytes(reply.begin(), reply.end());
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bay_endless)

BOOST_AUTO_TEST_CASE(a_report_ends_whatever_the_adapter_does_for_ever) {
  for (const auto& liar : liars)
    for (const bool connected : {true, false}) {
      BOOST_TEST_CONTEXT(liar.name << (connected ? "" : ", from the beginning")) {
        BayBench b({{"car", "petrol-2014"}, {"search_ms", "300"}});
        if (connected) BOOST_TEST_REQUIRE(b.until("ready", 20 * s));
        lie(b, liar);
        if (!connected) b.bench.run(5 * s);
        const auto began = b.bench.now;
        const auto id = b.command("report");
        BOOST_TEST_REQUIRE(b.ended(id, longest_us), b.state() << " " << b.reason());
        const auto took = b.bench.now - began;
        b.bench.run(30 * s);
        BOOST_TEST(b.outcomes(id) == 1u);
        const auto out = *b.outcome(id);
        if (out["result"] != "done") BOOST_TEST(out["reason"] != "");
        Truth truth("petrol-2014", b.wiring().plugged_us);
        truth.report(out, began);
        BOOST_TEST(truth.wrong().empty(), (truth.wrong().empty() ? "" : truth.wrong()[0]));
        b.wiring().filter = nullptr;
        const auto lifted = b.bench.now;
        const bool back = b.bench.run(10 * s, [&] {
          return b.state() == "ready" && b.bench.driver().snapshot().last_data_us > lifted;
        });
        BOOST_TEST_REQUIRE(back, b.state() << " " << b.reason());
        const auto next = b.report();
        BOOST_TEST(next["result"] == "done", next["reason"]);
        BOOST_TEST(next["report"]["vehicle"]["vin"] == b.car().vin());
        BOOST_TEST(next["report"]["problems"].empty(), next["report"]["problems"]);
        BOOST_TEST(b.until("ready", 5 * s));
        const auto from = b.bench.messages.size();
        b.bench.run(3 * s);
        BOOST_TEST(b.bench.named("live", from).size() > 5u);
        BOOST_TEST_MESSAGE(fmt::format("{:<42} {} {} after {} ms", liar.name,
                                       out["result"].get<std::string>(), out["reason"].get<std::string>(),
                                       took / us_per_ms));
      }
    }
}

// The report is whole but for its last question, before any first screen was read, and ends while the way to
// the car is lost: the screen is read and live values flow all the same.
BOOST_AUTO_TEST_CASE(a_report_from_the_very_beginning_that_ends_in_silence) {
  // Asked together first, then alone.
  const Liar last = {"falls silent at the last question", "0147494C515C", "", "015C"};
  BayBench b(BayArgs{{"car", "petrol-2014"}, {"search_ms", "300"}});
  BOOST_TEST_REQUIRE(b.until("connecting", 5 * s));
  lie(b, last);
  const auto id = b.command("report");
  BOOST_TEST_REQUIRE(b.ended(id, longest_us));
  const auto out = *b.outcome(id);
  BOOST_TEST(out["result"] == "done");
  BOOST_TEST_REQUIRE(out["report"]["problems"].size() == 1u);
  BOOST_TEST(out["report"]["problems"][0]["name"] == "silent");
  BOOST_TEST(out["report"]["problems"][0]["times"] == 2);
  BOOST_TEST(b.until("ready", 10 * s), b.state());
  BOOST_TEST(b.bay()["vin"] == b.car().vin());
  const auto from = b.bench.messages.size();
  b.bench.run(3 * s);
  BOOST_TEST(b.bench.named("live", from).size() > 5u);
}

// Whatever a command carries: a resumed report with steps of services that write, identifiers that are none,
// an order to erase without grounds.
BOOST_AUTO_TEST_CASE(nothing_outside_the_list_is_sent_by_any_path) {
  const std::vector<std::string> blocked = {"04",     "1101", "14FFFFFF", "2701", "2801",         "2EF190",
                                            "2F0001", "3101", "3401",     "3601", "7E0:2EF19041", "8501"};
  json steps = json::array();
  for (const auto& request : blocked)
    for (const auto* lines : {R"([])", R"(["NO DATA"])", R"(["7E8 02 7F 11"])"})
      steps.push_back({{"step", "codes"},
                       {"request", request},
                       {"bus", "can11"},
                       {"headers", true},
                       {"at_ms", 1},
                       {"took_ms", 1},
                       {"lines", json::parse(lines)},
                       {"result", "silent"}});
  BayBench b(BayArgs{{"car", "petrol-2014"}, {"search_ms", "300"}});
  BOOST_TEST_REQUIRE(b.until("ready", 20 * s));
  const auto report = b.command("report", json{{"resume", {{"id", "x"}, {"steps", steps}}}}.dump());
  BOOST_TEST_REQUIRE(b.ended(report, 60 * s));
  for (const auto& body :
       {std::string(R"({"pids":["0C","04"],"service":"04"})"), std::string(R"({"pids":["0C\r04"]})"),
        std::string(R"({"pids":["2EF190"]})"), std::string(R"({"vin":"x","snapshot":"y","person":"z"})")})
    for (const auto* name : {"live", "clear", "report", "04", "stop"}) {
      const auto id = b.command(name, body);
      BOOST_TEST(b.ended(id, 60 * s));
      BOOST_TEST(b.outcomes(id) == 1u);
    }
  for (const auto& sent : b.elm().received()) {
    if (sent.starts_with("AT")) continue;
    const bool reads = sent.starts_with("01") || sent.starts_with("02") || sent.starts_with("03") ||
                       sent.starts_with("06") || sent.starts_with("07") || sent.starts_with("09") ||
                       sent.starts_with("0A") || sent.starts_with("19") || sent.starts_with("22");
    BOOST_TEST(reads, sent);
  }
}

BOOST_AUTO_TEST_SUITE_END()
