#include "devices/vision/gate.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace outpost::dev::vision {
namespace {

constexpr std::uint64_t even = 0x00FF00FF00FF00FFU;

/// Sum of 8 x 8 pixels, eight at a time: 16 bits hold 16 rows of them.
unsigned block_sum(const std::uint8_t* at, std::size_t stride) {
  std::uint64_t lanes = 0;
  for (int y = 0; y < small_by; ++y, at += stride) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, at, sizeof eight);
    lanes += (eight & even) + ((eight >> 8) & even);
  }
  return static_cast<unsigned>((lanes & 0xFFFF) + (lanes >> 16 & 0xFFFF) + (lanes >> 32 & 0xFFFF) +
                               (lanes >> 48));
}

}  // namespace

Gray small_copy(const GrayView& picture) {
  if (picture.width < small_by || picture.height < small_by) return {1, 1, {picture.data[0]}};
  Gray out{picture.width / small_by, picture.height / small_by, {}};
  out.pixels.reserve(static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height));
  const auto stride = static_cast<std::size_t>(picture.stride);
  for (int y = 0; y < out.height; ++y) {
    const auto* row = picture.data + static_cast<std::size_t>(y) * small_by * stride;
    for (int x = 0; x < out.width; ++x, row += small_by)
      out.pixels.push_back(static_cast<std::uint8_t>((block_sum(row, stride) + 32) / 64));
  }
  return out;
}

LightRange light_range(const Gray& small) {
  const auto [least, most] = std::minmax_element(small.pixels.begin(), small.pixels.end());
  return {*least, *most};
}

bool Gate::changed(const Gray& small) const {
  if (small.width != kept_.width || small.height != kept_.height) return true;
  int cells = 0;
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < small.pixels.size(); ++i) {
    const int apart = std::abs(int{small.pixels[i]} - int{kept_.pixels[i]});
    cells += apart > cell_step;
    sum += apart;
  }
  return cells >= least_cells || sum > light_step * static_cast<std::int64_t>(small.pixels.size());
}

}  // namespace outpost::dev::vision
