// A video file through the real reader: read, passed over where nothing is new, lost nowhere.
#include "devices/transport/video/video_source.hpp"
#include "tests/devices/host/kiosk.hpp"
#include "tests/devices/transport/video_files.hpp"
#include "tests/devices/vision/draw.hpp"

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;

namespace {

/// An empty counter, a product on it, the empty counter again: by seconds, as JPEGs with noise.
std::string scene(std::initializer_list<std::pair<const char*, int>> parts) {
  const vision::Gray table{640, 480, Bytes(640 * 480, 140)};
  std::vector<std::string> frames;
  for (const auto& [digits, seconds] : parts) {
    const auto picture =
        *digits ? on_page(draw_bars(ean13_modules(digits), 2, 80), 640, 480, 200, 180, 140) : table;
    std::vector<std::string> grains;
    for (std::uint64_t i = 0; i < 5; ++i) grains.emplace_back(as_text(as_jpeg(noisy(picture, 5, i), 80)));
    for (int i = 0; i < seconds * 15; ++i) frames.push_back(grains[static_cast<std::size_t>(i) % 5]);
  }
  return as_avi(frames, 15, 640, 480);
}

}  // namespace

BOOST_AUTO_TEST_CASE(
    a_product_that_lies_still_is_sold_once_however_little_is_read_and_again_after_it_was_away) {
  const auto path =
      (std::filesystem::temp_directory_path() / ("outpost-video-" + std::to_string(::getpid()))).string();
  std::ofstream(path, std::ios::binary)
      << scene({{"", 3}, {"6901234567892", 5}, {"", 2}, {"6901234567892", 1}, {"4006381333931", 2}});
  Kiosk k(OUTPOST_REAL_WORKER, std::make_unique<video::VideoSource>(video::Settings{path, false}));
  const Micros began = k.clock.boot_us();
  const Micros end = began + 14 * us_per_s;
  for (int i = 0; i < 3 && k.clock.boot_us() < end; ++i) k.run([&] { return k.clock.boot_us() >= end; });
  BOOST_TEST(k.scans() == "6901234567892 6901234567892 4006381333931 ");
  const auto counters = k.unit->snapshot().counters;
  BOOST_TEST(counters.at("unchanged") > 10);
  BOOST_TEST(!counters.contains("rivals"));
  BOOST_TEST(!counters.contains("bad_pictures"));
  BOOST_TEST_MESSAGE(counters.at("frames") << " frames, " << counters.at("unchanged") << " passed over, "
                                           << counters.at("replaced") << " replaced");
  std::filesystem::remove(path);
}
