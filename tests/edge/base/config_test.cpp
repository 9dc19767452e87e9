#include "edge/base/config/config.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace outpost;
using config::Config;

namespace {

std::string error_of(std::string_view text) {
  const auto c = Config::parse(text, "outpost.ini");
  return c.ok() ? "" : c.error().text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_good_file_is_read) {
  const auto c = Config::parse(
      "# a comment\r\n[edge]\nstore_id = s1\nhttp_port=9000\n\n[unit.cam1]\ndriver=scan_camera\n"
      "port = folder:/x = y\nstation=kiosk1\nenabled=no\n",
      "outpost.ini");
  BOOST_REQUIRE(c.ok());
  BOOST_TEST(c->section("edge").text("store_id") == "s1");
  BOOST_TEST(c->section("edge").number("http_port", 0, 65535).value() == 9000);
  BOOST_TEST(c->section("edge").text("zone") == "Asia/Shanghai");
  BOOST_TEST(c->section("hq").text("http_port") ==
             "8081");  // no such section in the file: the table's fallbacks
  BOOST_REQUIRE(c->units().size() == 1);
  BOOST_TEST(c->unit("cam1")->text("port") == "folder:/x = y");
  BOOST_TEST(c->unit("cam1")->flag("enabled").value() == false);
  BOOST_TEST(!c->unit("cam2").ok());
}

BOOST_AUTO_TEST_CASE(the_examples_that_are_shipped_are_good) {
  for (const auto* name : {"outpost.ini.example", "outpost-hq.ini.example"}) {
    const auto c = Config::load(std::string(OUTPOST_SOURCE_DIR "/systemd/") + name);
    BOOST_TEST(c.ok(), (c.ok() ? "" : c.error().text));
  }
}

BOOST_AUTO_TEST_CASE(a_bad_file_stops_with_file_and_line) {
  struct Case {
    const char* text;
    const char* says;
  };
  const Case cases[] = {
      {"[edge]\nstore_id=s\nhtpp_port=1\n", "outpost.ini:3: [edge] has no setting \"htpp_port\""},
      {"[egde]\n", "outpost.ini:1: there is no section [egde]"},
      {"[edge]\nstore_id=s\nstore_id=t\n", "outpost.ini:3: \"store_id\" is set twice"},
      {"[edge]\nstore_id=s\n[edge]\n", "outpost.ini:3: section [edge] is there twice"},
      {"store_id=s\n", "outpost.ini:1: a setting stands before the first [section]"},
      {"[edge\n", "outpost.ini:1: a section is written [name]"},
      {"[edge]\njunk\n", "outpost.ini:2: a setting is written key = value"},
      {"[unit]\n", "outpost.ini:1: there is no section [unit]"},
      {"[unit.]\n", "outpost.ini:1: there is no section [unit.]"},
  };
  for (const auto& c : cases) BOOST_TEST(error_of(c.text) == c.says);
  BOOST_TEST(error_of("\n[edge]\nhttp_port=1\n").starts_with("outpost.ini:2: [edge] needs \"store_id\""));
}

BOOST_AUTO_TEST_CASE(numbers_and_flags_have_bounds) {
  const auto c = Config::parse("[edge]\nstore_id=s\nhttp_port=70000\nidle_reset_s=soon\n", "f.ini");
  BOOST_REQUIRE(c.ok());
  const auto e = c->section("edge").number("http_port", 0, 65535);
  BOOST_REQUIRE(!e.ok());
  BOOST_TEST(e.error().text ==
             "f.ini: [edge] http_port must be a whole number from 0 to 65535, not \"70000\"");
  BOOST_TEST(!c->section("edge").number("idle_reset_s", 20, 300).ok());
}

BOOST_AUTO_TEST_CASE(every_row_of_the_key_table_is_whole) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const auto& k : config::keys()) {
    BOOST_TEST(seen.emplace(k.section, k.name).second, "twice: " << k.section << "." << k.name);
    BOOST_TEST(!k.meaning.empty(), k.name);
    BOOST_TEST(!(k.required && !k.fallback.empty()), "a required key has no fallback: " << k.name);
  }
}
