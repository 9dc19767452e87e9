#include "devices/host/command_line.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost::dev;

BOOST_AUTO_TEST_CASE(a_command_line_is_read) {
  const char* argv[] = {"p", "--config", "/c", "--data=/d", "--unit", "bay1,bay2"};
  const auto line = parse_command_line(6, argv);
  BOOST_REQUIRE(line.ok());
  BOOST_TEST(line->config == "/c");
  BOOST_TEST(line->data == "/d");
  BOOST_TEST(line->units == (std::vector<std::string>{"bay1", "bay2"}), boost::test_tools::per_element());
  const char* nothing[] = {"p"};
  BOOST_TEST(parse_command_line(1, nothing)->config == "/etc/outpost/outpost.ini");
}

BOOST_AUTO_TEST_CASE(what_is_not_understood_is_refused) {
  for (const auto& args : std::vector<std::vector<const char*>>{
           {"p", "--unit"}, {"p", "--unit", ","}, {"p", "--speed", "9"}, {"p", "word"}})
    BOOST_TEST(!parse_command_line(static_cast<int>(args.size()), args.data()).ok());
}
