#include "tests/bench/drawn/product.hpp"

#include "devices/vision/place.hpp"
#include "tests/bench/drawn/canvas.hpp"
#include "tests/devices/vision/draw.hpp"
#include "tests/devices/vision/numbers.hpp"

#include <algorithm>
#include <cmath>

namespace outpost::bench {
namespace {

using dev::vision::Corners;
using dev::vision::Gray;

constexpr int module = 5;                        // pixels of a face: finer than any camera here sees it
constexpr std::uint8_t white = 215, black = 30;  // of print in good light

Corners corners_of(float left, float top, float right, float bottom) {
  return {{{left, top}, {right, top}, {right, bottom}, {left, bottom}}};
}

/// A drawing's black and white as print.
Gray printed(Gray drawing) {
  for (auto& p : drawing.pixels) p = static_cast<std::uint8_t>(black + p * (white - black) / 255);
  return drawing;
}

Gray as_picture(const Canvas& c) { return exposed(c, 1, 0, 0); }

/// Modules of a symbology from its first bar to its last; 0 = not fixed.
int modules_of(const std::string& format) {
  if (format == "EAN13" || format == "UPCA") return 95;
  if (format == "EAN8") return 67;
  return format == "UPCE" ? 51 : 0;
}

}  // namespace

Product ean13_label(std::uint64_t seed) {
  const auto number = dev::test::random_ean13(seed);
  constexpr int quiet = 10 * module, height = 52 * module;
  Product out{number,
              printed(dev::test::draw_bars(dev::test::ean13_modules(number), module, height)),
              {},
              module,
              {number, "EAN13", number, ""}};
  out.code = corners_of(quiet, module, static_cast<float>(out.face.width - quiet), height - module);
  return out;
}

Product qr_label(std::uint64_t seed) {
  SeededRandom random(seed);
  const auto text = "https://example.org/p/" + std::to_string(random.next() % 1'000'000);
  constexpr int quiet = 4 * module;
  Product out{text, printed(dev::test::draw_qr(text, module)), {}, module, {text, "QR", text, ""}};
  out.code = corners_of(quiet, quiet, static_cast<float>(out.face.width - quiet),
                        static_cast<float>(out.face.height - quiet));
  return out;
}

Product drawn_product(std::uint64_t seed) {
  Dice dice(seed);
  auto out = ean13_label(seed);
  const Gray label = std::move(out.face);
  // A box of 45 to 60 mm with print of its own, the label somewhere on its lower half.
  Canvas c(label.width + dice.whole(20, 60) * module, label.height + dice.whole(50, 110) * module,
           static_cast<float>(dice.between(70, 200)));
  add_clutter(c, dice);
  out.face = as_picture(c);
  const int x = dice.whole(0, c.width - label.width), y = dice.whole(c.height / 3, c.height - label.height);
  for (int row = 0; row < label.height; ++row)
    std::copy_n(label.pixels.begin() + static_cast<std::ptrdiff_t>(row) * label.width, label.width,
                out.face.pixels.begin() + static_cast<std::ptrdiff_t>(y + row) * c.width + x);
  for (auto& p : out.code) p.x += static_cast<float>(x), p.y += static_cast<float>(y);
  return out;
}

std::optional<Product> cut_out(const Gray& photograph, const Corners& code, const dev::Photo& truth) {
  const auto place = dev::vision::place_of(code);
  const int modules = modules_of(truth.format);
  if (modules == 0 || !place.known) return std::nullopt;
  // Half a length around the middle is the code; as much again beside it is the product.
  const double half = place.length / 2, across = std::max(half, place.height / 2.0);
  const double reach_x = half * std::abs(place.along_x) + across * std::abs(place.along_y) + half;
  const double reach_y = half * std::abs(place.along_y) + across * std::abs(place.along_x) + half;
  const int left = std::max(0, static_cast<int>(place.x - reach_x)),
            top = std::max(0, static_cast<int>(place.y - reach_y)),
            right = std::min(photograph.width, static_cast<int>(place.x + reach_x)),
            bottom = std::min(photograph.height, static_cast<int>(place.y + reach_y));
  const float dx = place.along_x * place.length / 2, dy = place.along_y * place.length / 2;
  const float ox = place.x - static_cast<float>(left), oy = place.y - static_cast<float>(top);
  Product out{
      truth.file, {right - left, bottom - top, {}}, {}, place.length / static_cast<float>(modules), truth};
  const float ux = -place.along_y * place.height / 2, uy = place.along_x * place.height / 2;
  out.code = {{{ox - dx - ux, oy - dy - uy},
               {ox + dx - ux, oy + dy - uy},
               {ox + dx + ux, oy + dy + uy},
               {ox - dx + ux, oy - dy + uy}}};
  for (const auto& p : out.code)
    if (p.x < 0 || p.y < 0 || p.x > static_cast<float>(right - left) ||
        p.y > static_cast<float>(bottom - top))
      return std::nullopt;
  for (int y = top; y < bottom; ++y) {
    const auto row = photograph.pixels.begin() + static_cast<std::ptrdiff_t>(y) * photograph.width;
    out.face.pixels.insert(out.face.pixels.end(), row + left, row + right);
  }
  return out;
}

}  // namespace outpost::bench
