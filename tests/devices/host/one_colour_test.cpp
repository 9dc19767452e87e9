// A camera before a wall, under a cap, or broken in a way that gives one colour for ever: through the real
// reader, for as long as a shop is open.
#include "tests/devices/host/kiosk.hpp"
#include "tests/devices/host/scripted_source.hpp"

#include <set>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;

namespace {

constexpr Micros beat = 100 * us_per_ms;

/// A camera unit on a clock of its own: the reader gets the time that it needs, the shop's day is short.
struct Shop {
  ScriptedSource::Script script;
  SeededRandom random{1};
  Micros now = 100 * us_per_s;
  std::unique_ptr<CameraUnit> unit;
  std::vector<Message> said;

  Shop() {
    auto worker = vision::Worker::start(OUTPOST_REAL_WORKER, now);
    BOOST_REQUIRE(worker.ok());
    unit = std::make_unique<CameraUnit>("cam1", std::make_unique<ScriptedSource>(script), std::move(*worker),
                                        random);
  }
  /// Frames for so long; what the state is at the end, and what it was on the way.
  std::string film(int seconds, std::set<std::string>* seen = nullptr) {
    for (const Micros end = now + seconds * us_per_s; now < end; now += beat) {
      turn();
      if (seen) seen->insert(state());
    }
    return state();
  }
  std::string state() {
    const auto s = unit->snapshot().status;
    return std::string(state_name(s.state)) + (s.reason.empty() ? "" : " " + s.reason);
  }
  std::int64_t counter(const char* name) {
    const auto counters = unit->snapshot().counters;
    const auto found = counters.find(name);
    return found == counters.end() ? 0 : found->second;
  }

private:
  void turn() {
    unit->step(now);
    std::vector<Wait> waits;
    unit->wait(now, waits);
    for (const auto& w : waits) {
      pollfd reader{w.fd, POLLIN, 0};
      if (w.fd >= 0) ::poll(&reader, 1, 50);  // its answer, for the next turn
    }
    for (auto& m : unit->take_messages()) said.push_back(std::move(m));
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(one_colour_for_ever_is_a_state_and_nothing_else) {
  for (const auto& [grey, reason] : {std::pair{0, "faulted camera-dark"},
                                     {128, "faulted camera-one-colour"},
                                     {255, "faulted camera-one-colour"}}) {
    Shop shop;
    shop.script.plain = static_cast<std::uint8_t>(grey);
    BOOST_TEST(shop.film(2) == "ready");
    BOOST_TEST(shop.film(10) == reason);
    std::set<std::string> seen;
    BOOST_TEST(shop.film(120, &seen) == reason);
    BOOST_TEST(seen.size() == 1u);  // it does not come and go
    BOOST_TEST(shop.said.empty());
    BOOST_TEST(shop.counter("frames") == 1'320);
    BOOST_TEST(shop.counter("scans") == 0);
    BOOST_TEST(shop.counter("bad_pictures") == 0);
    BOOST_TEST(shop.counter("reader_restarts") == 0);
    // A wall costs next to nothing: it is looked at now and then, not read ten times a second.
    BOOST_TEST(shop.counter("pictures") - shop.counter("unchanged") < 300);
  }
}

BOOST_AUTO_TEST_CASE(after_hours_of_one_colour_the_first_good_picture_is_sold) {
  Shop shop;
  shop.script.plain = 200;
  BOOST_TEST(shop.film(60) == "faulted camera-one-colour");
  std::ifstream in(images + "ean13.png", std::ios::binary);
  const std::string goods{std::istreambuf_iterator<char>(in), {}};
  shop.script.plain.reset();
  for (int i = 0; i < 10 && shop.said.empty(); ++i) {
    shop.script.frames.push_back(goods);
    shop.film(1);
  }
  BOOST_REQUIRE(shop.said.size() == 1u);
  BOOST_TEST(shop.said[0].name == "scan");
  BOOST_TEST(shop.state() == "ready");
}
