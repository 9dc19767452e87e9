// What a bay's program says of itself: in words as long as it is heard, and of a car only while the device
// works.
#include "tests/edge/http/running_edge.hpp"
#include "tests/edge/links/fake_device.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <thread>

using namespace outpost;
using nlohmann::json;
using test::FakeDevice;

namespace {

const char* const vin = "LSVAA49J132047371";

template <class F> bool eventually(F f, int timeout_ms = 20'000) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  while (std::chrono::steady_clock::now() < until) {
    if (f()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return f();
}

struct BayWords {
  test::RunningEdge edge{
      {.sections = "[unit.bay1]\ndriver=obd_bay\nport=sim:elm327\nstation=bay1\n", .catalogue = false}};
  json bay() const { return json::parse(edge.get("/api/v1/bays", edge.owner()).body)["items"][0]; }
  bool shows(const std::string& phase) const {
    return eventually([&] { return bay()["phase"] == phase; });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(bay_words, BayWords)

BOOST_AUTO_TEST_CASE(a_bay_in_trouble_says_so_in_words_and_shows_no_car) {
  struct Row {
    const char *device, *phase;
  };
  FakeDevice device(edge.dir(), "bay1");
  device.hello("obd_bay");
  const json codes = {{{"code", "P0301"}, {"kind", "stored"}}};
  const auto say_bay = [&](const char* phase) {
    device.reading("bay", json{{"state", phase},
                               {"text_en", phase},
                               {"text_zh", phase},
                               {"vin", vin},
                               {"mil_on", true},
                               {"codes", codes},
                               {"voltage_mv", 12'000},
                               {"adapter", "ELM"}}
                              .dump());
  };
  for (const auto& r : {Row{"stale", "lost"},
                        Row{"ready", "lost"},
                        {"unreachable", "no_adapter"},
                        {"faulted", "not_obd"},
                        {"opening", "connecting"},
                        {"absent", "no_adapter"}}) {
    device.say("ready");
    say_bay("ready");
    BOOST_REQUIRE(eventually([&] { return bay()["vin"] == vin; }));
    device.say(r.device);
    BOOST_REQUIRE(eventually([&] { return bay()["state"] == r.device; }));
    // The plug is out and the bay has not said so yet: the car it spoke of is none.
    if (r.device != std::string("ready")) BOOST_TEST(bay()["phase"].is_null(), r.phase);
    say_bay(r.phase);
    BOOST_TEST(shows(r.phase), r.phase);
    const json now = bay();
    BOOST_TEST(now["text_en"] == r.phase);
    BOOST_TEST(now["text_zh"] == r.phase);
    BOOST_TEST(now["adapter"] == "ELM");
    for (const char* of_a_car : {"vin", "voltage_mv", "protocol"})
      BOOST_TEST(now[of_a_car].is_null(), of_a_car);
    for (const char* of_a_car : {"codes", "mil_on"}) BOOST_TEST(!now.contains(of_a_car), of_a_car);
  }
}

BOOST_AUTO_TEST_CASE(nothing_is_known_of_a_bay_whose_program_is_not_heard) {
  FakeDevice device(edge.dir(), "bay1");
  device.hello("obd_bay");
  device.say("stale", "silent");  // the adapter's silence, not yet the program's
  device.reading("bay", R"({"state":"lost","text_en":"The adapter has fallen silent."})");
  BOOST_REQUIRE(shows("lost"));
  BOOST_TEST(eventually([&] { return bay()["phase"].is_null(); }), "the program is silent too");
  BOOST_TEST(!bay().contains("text_en"));
  device.beat();
  BOOST_TEST(shows("lost"));
  device.restart();
  device.hello("obd_bay");
  BOOST_TEST(bay()["phase"].is_null(), "another process said that");
}

BOOST_AUTO_TEST_CASE(a_report_is_told_to_screens_once) {
  FakeDevice device(edge.dir(), "bay1");
  device.hello("obd_bay");
  test::Wire wire(edge.port());
  wire.write(test::text_of({"GET", "/api/v1/events?topics=bay", "", edge.owner()}, edge.port()));
  BOOST_REQUIRE(wire.read_until("id: ").find("200 OK") != std::string::npos);
  BOOST_REQUIRE(edge.post("/api/v1/bays/bay1/report", edge.owner()).status == 202);
  const auto command = device.wait(ipc::Kind::command);
  BOOST_REQUIRE(command.has_value());
  const json document = {{"schema", "outpost.bay-report"}, {"partial", false}, {"vehicle", {{"vin", vin}}}};
  const json outcome = {{"result", "done"}, {"reason", ""}, {"report", document}};
  for (int i = 0; i < 2; ++i) {  // twice: the first acknowledgement was lost
    device.outcome("report", command->id, outcome.dump());
    BOOST_REQUIRE(device.wait(ipc::Kind::ack).has_value());
  }
  const std::string told = "\"type\":\"report\"";
  const auto said = wire.read_until(told) + wire.read_until("no such words", 1'000);
  const auto first = said.find(told);
  BOOST_REQUIRE(first != std::string::npos);
  BOOST_TEST(said.find(command->id.text()) != std::string::npos);
  BOOST_TEST(said.find(told, first + 1) == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
