#include "devices/transport/pattern_source.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace outpost;
using namespace outpost::dev;

namespace {

Result<Pattern> pattern(const std::string& text) {
  const auto port = parse_port(text);
  if (!port) return port.error();
  return Pattern::parse(*port);
}

Bytes drawn(const Pattern& p, std::int64_t number) {
  Bytes out(std::size_t{Pattern::width} * Pattern::height);
  p.draw(number, out);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(pattern_ports_are_read) {
  const auto plain = pattern("pattern:ean13");
  BOOST_REQUIRE(plain.ok());
  BOOST_TEST(plain->fps == 15);
  BOOST_TEST(plain->code.size() == 13u);
  const auto full = pattern("pattern:ean13?fps=30&code=6901234567892&seed=7");
  BOOST_REQUIRE(full.ok());
  BOOST_TEST(full->fps == 30);
  BOOST_TEST(full->code == "6901234567892");
  BOOST_TEST(full->seed == 7u);
  for (const auto* wrong :
       {"pattern:", "pattern:qr", "pattern:ean13?fps=0", "pattern:ean13?fps=61", "pattern:ean13?fps=x",
        "pattern:ean13?code=6901234567893", "pattern:ean13?code=96385074", "pattern:ean13?seed=-1",
        "pattern:ean13?speed=1", "pattern:ean13?fps=1&fps=2"})
    BOOST_TEST(!pattern(wrong).ok(), wrong);
}

BOOST_AUTO_TEST_CASE(a_frame_follows_from_its_number_and_the_seed) {
  const auto p = pattern("pattern:ean13?seed=3").value(), other = pattern("pattern:ean13?seed=4").value();
  BOOST_TEST(p.code != other.code);
  for (const std::int64_t n : {0, 20, 44, 45, 60, 67, 68, 1'000'000}) {
    BOOST_TEST((drawn(p, n) == drawn(p, n)), n);
    BOOST_TEST((drawn(p, n) != drawn(p, n + 1)), n);
  }
}

BOOST_AUTO_TEST_CASE(the_code_crosses_the_room_and_leaves_it) {
  const auto p = pattern("pattern:ean13?fps=10").value();
  const auto light = [&](std::int64_t n) {
    const auto picture = drawn(p, n);
    return std::count_if(picture.begin(), picture.end(), [](std::uint8_t v) { return v > 200; });
  };
  BOOST_TEST(p.frames_in_sight() == 30);
  BOOST_TEST(p.frames_of_crossing() == 45);
  for (const int crossing : {0, 45, 90'000}) {
    BOOST_TEST(light(crossing) == 0, "not there yet");
    BOOST_TEST(light(crossing + 15) > 10'000);
    for (int n = 30; n < 45; ++n) BOOST_TEST(light(crossing + n) == 0);
  }
}

BOOST_AUTO_TEST_CASE(the_source_hands_out_the_newest_frame_at_its_pace) {
  PatternSource source(pattern("pattern:ean13?fps=10").value());
  Bytes room(std::size_t{1} << 20);
  constexpr Micros begin = 77 * us_per_s;
  BOOST_TEST(!source.take(room, begin).value().has_value());
  BOOST_REQUIRE(source.open(begin).ok());
  const auto first = source.take(room, begin).value();
  BOOST_REQUIRE(first.has_value());
  BOOST_TEST(first->sequence == 1u);
  BOOST_TEST(!first->still);
  BOOST_TEST(!source.take(room, begin + 99'999).value().has_value());
  std::vector<Wait> waits;
  source.wait(begin + 1, waits);
  BOOST_TEST(waits.at(0).until.value() == begin + 100'000);
  BOOST_TEST(source.take(room, begin + 100'000).value()->sequence == 2u);
  const auto late = source.take(room, begin + 1'234'567).value();
  BOOST_TEST(late->sequence == 13u);  // ten frames nobody took
  BOOST_TEST(late->captured_us == begin + 1'200'000);
  Bytes small(100, 9);
  BOOST_TEST(source.take(small, begin + 2'000'000).value()->length > small.size());
  BOOST_TEST(small[0] == 9);
  source.close();
  BOOST_TEST(!source.take(room, begin + 3'000'000).value().has_value());
}
