// Drawn pictures of which we know how sharp and how lit they are.
#include "devices/vision/measure.hpp"

#include "tests/devices/vision/draw.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace outpost;
using namespace outpost::dev::test;
using namespace outpost::dev::vision;

namespace {

Gray page(int module = 3) {
  return on_page(draw_bars(ean13_modules("6901234567892"), module, 200), 640, 480, 60, 120, 230);
}

/// A bell of `sigma` pixels, along and across.
Gray blurred(const Gray& in, double sigma) {
  const int r = static_cast<int>(std::ceil(3 * sigma));
  std::vector<double> bell;
  for (int i = -r; i <= r; ++i) bell.push_back(std::exp(-i * i / (2 * sigma * sigma)));
  double sum = 0;
  for (const double b : bell) sum += b;
  const auto pass = [&](const Gray& from, bool across) {
    Gray out = from;
    for (int y = 0; y < from.height; ++y)
      for (int x = 0; x < from.width; ++x) {
        double v = 0;
        for (int i = -r; i <= r; ++i) {
          const int px = std::clamp(across ? x + i : x, 0, from.width - 1);
          const int py = std::clamp(across ? y : y + i, 0, from.height - 1);
          v += bell[static_cast<std::size_t>(i + r)] *
               from.pixels[static_cast<std::size_t>(py * from.width + px)];
        }
        out.pixels[static_cast<std::size_t>(y * from.width + x)] = static_cast<std::uint8_t>(v / sum);
      }
    return out;
  };
  return pass(pass(in, true), false);
}

Gray dimmed(Gray picture, double gain, int base = 0) {
  for (auto& p : picture.pixels) p = static_cast<std::uint8_t>(std::clamp(base + gain * p, 0.0, 255.0));
  return picture;
}

int focus(const Gray& picture) { return focus_score(picture.view()).value_or(-1); }

}  // namespace

BOOST_AUTO_TEST_CASE(the_more_blur_the_lower_the_score) {
  const int sharp = focus(page());
  BOOST_TEST(sharp >= 95);
  int before = sharp;
  for (const double sigma : {0.6, 1.0, 1.5, 2.5, 4.0}) {
    const int now = focus(blurred(page(), sigma));
    BOOST_TEST_MESSAGE("blur of " << sigma << " pixels: " << now);
    BOOST_TEST(now < before);
    before = now;
  }
  BOOST_TEST(std::abs(focus(blurred(page(8), 1.0)) - 40) <= 6);
  BOOST_TEST(before <= 25);
}

BOOST_AUTO_TEST_CASE(neither_light_nor_contrast_nor_more_of_a_pattern_is_sharpness) {
  for (const double sigma : {0.7, 1.5}) {
    const int plain = focus(blurred(page(), sigma));
    BOOST_TEST(std::abs(focus(dimmed(blurred(page(), sigma), 0.5)) - plain) <= 3);
    BOOST_TEST(std::abs(focus(dimmed(blurred(page(), sigma), 0.6, 80)) - plain) <= 3);
    BOOST_TEST(std::abs(focus(blurred(page(4), sigma)) - plain) <= 12);
    BOOST_TEST(std::abs(focus(noisy(blurred(page(), sigma), 6, 1)) - plain) <= 6);
  }
}

BOOST_AUTO_TEST_CASE(a_wall_is_neither_sharp_nor_blurred) {
  const Gray wall{640, 480, Bytes(640 * 480, 140)};
  BOOST_TEST(!focus_score(wall.view()).has_value());
  BOOST_TEST(!focus_score(noisy(wall, 25, 3).view()).has_value());
  const Gray dot{1, 1, {7}};
  BOOST_TEST(!focus_score(dot.view()).has_value());
}

BOOST_AUTO_TEST_CASE(light_is_its_mean_and_what_is_lost_at_both_ends) {
  const Gray half{100, 100, Bytes(100 * 100, 100)};
  BOOST_TEST(light_of(half.view()).mean == 100);
  BOOST_TEST(light_of(half.view()).dark_permille == 0);
  const auto under = light_of(dimmed(page(), 0.02).view());
  BOOST_TEST(under.mean < 10);
  BOOST_TEST(under.dark_permille > 900);
  const auto over = light_of(dimmed(page(), 1.6).view());
  BOOST_TEST(over.bright_permille > 700);
  Gray split{100, 100, Bytes(100 * 100, 255)};
  std::fill(split.pixels.begin(), split.pixels.begin() + 25 * 100, std::uint8_t{0});
  BOOST_TEST(light_of(split.view()).dark_permille >= 230);
  BOOST_TEST(light_of(split.view()).dark_permille <= 270);
  BOOST_TEST(light_of(Gray{1, 1, {200}}.view()).mean == 200);
}

BOOST_AUTO_TEST_CASE(a_part_stays_within_its_picture) {
  const auto picture = page();
  for (const auto& part :
       {Part{10, 20, 30, 40}, {-5, -5, 10, 10}, {630, 470, 100, 100}, {1'000, 1'000, 5, 5}}) {
    const auto view = part_of(picture.view(), part);
    BOOST_TEST(view.width >= 1);
    BOOST_TEST(view.height >= 1);
    const auto* end = view.data + (view.height - 1) * view.stride + view.width;
    BOOST_TEST(view.data >= picture.pixels.data());
    BOOST_TEST(end <= picture.pixels.data() + picture.pixels.size());
  }
}
