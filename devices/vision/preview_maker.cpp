#include "devices/vision/preview_maker.hpp"

#include "devices/vision/jpeg_writer.hpp"
#include "devices/vision/measure.hpp"
#include "devices/vision/readers.hpp"
#include "devices/vision/shapes.hpp"
#include "devices/vision/shown_codes.hpp"

#include <algorithm>
#include <array>

namespace outpost::dev::vision {
namespace {

constexpr std::array<int, 4> qualities = {70, 50, 30, 12};  // the first that is small enough

Part part_of_frame(const GrayView& frame, const PreviewWish& wish) {
  const auto at = [](int side, int part) { return static_cast<int>(std::int64_t{side} * part / whole_side); };
  const int left = at(frame.width, wish.left), top = at(frame.height, wish.top);
  return {left, top, std::max(1, at(frame.width, wish.right) - left),
          std::max(1, at(frame.height, wish.bottom) - top)};
}

Gray copy_of(const GrayView& view) {
  Gray out{view.width, view.height, {}};
  out.pixels.reserve(static_cast<std::size_t>(view.width) * static_cast<std::size_t>(view.height));
  for (int y = 0; y < view.height; ++y) {
    const auto* line = view.data + static_cast<std::size_t>(y) * static_cast<std::size_t>(view.stride);
    out.pixels.insert(out.pixels.end(), line, line + view.width);
  }
  return out;
}

/// Each tile gets its own mean: a person still sees a hand and a phone.
void make_coarse(Gray& picture) {
  const int tile = std::max(8, std::max(picture.width, picture.height) / PreviewMaker::tiles);
  for (int top = 0; top < picture.height; top += tile)
    for (int left = 0; left < picture.width; left += tile) {
      const int bottom = std::min(top + tile, picture.height), right = std::min(left + tile, picture.width);
      std::int64_t sum = 0;
      const auto line = [&](int y) {
        return picture.pixels.begin() + static_cast<std::ptrdiff_t>(y) * picture.width;
      };
      for (int y = top; y < bottom; ++y)
        for (int x = left; x < right; ++x) sum += line(y)[x];
      const auto mean = static_cast<std::uint8_t>(sum / ((bottom - top) * (right - left)));
      for (int y = top; y < bottom; ++y) std::fill(line(y) + left, line(y) + right, mean);
    }
}

Bytes small_file(const Gray& picture) {
  for (const int quality : qualities) {
    auto bytes = encode_jpeg(picture.view(), quality);
    if (!bytes.empty() && bytes.size() <= max_preview_bytes) return bytes;
  }
  return {};
}

}  // namespace

bool PreviewMaker::hides(const std::vector<FoundCode>& codes, const GrayView& small, Micros now) {
  const auto secret = [](const auto& code) { return !may_be_shown(code.symbology, code.text); };
  bool found = std::any_of(codes.begin(), codes.end(), secret);
  if (!found && now >= hidden_until_) {
    const auto looks = read_zxing(small, Effort::fast, Wanted::all, Stage::fast);
    found = std::any_of(looks.begin(), looks.end(), secret);
  }
  if (found) hidden_until_ = now + hidden_for;
  return now < hidden_until_;
}

Preview PreviewMaker::make(const GrayView& frame, const PreviewWish& wish,
                           const std::vector<FoundCode>& codes, Micros now) {
  const Part part = part_of_frame(frame, wish);
  const auto view = part_of(frame, part);
  Preview out;
  out.left = part.left, out.top = part.top, out.of_width = view.width, out.of_height = view.height;
  out.focus = focus_score(view).value_or(-1);
  const auto light = light_of(view);
  out.mean = light.mean, out.dark_permille = light.dark_permille, out.bright_permille = light.bright_permille;
  auto small = reduced(view, wish.side);
  if (!small) small = copy_of(view);
  out.hidden = hides(codes, small->view(), now);
  if (out.hidden) make_coarse(*small);
  out.width = small->width, out.height = small->height;
  out.jpeg = small_file(*small);
  return out;
}

}  // namespace outpost::dev::vision
