// The pixel formats that are read, and their arithmetic. Pure.
#pragma once

#include "edge/base/bytes.hpp"

#include <span>
#include <string_view>

namespace outpost::dev::v4l2 {

enum class Pixel { mjpg, yuyv, grey };

struct Format {
  Pixel pixel;
  std::string_view name;  ///< of the setting
  std::uint32_t fourcc;
  int bytes_per_pixel;  ///< 0: compressed
};

/// Best first: MJPG alone brings 720p at 30 frames/s through USB 2.
std::span<const Format> formats();

/// What was agreed on.
struct Shape {
  const Format* format = nullptr;
  int width = 0, height = 0;
  int stride = 0;  ///< bytes from row to row; 0 = compressed
  int fps = 0;     ///< as the camera says; 0 = it does not say
};

/// Bytes that a whole frame has at least.
std::size_t least_bytes(const Shape& shape);
/// False for what can be no whole frame: too short, or no JPEG at all.
bool looks_whole(const Shape& shape, ByteView frame);
/// The luminance of an uncompressed frame, `width * height` bytes. Precondition: looks_whole().
void to_gray(const Shape& shape, ByteView frame, std::span<std::uint8_t> out);
/// Equal for equal frames; large ones are sampled. A camera's noise makes every frame another.
std::uint64_t digest(ByteView frame);

}  // namespace outpost::dev::v4l2
