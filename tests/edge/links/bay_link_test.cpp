// A bay's report step by step over the device channel, and the call that clears codes.
#include "tests/edge/http/running_edge.hpp"
#include "tests/edge/links/fake_device.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <thread>

using namespace outpost;
using nlohmann::json;
using test::FakeDevice;
using test::field;

namespace {

const char* const units = "[unit.bay1]\ndriver=obd_bay\nport=sim:elm327\nstation=bay1\n"
                          "[unit.bay2]\ndriver=obd_bay\nport=sim:elm327\nstation=bay2\n"
                          "[unit.off1]\ndriver=obd_bay\nport=sim:elm327\nstation=bay3\nenabled=no\n";
const char* const vin = "LSVAA49J132047371";

template <class F> bool eventually(F f, int timeout_ms = 20'000) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  while (std::chrono::steady_clock::now() < until) {
    if (f()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return f();
}

struct BayShop {
  test::RunningEdge edge{{.sections = units, .catalogue = false}};
  std::string technician = named("technician", "bay1", "李工");

  std::string named(const std::string& role, const std::string& station, const std::string& label) {
    const json body = {{"role", role}, {"station", station}, {"label", label}, {"with_token", true}};
    return field(edge.post("/api/v1/terminals", edge.owner(), body.dump()).body, "token");
  }
  json bay() const { return json::parse(edge.get("/api/v1/bays", technician).body)["items"][0]; }
  json session() const { return bay()["session"]; }
  bool has_steps(int n) const { return session().is_object() && session()["steps"] == n; }
  static void say_step(FakeDevice& device, const Id& report, int n) {
    const json j = {
        {"report", report.text()}, {"n", n},     {"step", "codes"}, {"request", "03"},       {"to", 0},
        {"result", "ok"},          {"at_ms", n}, {"took_ms", 61},   {"lines", {"7E8024300"}}};
    device.reading("step", j.dump());
  }
  static void show_car(FakeDevice& device, const std::string& state = "ready", const std::string& v = vin) {
    device.say("ready");
    device.reading("bay", json{{"state", state}, {"vin", v}}.dump());
  }
  bool shows(const std::string& state) const {
    return eventually([&] { return bay()["phase"] == state; });
  }
  static std::string outcome(const Id& report, bool partial = false) {
    return json{{"result", partial ? "partial" : "done"},
                {"reason", partial ? "lost" : ""},
                {"report",
                 {{"schema", "outpost.bay-report"},
                  {"id", report.text()},
                  {"partial", partial},
                  {"vehicle", {{"vin", vin}}}}}}
        .dump();
  }
  /// Asks for a report and takes the command at the device.
  Id begin(FakeDevice& device) {
    BOOST_REQUIRE(edge.post("/api/v1/bays/bay1/report", technician).status == 202);
    const auto command = device.wait(ipc::Kind::command);
    BOOST_REQUIRE(command.has_value());
    BOOST_TEST(command->name == "report");
    BOOST_TEST(command->body == "{}");
    return command->id;
  }
  Id whole_report(FakeDevice& device) {
    const Id report = begin(device);
    device.outcome("report", report, outcome(report));
    BOOST_REQUIRE(device.wait(ipc::Kind::ack).has_value());
    return report;
  }
  test::Answer clear(const std::string& report, const std::string& key = "",
                     const std::string& unit = "bay1") const {
    return edge.post("/api/v1/bays/" + unit + "/clear", technician, json{{"report_id", report}}.dump(), key);
  }
  json report(const Id& id) const {
    return json::parse(edge.get("/api/v1/reports/" + id.text(), technician).body);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(bay_link, BayShop)

BOOST_AUTO_TEST_CASE(the_session_is_shown_also_after_a_restart_of_edge) {
  FakeDevice device(edge.dir(), "bay1");
  device.hello("obd_bay");
  show_car(device);
  BOOST_TEST(session().is_null());
  const Id report = begin(device);
  for (int n = 0; n < 3; ++n) say_step(device, report, n);
  device.reading("step", "{}");
  BOOST_REQUIRE(eventually([&] { return has_steps(3); }));
  BOOST_TEST(session()["report_id"] == report.text());
  BOOST_TEST(session()["asked_by"] == "李工");
  BOOST_TEST(!session()["started_at"].get<std::string>().empty());
  edge.stop(), edge.start();
  BOOST_TEST(has_steps(3));
  BOOST_TEST(!device.hello("obd_bay").empty());
  for (int n = 0; n < 4; ++n)
    say_step(device, report, n);  // the same process is still at it, and says all again
  BOOST_TEST(eventually([&] { return has_steps(4); }));
  BOOST_TEST(!device.wait(ipc::Kind::command, 3'000).has_value());
  device.outcome("report", report, outcome(report));
  BOOST_TEST(device.wait(ipc::Kind::ack).has_value());
  say_step(device, report, 4);
  BOOST_TEST(eventually([&] { return session().is_null(); }));
  BOOST_TEST(bay()["last_report_id"] == report.text());
}

BOOST_AUTO_TEST_CASE(a_whole_report_said_again_at_once_is_no_flood) {
  FakeDevice device(edge.dir(), "bay1");
  device.hello("obd_bay");
  const Id report = begin(device);
  for (int n = 0; n < 400; ++n) say_step(device, report, n);
  BOOST_TEST(eventually([&] { return has_steps(400); }));
}

BOOST_AUTO_TEST_CASE(a_bays_next_process_resumes_the_report_under_its_id) {
  FakeDevice device(edge.dir(), "bay1");
  device.hello("obd_bay");
  const Id report = begin(device);
  for (int n = 0; n < 3; ++n) say_step(device, report, n);
  BOOST_REQUIRE(eventually([&] { return has_steps(3); }));
  device.restart();
  device.hello("obd_bay");
  const auto resume = device.wait(ipc::Kind::command);
  BOOST_REQUIRE(resume.has_value());
  BOOST_TEST(resume->name == "report");
  BOOST_CHECK(resume->id != report);
  const json body = json::parse(resume->body)["resume"];
  BOOST_TEST(body["id"] == report.text());
  BOOST_TEST(body["steps"].size() == 3u);
  BOOST_TEST(body["steps"][1]["n"] == 1);
  BOOST_TEST(body["steps"][1]["lines"][0] == "7E8024300");
  for (int i = 0; i < 2; ++i) {  // twice: the first acknowledgement was lost
    device.outcome("report", resume->id, outcome(report));
    BOOST_TEST(device.wait(ipc::Kind::ack).has_value());
  }
  BOOST_TEST(session().is_null());
  BOOST_TEST(this->report(report)["report"]["id"] == report.text());
  BOOST_TEST(json::parse(edge.get("/api/v1/reports", technician).body)["items"].size() == 1u);
  BOOST_TEST(
      eventually([&] { return field(edge.get("/api/v1/sync", technician).body, "queue.events") == "1"; }));
}

BOOST_AUTO_TEST_CASE(codes_are_cleared_after_a_snapshot_and_shown_with_it) {
  FakeDevice device(edge.dir(), "bay1");
  device.hello("obd_bay");
  show_car(device);
  BOOST_REQUIRE(shows("ready"));
  const Id snapshot = whole_report(device);
  BOOST_TEST(report(snapshot)["cleared"].empty());
  const auto key = test::fresh_key();
  const auto asked = clear(snapshot.text(), key);
  BOOST_REQUIRE_MESSAGE(asked.status == 202, asked.body);
  BOOST_TEST(clear(snapshot.text(), key).body == asked.body);  // the same call again
  const auto command = device.wait(ipc::Kind::command);
  BOOST_REQUIRE(command.has_value());
  BOOST_TEST(command->name == "clear");
  BOOST_TEST(command->id.text() == field(asked.body, "id"));
  BOOST_TEST(field(command->body, "person_name") == "李工");
  BOOST_TEST(field(command->body, "person").size() == 36u);
  BOOST_TEST(field(command->body, "snapshot") == snapshot.text());
  BOOST_TEST(field(command->body, "vin") == vin);
  BOOST_TEST(!device.wait(ipc::Kind::command, 300).has_value());
  for (int i = 0; i < 2; ++i) {
    device.outcome(
        "clear", command->id,
        R"({"result":"done","reason":"","codes_left":[{"code":"P0301","kind":"permanent","unit":"7E8"}]})");
    BOOST_TEST(device.wait(ipc::Kind::ack).has_value());
  }
  const json cleared = report(snapshot)["cleared"];
  BOOST_REQUIRE(cleared.size() == 1u);
  BOOST_TEST(cleared[0]["result"] == "done");
  BOOST_TEST(cleared[0]["person_name"] == "李工");
  BOOST_TEST(cleared[0]["codes_left"][0]["code"] == "P0301");
  BOOST_TEST(test::problem_name(clear(snapshot.text())) == "clear-already");
  BOOST_TEST(
      eventually([&] { return field(edge.get("/api/v1/sync", technician).body, "queue.events") == "2"; }));
}

BOOST_AUTO_TEST_CASE(the_bay_may_refuse_and_the_report_says_why) {
  FakeDevice device(edge.dir(), "bay1");
  device.hello("obd_bay");
  show_car(device);
  BOOST_REQUIRE(shows("ready"));
  const Id snapshot = whole_report(device);
  BOOST_REQUIRE(clear(snapshot.text()).status == 202);
  const auto command = device.wait(ipc::Kind::command);
  BOOST_REQUIRE(command.has_value());
  device.outcome("live", command->id,
                 R"({"result":"done","reason":""})");  // another command's outcome is a lie
  BOOST_TEST(device.wait(ipc::Kind::ack).has_value());
  BOOST_TEST(report(snapshot)["cleared"][0]["result"] == "under_way");
  device.outcome("clear", command->id, R"({"result":"failed","reason":"clear-engine-runs","codes_left":7})");
  BOOST_TEST(device.wait(ipc::Kind::ack).has_value());
  const json cleared = report(snapshot)["cleared"];
  BOOST_TEST(cleared[0]["result"] == "failed");
  BOOST_TEST(cleared[0]["reason"] == "clear-engine-runs");
  BOOST_TEST(!cleared[0]["text_zh"].get<std::string>().empty());
  BOOST_TEST(clear(snapshot.text()).status == 202);  // the engine stands now
}

BOOST_AUTO_TEST_CASE(clearing_is_refused_in_words) {
  FakeDevice device(edge.dir(), "bay1");
  device.hello("obd_bay");
  show_car(device);
  BOOST_REQUIRE(shows("ready"));
  const Id snapshot = whole_report(device);
  const auto why = [](const test::Answer& a) {
    BOOST_TEST(a.status >= 400);
    BOOST_TEST(a.status < 500);
    BOOST_TEST(field(a.body, "detail").size() > 20u);
    return test::problem_name(a);
  };
  const std::string body = json{{"report_id", snapshot.text()}}.dump();
  const auto as = [&](const std::string& token) { return edge.post("/api/v1/bays/bay1/clear", token, body); };
  BOOST_TEST(why(as(edge.token("technician", "bay1"))) == "clear-nobody");  // a shared terminal
  BOOST_TEST(why(as(edge.owner())) == "clear-nobody");                      // the box's own token
  BOOST_TEST(why(as(named("cashier", "till1", "ann"))) == "role-not-allowed");
  BOOST_TEST(why(as(named("kiosk", "kiosk1", "k"))) == "role-not-allowed");
  BOOST_TEST(why(clear("0190a5c2-0000-7000-8000-000000000001")) == "unknown-report");
  BOOST_TEST(why(clear("nonsense")) == "bad-field");
  BOOST_TEST(why(edge.post("/api/v1/bays/bay1/clear", technician)) == "missing-field");
  BOOST_TEST(why(clear(snapshot.text(), "", "bay2")) == "clear-other-bay");
  BOOST_TEST(why(clear(snapshot.text(), "", "off1")) == "unit-disabled");
  BOOST_TEST(why(clear(snapshot.text(), "", "nobody")) == "unknown-unit");
  show_car(device, "ready", "LSVAA49J132047372");
  BOOST_REQUIRE(eventually([&] { return bay()["vin"] == "LSVAA49J132047372"; }));
  BOOST_TEST(why(clear(snapshot.text())) == "clear-other-car");
  show_car(device, "ignition_off");
  BOOST_REQUIRE(shows("ignition_off"));
  BOOST_TEST(why(clear(snapshot.text())) == "clear-no-car");
  show_car(device);
  BOOST_REQUIRE(shows("ready"));
  const Id second = begin(device);
  BOOST_TEST(why(clear(snapshot.text())) == "clear-bay-reads");
  device.outcome("report", second, outcome(second, true));
  BOOST_REQUIRE(device.wait(ipc::Kind::ack).has_value());
  BOOST_TEST(why(clear(second.text())) == "clear-partial");
  BOOST_TEST(!device.wait(ipc::Kind::command, 300).has_value());  // none of them reached the bay
  BOOST_TEST(clear(snapshot.text()).status == 202);
}

BOOST_AUTO_TEST_CASE(no_other_call_makes_a_bay_clear_codes) {
  FakeDevice device(edge.dir(), "bay1");
  device.hello("obd_bay");
  show_car(device);
  const auto device_call = [&](const std::string& body) {
    return test::problem_name(edge.post("/api/v1/devices/bay1/commands", technician, body));
  };
  const std::string args = R"("person":"x","person_name":"x","snapshot":"x","vin":"x"})";
  BOOST_TEST(device_call(R"({"command":"clear",)" + args) == "command-has-own-call");
  BOOST_TEST(device_call(R"({"command":"report","resume":{"id":"x","steps":[]}})") == "command-has-own-call");
  for (const auto* command : {"04", "14", "CLEAR", "clear ", "raw"})
    BOOST_TEST(device_call(json{{"command", command}}.dump()) == "command-not-known");
  for (const auto* call : {"report", "live", "stop"}) {
    BOOST_TEST(edge.post("/api/v1/bays/bay1/" + std::string(call), technician,
                         R"({"command":"clear","resume":{},)" + args)
                   .status == 202);
    const auto command = device.wait(ipc::Kind::command);
    BOOST_REQUIRE(command.has_value());
    BOOST_TEST(command->name == call);
    if (command->name == "report") BOOST_TEST(command->body == "{}");
  }
}

BOOST_AUTO_TEST_SUITE_END()
