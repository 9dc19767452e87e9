// The test card is known by its texts, and its bars are those of its numbers.
#include "edge/base/test_card.hpp"

#include "edge/base/gtin.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace outpost;

BOOST_AUTO_TEST_CASE(every_code_of_the_card_is_known_by_its_text_and_no_other_is) {
  std::set<std::string_view> names, texts;
  for (const auto& code : test_card()) {
    BOOST_TEST(names.insert(code.name).second);
    BOOST_TEST(texts.insert(code.text).second);
    BOOST_TEST(test_code_of(code.text) == &code);
    BOOST_TEST(code.dots >= 2);
    BOOST_REQUIRE(!code.rows.empty());
    for (const auto& row : code.rows) {
      BOOST_TEST(row.size() == code.rows.front().size());
      BOOST_TEST(row.find_first_not_of("01") == row.npos);
    }
  }
  for (const auto* text : {"", "2999999900028", "6901234567892", "299999990002", "OUTPOST", "opcard01"})
    BOOST_TEST(test_code_of(text) == nullptr, text);
}

BOOST_AUTO_TEST_CASE(its_numbers_are_of_the_shops_own_prefix_and_have_right_check_digits) {
  int numbers = 0;
  for (const auto& code : test_card()) {
    if (code.symbology != "EAN13") continue;
    ++numbers;
    BOOST_TEST(code.text.starts_with("29"));
    BOOST_TEST(is_gtin(code.text));
    BOOST_TEST(code.rows.front().size() == 95u);
    BOOST_TEST(code.rows.front() == ean13_modules(code.text));
  }
  BOOST_TEST(numbers >= 4);
}

BOOST_AUTO_TEST_CASE(bars_are_those_of_the_general_specifications) {
  // GS1 General Specifications, figure 5.2.1: the modules of 4006381333931, written down by hand.
  BOOST_TEST(ean13_modules("4006381333931") == "101"
                                               "0001101"
                                               "0100111"
                                               "0101111"
                                               "0111101"
                                               "0001001"
                                               "0110011"
                                               "01010"
                                               "1000010"
                                               "1000010"
                                               "1000010"
                                               "1110100"
                                               "1000010"
                                               "1100110"
                                               "101");
}
