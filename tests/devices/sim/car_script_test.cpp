#include "devices/sim/car_script.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::dev;

namespace {

const std::vector<ActionRow> table = {
    {"silent"}, {"speak"}, {"pending", ActionRow::Takes::number}, {"refuse", ActionRow::Takes::text}};

}  // namespace

BOOST_AUTO_TEST_SUITE(car_script)

BOOST_AUTO_TEST_CASE(steps_come_by_time_and_by_count_once_each) {
  auto s = *CarScript::parse("speak@2,silent@1500ms,pending:60@r7,refuse:ATAL@0", table);
  BOOST_TEST(*s.next_us() == 0);
  BOOST_TEST(s.take_due(0, 0)->text == "ATAL");
  BOOST_TEST(!s.take_due(us_per_s, 6).has_value());
  BOOST_TEST(s.take_due(us_per_s, 7)->number == 60);
  BOOST_TEST(s.take_due(3 * us_per_s, 7)->name == "silent");  // written behind, and due before
  BOOST_TEST(s.take_due(3 * us_per_s, 7)->name == "speak");
  BOOST_TEST(!s.take_due(9 * us_per_s, 99).has_value());
  BOOST_TEST(!s.next_us().has_value());
}

BOOST_AUTO_TEST_CASE(nonsense_is_refused) {
  for (const auto* text :
       {"silent", "silent@", "silent@-1", "silent@1s", "silent@r", "silent@r0", "silent@r5ms", "silent:1@1",
        "pending@1", "pending:x@1", "refuse@1", "quiet@1", "@1", "silent@1,", "silent@99999999999"}) {
    const auto s = CarScript::parse(text, table);
    const bool trailing = std::string_view(text).ends_with(',');  // an empty end is no step
    BOOST_TEST(s.ok() == trailing, text);
    if (!s.ok()) BOOST_TEST(s.error().name == "bad-port");
  }
}

BOOST_AUTO_TEST_SUITE_END()
