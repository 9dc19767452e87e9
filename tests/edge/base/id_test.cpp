#include "edge/base/id.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <thread>

using namespace outpost;

BOOST_AUTO_TEST_CASE(ids_are_version_7_and_rise_even_when_the_clock_goes_back) {
  ManualClock clock;
  SeededRandom random(1);
  IdSource ids(clock, random);
  Id last;
  for (int i = 0; i < 20'000; ++i) {
    if (i % 1'000 == 500) clock.set_wall(clock.wall_us() - 86'400 * us_per_s);
    if (i % 1'000 == 900) clock.advance(86'401 * us_per_s);
    const Id id = ids.next();
    BOOST_REQUIRE(id > last);
    BOOST_REQUIRE((id.bytes[6] >> 4) == 7);
    BOOST_REQUIRE((id.bytes[8] >> 6) == 2);
    last = id;
  }
}

BOOST_AUTO_TEST_CASE(the_time_stands_in_front) {
  ManualClock clock(0x0123456789ABLL * us_per_ms);
  SeededRandom random(2);
  BOOST_TEST(IdSource(clock, random).next().text().starts_with("01234567-89ab-7"));
}

BOOST_AUTO_TEST_CASE(threads_never_get_the_same_id) {
  SystemClock clock;
  SystemRandom random;
  IdSource ids(clock, random);
  std::vector<std::vector<Id>> made(4);
  std::vector<std::thread> threads;
  for (auto& m : made)
    threads.emplace_back([&] {
      for (int i = 0; i < 5'000; ++i) m.push_back(ids.next());
    });
  for (auto& t : threads) t.join();
  std::set<Id> all;
  for (const auto& m : made) all.insert(m.begin(), m.end());
  BOOST_TEST(all.size() == 20'000u);
}

BOOST_AUTO_TEST_CASE(text_goes_there_and_back) {
  const std::string text = "0190a5c2-8c1e-7d3a-9f00-0123456789ab";
  BOOST_TEST(parse_id(text)->text() == text);
  BOOST_TEST(parse_id("0190A5C28C1E7D3A9F000123456789AB")->text() == text);
  BOOST_TEST(parse_id(text)->hex() == "0190a5c28c1e7d3a9f000123456789ab");
  for (const auto* bad : {"", "0190a5c2", "0190a5c2-8c1e-7d3a-9f00-0123456789ag",
                          "0190a5c2x8c1e-7d3a-9f00-0123456789ab", "0190a5c28c1e-7d3a-9f00-0123456789ab-"})
    BOOST_TEST(!parse_id(bad).ok(), bad);
}
