// Random frames against what must hold whatever comes: no code is an item twice without a release between,
// and a strong code inside the region that nothing contradicts is never lost.
#include "tests/devices/vision/frames.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <random>
#include <set>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;
using namespace outpost::dev::vision;

namespace {

/// Bookkeeping that is as plain as the sentence in the specification, apart from the stream's own.
struct Book {
  Micros last_at = 0, release_us;
  bool first = true;
  std::map<std::string, Micros> unseen;  // witnessed time since the last sighting, of accepted codes

  void frame(const FrameCodes& f, const std::set<std::string>& inside) {
    const Micros passed = first || f.at_us <= last_at ? 0 : std::min(f.at_us - last_at, release_us / 2);
    first = false;
    last_at = f.at_us;
    for (auto& [text, since] : unseen) since += passed;
    std::erase_if(unseen, [&](const auto& e) { return e.second >= release_us; });
    for (auto& [text, since] : unseen)
      if (inside.contains(text)) since = 0;
  }
};

struct World {
  std::mt19937_64 random;
  StreamSettings settings;
  Micros now = 0;

  explicit World(std::uint64_t seed) : random(seed) {
    if (pick(2)) settings.region = Region::parse("20,0 80,0 80,100 20,100").value();
    settings.release_us = std::int64_t{100} * (1 + pick(10)) * us_per_ms;
  }
  int pick(int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); }

  FrameCodes next() {
    const int kind = pick(100);
    if (kind == 0)
      now -= pick(5'000) * us_per_ms;
    else if (kind == 1)
      now += pick(100'000) * us_per_ms;
    else
      now += (10 + pick(150)) * us_per_ms;
    FrameCodes f{now, 1'000, 1'000, {}};
    for (int n = pick(5); n > 0; --n)
      f.codes.push_back(at(std::string(1, static_cast<char>('A' + pick(6))), static_cast<float>(pick(1'000)),
                           static_cast<float>(pick(1'000)), pick(3) ? Strength::strong : Strength::weak));
    return f;
  }
  bool inside(const Sighting& s) const {
    const float x = (s.corners[0].x + s.corners[2].x) / 2;
    return settings.region.whole() || (x >= 200 && x <= 800);
  }
  /// Another text that can make this one doubtful lies close to it.
  bool contested(const FrameCodes& f, const Sighting& s) const {
    return std::any_of(f.codes.begin(), f.codes.end(), [&](const Sighting& o) {
      return o.text != s.text && o.strength == Strength::strong && inside(o) &&
             std::abs(o.corners[0].x - s.corners[0].x) <= 51 &&
             std::abs(o.corners[0].y - s.corners[0].y) <= 21;
    });
  }
};

void one_world(std::uint64_t seed) {
  World world(seed);
  Stream stream(world.settings);
  Book book;
  book.release_us = world.settings.release_us;
  for (int i = 0; i < 400; ++i) {
    const auto frame = world.next();
    std::set<std::string> inside, accepted;
    for (const auto& c : frame.codes)
      if (world.inside(c)) inside.insert(c.text);
    book.frame(frame, inside);
    for (const auto& e : stream.on_frame(frame)) {
      if (e.kind != StreamEvent::Kind::accepted) continue;
      const auto& c = frame.codes[e.code];
      BOOST_REQUIRE_MESSAGE(world.inside(c), "outside: " << c.text << ", seed " << seed << ", frame " << i);
      BOOST_REQUIRE_MESSAGE(!book.unseen.contains(c.text) && accepted.insert(c.text).second,
                            "twice: " << c.text << ", seed " << seed << ", frame " << i);
    }
    for (const auto& text : accepted) book.unseen[text] = 0;
    for (const auto& c : frame.codes)
      if (c.strength == Strength::strong && world.inside(c) && !world.contested(frame, c))
        BOOST_REQUIRE_MESSAGE(book.unseen.contains(c.text),
                              "lost: " << c.text << ", seed " << seed << ", frame " << i);
  }
}

/// Basket: never more items of a text than places showed it in one frame since the last release of any.
void one_basket(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  StreamSettings settings;
  settings.basket = true;
  Stream stream(settings);
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  int most = 0;
  std::int64_t last_us = 0;
  for (int i = 0; i < 400; ++i) {
    last_us += (10 + pick(90)) * us_per_ms;
    FrameCodes f{last_us, 1'000, 1'000, {}};
    // At least one is always seen, somewhere else each time, so that the count has no gap of 700 ms.
    const int copies = 1 + pick(3);
    for (int c = 0; c < copies; ++c)
      f.codes.push_back(
          at("A", static_cast<float>(100 + 300 * c + pick(100)), static_cast<float>(pick(900))));
    most = std::max(most, copies);
    const auto events = stream.on_frame(f);
    const auto items = std::count_if(events.begin(), events.end(), [](const StreamEvent& e) {
      return e.kind == StreamEvent::Kind::accepted;
    });
    BOOST_REQUIRE_MESSAGE(items <= copies, "seed " << seed << ", frame " << i);
    if (i < 7) BOOST_REQUIRE_MESSAGE(stream.counters().accepted == most, "seed " << seed << ", frame " << i);
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(random_frames_never_sell_twice_and_never_lose_a_strong_code) {
  BOOST_TEST_MESSAGE("seeds 1 to 500, 400 frames each");
  for (std::uint64_t seed = 1; seed <= 500; ++seed) one_world(seed);
}

BOOST_AUTO_TEST_CASE(random_baskets_never_hold_more_than_a_frame_showed) {
  BOOST_TEST_MESSAGE("seeds 1 to 200, 400 frames each");
  for (std::uint64_t seed = 1; seed <= 200; ++seed) one_basket(seed);
}
