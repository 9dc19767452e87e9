#include "tests/bench/stream/watch.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::bench;

namespace {

const dev::Photo truth{"a", "EAN13", "6901234567892", ""};

/// "." nothing, "R" the code by a strong look, "w" by a weak one, "X" another; each in `ms`.
std::vector<dev::Outcome> frames(const std::string& seen, int ms = 10) {
  std::vector<dev::Outcome> out;
  for (const char c : seen) {
    dev::Outcome o;
    o.took = o.cpu = ms * us_per_ms;
    const dev::vision::Corners at{{{10, 10}, {110, 10}, {110, 50}, {10, 50}}};
    if (c == 'R' || c == 'w')
      o.codes.push_back({dev::vision::Symbology::ean13,
                         truth.expected,
                         at,
                         {c == 'R' ? dev::vision::Stage::fast : dev::vision::Stage::hard, 1, 20}});
    if (c == 'X')
      o.codes.push_back(
          {dev::vision::Symbology::ean13, "4006381333931", at, {dev::vision::Stage::fast, 1, 50}});
    out.push_back(o);
  }
  return out;
}

int first(const std::vector<dev::Outcome>& seen, const Watch& how, int whole_from = 2) {
  return watch(seen, {whole_from, whole_from + 2}, truth, how).first.value_or(0);
}

}  // namespace

BOOST_AUTO_TEST_CASE(frames_are_counted_from_the_first_with_all_of_the_code) {
  const Watch every{Pace::every, false, false};
  BOOST_TEST(first(frames("..R.."), every) == 1);
  BOOST_TEST(first(frames("....R"), every) == 3);
  BOOST_TEST(first(frames("R...."), every) == 1);  // before all of it was there
  BOOST_TEST(first(frames("....."), every) == 0);
  BOOST_TEST(watch(frames(".....R"), {2, 4}, truth, every).held.value() == 2);
  BOOST_TEST(watch(frames("...R.."), {2, 4}, truth, every).held.value() == 1);
  BOOST_TEST(watch(frames("....R."), {1, 2}, truth, every).waited == 2);
  BOOST_TEST(watch(frames("......"), {1, 2}, truth, every).waited == 4);  // to the end
  BOOST_TEST(watch(frames("R....."), {1, 2}, truth, every).waited == 0);
  BOOST_TEST(watch(frames("..XR."), {2, 2}, truth, every).wrong.size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_products_rules_for_streams_want_a_weak_text_twice) {
  const Watch stream{Pace::every, false, true};
  BOOST_TEST(first(frames("..w.w"), stream) == 3);
  BOOST_TEST(first(frames("..w.."), stream) == 0);
  BOOST_TEST(first(frames("..R.."), stream) == 1);
}

BOOST_AUTO_TEST_CASE(a_slow_reader_loses_the_frames_behind_and_tells_later) {
  const Watch newest{Pace::newest, false, false}, strict{Pace::strict, false, false};
  // 50 ms a frame: 0 until 50, 1 from 50 to 100, 2 would begin at 100 with 3 there: 3 from 100 to 150.
  const auto slow = watch(frames("....R.....", 50), {2, 2}, truth, newest);
  BOOST_TEST(slow.dropped > 0);
  BOOST_TEST(first(frames("RRRRRRRRRR", 50), newest, 0) == 2);
  BOOST_TEST(first(frames("RRRRRRRRRR", 101), newest, 0) == 4);
  BOOST_TEST(first(frames("RRRRRRRRRR", 30), newest, 0) == 1);
  BOOST_TEST(first(frames("RRRR", 40), strict) == 0);
  BOOST_TEST(watch(frames("RRRR", 40), {2, 2}, truth, strict).dropped == 4);
  auto other_clock = frames("RRRR", 40);
  for (auto& f : other_clock) f.cpu = 5 * us_per_ms;
  BOOST_TEST(first(other_clock, {Pace::strict, true, false}) == 1);
}
