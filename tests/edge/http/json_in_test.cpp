#include "edge/http/head_scan.hpp"
#include "edge/http/json_in.hpp"
#include "edge/http/request.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

using namespace outpost;
using namespace outpost::http;
namespace data = boost::unit_test::data;

namespace {

struct BadText {
  std::string text, name;
  friend std::ostream& operator<<(std::ostream& o, const BadText& b) { return o << b.text.substr(0, 40); }
};

std::string nested(int depth) {
  return "{\"a\":" + std::string(static_cast<std::size_t>(depth), '[') +
         std::string(static_cast<std::size_t>(depth), ']') + "}";
}

const BadText bad_texts[] = {
    {"{", "bad-json"},
    {"{\"a\":1,}", "bad-json"},
    {"{'a':1}", "bad-json"},
    {"{\"a\":NaN}", "bad-json"},
    {"{\"a\":1} trailing", "bad-json"},
    {"{\"a\":\"\xff\"}", "bad-json"},
    {std::string("{\"a\":\"\0\"}", 9), "bad-json"},
    {"[]", "not-an-object"},
    {"7", "not-an-object"},
    {"null", "not-an-object"},
    {nested(1'000), "json-too-deep"},
    {nested(32), "json-too-deep"},
    {std::string(1'000'000, '['), "json-too-deep"},
};

struct BadNumber {
  std::string text, name;
  friend std::ostream& operator<<(std::ostream& o, const BadNumber& b) { return o << b.text; }
};

const BadNumber bad_numbers[] = {
    {"0", "bad-field"},
    {"-1", "bad-field"},
    {"1.5", "bad-field"},
    {"1.0", "bad-field"},
    {"1e3", "bad-field"},
    {"\"1\"", "bad-field"},
    {"true", "bad-field"},
    {"[1]", "bad-field"},
    {"null", "missing-field"},
    {"9223372036854775808", "bad-field"},
    {"18446744073709551616", "bad-field"},
    {"-9223372036854775809", "bad-field"},
    {"1000001", "bad-field"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(json_in)

BOOST_DATA_TEST_CASE(refuses_bad_text, data::make(bad_texts), row) {
  const auto j = JsonIn::parse(row.text);
  BOOST_REQUIRE(!j.ok());
  BOOST_TEST(j.error().name == row.name);
}

BOOST_DATA_TEST_CASE(refuses_bad_numbers, data::make(bad_numbers), row) {
  const auto j = JsonIn::parse("{\"n\":" + row.text + "}");
  BOOST_REQUIRE(j.ok());
  const auto n = j->number("n", 1, 1'000'000);
  BOOST_REQUIRE(!n.ok());
  BOOST_TEST(n.error().name == row.name);
}

BOOST_AUTO_TEST_CASE(reads_what_is_right) {
  const auto j =
      JsonIn::parse(R"({"n":1000000,"s":"中","id":"0190a5c2-0000-7000-8000-000000000001","new":[1]})");
  BOOST_REQUIRE(j.ok());
  BOOST_TEST(j->number("n", 1, 1'000'000).value() == 1'000'000);
  BOOST_TEST(j->text("s", 1, 3).value() == "中");
  BOOST_TEST(!j->text("s", 1, 2).ok());
  BOOST_TEST(j->id("id").ok());
  BOOST_TEST(!j->id("s").ok());
  BOOST_TEST(!j->has("absent"));
  BOOST_TEST(!j->opt_number("absent", 0, 1).value().has_value());
  BOOST_TEST(j->number("absent", 0, 1).error().name == "missing-field");
  BOOST_TEST(JsonIn::parse("").ok());
  BOOST_TEST(JsonIn::parse(nested(31)).ok());
  BOOST_TEST(
      JsonIn::parse("{\"s\":\"" + std::string(100, '[') + "\"}").ok());  // brackets in text do not nest
}

BOOST_AUTO_TEST_CASE(reads_queries_paths_and_cookies) {
  const auto q = parse_query("q=%E5%8F%AF+cola&limit=5&&x&q=second");
  BOOST_TEST(q.at("q") == "可 cola");
  BOOST_TEST(q.at("limit") == "5");
  BOOST_TEST(q.at("x") == "");
  BOOST_TEST(parse_query("a=%zz").at("a") == "%zz");
  BOOST_TEST(decode_path("/a%20b").value() == "/a b");
  for (const char* bad : {"", "a", "/%", "/%4", "/%gg", "/%00", "/%ff"}) BOOST_TEST(!decode_path(bad).ok());
  BOOST_TEST(cookie("a=1; outpost_terminal=abc ;b=2", "outpost_terminal") == "abc");
  BOOST_TEST(cookie("xoutpost_terminal=abc", "outpost_terminal") == "");
  BOOST_TEST(cookie("", "a") == "");
}

BOOST_AUTO_TEST_CASE(finds_the_end_of_a_head) {
  BOOST_TEST((scan_head("GET / HTTP/1.1\r\n", 100) == HeadState::partial));
  BOOST_TEST((scan_head("GET / HTTP/1.1\r\n\r\n", 100) == HeadState::ready));
  BOOST_TEST((scan_head("GET / HTTP/1.1\n\n", 100) == HeadState::ready));
  BOOST_TEST((scan_head("P / H\r\ncontent-LENGTH: 5\r\n\r\nabc", 100) == HeadState::partial));
  BOOST_TEST((scan_head("P / H\r\ncontent-LENGTH: 5\r\n\r\nabcde", 100) == HeadState::ready));
  BOOST_TEST((scan_head("P / H\r\nContent-Length: 500\r\n\r\nabcde", 100) == HeadState::ready));
  BOOST_TEST(
      (scan_head("P / H\r\nContent-Length: 50\r\nExpect: 100-continue\r\n\r\n", 100) == HeadState::ready));
  BOOST_TEST((scan_head(std::string(max_head_bytes, 'x'), 100) == HeadState::too_large));
}

BOOST_AUTO_TEST_SUITE_END()
