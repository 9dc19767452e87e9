// Business dates over zones, day starts and clocks that people set.
#include "edge/base/time_text.hpp"
#include "edge/core/business_date.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;

namespace {

struct Row {
  const char* utc;
  const char* zone;
  int day_start_min;
  int last;
  int date;
};

}  // namespace

BOOST_AUTO_TEST_CASE(business_dates) {
  for (const auto& r : {
           Row{"2026-01-31T19:59:59Z", "Asia/Shanghai", 240, 0,
               20'260'131},  // 03:59:59 on 1 February: still January
           Row{"2026-01-31T20:00:00Z", "Asia/Shanghai", 240, 0, 20'260'201},
           Row{"2026-01-31T16:00:00Z", "Asia/Shanghai", 0, 0, 20'260'201},  // a day that begins at midnight
           Row{"2026-02-10T12:00:00Z", "Asia/Shanghai", 240, 20'260'211,
               20'260'211},  // the clock was set back a day
           Row{"2026-02-12T12:00:00Z", "Asia/Shanghai", 240, 20'260'211, 20'260'212},
           Row{"2026-03-29T01:30:00Z", "Europe/Berlin", 240, 0,
               20'260'328},  // the night of the leap to summer time
           Row{"2024-02-29T10:00:00Z", "Asia/Urumqi", 240, 0, 20'240'229},
           Row{"1970-01-01T00:00:00Z", "Asia/Shanghai", 240, 0, 19'700'101},
       }) {
    const auto at = parse_rfc3339(r.utc);
    BOOST_REQUIRE(at.ok());
    BOOST_TEST(core::business_date(*at, r.zone, r.day_start_min, r.last) == r.date, r.utc << " " << r.zone);
  }
}

BOOST_AUTO_TEST_CASE(the_span_of_a_business_date_holds_all_of_it) {
  for (const auto& r :
       {Row{"", "Asia/Shanghai", 240, 0, 20'260'131}, Row{"", "Asia/Shanghai", 0, 0, 20'240'229},
        Row{"", "America/New_York", 240, 0, 20'251'231}, Row{"", "Europe/Berlin", 240, 0, 20'260'328},
        Row{"", "Europe/Berlin", 150, 0, 20'260'329},  // begins in the hour that is left out
        Row{"", "Europe/Berlin", 240, 0, 20'261'025}}) {
    const auto day = core::business_day(r.date, r.zone, r.day_start_min);
    const auto date_at = [&](Micros at) { return core::business_date(at, r.zone, r.day_start_min, 0); };
    BOOST_TEST(date_at(day.from_us) == r.date, r.zone << " " << r.date);
    BOOST_TEST(date_at(day.from_us - 1) < r.date, r.zone << " " << r.date);
    BOOST_TEST(date_at(day.to_us - 1) == r.date, r.zone << " " << r.date);
    BOOST_TEST(date_at(day.to_us) > r.date, r.zone << " " << r.date);
  }
  // In the hour that comes twice both are inside.
  const auto twice = core::business_day(20'261'024, "Europe/Berlin", 150);
  BOOST_TEST(twice.to_us == *parse_rfc3339("2026-10-25T01:30:00Z"));
}

BOOST_AUTO_TEST_CASE(dates_as_text) {
  BOOST_TEST(core::parse_date("2026-01-31").value() == 20'260'131);
  BOOST_TEST(core::parse_date("2024-02-29").value() == 20'240'229);
  for (const auto* bad : {"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "20260131", "2026-1-31",
                          "2026/01/31", "1969-12-31", "2026-01-31T", "2026-01-3x", "-026-01-31"})
    BOOST_TEST(!core::parse_date(bad), bad);
}

BOOST_AUTO_TEST_CASE(local_times) {
  const auto at = *parse_rfc3339("2026-01-31T19:59:59.9Z");
  BOOST_TEST(core::local_hour(at, "Asia/Shanghai") == 3);
  BOOST_TEST(core::local_text(at, "Asia/Shanghai") == "2026-02-01 03:59:59");
  BOOST_TEST(core::known_zone("Asia/Shanghai"));
  BOOST_TEST(!core::known_zone("Asia/Atlantis"));
  BOOST_TEST(!core::known_zone(""));
}
