// When a picture is none of anything, and when that is only for a moment.
#include "devices/drivers/frame_health.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::dev;

namespace {

/// Thirty frames a second for `ms`, told by `each`; what is wrong at the end.
template <class F> std::string after(FrameHealth& health, Micros& now, int ms, F each) {
  for (const Micros end = now + ms * us_per_ms; now <= end; now += 33 * us_per_ms) each();
  return std::string(health.trouble());
}

struct Watch {
  FrameHealth health;
  Micros now = us_per_s;
  std::uint64_t digest = 1;

  std::string good(int ms) { return run(ms, 10, 200, true); }
  std::string run(int ms, int darkest, int brightest, bool moves) {
    return after(health, now, ms, [&] {
      health.on_frame(true, moves ? ++digest : digest, now);
      health.on_opened(darkest, brightest, now);
    });
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_good_picture_is_no_trouble) {
  Watch w;
  BOOST_TEST(w.good(60'000) == "");
}

BOOST_AUTO_TEST_CASE(halves_for_two_seconds_are_a_reason_until_a_whole_one_is_opened) {
  Watch w;
  w.good(1'000);
  const auto half = [&] { w.health.on_frame(false, 0, w.now); };
  BOOST_TEST(after(w.health, w.now, 1'800, half) == "");
  BOOST_TEST(after(w.health, w.now, 400, half) == "camera-half-frames");
  BOOST_TEST(w.good(10) == "");
  const auto cut = [&] { w.health.on_frame(true, ++w.digest, w.now), w.health.on_broken(w.now); };
  BOOST_TEST(after(w.health, w.now, 2'200, cut) == "camera-half-frames");
}

BOOST_AUTO_TEST_CASE(a_half_frame_now_and_then_is_none) {
  Watch w;
  for (int i = 0; i < 100; ++i) {
    w.health.on_frame(false, 0, w.now += 33 * us_per_ms);
    BOOST_TEST(w.good(40) == "");
  }
}

BOOST_AUTO_TEST_CASE(the_same_bytes_for_five_seconds_are_a_frozen_camera) {
  Watch w;
  BOOST_TEST(w.run(4'900, 10, 200, false) == "");
  BOOST_TEST(w.run(300, 10, 200, false) == "camera-frozen");
  BOOST_TEST(w.good(10) == "");
  for (int i = 0; i < 600; ++i) w.health.on_frame(true, 0, w.now += 33 * us_per_ms);  // a file, a pattern
  BOOST_TEST(w.health.trouble() == "");
}

BOOST_AUTO_TEST_CASE(darkness_and_one_colour_have_their_own_names_and_times) {
  Watch w;
  BOOST_TEST(w.run(2'800, 0, 24, true) == "");
  BOOST_TEST(w.run(400, 0, 24, true) == "camera-dark");
  BOOST_TEST(w.good(10) == "");
  BOOST_TEST(w.run(9'800, 120, 123, true) == "");
  BOOST_TEST(w.run(400, 120, 123, true) == "camera-one-colour");
  BOOST_TEST(w.run(10, 120, 124, true) == "");
}

BOOST_AUTO_TEST_CASE(a_dark_frozen_picture_is_dark_and_one_that_was_closed_begins_anew) {
  Watch w;
  BOOST_TEST(w.run(20'000, 0, 0, false) == "camera-dark");
  w.health.forget();
  BOOST_TEST(w.health.trouble() == "");
  BOOST_TEST(w.run(1'000, 0, 0, false) == "");
}
