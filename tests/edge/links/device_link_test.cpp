#include "edge/base/sqlite/db.hpp"
#include "tests/edge/http/running_edge.hpp"
#include "tests/edge/links/fake_device.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <thread>

using namespace outpost;
using test::FakeDevice;
using test::field;

namespace {

const char* const units = "[unit.cam1]\ndriver=scan_camera\nport=folder:x\nstation=kiosk1\n"
                          "[unit.cam2]\ndriver=scan_camera\nport=folder:x\nstation=kiosk2\n"
                          "[unit.printer1]\ndriver=escpos\nport=sim:printer\nstation=till1\n"
                          "[unit.printer2]\ndriver=escpos\nport=sim:printer\nstation=kiosk1\n"
                          "[unit.bay1]\ndriver=obd_bay\nport=sim:elm327\nstation=bay1\n"
                          "[unit.shelf1]\ndriver=shelf_stream\nport=sim:shelf\nstation=shelf1\n"
                          "[unit.off1]\ndriver=escpos\nport=sim:printer\nstation=till2\nenabled=no\n";

struct Shop {
  test::RunningEdge edge{{.sections = units}};
  std::string kiosk1 = edge.token("kiosk", "kiosk1"), kiosk2 = edge.token("kiosk", "kiosk2"),
              till = edge.token("cashier", "till1");

