// What can be tried without a CAN interface; with one: tests/lab/can.sh.
#include "devices/transport/can_port.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::dev;

BOOST_AUTO_TEST_CASE(a_can_interface_that_is_not_there_is_an_absent_port) {
  for (const auto* name : {"nosuchcan0", "lo-but-longer"}) {
    CanPort port(name);
    const auto opened = port.open(us_per_s);
    BOOST_REQUIRE(!opened.ok());
    BOOST_TEST(opened.error().name == "port-absent");  // also where the kernel has no CAN at all
    BOOST_TEST((port.link() == Link::closed));
    port.close();
  }
}

BOOST_AUTO_TEST_CASE(an_interface_of_another_kind_is_refused) {
  CanPort port("lo");
  const auto opened = port.open(us_per_s);
  BOOST_REQUIRE(!opened.ok());
  BOOST_TEST((opened.error().name == "port-absent" || opened.error().name == "port-unplugged"));
}
