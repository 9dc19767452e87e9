// The rules of a stream for frames that the gate kept from the reader.
#include "tests/devices/vision/frames.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::dev::test;
using namespace outpost::dev::vision;

namespace {

constexpr auto weak = Strength::weak;
const std::vector<Sighting> none;

}  // namespace

BOOST_AUTO_TEST_CASE(frames_that_show_nothing_new_keep_what_is_there_and_let_go_what_is_not) {
  const auto a = at("A", 300, 300);
  {
    Stream s;
    BOOST_TEST(said(s, 0, {a}) == "+A");
    for (std::int64_t ms = 33; ms < 60'000; ms += 33) s.on_unchanged(ms * us_per_ms);
    BOOST_TEST(said(s, 60'000, {a}) == "");
  }
  {
    Stream s;
    BOOST_TEST(said(s, 0, {a}) == "+A");
    BOOST_TEST(said(s, 33, none) == "");
    for (std::int64_t ms = 66; ms < 800; ms += 33) s.on_unchanged(ms * us_per_ms);
    BOOST_TEST(s.remembered() == 0u);
    BOOST_TEST(said(s, 800, {a}) == "+A");
  }
  {
    Stream s;  // a code that two frames in five must show is not voted for by frames that nobody read
    BOOST_TEST(said(s, 0, {at("A", 300, 300, weak)}) == "");
    for (std::int64_t ms = 33; ms < 1'000; ms += 33) s.on_unchanged(ms * us_per_ms);
    BOOST_TEST(said(s, 1'000, none) == "");
    BOOST_TEST(said(s, 1'033, {at("A", 300, 300, weak)}) == "+A");
  }
}
