#include "edge/base/time_text.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;

BOOST_AUTO_TEST_CASE(times_are_written_and_read) {
  struct Case {
    const char* in;
    const char* out;
  };
  const Case cases[] = {
      {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000Z"},
      {"2026-02-28T23:59:59.999999Z", "2026-02-28T23:59:59.999999Z"},
      {"2024-02-29t12:00:00.5z", "2024-02-29T12:00:00.500000Z"},
      {"2026-01-01T07:59:59+08:00", "2025-12-31T23:59:59.000000Z"},
      {"2025-12-31T20:00:00.25-05:30", "2026-01-01T01:30:00.250000Z"},
  };
  for (const auto& c : cases) {
    const auto t = parse_rfc3339(c.in);
    BOOST_REQUIRE_MESSAGE(t.ok(), c.in);
    BOOST_TEST(rfc3339(*t) == c.out);
    BOOST_TEST(parse_rfc3339(c.out).value() == *t);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_time_is_refused) {
  for (const auto* bad :
       {"", "2026-01-01", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z", "2026-01-01T00:00:00", "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00.1234567Z", "2026-01-01T00:00:00+8:00", "2026-01-01T00:00:00+08:60",
        "2026-01-01T00:00:00Zx", "x026-01-01T00:00:00Z"})
    BOOST_TEST(!parse_rfc3339(bad).ok(), bad);
}
