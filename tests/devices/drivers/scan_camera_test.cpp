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
