#include "edge/base/gtin.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;

BOOST_AUTO_TEST_CASE(codes_take_their_canonical_form) {
  struct Case {
    const char* in;
    const char* out;  // canonical, or the name of the error
  };
  const Case cases[] = {
      {"6901234567892", "6901234567892"},
      {"012345678905", "0012345678905"},
      {"12345670", "0000012345670"},
      {"06901234567892", "6901234567892"},
      {"16901234567899", "16901234567899"},
      {"6901234567893", "bad-check-digit"},
      {"690123456789", "bad-check-digit"},
      {"", "bad-code"},
      {"123", "bad-code"},
      {"69012345678９2", "bad-code"},
      {"-901234567892", "bad-code"},
      {"123456789012345", "bad-code"},
  };
  for (const auto& c : cases) {
    const auto r = canonical_gtin(c.in);
    BOOST_TEST((r.ok() ? *r : r.error().name) == c.out, c.in);
  }
}

BOOST_AUTO_TEST_CASE(every_wrong_digit_is_seen) {
  const std::string good = "6901234567892";
  for (std::size_t i = 0; i < good.size(); ++i)
    for (char d = '0'; d <= '9'; ++d) {
      std::string s = good;
      s[i] = d;
      BOOST_TEST(is_gtin(s) == (s == good), s);
    }
}

BOOST_AUTO_TEST_CASE(upc_e_expands_by_its_last_digit) {
  struct Case {
    const char* in;
    const char* out;
  };
  // One row per rule of the last digit: 0-2, 3, 4, 5-9 (GS1 General Specifications, UPC-E zero suppression).
  const Case cases[] = {{"01234505", "012000003455"},
                        {"04252614", "042100005264"},
                        {"01234133", "012300000413"},
                        {"01234145", "012340000015"},
                        {"01234558", "012345000058"}};
  for (const auto& c : cases) {
    const auto r = upc_e_to_upc_a(c.in);
    BOOST_TEST((r.ok() ? *r : r.error().name) == c.out, c.in);
    if (r.ok()) BOOST_TEST(is_gtin(*r), c.in);
  }
  BOOST_TEST(upc_e_to_upc_a("21234505").error().name == "bad-code");
  BOOST_TEST(upc_e_to_upc_a("01234506").error().name == "bad-check-digit");
}
