// A camera's picture on its way to whoever looks: leased, checked, for the right eyes only, and gone.
#include "edge/base/id.hpp"
#include "edge/links/preview_reading.hpp"
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
using test::problem_name;

namespace {

/// The least that is a JPEG by its segments: begin, size, end.
std::string jpeg(int width, int height, std::size_t filling = 40) {
  std::string s = "\xFF\xD8\xFF";
  s += std::string("\xE0\0\x04\1\2", 5);
  s += std::string("\xFF\xC0\0\x0B\x08", 5);
  for (const int v : {height >> 8, height & 255, width >> 8, width & 255}) s += static_cast<char>(v);
  s += std::string("\1\1\x11\0", 4) + std::string(filling, '\x55');
  return s + "\xFF\xD9";
}

json said(int width = 320, int height = 180) {
  return {{"width", width},
          {"height", height},
          {"hidden", false},
          {"fps", 30},
          {"focus", 61},
          {"mean", 120},
          {"dark_permille", 1},
          {"bright_permille", 2},
          {"flicker", false},
          {"codes", json::array({{{"symbology", "EAN13"},
                                  {"corners", {{10, 10}, {90, 10}, {90, 40}, {10, 40}}},
                                  {"px_milli", 2'100},
                                  {"shown", true},
                                  {"card", "ean-2"},
                                  {"text", "6901234567892"}}})},
          {"card", {{"looks", 10}, {"any", 9}, {"each", {{"ean-2", 9}, {"nonsense", 1}}}}}};
}

json checked(const json& body, const std::string& picture = jpeg(320, 180)) {
  const auto r = links::checked_preview(body.dump(), picture);
  return r.ok() ? json::parse(*r) : json(r.error().name);
}

struct Shop {
  test::RunningEdge edge{{.sections =
                              "[unit.cam1]\ndriver=scan_camera\nport=folder:x\nstation=kiosk1\n"
                              "[unit.cam2]\ndriver=scan_camera\nport=folder:x\nstation=kiosk2\n"
                              "[unit.off1]\ndriver=scan_camera\nport=folder:x\nstation=kiosk1\nenabled=no\n"
                              "[unit.printer1]\ndriver=escpos\nport=sim:printer\nstation=kiosk1\n"}};
  std::string kiosk1 = edge.token("kiosk", "kiosk1"), kiosk2 = edge.token("kiosk", "kiosk2"),
              till = edge.token("cashier", "till1");
  FakeDevice cam{edge.dir(), "cam1"};

  Shop() {
    cam.hello("scan_camera");
    cam.say("ready");
    BOOST_REQUIRE(eventually([&] { return field(device(), "state") == "ready"; }));
  }
  std::string device() const { return edge.get("/api/v1/devices/cam1", edge.owner()).body; }
  test::Answer look(const std::string& token, const std::string& more = "") const {
    return edge.get("/api/v1/devices/cam1/preview" + more, token);
  }
  std::string counter(const std::string& name) const { return field(device(), "counters." + name); }
  template <class F> static bool eventually(F f) {
    for (int i = 0; i < 500; ++i) {
      if (f()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return f();
  }
  /// Looks, hears the lease, sends one picture and waits for it.
  test::Answer shown(const std::string& token) {
    look(token);
    BOOST_REQUIRE(cam.wait(ipc::Kind::lease).has_value());
    cam.preview(said().dump(), jpeg(320, 180));
    test::Answer a;
    BOOST_REQUIRE(eventually([&] { return (a = look(token)).status == 200; }));
    return a;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(preview_reading)

BOOST_AUTO_TEST_CASE(what_a_camera_says_is_written_anew) {
  const auto j = checked(said());
  BOOST_TEST(j["width"] == 320);
  BOOST_TEST(j["focus"] == 61);
  BOOST_TEST(j["codes"][0]["px_milli"] == 2'100);
  BOOST_TEST(j["codes"][0]["card"] == "ean-2");
  BOOST_TEST(!j["codes"][0].contains("text"));  // whatever a camera adds goes nowhere
  BOOST_TEST(j["card"]["each"].size() == 1u);
  BOOST_TEST(j.dump().find("6901234567892") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(garbage_is_no_picture) {
  const json bad = "preview-malformed";
  const std::string good = jpeg(320, 180);
  BOOST_TEST(checked(said(), "") == bad);
  BOOST_TEST(checked(said(), "hello, this is no picture but long enough to be one") == bad);
  BOOST_TEST(checked(said(), good.substr(0, good.size() / 2)) == bad);
  BOOST_TEST(checked(said(), good.substr(2)) == bad);
  BOOST_TEST(checked(said(), jpeg(320, 181)) == bad);
  BOOST_TEST(checked(said(), jpeg(640, 180)) == bad);
  BOOST_TEST(checked(said(), jpeg(320, 180, links::max_preview_bytes)) == bad);
  BOOST_TEST(checked(said(481, 180), jpeg(481, 180)) == bad);
  BOOST_TEST(checked(said(0, 0), jpeg(0, 0)) == bad);
  BOOST_TEST(checked(json::array(), good) == bad);
  BOOST_TEST(!links::checked_preview("{", good).ok());
  for (std::size_t n = 0; n < good.size(); ++n) BOOST_TEST(checked(said(), good.substr(0, n)) == bad);
  for (std::size_t n = 0; n + 2 < 24; ++n) {
    std::string damaged = good;
    damaged[n] = static_cast<char>(0x7E);
    checked(said(), damaged);  // never further than its end: the sanitizers look
  }
}

BOOST_AUTO_TEST_CASE(corners_out_of_bounds_and_odd_numbers_are_left_out) {
  for (const json& corners :
       {json{{10, 10}, {90, 10}, {90, 40}}, json{{10, 10}, {90, 10}, {90, 40}, {10, 1e300}},
        json{{10, 10}, {90, 10}, {90, 40}, {-100'000, 0}}, json{{10, 10}, {90, 10}, {90, 40}, "x"}, json("x"),
        json{{10, 10}, {90, 10}, {90, 40}, {10, 40, 7}}, json{{1.5, 1}, {2, 2}, {3, 3}, {4, 4}},
        json{{10, 10}, {90, 10}, {90, 40}, {10, 9'223'372'036'854'775'807}}}) {
    auto j = said();
    j["codes"][0]["corners"] = corners;
    BOOST_TEST(checked(j)["codes"].empty(), corners.dump());
  }
  auto j = said();
  j["codes"][0]["symbology"] = "<b>";
  BOOST_TEST(checked(j)["codes"].empty());
  j = said();
  j["codes"] = std::vector<json>(100, j["codes"][0]);
  BOOST_TEST(checked(j)["codes"].size() == links::max_preview_codes);
  j["focus"] = 1'000, j["fps"] = -1, j["mean"] = "bright", j["card"] = 7, j["hidden"] = 1;
  const auto out = checked(j);
  BOOST_TEST(!out.contains("focus"));
  BOOST_TEST(out["fps"] == 0);
  BOOST_TEST(out["card"]["looks"] == 0);
  BOOST_TEST(out["hidden"] == false);
}

BOOST_AUTO_TEST_CASE(an_exposure_is_a_time_or_automatic_or_nothing) {
  for (const auto& [said_so, told] :
       {std::pair<json, json>{{{"auto", false}, {"us", 4'000}}, {{"auto", false}, {"us", 4'000}}},
        {{{"auto", true}, {"us", 4'000}}, {{"auto", true}}},
        {{{"auto", false}}, nullptr},
        {{{"auto", false}, {"us", 0}}, nullptr},
        {{{"auto", 1}, {"us", 1e300}}, nullptr},
        {{{"us", "<b>"}}, nullptr},
        {"4 ms", nullptr}}) {
    auto j = said();
    j["exposure"] = said_so;
    const auto out = checked(j);
    BOOST_TEST((out.contains("exposure") ? out["exposure"] : json()) == told, said_so.dump());
  }
  BOOST_TEST(!checked(said()).contains("exposure"));
}

BOOST_AUTO_TEST_CASE(damage_anywhere_is_refused_or_stays_within_bounds) {
  SeededRandom random(20261122);
  const std::string picture = jpeg(320, 180), body = said().dump();
  int taken = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string p = picture, b = body;
    for (std::uint64_t n = random.next() % 4; n > 0; --n)
      p[random.next() % 40] = static_cast<char>(random.next());
    for (std::uint64_t n = random.next() % 3; n > 0; --n)
      b[random.next() % b.size()] = "0123456789-[]{},:\"eE "[random.next() % 21];
    const auto r = links::checked_preview(b, p);
    if (!r.ok()) continue;
    ++taken;
    const auto j = json::parse(*r);
    BOOST_TEST(j["width"] <= links::max_preview_side);
    for (const auto& c : j["codes"])
      for (const auto& point : c["corners"]) BOOST_TEST((point[0] >= -480 && point[0] <= 960));
  }
  BOOST_TEST(taken > 100);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(preview, Shop)

BOOST_AUTO_TEST_CASE(to_look_is_to_lease_and_the_picture_comes_with_its_outline) {
  BOOST_TEST(look(till).status == 204);
  const auto lease = cam.wait(ipc::Kind::lease);
  BOOST_REQUIRE(lease.has_value());
  BOOST_TEST(lease->name == "preview");
  BOOST_TEST(field(lease->body, "seconds") == "4");
  BOOST_TEST(field(lease->body, "width") == "320");
  BOOST_TEST(lease->id.is_nil());
  cam.preview(said().dump(), jpeg(320, 180));
  test::Answer a;
  BOOST_REQUIRE(eventually([&] { return (a = look(till)).status == 200; }));
  BOOST_TEST(a.headers["content-type"] == "image/jpeg");
  BOOST_TEST(a.headers["cache-control"] == "no-store");
  BOOST_TEST((a.body == jpeg(320, 180)));
  BOOST_TEST(json::parse(a.headers["x-outpost-preview"])["codes"].size() == 1u);
  const auto tag = a.headers["etag"];
  const auto again = test::call(
      edge.port(), {"GET", "/api/v1/devices/cam1/preview", "", till, "", {{"If-None-Match", tag}}});
  BOOST_TEST(again.status == 304);
  BOOST_TEST(again.body == "");
}

BOOST_AUTO_TEST_CASE(a_kiosk_looks_through_its_own_camera_only) {
  BOOST_TEST(shown(kiosk1).status == 200);
  BOOST_TEST(problem_name(look(kiosk2)) == "other-station");
  BOOST_TEST(look(kiosk2).status == 403);
  BOOST_TEST(look("").status == 401);
  BOOST_TEST(look(till).status == 200);
  BOOST_TEST(look(edge.owner()).status == 200);
  BOOST_TEST(look(edge.token("technician", "bay1")).status == 200);
}

BOOST_AUTO_TEST_CASE(pictures_that_nobody_asked_for_are_not_taken) {
  cam.preview(said().dump(), jpeg(320, 180));
  BOOST_TEST(eventually([&] { return counter("edge_not_allowed") == "1" || (cam.say("ready"), false); }));
  BOOST_TEST(look(till).status == 204);
}

BOOST_AUTO_TEST_CASE(a_lying_camera_shows_nothing) {
  look(till);
  BOOST_REQUIRE(cam.wait(ipc::Kind::lease).has_value());
  cam.preview(said().dump(), std::string(3 << 20, 'x'));
  cam.preview(said().dump(), jpeg(320, 180, 60'000));
  cam.preview(said().dump(), "garbage");
  cam.preview("{}", jpeg(320, 180));
  BOOST_TEST(eventually([&] { return counter("edge_malformed") == "4" || (cam.say("ready"), false); }));
  BOOST_TEST(look(till).status == 204);
  for (int i = 0; i < 60; ++i) cam.preview(said().dump(), jpeg(320, 180));  // a flood costs nobody but itself
  BOOST_TEST(eventually([&] { return !counter("edge_flood").empty() || (cam.say("ready"), false); }));
  BOOST_TEST(look(till).status == 200);
}

BOOST_AUTO_TEST_CASE(a_lost_camera_shows_nothing_and_an_old_picture_is_none) {
  BOOST_TEST(shown(till).status == 200);
  BOOST_TEST(eventually([&] { return look(till).status == 204; }));  // two seconds later
  cam.say("absent", "camera-lost");
  BOOST_REQUIRE(eventually([&] { return look(till).status == 409; }));
  BOOST_TEST(problem_name(look(till)) == "camera-away");
  for (const auto* unit : {"cam2", "off1"})
    BOOST_TEST(problem_name(edge.get(std::string("/api/v1/devices/") + unit + "/preview", till)) ==
               "camera-away");
  BOOST_TEST(problem_name(edge.get("/api/v1/devices/printer1/preview", till)) == "no-camera");
  BOOST_TEST(problem_name(edge.get("/api/v1/devices/nobody/preview", till)) == "unknown-unit");
}

BOOST_AUTO_TEST_CASE(the_width_has_bounds_and_the_larger_wish_counts) {
  for (const auto* width : {"0", "159", "481", "x", "320x", "-1", "99999999999999999999"})
    BOOST_TEST(problem_name(look(till, std::string("?width=") + width)) == "bad-width", width);
  look(kiosk1, "?width=200");
  BOOST_TEST(field(cam.wait(ipc::Kind::lease)->body, "width") == "200");
  look(till, "?width=480");
  BOOST_TEST(field(cam.wait(ipc::Kind::lease)->body, "width") == "480");
}

BOOST_AUTO_TEST_CASE(the_test_card_is_printed_by_printers_and_shown_to_staff) {
  BOOST_TEST(edge.get("/api/v1/test-card", kiosk1).status == 403);
  const auto card = json::parse(edge.get("/api/v1/test-card", till).body);
  BOOST_TEST(card["codes"].size() == 6u);
  BOOST_TEST(card["codes"][0]["rows"][0].get<std::string>().size() == 95u);
  FakeDevice printer(edge.dir(), "printer1");
  printer.hello("escpos");
  printer.say("ready");
  const auto a = edge.post("/api/v1/devices/printer1/test-card", till);
  BOOST_TEST(a.status == 202);
  const auto command = printer.wait(ipc::Kind::command);
  BOOST_REQUIRE(command.has_value());
  BOOST_TEST(command->name == "print");
  BOOST_TEST(command->body.find("\"modules\"") != std::string::npos);
  BOOST_TEST(problem_name(edge.post("/api/v1/devices/cam1/test-card", till)) == "not-a-printer");
  BOOST_TEST(edge.post("/api/v1/devices/printer1/test-card", kiosk1).status == 403);
}

BOOST_AUTO_TEST_CASE(a_lease_is_no_command) {
  BOOST_TEST(problem_name(edge.post("/api/v1/devices/cam1/commands", edge.owner(),
                                    R"({"command":"preview"})")) == "command-not-known");
}

BOOST_AUTO_TEST_SUITE_END()