  std::string device(const std::string& unit) const {
    return edge.get("/api/v1/devices/" + unit, edge.owner()).body;
  }
  std::string state(const std::string& unit) const { return field(device(unit), "state"); }
  std::string counter(const std::string& unit, const std::string& name) const {
    return field(device(unit), "counters." + name);
  }
  /// Lines in the cart of a station; 0 when it has none.
  std::size_t lines(const std::string& token) const {
    const auto a = edge.get("/api/v1/carts/current", token);
    return a.status == 200 ? nlohmann::json::parse(a.body)["lines"].size() : 0;
  }
  void pay(const std::string& order) const {
    BOOST_REQUIRE(
        edge.post("/api/v1/orders/" + order + "/payments", till, R"({"tender":"cash","amount_fen":350})")
            .status == 201);
  }
  std::string command_state(const Id& id) const {
    return field(edge.get("/api/v1/commands/" + id.text(), edge.owner()).body, "state");
  }
};

template <class F> bool eventually(F f, int timeout_ms = 20'000) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  while (std::chrono::steady_clock::now() < until) {
    if (f()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return f();
}

void pause_ms(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(device_link, Shop)

BOOST_AUTO_TEST_CASE(a_unit_says_hello_is_bound_and_shown) {
  BOOST_TEST(state("cam1") == "unreachable");
  BOOST_TEST(state("off1") == "disabled");
  FakeDevice cam(edge.dir(), "cam1");
  const auto bind = cam.hello("scan_camera");
  BOOST_TEST(field(bind, "station") == "kiosk1");
  BOOST_TEST(field(bind, "kept") == "{}");
  BOOST_TEST(eventually([&] { return state("cam1") == "opening"; }));
  cam.say("ready");
  BOOST_TEST(eventually([&] { return state("cam1") == "ready"; }));
  cam.say("absent", "camera-lost");
  BOOST_TEST(eventually([&] { return state("cam1") == "absent"; }));
  BOOST_TEST(field(device("cam1"), "reason") == "camera-lost");
  cam.say("nonsense");
  cam.say("ready");
  BOOST_TEST(eventually([&] { return counter("cam1", "edge_malformed") == "1"; }));
}

BOOST_AUTO_TEST_CASE(a_scan_becomes_a_line_once) {
  FakeDevice cam(edge.dir(), "cam1");
  cam.hello("scan_camera");
  cam.scan(test::soap);
  BOOST_REQUIRE(eventually([&] { return lines(kiosk1) == 1; }));
  cam.seq = 0;
  cam.scan(test::soap);  // the same (boot, seq): a repeat
  cam.scan("6901234567809");
  BOOST_REQUIRE(eventually([&] { return lines(kiosk1) == 2; }));
  const auto cart = edge.get("/api/v1/carts/current", kiosk1).body;
  BOOST_TEST(field(cart, "total_fen") == "1550");
  BOOST_TEST(lines(kiosk2) == 0u);
}

BOOST_AUTO_TEST_CASE(old_scans_and_scans_of_the_future_are_dropped) {
  FakeDevice cam(edge.dir(), "cam1");
  cam.hello("scan_camera");
  cam.scan(test::soap, 2'500'000);
  cam.scan(test::soap, -10'000'000);
  cam.scan("6901234567809", 1'000'000);
  BOOST_REQUIRE(eventually([&] { return lines(kiosk1) == 1; }));
  cam.say("ready");
  BOOST_TEST(eventually(
      [&] { return counter("cam1", "edge_too_old") == "1" && counter("cam1", "edge_malformed") == "1"; }));
}

BOOST_AUTO_TEST_CASE(scans_made_while_edge_was_away_reach_no_cart) {
  FakeDevice honest(edge.dir(), "cam1"), hoarder(edge.dir(), "cam2", false);
  honest.hello("scan_camera");
  hoarder.hello("scan_camera");
  edge.stop();
  pause_ms(100);
  for (int i = 0; i < 5; ++i) hoarder.scan(test::soap);  // its queue keeps them for whoever comes
  edge.start();
  BOOST_TEST(hoarder.wait(ipc::Kind::who).has_value());
  pause_ms(500);
  BOOST_TEST(lines(kiosk1) == 0u);
  BOOST_TEST(lines(kiosk2) == 0u);
  BOOST_TEST(!hoarder.hello("scan_camera").empty());
  hoarder.scan(test::soap);
  BOOST_TEST(eventually([&] { return lines(kiosk2) == 1; }));
}

BOOST_AUTO_TEST_CASE(liars_hurt_only_themselves) {
  FakeDevice cam(edge.dir(), "cam1"), printer(edge.dir(), "printer1"), stranger(edge.dir(), "nobody"),
      off(edge.dir(), "off1");
  cam.hello("scan_camera");
  printer.hello("escpos");
  BOOST_TEST(stranger.hello("escpos").empty());
  BOOST_TEST(off.hello("escpos").empty());
  auto m = cam.message(ipc::Kind::reading);  // under another unit's name
  m.unit = "cam2", m.name = "scan", m.seq = 1,
  m.body = "{\"text\":\"6901234567892\",\"symbology\":\"EAN13\"}";
  cam.send(m);
  printer.scan(test::soap);  // what its driver cannot see
  cam.send_raw("{broken");
  cam.send_raw(std::string(2 << 20, 'x'));
  cam.reading("scan", "{\"text\":7}");
  cam.say("ready"), printer.say("ready");
  BOOST_TEST(eventually([&] { return counter("cam1", "edge_not_allowed") == "1"; }));
  BOOST_TEST(eventually([&] { return counter("cam1", "edge_malformed") == "3"; }));
  BOOST_TEST(eventually([&] { return counter("printer1", "edge_not_allowed") == "1"; }));
  BOOST_TEST(lines(kiosk1) + lines(kiosk2) + lines(till) == 0u);
  cam.scan(test::soap);
  BOOST_TEST(eventually([&] { return lines(kiosk1) == 1; }));
}

BOOST_AUTO_TEST_CASE(a_wrong_driver_is_not_bound) {
  FakeDevice cam(edge.dir(), "cam1");
  BOOST_TEST(cam.hello("escpos").empty());
  BOOST_TEST(field(device("cam1"), "reason") == "wrong-driver");
  cam.scan(test::soap);
  BOOST_TEST(cam.wait(ipc::Kind::who).has_value());
  BOOST_TEST(lines(kiosk1) == 0u);
}

BOOST_AUTO_TEST_CASE(a_frame_over_the_bound_cuts_its_sender_off_and_nobody_else) {
  FakeDevice cam(edge.dir(), "cam1"), other(edge.dir(), "cam2");
  cam.hello("scan_camera"), other.hello("scan_camera");
  cam.send_raw(std::string(8 << 20, 'x'));
  other.scan(test::soap);
  BOOST_TEST(eventually([&] { return lines(kiosk2) == 1; }));
}

BOOST_AUTO_TEST_CASE(a_flood_is_bounded_and_others_are_heard) {
  FakeDevice flood(edge.dir(), "cam1"), other(edge.dir(), "cam2");
  flood.hello("scan_camera"), other.hello("scan_camera");
  for (int i = 0; i < 5'000; ++i) flood.scan(test::soap);
  other.scan(test::soap);
  BOOST_TEST(eventually([&] { return lines(kiosk2) == 1; }));
  flood.say("ready");
  BOOST_TEST(eventually([&] { return !counter("cam1", "edge_flood").empty(); }));
  BOOST_TEST(std::stoi(counter("cam1", "edge_flood")) > 4'000);
  BOOST_TEST(edge.get("/api/v1/products", till).status == 200);
}

BOOST_AUTO_TEST_CASE(silence_is_stale_and_a_beat_brings_it_back) {
  FakeDevice shelf(edge.dir(), "shelf1");
  shelf.hello("shelf_stream");
  shelf.say("ready");
  shelf.reading(
      "weight",
      R"({"channels":[{"channel":0,"weight_mg":431250,"stable":true,"fault":"","suspect":false}],"door":"closed"})");
  const auto weight = [&] { return edge.get("/api/v1/shelves", till).body; };
  BOOST_TEST(eventually([&] { return weight().find("\"weight_mg\":431250") != std::string::npos; }));
  BOOST_TEST(eventually([&] { return state("shelf1") == "stale"; }, 5'000));
  BOOST_TEST(weight().find("431250") == std::string::npos);  // an old weight is no weight
  shelf.beat();
  BOOST_TEST(eventually([&] { return state("shelf1") == "ready"; }));
}

BOOST_AUTO_TEST_CASE(what_a_device_asks_to_keep_is_handed_back) {
  FakeDevice shelf(edge.dir(), "shelf1");
  shelf.hello("shelf_stream");
  auto m = shelf.message(ipc::Kind::state);
  m.body = R"({"kept":{"channels":[{"channel":0,"zero_raw":8421}]}})";
  shelf.send(m);
  pause_ms(200);
  edge.stop(), edge.start();
  shelf.restart();
  BOOST_TEST(field(shelf.hello("shelf_stream"), "kept.channels").find("8421") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_till_prints_by_itself_and_a_kiosk_on_request) {
  FakeDevice printer1(edge.dir(), "printer1"), printer2(edge.dir(), "printer2");
  printer1.hello("escpos"), printer2.hello("escpos");
  pay(test::ordered(edge, till));
  const auto job = printer1.wait(ipc::Kind::command);
  BOOST_REQUIRE(job.has_value());
  BOOST_TEST(job->name == "print");
  BOOST_TEST(field(job->body, "job.lines").find("test-1-000001") != std::string::npos);
  BOOST_TEST(job->body.find("duplicate") == std::string::npos);
  BOOST_TEST(command_state(job->id) == "sent");
  printer1.outcome("print", job->id, R"({"result":"done","state":"confirmed","reason":""})");
  const auto ack = printer1.wait(ipc::Kind::ack);
  BOOST_REQUIRE(ack.has_value());
  BOOST_TEST((ack->id == job->id));
  BOOST_TEST(command_state(job->id) == "done");

  const auto order = test::ordered(edge, kiosk1);
  const auto asked = edge.post("/api/v1/orders/" + order + "/receipt/print", kiosk1);
  BOOST_TEST(test::problem_name(asked) == "not-paid");
  pay(order);  // at the till, whose printer it is then
  BOOST_TEST(printer1.wait(ipc::Kind::command).has_value());
  BOOST_TEST(!printer2.wait(ipc::Kind::command, 300).has_value());
  BOOST_TEST(edge.post("/api/v1/orders/" + order + "/receipt/print", kiosk1).status == 202);
  const auto copy = printer2.wait(ipc::Kind::command);
  BOOST_REQUIRE(copy.has_value());
  BOOST_TEST(field(copy->body, "job.duplicate") == "true");  // the till's printer has the first one
}

BOOST_AUTO_TEST_CASE(a_crash_between_a_sale_and_its_print_command_costs_no_receipt) {
  pay(test::ordered(edge, till));
  pay(test::ordered(edge, kiosk1));  // at the till, too
  edge.stop();
  sqlite::Db(edge.dir() + "/store.db", sqlite::Access::read_write)
      .exec("DELETE FROM device_command WHERE id=(SELECT max(id) FROM device_command)");
  edge.start();
  FakeDevice printer(edge.dir(), "printer1");
  printer.hello("escpos");
  std::string printed;
  while (const auto job = printer.wait(ipc::Kind::command, 500)) printed += field(job->body, "job.lines");
  BOOST_TEST(printed.find("-000001") != std::string::npos);
  BOOST_TEST(printed.find("-000002") != std::string::npos);
  BOOST_TEST(printed.find("-000001", printed.find("-000001") + 1) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_kiosk_hears_of_its_own_printer_only) {
  const auto listen = [&](const std::string& token) {
    test::Wire wire(edge.port());
    wire.write(test::text_of({"GET", "/api/v1/events?topics=device", "", token}, edge.port()));
    wire.read_until("id: ");
    return wire;
  };
  auto own = listen(kiosk1), staff = listen(till);
  FakeDevice printer1(edge.dir(), "printer1"), printer2(edge.dir(), "printer2");
  const auto order = test::ordered(edge, kiosk1);
  pay(order);  // prints at the till
  const auto seen = staff.read_until("\"command\":\"print\"");
  BOOST_TEST(seen.find("\"station\":\"till1\"") != std::string::npos);
  BOOST_TEST(edge.post("/api/v1/orders/" + order + "/receipt/print", kiosk1).status == 202);
  const auto heard = own.read_until("printer2");
  BOOST_TEST(heard.find("printer2") != std::string::npos);
  BOOST_TEST(heard.find("printer1") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_command_is_sent_once_whatever_happens) {
  FakeDevice printer(edge.dir(), "printer1");
  printer.hello("escpos");
  pay(test::ordered(edge, till));
  const auto job = printer.wait(ipc::Kind::command);
  BOOST_REQUIRE(job.has_value());
  edge.stop(), edge.start();  // sent, and no word of it
  BOOST_TEST(command_state(job->id) == "unknown");
  BOOST_TEST(!printer.hello("escpos").empty());
  BOOST_TEST(!printer.wait(ipc::Kind::command, 500).has_value());
  printer.outcome("print", job->id, R"({"result":"done"})");  // the device knew, after all
  BOOST_TEST(printer.wait(ipc::Kind::ack).has_value());
  BOOST_TEST(command_state(job->id) == "done");
}

BOOST_AUTO_TEST_CASE(a_device_that_restarts_leaves_its_command_unknown) {
  FakeDevice printer(edge.dir(), "printer1");
  printer.hello("escpos");
  pay(test::ordered(edge, till));
  const auto job = printer.wait(ipc::Kind::command);
  BOOST_REQUIRE(job.has_value());
  printer.restart();
  printer.hello("escpos");
  BOOST_TEST(eventually([&] { return command_state(job->id) == "unknown"; }));
  BOOST_TEST(!printer.wait(ipc::Kind::command, 300).has_value());
}

BOOST_AUTO_TEST_CASE(a_command_waits_for_its_unit) {
  pay(test::ordered(edge, till));
  pause_ms(100);
  FakeDevice printer(edge.dir(), "printer1");
  printer.hello("escpos");
  BOOST_TEST(printer.wait(ipc::Kind::command).has_value());
}

BOOST_AUTO_TEST_CASE(nobody_ends_anothers_command) {
  FakeDevice printer1(edge.dir(), "printer1"), printer2(edge.dir(), "printer2");
  printer1.hello("escpos"), printer2.hello("escpos");
  pay(test::ordered(edge, till));
  const auto job = printer1.wait(ipc::Kind::command);
  BOOST_REQUIRE(job.has_value());
  printer2.outcome("print", job->id, R"({"result":"failed","reason":"lie"})");
  BOOST_TEST(printer2.wait(ipc::Kind::ack).has_value());  // it need not say that again
  BOOST_TEST(command_state(job->id) == "sent");
}

BOOST_AUTO_TEST_CASE(a_report_is_kept_once_and_goes_to_headquarters) {
  const auto owner = edge.owner();
  FakeDevice bay(edge.dir(), "bay1");
  bay.hello("obd_bay");
  bay.say("ready");
  bay.reading(
      "bay",
      R"({"state":"ready","adapter":"ELM327 v1.5","voltage_mv":12610,"protocol":"CAN","vin":"LSVAA49J132047371"})");
  BOOST_TEST(eventually(
      [&] { return edge.get("/api/v1/bays", owner).body.find("LSVAA49J132047371") != std::string::npos; }));
  const auto asked = edge.post("/api/v1/bays/bay1/report", owner);
  BOOST_REQUIRE(asked.status == 202);
  const auto command = bay.wait(ipc::Kind::command);
  BOOST_REQUIRE(command.has_value());
  BOOST_TEST(command->name == "report");
  for (int i = 0; i < 3; ++i) {
    bay.outcome(
        "report", command->id,
        R"({"result":"done","reason":"","report":{"schema":"outpost.bay-report","vehicle":{"vin":"LSVAA49J132047371"},"codes":[]}})");
    BOOST_TEST(bay.wait(ipc::Kind::ack).has_value());
  }
  const auto list = nlohmann::json::parse(edge.get("/api/v1/reports", owner).body)["items"];
  BOOST_REQUIRE(list.size() == 1u);
  BOOST_TEST(list[0]["vin"] == "LSVAA49J132047371");
  const auto report = edge.get("/api/v1/reports/" + command->id.text(), owner);
  BOOST_TEST(field(report.body, "report.schema") == "outpost.bay-report");
  BOOST_TEST(eventually([&] { return field(edge.get("/api/v1/sync", owner).body, "queue.events") == "1"; }));
  BOOST_TEST(command_state(command->id) == "done");
}

BOOST_AUTO_TEST_CASE(commands_that_a_driver_does_not_know_are_refused) {
  const auto owner = edge.owner();
  BOOST_TEST(test::problem_name(edge.post("/api/v1/devices/shelf1/commands", owner,
                                          R"({"command":"print"})")) == "command-not-known");
  BOOST_TEST(test::problem_name(edge.post("/api/v1/devices/printer1/commands", owner,
                                          R"({"command":"print"})")) == "print-malformed");
  BOOST_TEST(test::problem_name(edge.post(
                 "/api/v1/devices/off1/commands", owner,
                 R"({"command":"print","job":{"columns":48,"lines":[{"text":"x"}]}})")) == "unit-disabled");
  FakeDevice shelf(edge.dir(), "shelf1");
  shelf.hello("shelf_stream");
  BOOST_TEST(
      edge.post("/api/v1/devices/shelf1/commands", owner, R"({"command":"tare","channel":0})").status == 202);
  const auto tare = shelf.wait(ipc::Kind::command);
  BOOST_REQUIRE(tare.has_value());
  BOOST_TEST(field(tare->body, "channel") == "0");
}

BOOST_AUTO_TEST_SUITE_END()
