#include "devices/transport/back_off.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using outpost::dev::BackOff;

BOOST_AUTO_TEST_CASE(pauses_double_to_ten_seconds_and_spread_by_a_fifth) {
  SeededRandom random(1);
  BackOff back_off(random);
  Micros expected = BackOff::first;
  for (int i = 0; i < 12; ++i) {
    const Micros pause = back_off.lost(1'000) - 1'000;
    BOOST_TEST(pause >= expected * 4 / 5);
    BOOST_TEST(pause <= expected * 6 / 5);
    expected = std::min(expected * 2, BackOff::most);
  }
}

BOOST_AUTO_TEST_CASE(pauses_of_two_units_differ) {
  SeededRandom random(2);
  BackOff a(random), b(random);
  int same = 0;
  for (int i = 0; i < 10; ++i) same += a.lost(0) == b.lost(0);
  BOOST_TEST(same < 3);
}

BOOST_AUTO_TEST_CASE(a_minute_of_good_service_is_rewarded_and_less_is_not) {
  SeededRandom random(3);
  BackOff back_off(random);
  for (int i = 0; i < 6; ++i) back_off.lost(0);
  back_off.opened(100 * us_per_s);
  BOOST_TEST(back_off.lost(159 * us_per_s) - 159 * us_per_s > us_per_s);  // flapping goes on being slow
  back_off.opened(200 * us_per_s);
  BOOST_TEST(back_off.lost(260 * us_per_s) - 260 * us_per_s <= BackOff::first * 6 / 5);
}
