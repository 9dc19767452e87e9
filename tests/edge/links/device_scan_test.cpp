// What a camera says besides scans, on its way to the screen of its station: shown again, members, lost.
#include "edge/base/paths.hpp"
#include "edge/core/member_code.hpp"
#include "tests/edge/http/running_edge.hpp"
#include "tests/edge/links/fake_device.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <filesystem>

using namespace outpost;
using nlohmann::json;
using test::FakeDevice;
using test::field;

namespace {

using Steady = std::chrono::steady_clock;

struct Shop {
  test::RunningEdge edge{{.sections = "[unit.cam1]\ndriver=scan_camera\nport=folder:x\nstation=kiosk1\n"
                                      "[unit.cam2]\ndriver=scan_camera\nport=folder:x\nstation=kiosk2\n"
                                      "[unit.printer1]\ndriver=escpos\nport=sim:printer\nstation=kiosk1\n"}};
  std::string kiosk = edge.token("kiosk", "kiosk1");
  FakeDevice cam{edge.dir(), "cam1"};
  test::Wire live{edge.port()};

  Shop() {
    cam.hello("scan_camera");
    live.write(test::text_of({"GET", "/api/v1/events?topics=scan,cart,device", "", kiosk}, edge.port()));
    live.read_until("id: ");
  }
  void again(const std::string& code, Micros age_us = 0) {
    cam.reading("again", json{{"symbology", "EAN13"}, {"text", code}}.dump(), age_us);
  }
  std::string quantity() const { return field(edge.get("/api/v1/carts/current", kiosk).body, "lines"); }
  std::string member_code(const std::string& member, int age_s = 0) {
    SystemClock clock;
    const auto key = from_hex(*read_secret(edge.dir() + "/secrets/member.key"));
    return core::member_code(member, clock.wall_us() / us_per_s - age_s, *key);
  }
  std::string scan_type(const std::string& text) {
    return live.read_until("\"type\":\"" + text + "\"", 5'000);
  }
};

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++n;
  return n;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(device_scan, Shop)

BOOST_AUTO_TEST_CASE(a_code_held_up_again_is_told_once_and_adds_nothing) {
  cam.scan(test::soap);
  scan_type("accepted");
  for (int i = 0; i < 5; ++i) again(test::soap);  // a hand that trembles
  again("6901234567809");                         // nobody scanned it
  auto seen = scan_type("again");
  seen += live.read_until("(the end)", 500);
  BOOST_TEST(count(seen, "\"type\":\"again\"") == 1u);
  BOOST_TEST(seen.find("肥皂") != seen.npos);
  BOOST_TEST(seen.find("\"topic\":\"cart\"") == seen.npos);
  BOOST_TEST(count(quantity(), "\"quantity_milli\":1000") == 1u);
}

BOOST_AUTO_TEST_CASE(an_old_or_empty_word_of_again_is_dropped) {
  cam.scan(test::soap);
  scan_type("accepted");
  again(test::soap, 2'500'000);
  again("");
  BOOST_TEST(live.read_until("again", 500).find("again") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_member_is_recognised_once_and_the_code_is_masked) {
  const auto rights = std::filesystem::status(edge.dir() + "/secrets/member.key").permissions();
  BOOST_TEST(static_cast<int>(rights) == 0600);
  const auto code = member_code("M-0001");
  cam.reading("scan", json{{"symbology", "QR"}, {"text", code}}.dump());
  auto seen = scan_type("member");
  BOOST_TEST(field(edge.get("/api/v1/carts/current", kiosk).body, "member_id") == "M-0001");
  edge.stop(), edge.start();  // a restart forgets neither the key nor what was used
  cam.hello("scan_camera");
  test::Wire after(edge.port());
  after.write(test::text_of({"GET", "/api/v1/events?topics=scan", "", kiosk}, edge.port()));
  after.read_until("id: ");
  cam.reading("scan", json{{"symbology", "QR"}, {"text", code}}.dump());
  seen += after.read_until("member-used");
  BOOST_TEST(seen.find("\"reason\":\"member-used\"") != seen.npos);
  cam.reading("scan", json{{"symbology", "QR"}, {"text", member_code("M-0001", 90)}}.dump());
  seen += after.read_until("member-expired");
  BOOST_TEST(seen.find("\"reason\":\"member-expired\"") != seen.npos);
  BOOST_TEST(seen.find(code.substr(5)) == seen.npos);
}

BOOST_AUTO_TEST_CASE(a_lost_camera_is_on_the_screen_within_two_seconds) {
  cam.say("ready");
  live.read_until("\"state\":\"ready\"");
  const auto began = Steady::now();
  cam.say("absent", "camera-lost");
  const auto seen = live.read_until("camera-lost", 2'000);
  BOOST_TEST(seen.find("\"state\":\"absent\"") != seen.npos);
  BOOST_TEST((Steady::now() - began < std::chrono::seconds(2)));
}

BOOST_AUTO_TEST_CASE(a_kiosk_may_ask_how_its_own_devices_are_and_no_others) {
  cam.say("absent", "camera-lost");
  live.read_until("camera-lost");
  const auto items = json::parse(edge.get("/api/v1/devices", kiosk).body)["items"];
  BOOST_REQUIRE(items.size() == 2u);
  BOOST_TEST(items[0]["unit"] == "cam1");
  BOOST_TEST(items[0]["state"] == "absent");
  BOOST_TEST(items[1]["unit"] == "printer1");
  BOOST_TEST(edge.get("/api/v1/devices/cam1", kiosk).status == 403);
  BOOST_TEST(json::parse(edge.get("/api/v1/devices", edge.owner()).body)["items"].size() == 3u);
}

BOOST_AUTO_TEST_SUITE_END()
