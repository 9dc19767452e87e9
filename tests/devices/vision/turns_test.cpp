#include "devices/vision/turns.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using outpost::dev::vision::Turns;

BOOST_AUTO_TEST_CASE(every_other_frame_looks_elsewhere_until_something_is_read) {
  Turns turns;
  std::set<int> elsewhere;
  for (int frame = 0; frame < 40; ++frame) {
    BOOST_TEST((turns.next() > 0) == (frame % 2 == 1));
    if (turns.next() > 0) elsewhere.insert(turns.next());
    turns.after(false, true);
  }
  BOOST_TEST(elsewhere.size() == 20u);
}

BOOST_AUTO_TEST_CASE(where_something_was_read_is_looked_at_again) {
  Turns turns;
  turns.after(false, true);
  const int there = turns.next();
  BOOST_TEST(there > 0);
  for (int frame = 0; frame < 5; ++frame) {
    turns.after(true, true);
    BOOST_TEST(turns.next() == there);
  }
  turns.after(false, true);
  BOOST_TEST(turns.next() == 0);
}

BOOST_AUTO_TEST_CASE(a_still_picture_is_worth_some_more_looks_until_it_is_read) {
  Turns turns;
  BOOST_TEST(!turns.worth_another());
  turns.after(false, true);
  int looks = 1;
  for (; turns.worth_another() && looks < 100; ++looks) turns.after(false, false);
  BOOST_TEST(looks == 16);
  turns.after(false, true);
  BOOST_TEST(turns.worth_another());
  turns.after(true, false);
  BOOST_TEST(!turns.worth_another());
}
