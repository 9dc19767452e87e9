// A camera that is unplugged, silent, and plugged in again, by the clock: what the state says and when.
#include "devices/transport/v4l2/camera_source.hpp"
#include "tests/devices/host/kiosk.hpp"
#include "tests/devices/transport/fake_video.hpp"

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;

namespace {

struct Counter {
  FakeVideo video;
  SeededRandom random{1};
  Micros now = 100 * us_per_s;
  bool filming = true;
  std::unique_ptr<CameraUnit> unit;

  Counter() {
    v4l2::Settings settings;
    settings.path = "/dev/v4l/by-id/cam";
    auto worker = vision::Worker::start(OUTPOST_FAKE_WORKER, now);
    BOOST_REQUIRE(worker.ok());
    unit = std::make_unique<CameraUnit>("cam1", std::make_unique<v4l2::CameraSource>(settings, video),
                                        std::move(*worker), random);
  }
  std::string state() const {
    const auto s = unit->snapshot().status;
    return std::string(state_name(s.state)) + (s.reason.empty() ? "" : " " + s.reason);
  }
  /// Milliseconds until the state is `wanted`; -1 after 20 s.
  int until(const std::string& wanted) {
    for (int ms = 0; ms < 20'000; ms += 33, now += 33 * us_per_ms) {
      const Bytes jpeg{0xFF, 0xD8, static_cast<std::uint8_t>(ms), static_cast<std::uint8_t>(ms >> 8),
                       0xFF, 0xD9};
      if (filming) video.shoot(jpeg);
      unit->step(now);
      if (state() == wanted) return ms;
    }
    return -1;
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(an_unplugged_camera_is_lost_at_once_and_back_soon_after_it_is_plugged_in) {
  Counter c;
  BOOST_TEST(c.until("ready") <= 66);
  for (int round = 0; round < 3; ++round) {
    c.until("never");
    c.video.plugged = false;
    BOOST_TEST(c.until("absent camera-lost") <= 33);
    c.now += 3 * us_per_s;
    c.until("never");
    c.video.plugged = true;
    const auto back = c.until("ready");
    BOOST_TEST(back >= 0);
    BOOST_TEST(back <= 2'100);
  }
  BOOST_TEST(c.video.opened == 4);
  BOOST_TEST(!c.video.misused);
}

BOOST_AUTO_TEST_CASE(a_camera_that_says_nothing_any_more_is_lost_within_two_seconds) {
  Counter c;
  c.until("ready");
  c.until("never");
  c.filming = false;
  const auto lost = c.until("absent camera-lost");
  BOOST_TEST(lost >= 900);
  BOOST_TEST(lost <= 2'000);
  c.filming = true;
  BOOST_TEST(c.until("ready") <= 1'000);
}

BOOST_AUTO_TEST_CASE(a_camera_whose_picture_stands_still_is_frozen_and_one_in_use_is_busy) {
  Counter c;
  BOOST_TEST(c.until("ready") <= 66);
  c.filming = false;
  for (int i = 0; i < 200; ++i, c.now += 33 * us_per_ms) {
    c.video.shoot(Bytes{0xFF, 0xD8, 1, 0xFF, 0xD9});
    c.unit->step(c.now);
  }
  BOOST_TEST(c.state() == "faulted camera-frozen");
  Counter other;
  other.video.fail_at = 0, other.video.fail_with = 16;  // EBUSY
  BOOST_TEST(other.until("faulted port-busy") == 0);
  BOOST_TEST(other.until("ready") <= 500);
}

BOOST_AUTO_TEST_CASE(a_camera_that_can_be_opened_and_gives_no_picture_stays_lost) {
  Counter c;
  BOOST_TEST(c.until("ready") <= 66);
  c.filming = false;
  BOOST_TEST(c.until("absent camera-lost") <= 2'000);
  int ready = 0;
  for (int i = 0; i < 600; ++i, c.now += 33 * us_per_ms) {
    c.unit->step(c.now);
    ready += c.state() == "ready";
  }
  BOOST_TEST(ready == 0);
  BOOST_TEST(c.video.opened > 2);
}
