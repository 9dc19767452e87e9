// When a frame may be passed over: a video by the frame, against the worker that would say `same`.
#include "devices/drivers/camera_meter.hpp"
#include "devices/drivers/look_rule.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdlib>

using namespace outpost;
using namespace outpost::dev;

namespace {

constexpr Micros frame = 33'334;

struct Video {
  LookRule rule{true};
  Micros now = us_per_s;
  std::string code;
  bool same = false;  // nothing was seen yet

  /// Frames for `ms`; how many of them were read.
  int run(int ms, bool moves = false) {
    int read = 0;
    for (const Micros end = now + ms * us_per_ms; now < end; now += frame, same = !moves) {
      if (same && rule.may_skip(now)) continue;
      vision::WorkReply reply;
      reply.same = same;
      if (!code.empty()) reply.codes.push_back({vision::Symbology::ean13, code, {}, {}});
      rule.on_looked(reply, now);
      ++read;
    }
    return read;
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(an_idle_camera_is_read_for_two_seconds_and_then_once_a_second) {
  Video v;
  BOOST_TEST(v.run(2'000) >= 59);
  const int later = v.run(8'000);
  BOOST_TEST(later >= 7);
  BOOST_TEST(later <= 9);
  BOOST_TEST(v.run(60'000) <= 31);
}

BOOST_AUTO_TEST_CASE(when_nothing_happened_for_long_every_other_frame_is_not_even_opened) {
  Video v;
  v.run(11'000);
  int opened = 0;
  for (const Micros end = v.now + 2 * us_per_s; v.now < end; v.now += frame) {
    if (v.rule.may_rest(v.now)) continue;
    v.rule.on_begin(v.now);
    ++opened;
  }
  BOOST_TEST(opened >= 29);
  BOOST_TEST(opened <= 31);
  BOOST_TEST(v.run(20'000) <= 11);
  vision::WorkReply moved;
  v.rule.on_looked(moved, v.now);
  v.rule.on_begin(v.now);
  BOOST_TEST(!v.rule.may_rest(v.now + 1));
  BOOST_TEST(!v.rule.may_skip(v.now + 1));
}

BOOST_AUTO_TEST_CASE(what_moves_is_read_in_every_frame) {
  Video v;
  BOOST_TEST(v.run(5'000, true) == 150);
}

BOOST_AUTO_TEST_CASE(a_look_that_says_something_else_opens_the_gate_although_nothing_moved) {
  Video v;
  v.run(10'000);
  v.code = "6901234567892";
  BOOST_TEST(v.run(4'000) >= 60);
  BOOST_TEST(v.run(10'000) <= 12);
}

BOOST_AUTO_TEST_CASE(after_a_death_of_the_reader_it_is_looked_at_again) {
  Video v;
  v.run(10'000);
  BOOST_TEST(v.rule.may_skip(v.now));
  v.rule.on_failed();
  BOOST_TEST(!v.rule.may_skip(v.now));
}

BOOST_AUTO_TEST_CASE(slow_cameras_get_their_five_looks_too) {
  Video v;
  for (int i = 0; i < 5; ++i) {
    BOOST_TEST(!v.rule.may_skip(v.now));
    vision::WorkReply reply;
    reply.same = i > 0;
    v.rule.on_looked(reply, v.now += us_per_s);
  }
  BOOST_TEST(v.rule.may_skip(v.now));
}

BOOST_AUTO_TEST_CASE(without_the_gate_every_frame_is_read) {
  LookRule rule(false);
  vision::WorkReply reply;
  reply.same = true;
  for (Micros now = us_per_s; now < 20 * us_per_s; now += frame) {
    BOOST_TEST(!rule.may_skip(now));
    rule.on_looked(reply, now);
  }
}

BOOST_AUTO_TEST_CASE(the_meter_tells_the_last_full_second) {
  CameraMeter meter;
  std::map<std::string, std::int64_t, std::less<>> counters;
  meter.add_to(counters);
  BOOST_TEST(counters.empty());
  Micros now = us_per_s;
  for (int i = 0; i < 70; ++i, now += frame) {
    meter.on_frame(now);
    meter.on_begin(300 + i % 2 * 200, now);
    if (i % 3)
      meter.on_skipped(1'000, now);
    else
      meter.on_read(4'000, 9'000, now);
  }
  meter.add_to(counters);
  BOOST_TEST(counters["fps"] == 30);
  BOOST_TEST(counters["looks_per_s"] == 10);
  BOOST_TEST(std::abs(counters["wait_us"] - 400) < 10);
  BOOST_TEST(std::abs(counters["open_us"] - 2'000) < 100);
  BOOST_TEST(counters["read_us"] == 9'000);
  meter.forget();
  counters.clear();
  meter.add_to(counters);
  BOOST_TEST(counters.empty());
}
