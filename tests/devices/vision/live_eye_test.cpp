// The child's eye on a video: what is passed over, and pictures as cameras make them.
#include "devices/vision/live_eye.hpp"

#include "tests/devices/vision/draw.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::dev::test;
using namespace outpost::dev::vision;

namespace {

Gray page(const char* digits) {
  return on_page(draw_bars(ean13_modules(digits), 3, 90), 640, 480, 100, 150, 180);
}

struct Eye {
  SystemClock clock;
  LiveEye eye;

  WorkReply look(ByteView bytes, bool may_skip) {
    WorkRequest q;
    q.length = bytes.size();
    q.may_skip = may_skip;
    q.budget_us = us_per_s;
    WorkReply reply;
    eye.look(q, bytes, clock, reply);
    return reply;
  }
  WorkReply look(const Gray& picture, bool may_skip) {
    WorkRequest q;
    q.kind = FrameKind::gray;
    q.width = q.stride = picture.width, q.height = picture.height;
    q.length = picture.pixels.size();
    q.may_skip = may_skip;
    q.budget_us = us_per_s;
    WorkReply reply;
    eye.look(q, picture.pixels, clock, reply);
    return reply;
  }
};

/// As many cameras send them: without the Huffman tables, which everybody knows.
Bytes without_tables(const Bytes& jpeg) {
  Bytes out(jpeg.begin(), jpeg.begin() + 2);
  std::size_t at = 2;
  while (at + 4 <= jpeg.size() && jpeg[at] == 0xFF && jpeg[at + 1] != 0xDA) {
    const std::size_t length = 2 + (std::size_t{jpeg[at + 2]} << 8) + jpeg[at + 3];
    if (jpeg[at + 1] != 0xC4)
      out.insert(out.end(), jpeg.begin() + static_cast<std::ptrdiff_t>(at),
                 jpeg.begin() + static_cast<std::ptrdiff_t>(at + length));
    at += length;
  }
  out.insert(out.end(), jpeg.begin() + static_cast<std::ptrdiff_t>(at), jpeg.end());
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_frame_that_shows_nothing_new_is_passed_over_only_when_it_may_be) {
  for (const bool file : {false, true}) {
    Eye e;
    const auto show = [&](const char* digits, std::uint64_t seed, bool may_skip) {
      const auto picture = noisy(page(digits), 8, seed);
      return file ? e.look(as_jpeg(picture, 80), may_skip) : e.look(picture, may_skip);
    };
    auto r = show("6901234567892", 1, true);
    BOOST_TEST(!r.same);
    BOOST_TEST(!r.skipped);
    BOOST_REQUIRE(r.codes.size() == 1u);
    r = show("6901234567892", 2, true);
    BOOST_TEST(r.same);
    BOOST_TEST(r.skipped);
    BOOST_TEST(r.codes.empty());
    r = show("6901234567892", 3, false);
    BOOST_TEST(r.same);
    BOOST_TEST(!r.skipped);
    BOOST_TEST(r.codes.size() == 1u);
    r = show("4006381333931", 4, true);
    BOOST_TEST(!r.skipped);
    BOOST_REQUIRE(r.codes.size() == 1u);
    BOOST_TEST(r.codes[0].text == "4006381333931");
  }
}

/// Only some rows, away from the usual ones, show all of it: a camera on a stand sees that again and again.
BOOST_AUTO_TEST_CASE(a_code_under_a_glare_is_looked_at_on_other_rows_until_it_is_read) {
  constexpr int height = 200, free_from = 52, free_to = 78;
  auto code = draw_bars(ean13_modules("6901234567892"), 3, height);
  for (int y = 0; y < height; ++y)
    for (int x = 120; x < 200 && (y < free_from || y >= free_to); ++x)
      code.pixels[static_cast<std::size_t>(y * code.width + x)] = 255;
  const auto still = out_of_focus(on_page(code, 640, 480, 100, 120, 180), 2.4);
  for (const bool may_skip : {false, true}) {
    Eye e;
    int frames = 1;
    auto r = e.look(noisy(still, 4, 1), may_skip);
    BOOST_TEST(r.codes.empty());
    for (; r.codes.empty() && frames < 40; ++frames)
      r = e.look(noisy(still, 4, static_cast<std::uint64_t>(frames) + 1), may_skip);
    BOOST_REQUIRE(r.codes.size() == 1u);
    BOOST_TEST(r.codes[0].text == "6901234567892");
    BOOST_TEST(!e.look(noisy(still, 4, 99), false).codes.empty());
    BOOST_TEST(e.look(noisy(still, 4, 100), true).skipped);
  }
}

/// A payment code stuck to the counter, in the camera's view all day.
BOOST_AUTO_TEST_CASE(goods_are_read_beside_a_square_code_that_is_always_there) {
  const auto code = out_of_focus(draw_bars(ean13_modules("6901234567892"), 2, 90), 1.8);
  const auto still = on_page(draw_qr("https://pay.example/4711", 4), 640, 480, 20, 20, 180);
  auto picture = still;
  for (int y = 0; y < code.height; ++y)
    std::copy_n(code.pixels.begin() + static_cast<std::ptrdiff_t>(y) * code.width, code.width,
                picture.pixels.begin() + static_cast<std::ptrdiff_t>(300 + y) * picture.width + 330);
  Eye e;
  std::string seen;
  for (std::uint64_t frame = 1; frame <= 6; ++frame) {
    const auto r = e.look(noisy(picture, 4, frame), false);
    BOOST_TEST(!r.codes.empty());
    for (const auto& c : r.codes) seen += c.text + " ";
  }
  BOOST_TEST(seen.find("6901234567892") != seen.npos, seen);
  BOOST_TEST(seen.find("pay.example") != seen.npos, seen);
}

BOOST_AUTO_TEST_CASE(a_picture_without_a_code_is_passed_over_after_a_while) {
  Eye e;
  const Gray paper{640, 480, Bytes(640 * 480, 180)};
  int looked = 0;
  for (std::uint64_t frame = 1; frame <= 60; ++frame) looked += !e.look(noisy(paper, 4, frame), true).skipped;
  BOOST_TEST(looked == 16);
}

BOOST_AUTO_TEST_CASE(what_creeps_is_held_against_the_last_look_and_not_against_the_last_frame) {
  Eye e;
  e.look(page("6901234567892"), true);
  int passed = 0;
  for (int level = 0; level < 20; ++level) {
    Gray p = page("6901234567892");
    for (auto& v : p.pixels) v = static_cast<std::uint8_t>(std::max(0, v - level));
    passed += e.look(p, true).skipped;
  }
  BOOST_TEST(passed > 5);
  BOOST_TEST(passed < 20);
}

BOOST_AUTO_TEST_CASE(a_camera_s_jpeg_without_huffman_tables_is_read) {
  Eye e;
  const auto bare = without_tables(as_jpeg(page("6901234567892"), 80));
  BOOST_TEST(bare.size() + 200 < as_jpeg(page("6901234567892"), 80).size());
  const auto r = e.look(bare, false);
  BOOST_TEST(r.error == "");
  BOOST_REQUIRE(r.codes.size() == 1u);
  BOOST_TEST(r.codes[0].text == "6901234567892");
  BOOST_TEST(r.opened_us <= 5 * us_per_s);
}

BOOST_AUTO_TEST_CASE(half_a_jpeg_is_an_error_and_the_next_frame_is_no_repetition_of_it) {
  Eye e;
  const auto whole = as_jpeg(noisy(page("6901234567892"), 30, 1), 90);
  BOOST_TEST(e.look(ByteView(whole).first(whole.size() / 2), true).error == "picture-cut-short");
  BOOST_TEST(e.look(as_bytes("\xFF\xD8 no picture"), true).error.starts_with("picture-"));
  BOOST_TEST(!e.look(whole, true).skipped);
}

BOOST_AUTO_TEST_CASE(the_light_of_a_frame_is_told) {
  Eye e;
  const Gray dark{640, 480, Bytes(640 * 480, 12)};
  const auto r = e.look(as_jpeg(dark), true);
  BOOST_TEST(r.darkest >= 10);
  BOOST_TEST(r.brightest <= 14);
}

BOOST_AUTO_TEST_CASE(a_picture_for_people_is_made_only_when_it_is_wished_for) {
  SystemClock clock;
  LiveEye eye;
  const auto frame = page("6901234567892");
  WorkRequest q;
  q.kind = FrameKind::gray;
  q.width = q.stride = frame.width, q.height = frame.height;
  q.length = frame.pixels.size();
  q.budget_us = us_per_s;
  WorkReply plain, shown, second, file;
  eye.look(q, frame.pixels, clock, plain);
  BOOST_TEST(plain.preview.jpeg.empty());
  q.preview.side = 320;
  eye.look(q, frame.pixels, clock, shown);
  BOOST_TEST(shown.preview.jpeg.size() > 500u);
  BOOST_TEST(shown.preview.width == 320);
  BOOST_TEST(shown.codes.size() == 1u);
  q.careful = true;  // after a death: nothing that may die again
  eye.look(q, frame.pixels, clock, second);
  BOOST_TEST(second.preview.jpeg.empty());
  q.careful = false;
  q.kind = FrameKind::file;
  const auto jpeg = as_jpeg(frame);
  q.length = jpeg.size();
  eye.look(q, jpeg, clock, file);
  BOOST_TEST(file.preview.width == 320);
  WorkReply half;
  eye.look(q, ByteView(jpeg).first(jpeg.size() / 2), clock, half);
  BOOST_TEST(half.preview.jpeg.empty());
}
