#include "devices/drivers/scan_camera.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

using namespace outpost;
using namespace outpost::dev;
using nlohmann::json;

namespace {

Frame still(const char* name) {
  Frame f;
  f.name = name;
  f.still = true;
  return f;
}

vision::WorkResult read(std::vector<vision::FoundCode> codes) {
  vision::WorkResult r;
  r.reply.width = 640;
  r.reply.height = 480;
  r.reply.took_us = 7'400;
  r.reply.codes = std::move(codes);
  return r;
}

vision::FoundCode code(const std::string& text) {
  return {vision::Symbology::ean13, text, {{{1, 2}, {9, 2}, {9, 5}, {1, 5}}}, {vision::Stage::hard, 3}};
}

std::vector<std::pair<std::string, json>> said(ScanCamera& camera) {
  std::vector<std::pair<std::string, json>> out;
  for (const auto& m : camera.take_messages()) out.emplace_back(m.name, json::parse(m.body));
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_code_of_a_picture_is_a_scan_and_the_picture_is_told) {
  ScanCamera camera;
  camera.on_result(still("a.jpg"), read({code("6901234567892"), code("4006381333931")}), 5);
  const auto all = said(camera);
  BOOST_REQUIRE(all.size() == 3u);
  BOOST_TEST(all[0].first == "scan");
  BOOST_TEST(all[0].second["symbology"] == "EAN13");
  BOOST_TEST(all[0].second["text"] == "6901234567892");
  BOOST_TEST(all[0].second["evidence"]["stage"] == "hard");
  BOOST_TEST(all[0].second["evidence"]["looks"] == 3);
  BOOST_TEST(all[0].second["corners"][2][0] == 9);
  BOOST_TEST(all[0].second["frame"]["ms"] == 7);
  BOOST_TEST(all[2].first == "picture");
  BOOST_TEST(all[2].second["ok"] == true);
  BOOST_TEST(all[2].second["codes"] == 2);
}

BOOST_AUTO_TEST_CASE(the_same_code_in_the_next_picture_is_the_next_scan) {
  ScanCamera camera;
  for (const auto* name : {"a.jpg", "b.jpg"}) {
    camera.on_result(still(name), read({code("6901234567892")}), 5);
    BOOST_TEST(said(camera).size() == 2u);
  }
  BOOST_TEST(camera.snapshot().counters.at("scans") == 2);
}

BOOST_AUTO_TEST_CASE(pictures_without_use_say_why_and_are_counted) {
  ScanCamera camera;
  camera.on_result(still("a"), read({}), 5);
  vision::WorkResult bad = read({});
  bad.reply.error = "picture-cut-short";
  bad.reply.text = "It ends too early.";
  camera.on_result(still("b"), bad, 5);
  vision::WorkResult dead;
  dead.end = vision::WorkResult::End::crashed;
  camera.on_result(still("c"), dead, 5);
  dead.end = vision::WorkResult::End::hung;
  camera.on_result(still("d"), dead, 5);
  camera.on_refused(still("e"), fail(Code::too_large, "picture-too-large", "Too large."), 5);
  std::string reasons;
  for (const auto& [name, body] : said(camera)) {
    BOOST_TEST(name == "picture");
    BOOST_TEST(body["ok"] == false);
    BOOST_TEST(body["text"].get<std::string>() != "");
    reasons += body["reason"].get<std::string>() + " ";
  }
  BOOST_TEST(reasons == "no-code picture-cut-short reader-crashed reader-hung picture-too-large ");
  const auto counters = camera.snapshot().counters;
  BOOST_TEST(counters.at("pictures") == 5);
  BOOST_TEST(counters.at("no_code") == 1);
  BOOST_TEST(counters.at("bad_pictures") == 2);
  BOOST_TEST(counters.at("reader_crashes") == 1);
}

BOOST_AUTO_TEST_CASE(frames_of_a_stream_without_a_code_say_nothing) {
  ScanCamera camera;
  Frame frame;
  camera.on_result(frame, read({}), 5);
  BOOST_TEST(said(camera).empty());
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_are_kept) {
  ScanCamera camera;
  camera.on_result(still("a"), read({code(std::string("ok\xFF\x00", 4))}), 5);
  const auto all = said(camera);
  BOOST_TEST(all[0].second["text_hex"] == "6f6bff00");
  BOOST_TEST(all[0].second["text"].get<std::string>().starts_with("ok\xEF\xBF\xBD"));
}

namespace {

/// A frame of a video with these codes; what is said of it as "reading:text".
std::string video(ScanCamera& camera, std::int64_t ms, std::vector<vision::FoundCode> codes) {
  Frame frame;
  frame.captured_us = ms * us_per_ms;
  camera.on_result(frame, read(std::move(codes)), ms * us_per_ms + 5'000);
  std::string out;
  for (const auto& [name, body] : said(camera))
    out += (out.empty() ? "" : " ") + name + ":" + body["text"].get<std::string>();
  return out;
}

vision::FoundCode placed(const std::string& text, float x, int looks = 2) {
  return {vision::Symbology::ean13,
          text,
          {{{x, 200}, {x + 100, 200}, {x + 100, 240}, {x, 240}}},
          {vision::Stage::patch, looks}};
}

UnitSettings unit_with(const std::string& key, const std::string& value) {
  UnitSettings unit{"cam1", "kiosk1", {{"region", ""}, {"release_ms", "700"}, {"mode", "item"}}};
  unit.values[key] = value;
  return unit;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_code_that_stays_in_a_video_is_one_scan_until_it_was_away) {
  ScanCamera camera;
  BOOST_TEST(video(camera, 1'000, {placed("A", 100)}) == "scan:A");
  BOOST_TEST(video(camera, 1'033, {placed("A", 110)}) == "");
  BOOST_TEST(video(camera, 1'066, {placed("A", 120), placed("B", 400)}) == "scan:B");
  BOOST_TEST(video(camera, 1'300, {}) == "");
  BOOST_TEST(video(camera, 1'400, {placed("A", 300)}) == "again:A");
  BOOST_TEST(video(camera, 1'750, {}) == "");
  BOOST_TEST(video(camera, 2'100, {placed("A", 300)}) == "scan:A");
  const auto counters = camera.snapshot().counters;
  BOOST_TEST(counters.at("scans") == 3);
  BOOST_TEST(counters.at("again") == 1);
  BOOST_TEST(!counters.contains("rivals"));
}

BOOST_AUTO_TEST_CASE(one_look_of_a_dear_pass_waits_for_the_next_frame_in_a_video_only) {
  ScanCamera camera;
  BOOST_TEST(video(camera, 0, {placed("A", 100, 1)}) == "");
  BOOST_TEST(video(camera, 33, {placed("A", 105, 1)}) == "scan:A");
  camera.on_result(still("a.jpg"), read({placed("B", 100, 1)}), 5);
  BOOST_TEST(said(camera).size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_frame_that_killed_the_reader_is_no_frame_without_the_code) {
  ScanCamera camera;
  BOOST_TEST(video(camera, 0, {placed("A", 100)}) == "scan:A");
  vision::WorkResult dead;
  dead.end = vision::WorkResult::End::hung;
  for (Micros t = us_per_s; t < 5 * us_per_s; t += us_per_s) camera.on_result(Frame{}, dead, t);
  BOOST_TEST(video(camera, 5'000, {placed("A", 100)}) == "");
}

BOOST_AUTO_TEST_CASE(still_pictures_and_a_video_do_not_know_of_each_other) {
  ScanCamera camera;
  BOOST_TEST(video(camera, 0, {placed("A", 100)}) == "scan:A");
  camera.on_result(still("a.jpg"), read({placed("A", 100)}), 5);
  BOOST_TEST(said(camera).size() == 2u);
  BOOST_TEST(camera.snapshot().counters.at("scans") == 2);
}

BOOST_AUTO_TEST_CASE(a_scan_carries_the_box_that_may_be_cropped) {
  ScanCamera camera;
  camera.on_result(still("a.jpg"), read({placed("A", 600)}), 5);
  BOOST_TEST(said(camera)[0].second["box"] == json({600, 200, 40, 40}));  // the frame ends at 640
}

BOOST_AUTO_TEST_CASE(the_rules_of_a_video_are_settings_of_the_unit) {
  const auto settings = stream_settings(unit_with("region", "50,0 100,0 100,100 50,100"));
  BOOST_REQUIRE(settings.ok());
  BOOST_TEST(settings->release_us == 700 * us_per_ms);
  ScanCamera camera(*settings);
  BOOST_TEST(video(camera, 0, {placed("A", 100), placed("B", 400)}) == "scan:B");
  BOOST_TEST(camera.snapshot().counters.at("outside_region") == 1);
  BOOST_TEST(stream_settings(unit_with("mode", "basket"))->basket);
  BOOST_TEST(stream_settings(unit_with("release_ms", "1500"))->release_us == 1'500 * us_per_ms);
  for (const auto& [key, value, says] :
       {std::tuple{"region", "1,1 2,2", "[unit.cam1] region: a region has at least 3 corners"},
        {"mode", "perhaps", "[unit.cam1] mode must be item or basket, not \"perhaps\""},
        {"release_ms", "99", "[unit.cam1] release_ms must be a whole number from 100 to 10000, not \"99\""}})
    BOOST_TEST(stream_settings(unit_with(key, value)).error().text == says);
}

BOOST_AUTO_TEST_CASE(a_video_tells_its_speed_its_stages_and_what_was_passed_over) {
  ScanCamera camera;
  camera.on_open();
  Frame f;
  for (Micros now = us_per_s; now < 6 * us_per_s; now += 33'334) {
    f.captured_us = now;
    camera.on_frame(f, now);
    camera.on_begin(f, now + 500);
    auto r = read({code("6901234567892")});
    r.reply.opened_us = 1'400;
    r.reply.same = now > us_per_s;
    if (camera.may_skip(now)) r.reply.codes.clear(), r.reply.skipped = true;
    camera.on_result(f, r, now);
  }
  const auto s = camera.snapshot();
  BOOST_CHECK(s.status.state == State::ready);
  BOOST_TEST(s.counters.at("fps") >= 29);
  BOOST_TEST(s.counters.at("fps") <= 31);
  BOOST_TEST(s.counters.at("wait_us") == 500);
  BOOST_TEST(s.counters.at("read_us") == 6'000);
  BOOST_TEST(s.counters.at("unchanged") > 80);
  BOOST_TEST(s.counters.at("scans") == 1);
  BOOST_TEST(s.counters.at("read_hard") == 1);
  BOOST_TEST(s.counters.at("frames") == 150);
  BOOST_TEST(s.counters.at("looks_per_s") <= 2);
}

BOOST_AUTO_TEST_CASE(a_picture_that_is_dark_is_a_state_with_a_reason_until_it_is_not) {
  ScanCamera camera;
  camera.on_open();
  Frame f;
  const auto run = [&](Micros from, Micros to, int brightest) {
    for (Micros now = from; now < to; now += us_per_s / 30) {
      auto r = read({});
      r.reply.darkest = 0, r.reply.brightest = brightest;
      camera.on_frame(f, now);
      camera.on_result(f, r, now);
    }
    return camera.snapshot().status;
  };
  BOOST_CHECK((run(us_per_s, 5 * us_per_s, 20) == Status{State::faulted, "camera-dark"}));
  BOOST_CHECK((run(5 * us_per_s, 6 * us_per_s, 200) == Status{State::ready, ""}));
}

BOOST_AUTO_TEST_CASE(two_copies_at_two_places_are_two_items_in_basket_mode_only) {
  const std::vector<vision::FoundCode> twins = {placed("A", 100), placed("A", 400)};
  ScanCamera one, two(*stream_settings(unit_with("mode", "basket")));
  BOOST_TEST(video(one, 0, twins) == "scan:A");
  BOOST_TEST(video(two, 0, twins) == "scan:A scan:A");
  BOOST_TEST(video(one, 33, twins) == "");
  BOOST_TEST(video(two, 33, twins) == "");
  for (auto* camera : {&one, &two}) {
    camera->on_result(still("a.jpg"), read(twins), 5);
    const auto all = said(*camera);
    BOOST_TEST(all.size() == (camera == &two ? 3u : 2u));
    BOOST_TEST(all.back().second["codes"] == (camera == &two ? 2 : 1));
  }
}
