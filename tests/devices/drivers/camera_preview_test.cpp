// The lease, its pace, and what a reading `preview` says and does not say.
#include "devices/drivers/camera_preview.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <cmath>

using namespace outpost;
using namespace outpost::dev;
using nlohmann::json;

namespace {

constexpr Micros ms = us_per_ms, s = us_per_s;

vision::FoundCode code(vision::Symbology symbology, const std::string& text) {
  return {symbology, text, {{{200, 100}, {485, 100}, {485, 140}, {200, 140}}}, {vision::Stage::fast, 1}};
}

vision::WorkReply reply(std::vector<vision::FoundCode> codes, int mean = 120) {
  vision::WorkReply r;
  r.width = 1280, r.height = 720;
  r.codes = std::move(codes);
  r.preview = {320, 180, 0, 0, 1280, 720, false, 61, mean, 4, 9, Bytes{0xFF, 0xD8, 0xFF, 0xD9}};
  return r;
}

struct Watched {
  CameraPreview preview{vision::Region()};
  Watched() { preview.on_lease(R"({"seconds":4,"width":320})", s); }
  json look(const vision::WorkReply& r, Micros now = s) {
    const auto m = preview.on_reply(r, 30, now);
    BOOST_REQUIRE(m.has_value());
    return json::parse(m->body);
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(without_a_lease_nothing_is_asked_of_the_reader) {
  CameraPreview preview{vision::Region()};
  BOOST_TEST(!preview.due(s));
  BOOST_TEST(preview.wish(false, s).side == 0);
  BOOST_TEST(preview.wish(true, s).side == 0);
  BOOST_TEST(!preview.on_reply(reply({}), 30, s).has_value());
}

BOOST_AUTO_TEST_CASE(a_lease_ends_by_itself_and_asks_eight_times_a_second) {
  Watched w;
  int asked = 0;
  for (Micros now = s; now < 5 * s; now += 10 * ms) asked += w.preview.wish(false, now).side == 320;
  BOOST_TEST(asked >= 28);
  BOOST_TEST(asked <= 34);
  BOOST_TEST(!w.preview.due(5 * s));
  BOOST_TEST(!w.preview.on_reply(reply({}), 30, 5 * s).has_value());
}

BOOST_AUTO_TEST_CASE(nonsense_is_no_lease_and_no_lease_is_for_ever) {
  CameraPreview preview{vision::Region()};
  for (const auto* body :
       {"", "7", "[]", "{}", R"({"seconds":4})", R"({"width":320})", R"({"seconds":"4","width":320})",
        R"({"seconds":-1,"width":320})", R"({"seconds":4.5,"width":320})"}) {
    preview.on_lease(body, s);
    BOOST_TEST(!preview.due(s), body);
  }
  preview.on_lease(R"({"seconds":9000000000000,"width":99999})", s);
  BOOST_TEST(preview.wish(false, s).side == vision::max_preview_side);
  BOOST_TEST(!preview.due(s + CameraPreview::longest_lease));
  preview.on_lease(R"({"seconds":5,"width":1})", 30 * s);
  BOOST_TEST(preview.wish(false, 30 * s).side == CameraPreview::smallest_side);
  preview.on_lease(R"({"seconds":0,"width":320})", 30 * s);
  BOOST_TEST(!preview.due(31 * s));
}

BOOST_AUTO_TEST_CASE(a_still_picture_is_shown_at_any_pace) {
  Watched w;
  BOOST_TEST(w.preview.wish(true, s).side == 320);
  BOOST_TEST(w.preview.wish(true, s + ms).side == 320);
  BOOST_TEST(w.preview.wish(false, s + 2 * ms).side == 0);
}

BOOST_AUTO_TEST_CASE(the_region_is_what_is_shown) {
  CameraPreview preview{*vision::Region::parse("10,20 90,20 90,80 10,80")};
  preview.on_lease(R"({"seconds":4,"width":320})", s);
  const auto wish = preview.wish(false, s);
  BOOST_TEST(wish.left == 1'000);
  BOOST_TEST(wish.bottom == 8'000);
}

BOOST_AUTO_TEST_CASE(corners_are_in_pixels_of_the_picture_and_texts_are_not_told) {
  Watched w;
  auto r = reply({code(vision::Symbology::ean13, "6901234567892"),
                  code(vision::Symbology::qr, "134567890123456789"),
                  code(vision::Symbology::ean13, "2999999900034")});
  r.preview.left = 40, r.preview.top = 20, r.preview.of_width = 640, r.preview.of_height = 360;
  const auto m = w.preview.on_reply(r, 30, s);
  BOOST_REQUIRE(m.has_value());
  BOOST_TEST(m->name == "preview");
  BOOST_TEST(m->blob.size() == 4u);
  for (const auto* text : {"6901234567892", "134567890123456789", "2999999900034"})
    BOOST_TEST(m->body.find(text) == m->body.npos);
  const auto j = json::parse(m->body);
  BOOST_REQUIRE(j["codes"].size() == 3u);
  BOOST_TEST(j["codes"][0]["corners"][0][0] == 80);
  BOOST_TEST(j["codes"][0]["corners"][0][1] == 40);
  BOOST_TEST(j["codes"][0]["px_milli"] == 3'000);
  BOOST_TEST(j["codes"][0]["shown"] == true);
  BOOST_TEST(!j["codes"][0].contains("card"));
  BOOST_TEST(j["codes"][1]["shown"] == false);
  BOOST_TEST(!j["codes"][1].contains("px_milli"));
  BOOST_TEST(j["codes"][2]["card"] == "ean-3");
  BOOST_TEST(j["focus"] == 61);
  BOOST_TEST(j["fps"] == 30);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_told_is_left_out) {
  Watched w;
  auto r = reply({});
  r.preview.focus = -1;
  BOOST_TEST(!w.look(r).contains("focus"));
  r.preview.jpeg.clear();
  BOOST_TEST(!w.preview.on_reply(r, 30, s).has_value());
  r = reply({});
  r.preview.of_width = 0;
  BOOST_TEST(!w.preview.on_reply(r, 30, s).has_value());
  std::vector<vision::FoundCode> many(32, code(vision::Symbology::ean13, "6901234567892"));
  BOOST_TEST(w.look(reply(many))["codes"].size() == CameraPreview::max_codes);
}

BOOST_AUTO_TEST_CASE(the_exposure_is_told_where_the_source_knows_it) {
  Watched w;
  BOOST_TEST(!w.look(reply({})).contains("exposure"));
  const auto told = [&](const Exposure& exposure) {
    return json::parse(w.preview.on_reply(reply({}), 30, s, exposure)->body)["exposure"];
  };
  BOOST_TEST(told({false, 4'000}) == json({{"auto", false}, {"us", 4'000}}));
  BOOST_TEST(told({true, std::nullopt}) == json({{"auto", true}}));
}

BOOST_AUTO_TEST_CASE(the_rate_is_that_of_the_last_looks_at_the_card) {
  Watched w;
  const auto card = code(vision::Symbology::ean13, "2999999900034");
  for (int i = 0; i < 10; ++i) w.look(reply(i % 2 ? std::vector{card} : std::vector<vision::FoundCode>{}));
  auto j = w.look(reply({code(vision::Symbology::ean13, "6901234567892")}));
  BOOST_TEST(j["card"]["looks"] == 11);
  BOOST_TEST(j["card"]["any"] == 5);
  BOOST_TEST(j["card"]["each"]["ean-3"] == 5);
  BOOST_TEST(j["card"]["each"].size() == 1u);
  for (std::size_t i = 0; i < CardRate::window; ++i) j = w.look(reply({card}));
  BOOST_TEST(j["card"]["looks"] == static_cast<int>(CardRate::window));
  BOOST_TEST(j["card"]["any"] == static_cast<int>(CardRate::window));
  w.preview.on_lease(R"({"seconds":4,"width":320})", 60 * s);  // another day
  BOOST_TEST(w.look(reply({}), 60 * s)["card"]["looks"] == 1);
}

BOOST_AUTO_TEST_CASE(light_that_rises_and_falls_flickers_and_a_hand_does_not) {
  const auto flickers = [](auto mean_of) {
    FlickerWatch watch;
    for (int i = 0; i < 40; ++i) watch.add(mean_of(i));
    return watch.flickers();
  };
  BOOST_TEST(!flickers([](int) { return 120; }));
  BOOST_TEST(!flickers([](int i) { return 120 + i % 2; }));        // noise
  BOOST_TEST(!flickers([](int i) { return 60 + 3 * i; }));         // a lamp warms up
  BOOST_TEST(!flickers([](int i) { return i < 30 ? 120 : 60; }));  // a hand comes
  BOOST_TEST(flickers([](int i) { return i % 2 ? 110 : 130; }));
  BOOST_TEST(flickers([](int i) { return 120 + static_cast<int>(15 * std::sin(i * 2.2)); }));
  BOOST_TEST(!flickers([](int) { return 0; }));
  FlickerWatch few;
  for (int i = 0; i < 10; ++i) few.add(i % 2 ? 50 : 150);
  BOOST_TEST(!few.flickers());
}
