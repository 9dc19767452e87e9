// A camera's source over a fake camera, and the time.
#pragma once

#include "devices/transport/v4l2/camera_source.hpp"
#include "tests/devices/transport/fake_video.hpp"

#include <boost/test/unit_test.hpp>

namespace outpost::dev::test {

inline v4l2::Settings settings(const std::string& values) {
  auto out = v4l2::Settings::parse(parse_port("v4l2:/dev/v4l/by-id/cam" + values).value()).value();
  out.width = 64, out.height = 48;  // small buffers
  return out;
}

struct CameraBench {
  FakeVideo video;
  v4l2::CameraSource source;
  Micros now = 5 * us_per_s;
  Bytes into = Bytes(1 << 20);

  explicit CameraBench(const char* values = "") : source(settings(values), video) {}
  std::string open() {
    const auto r = source.open(now);
    return r ? "" : r.error().name;
  }
  std::string step(Micros later = 0) {
    now += later;
    const auto r = source.step(now);
    return r ? "" : r.error().name;
  }
  std::optional<Frame> take() {
    auto r = source.take(into, now);
    BOOST_REQUIRE(r.ok());
    return *r;
  }
  Bytes jpeg(std::uint8_t mark) { return {0xFF, 0xD8, mark, 0xFF, 0xD9}; }
  std::int64_t counter(const char* name) { return source.counters().at(name); }
};

}  // namespace outpost::dev::test
