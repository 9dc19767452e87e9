#include "devices/transport/port_name.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost::dev;

BOOST_AUTO_TEST_CASE(port_names_are_read) {
  const auto serial = parse_port("serial:/dev/serial/by-id/usb-ELM_OBD?not-a-parameter");
  BOOST_REQUIRE(serial.ok());
  BOOST_TEST(serial->scheme == "serial");
  BOOST_TEST(serial->target == "/dev/serial/by-id/usb-ELM_OBD?not-a-parameter");
  const auto sim = parse_port("sim:elm327?car=petrol-2014&seed=3");
  BOOST_REQUIRE(sim.ok());
  BOOST_TEST(sim->target == "elm327");
  BOOST_TEST(sim->values.at("car") == "petrol-2014");
  BOOST_TEST(sim->values.at("seed") == "3");
  BOOST_TEST(parse_port("tcp:10.0.0.7:9100").ok());
  BOOST_TEST(parse_port("can:can0")->target == "can0");
}

BOOST_AUTO_TEST_CASE(wrong_port_names_are_refused_with_a_sentence) {
  for (const auto* text : {"", "serial", "serial:", "usb:1-2", "sim:x?a", "sim:x?a=1&a=2", "sim:x?=1",
                           "tcp:host", "tcp:host:0", "tcp:host:65536", "tcp:host:12x", "tcp:fe80::1:9100",
                           "tcp::80", "can:", "can:a/b", "can:..", "can:a b", "can:sixteen-letters-"}) {
    const auto r = parse_port(text);
    BOOST_TEST_CONTEXT(text) {
      BOOST_REQUIRE(!r.ok());
      BOOST_TEST(r.error().name == "bad-port");
      BOOST_TEST(!r.error().text.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(an_address_of_the_new_kind_needs_its_brackets) {
  const auto r = parse_host_port("[fe80::1]:9100");
  BOOST_REQUIRE(r.ok());
  BOOST_TEST(r->host == "fe80::1");
  BOOST_TEST(r->port == "9100");
}
