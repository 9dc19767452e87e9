#include "edge/base/bytes.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;

BOOST_AUTO_TEST_CASE(hex_goes_there_and_back) {
  const Bytes b = {0x00, 0x7f, 0x80, 0xff};
  BOOST_TEST(to_hex(b) == "007f80ff");
  BOOST_TEST((from_hex("007F80ff").value() == b));
  for (const auto* bad : {"0", "0g", "zz", "0 "}) BOOST_TEST(!from_hex(bad).ok(), bad);
}

BOOST_AUTO_TEST_CASE(utf8_is_told_from_what_only_looks_like_it) {
  struct Case {
    std::string text;
    bool ok;
  };
  const Case cases[] = {
      {"", true},
      {"plain", true},
      {"前哨", true},
      {"\xF0\x9F\x9A\x97", true},   // a car
      {"\xC0\xAF", false},          // overlong slash
      {"\xE0\x80\x80", false},      // overlong
      {"\xED\xA0\x80", false},      // surrogate
      {"\xF4\x90\x80\x80", false},  // over U+10FFFF
      {"\xE5\x89", false},          // cut
      {"\x80", false},              // continuation alone
      {"\xFF", false},
  };
  for (const auto& c : cases) BOOST_TEST(is_utf8(c.text) == c.ok, to_hex(as_bytes(c.text)));
}
