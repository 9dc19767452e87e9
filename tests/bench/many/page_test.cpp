#include "tests/bench/many/page.hpp"

#include <boost/test/unit_test.hpp>
#include <set>

using namespace outpost::bench;

BOOST_AUTO_TEST_CASE(a_page_holds_twelve_different_codes_that_do_not_touch) {
  const auto page = page_of(3);
  BOOST_REQUIRE(page.products.size() == 12u);
  BOOST_TEST(page.frame.width == 1'920);
  std::set<std::string> texts, formats;
  for (std::size_t i = 0; i < 12; ++i) {
    texts.insert(page.products[i].truth.expected);
    formats.insert(page.products[i].truth.format);
    BOOST_TEST(whole_in_frame(page.products[i], page.poses[i], 1'920, 1'080));
    // Within its own cell, so in nobody else's way.
    for (const auto& p : code_in_frame(page.products[i], page.poses[i])) {
      BOOST_TEST(static_cast<std::size_t>(p.x / 480) == i % 4);
      BOOST_TEST(static_cast<std::size_t>(p.y / 360) == i / 4);
    }
  }
  BOOST_TEST(texts.size() == 12u);
  BOOST_TEST(formats.size() == 2u);
  BOOST_CHECK(page_of(3).frame.pixels == page.frame.pixels);
}
