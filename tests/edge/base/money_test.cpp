#include "edge/base/money.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>

using namespace outpost;

BOOST_AUTO_TEST_CASE(products_round_half_up_on_the_absolute_value) {
  struct Case {
    std::int64_t a, b, d, half_up, floor;
  };
  const Case cases[] = {
      {1, 1, 2, 1, 0},
      {-1, 1, 2, -1, -1},
      {1, 1, 3, 0, 0},
      {2, 1, 3, 1, 0},
      {-2, 1, 3, -1, -1},
      {5, 1, 10, 1, 0},
      {4, 1, 10, 0, 0},
      {1999, 250, 1000, 500, 499},
      {-5, 1, 10, -1, -1},
      {0, 7, 3, 0, 0},
      {7, 3, 3, 7, 7},
      {1'000'000'000'000, 1'000'000'000, 1'000'000'000, 1'000'000'000'000, 1'000'000'000'000}};
  for (const auto& c : cases) {
    BOOST_TEST(mul_div_half_up(c.a, c.b, c.d).value() == c.half_up, c.a << "*" << c.b << "/" << c.d);
    BOOST_TEST(mul_div_floor(c.a, c.b, c.d).value() == c.floor, c.a << "*" << c.b << "/" << c.d);
  }
  const auto most = std::numeric_limits<std::int64_t>::max();
  BOOST_TEST(mul_div_half_up(most, most, 1).error().name == "amount-too-large");
  BOOST_TEST(mul_div_floor(most, most, 1).error().name == "amount-too-large");
  BOOST_TEST(mul_div_half_up(most, most, most).value() == most);
}

BOOST_AUTO_TEST_CASE(yuan_is_written_and_read) {
  struct Case {
    std::int64_t fen;
    const char* text;
  };
  for (const auto& c : {Case{0, "0.00"}, Case{5, "0.05"}, Case{1250, "12.50"}, Case{100, "1.00"},
                        Case{99'999'999, "999999.99"}}) {
    BOOST_TEST(yuan_text(Fen{c.fen}) == c.text);
    BOOST_TEST(parse_yuan(c.text)->v == c.fen);
  }
  BOOST_TEST(yuan_text(Fen{-5}) == "-0.05");
  BOOST_TEST(yuan_text(Fen{std::numeric_limits<std::int64_t>::min()}) == "-92233720368547758.08");
  BOOST_TEST(parse_yuan("12")->v == 1200);
  BOOST_TEST(parse_yuan("12.5")->v == 1250);
  for (const auto* bad : {"", ".", ".5", "1.", "1.234", "-1", "+1", "1,5", " 1", "1 ", "1e3",
                          "99999999999999999999", "0x10", "１"})
    BOOST_TEST(!parse_yuan(bad).ok(), bad);
}
