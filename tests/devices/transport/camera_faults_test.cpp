// A camera that lies, refuses, and is unplugged at every call.
#include "tests/devices/transport/camera_bench.hpp"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;

namespace {

using Bench = CameraBench;

}  // namespace

/// Every call of an opening and of some frames fails once with each error, and once the plug is pulled there.
BOOST_AUTO_TEST_CASE(whatever_call_fails_the_camera_is_given_back_whole_and_works_afterwards) {
  const auto run = [](Bench& b) {
    std::string error = b.open();
    for (std::uint8_t i = 0; error.empty() && i < 6; ++i) {
      if (i % 2 == 0) b.video.shoot(b.jpeg(i));
      error = b.step();
      if (!error.empty()) break;
      if (auto r = b.source.take(b.into, b.now); !r) error = r.error().name;
    }
    b.source.close();
    return error;
  };
  const auto all_controls = [](FakeVideo& v) {
    for (std::uint32_t id : {V4L2_CID_POWER_LINE_FREQUENCY, V4L2_CID_EXPOSURE_AUTO,
                             V4L2_CID_EXPOSURE_ABSOLUTE, V4L2_CID_FOCUS_AUTO, V4L2_CID_AUTO_WHITE_BALANCE})
      v.controls[id] = {0, 100, 0};
  };
  long last = 0;
  {
    Bench b("?profile=counter");
    all_controls(b.video);
    BOOST_TEST(run(b) == "");
    last = b.video.calls;
    BOOST_TEST(last > 40);
  }
  const std::vector<std::string> known = {"",        "port-absent", "port-busy",   "port-denied",
                                          "port-io", "camera-lost", "camera-unfit"};
  std::map<std::string, int> seen;
  for (const int error : {ENODEV, EIO, EBUSY, EINVAL, EACCES, ENOMEM, EAGAIN, ENOTTY, ENOENT, 0})
    for (long at = 0; at < last; ++at) {
      Bench b("?profile=counter");
      all_controls(b.video);
      (error ? b.video.fail_at : b.video.unplug_at) = at;
      b.video.fail_with = error;
      const auto said = run(b);
      const auto where = fmt::format("error {} at call {}: {}", error, at, said);
      BOOST_TEST((std::find(known.begin(), known.end(), said) != known.end()), where);
      if (error == 0) BOOST_TEST((said == "camera-lost" || said == "port-absent" || at >= last - 6), where);
      BOOST_TEST(b.video.open_files == 0, where);
      BOOST_TEST(b.video.mapped == 0, where);
      BOOST_TEST(!b.video.misused, where);
      b.video.plugged = true;
      b.video.fail_at = b.video.unplug_at = -1;
      BOOST_TEST(run(b) == "", where);
      ++seen[said];
    }
  for (const auto* name :
       {"port-absent", "port-busy", "port-denied", "port-io", "camera-lost", "camera-unfit"})
    BOOST_TEST(seen[name] > 0, name);
}

BOOST_AUTO_TEST_CASE(a_camera_that_says_what_cannot_be_true_is_refused) {
  const auto refusal = [](auto lie) {
    Bench b;
    lie(b.video);
    const auto said = b.open();
    BOOST_TEST(b.video.open_files == 0);
    BOOST_TEST(b.video.mapped == 0);
    return said;
  };
  BOOST_TEST(refusal([](FakeVideo& v) { v.abilities = V4L2_CAP_STREAMING; }) == "camera-unfit");
  BOOST_TEST(refusal([](FakeVideo& v) { v.abilities = V4L2_CAP_VIDEO_CAPTURE; }) == "camera-unfit");
  BOOST_TEST(refusal([](FakeVideo& v) { v.formats = {V4L2_PIX_FMT_H264}; }) == "camera-unfit");
  BOOST_TEST(refusal([](FakeVideo& v) { v.insists_on = V4L2_PIX_FMT_H264; }) == "camera-unfit");
  BOOST_TEST(refusal([](FakeVideo& v) { v.width = 0xFFFFFFFF; }) == "camera-unfit");
  BOOST_TEST(refusal([](FakeVideo& v) { v.height = 1; }) == "camera-unfit");
  BOOST_TEST(refusal([](FakeVideo& v) { v.stride = 0xFFFFFFFF; }) == "camera-unfit");
  BOOST_TEST(refusal([](FakeVideo& v) { v.granted = 1; }) == "port-io");
  BOOST_TEST(refusal([](FakeVideo& v) { v.granted = 0; }) == "port-io");
  BOOST_TEST(refusal([](FakeVideo& v) {
               v.granted = 0xFFFFFFFF;
               v.length = 0;
             }) == "port-io");
  BOOST_TEST(refusal([](FakeVideo& v) { v.length = 0; }) == "port-io");
  BOOST_TEST(refusal([](FakeVideo& v) { v.length = 0xFFFFFFFF; }) == "port-io");
  Bench b;
  b.open();
  b.video.lie_index = 99;
  b.video.shoot(b.jpeg(1));
  BOOST_TEST(b.step() == "port-io");
}

BOOST_AUTO_TEST_CASE(a_buffer_given_twice_is_refused) {
  Bench b;
  b.open();
  b.video.shoot(b.jpeg(1));
  b.step();
  b.take();
  b.video.shoot(b.jpeg(2));  // buffer 1
  b.step();                  // held, so not lent
  b.video.lie_index = 1;
  b.video.shoot(b.jpeg(3));
  BOOST_TEST(b.step() == "port-io");
}
