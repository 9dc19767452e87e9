#include "devices/codec/vin.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace outpost::dev;

BOOST_AUTO_TEST_SUITE(vehicle_numbers)

BOOST_AUTO_TEST_CASE(check_characters) {
  // The first is the worked example of the rule itself; ones alone weigh 89, which is 1 modulo 11.
  for (const std::string vin : {"1M8GDM9AXKP042788", "11111111111111111", "LZZPA14E5E1001234"})
    BOOST_TEST(vin_check_ok(vin), vin);
  for (const std::string vin : {"1M8GDM9A1KP042788", "WP0ZZZ99ZTS392124", "5YJ3E1EA7KF317001"})
    BOOST_TEST(!vin_check_ok(vin), vin);
}

BOOST_AUTO_TEST_CASE(what_is_no_vehicle_number) {
  for (const std::string text :
       {"", "1M8GDM9AXKP04278", "1M8GDM9AXKP0427888", "1M8GDM9AXKP04278O", "1m8gdm9axkp042788",
        "1M8GDM9AXKP04278 ", "IM8GDM9AXKP042788", "QM8GDM9AXKP042788"})
    BOOST_TEST(!is_vin(text), text);
}

BOOST_AUTO_TEST_SUITE_END()
