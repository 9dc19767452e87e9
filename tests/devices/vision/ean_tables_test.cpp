// The tables of the retail symbologies, held against drawings that were made from the definitions elsewhere.
#include "devices/vision/rivals.hpp"
#include "tests/devices/vision/draw.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost::dev::vision;
using namespace outpost::dev::test;

namespace {

struct Case {
  Layout layout;
  const char* text;
  std::string modules;
};

std::vector<Case> cases() {
  return {{Layout::ean13, "6901234567892", ean13_modules("6901234567892")},
          {Layout::ean13, "0012345678905", ean13_modules("0012345678905")},
          {Layout::ean13, "4006381333931", ean13_modules("4006381333931")},
          {Layout::ean8, "96385074", ean8_modules("96385074")},
          {Layout::upce, "01234565", upce_modules("01234565")}};
}

/// Every way costs 1 but those of the text, which cost nothing.
Prices prices_for(const Ways& drawn) {
  Prices out;
  for (std::size_t i = 0; i < max_cells; ++i) {
    out[i].fill(1);
    out[i][drawn[i]] = 0;
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(edges_are_where_the_drawing_has_them) {
  for (const auto& c : cases()) {
    const auto drawn = ways_of(c.layout, c.text);
    BOOST_REQUIRE(drawn);
    std::string modules(c.modules.size(), '0');
    for (const auto& e : edges_of(c.layout, *drawn))
      for (auto m = static_cast<std::size_t>(e.at); m < modules.size(); ++m)
        modules[m] = e.sign > 0 ? '1' : '0';
    BOOST_TEST(modules == c.modules, c.text);
    BOOST_TEST(static_cast<int>(c.modules.size()) == info_of(c.layout).modules);
  }
}

BOOST_AUTO_TEST_CASE(a_number_that_is_none_of_the_layout_is_not_drawn) {
  BOOST_TEST(!ways_of(Layout::ean13, "6901234567893"));
  BOOST_TEST(!ways_of(Layout::ean13, "96385074"));
  BOOST_TEST(!ways_of(Layout::ean8, "96385075"));
  BOOST_TEST(!ways_of(Layout::upce, "01234566"));
  BOOST_TEST(!ways_of(Layout::upce, "21234565"));
  BOOST_TEST(!ways_of(Layout::ean13, "69012345678x2"));
}

BOOST_AUTO_TEST_CASE(the_cheapest_text_is_chosen_and_the_second_differs) {
  for (const auto& c : cases()) {
    const auto prices = prices_for(*ways_of(c.layout, c.text));
    const auto found = choose(c.layout, prices);
    BOOST_TEST(found.best.text == c.text);
    BOOST_TEST(found.second.text != c.text);
    // A single digit cannot change alone, the check digit sees it; but in a UPC-E the last one can.
    BOOST_TEST(found.second.price >= (c.layout == Layout::upce ? 1.F : 2.F));
  }
}

BOOST_AUTO_TEST_CASE(the_check_digit_repairs_one_unreadable_digit) {
  auto prices = prices_for(*ways_of(Layout::ean13, "6901234567892"));
  prices[4].fill(0);
  BOOST_TEST(choose(Layout::ean13, prices).best.text == "6901234567892");
}
