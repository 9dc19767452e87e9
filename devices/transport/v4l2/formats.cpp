#include "devices/transport/v4l2/formats.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <linux/videodev2.h>

namespace outpost::dev::v4l2 {
namespace {

constexpr std::array table = {
    Format{Pixel::mjpg, "mjpg", V4L2_PIX_FMT_MJPEG, 0},
    Format{Pixel::yuyv, "yuyv", V4L2_PIX_FMT_YUYV, 2},
    Format{Pixel::grey, "grey", V4L2_PIX_FMT_GREY, 1},
};

constexpr std::size_t digest_words = 8'192;  // a tenth of a millisecond

std::size_t size(int n) { return static_cast<std::size_t>(n); }

}  // namespace

std::span<const Format> formats() { return table; }

std::size_t least_bytes(const Shape& s) {
  if (s.format->bytes_per_pixel == 0) return 4;  // begin and end of a JPEG
  return size(s.stride) * size(s.height - 1) + size(s.width) * size(s.format->bytes_per_pixel);
}

bool looks_whole(const Shape& s, ByteView frame) {
  if (frame.size() < least_bytes(s)) return false;
  return s.format->bytes_per_pixel != 0 || (frame[0] == 0xFF && frame[1] == 0xD8);
}

void to_gray(const Shape& s, ByteView frame, std::span<std::uint8_t> out) {
  const auto step = size(s.format->bytes_per_pixel);
  for (std::size_t y = 0; y < size(s.height); ++y) {
    const auto* row = frame.data() + y * size(s.stride);
    auto* to = out.data() + y * size(s.width);
    if (step == 1)
      std::memcpy(to, row, size(s.width));
    else
      for (std::size_t x = 0; x < size(s.width); ++x) to[x] = row[x * step];
  }
}

std::uint64_t digest(ByteView frame) {
  const std::size_t words = frame.size() / 8, step = std::max<std::size_t>(words / digest_words, 1);
  std::uint64_t h = 0xCBF29CE484222325U ^ frame.size();
  const auto add = [&](std::uint64_t v) { h = (h ^ v) * 0x9E3779B97F4A7C15U, h ^= h >> 29; };
  for (std::size_t i = 0; i < words; i += step) {
    std::uint64_t v = 0;
    std::memcpy(&v, frame.data() + i * 8, 8);
    add(v);
  }
  for (std::size_t i = words * 8; i < frame.size(); ++i) add(frame[i]);
  return h;
}

}  // namespace outpost::dev::v4l2
