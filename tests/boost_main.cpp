// The one translation unit that carries the test runner; every other test file includes <boost/test/unit_test.hpp> only.
#define BOOST_TEST_MODULE outpost
#include <boost/test/unit_test.hpp>
