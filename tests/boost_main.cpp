// The one translation unit that carries the test runner; every other test file includes only
// <boost/test/unit_test.hpp>.
#define BOOST_TEST_MODULE outpost
#include <boost/test/unit_test.hpp>
