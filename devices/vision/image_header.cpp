#include "devices/vision/image_header.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace outpost::dev::vision {
namespace {

Error cut_short() { return fail(Code::corrupt, "picture-cut-short", "The picture's file ends too early."); }
Error broken() { return fail(Code::corrupt, "picture-broken", "The picture's file is damaged."); }
Error animated() {
  return fail(Code::unsupported, "picture-animated", "An animation is not a picture of a code.");
}

std::uint32_t big(ByteView b, std::size_t at, int bytes) {
  std::uint32_t v = 0;
  for (int i = 0; i < bytes; ++i) v = v << 8 | b[at + static_cast<std::size_t>(i)];
  return v;
}

std::uint32_t little(ByteView b, std::size_t at, int bytes) {
  std::uint32_t v = 0;
  for (int i = bytes - 1; i >= 0; --i) v = v << 8 | b[at + static_cast<std::size_t>(i)];
  return v;
}

bool has(ByteView b, std::size_t at, std::string_view text) {
  return b.size() >= at + text.size() && as_text(b.subspan(at, text.size())) == text;
}

Result<ImageHeader> sized(FileKind kind, std::uint32_t width, std::uint32_t height) {
  if (width == 0 || height == 0) return broken();
  if (width > max_side || height > max_side || std::int64_t{width} * height > max_pixels)
    return fail(Code::too_large, "picture-too-many-pixels",
                fmt::format("The picture has {} x {} pixels; at most 100 million are read.", width, height));
  return ImageHeader{kind, static_cast<int>(width), static_cast<int>(height)};
}

/// Chunks until the first image data: an animation declares itself there.
Result<ImageHeader> read_png(ByteView b) {
  if (b.size() < 33) return cut_short();
  if (!has(b, 12, "IHDR")) return broken();
  for (std::size_t at = 8; at + 12 <= b.size() && !has(b, at + 4, "IDAT");) {
    if (has(b, at + 4, "acTL")) return animated();
    at += std::size_t{12} + big(b, at, 4);
  }
  return sized(FileKind::png, big(b, 16, 4), big(b, 20, 4));
}

/// Markers of JPEG that hold the size: SOF0 to SOF15 without DHT, JPG and DAC.
bool is_frame_marker(std::uint8_t m) { return m >= 0xC0 && m <= 0xCF && m != 0xC4 && m != 0xC8 && m != 0xCC; }

Result<ImageHeader> read_jpeg(ByteView b) {
  for (std::size_t at = 2; at + 4 <= b.size();) {
    if (b[at] != 0xFF) return broken();
    const auto marker = b[at + 1];
    if (marker == 0xFF) {  // filling
      ++at;
      continue;
    }
    if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {  // markers without a body
      at += 2;
      continue;
    }
    if (marker == 0xD9 || marker == 0xDA) return broken();  // the end, or pixels, before a size
    const auto size = big(b, at + 2, 2);
    if (size < 2) return broken();
    if (is_frame_marker(marker)) {
      if (at + 9 > b.size()) return cut_short();
      return sized(FileKind::jpeg, big(b, at + 7, 2), big(b, at + 5, 2));
    }
    at += 2 + size;
  }
  return cut_short();
}

Result<ImageHeader> read_webp(ByteView b) {
  if (b.size() < 30) return cut_short();
  if (std::size_t{8} + little(b, 4, 4) > b.size() + 1)
    return cut_short();  // + 1: some writers leave the padding out
  if (has(b, 12, "VP8X")) {
    if ((b[20] & 0x02) != 0) return animated();
    return sized(FileKind::webp, little(b, 24, 3) + 1, little(b, 27, 3) + 1);
  }
  if (has(b, 12, "VP8L")) {
    if (b[20] != 0x2F) return broken();
    const auto bits = little(b, 21, 4);
    return sized(FileKind::webp, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1);
  }
  if (has(b, 12, "VP8 ")) {
    if (b[23] != 0x9D || b[24] != 0x01 || b[25] != 0x2A) return broken();
    return sized(FileKind::webp, little(b, 26, 2) & 0x3FFF, little(b, 28, 2) & 0x3FFF);
  }
  return broken();
}

}  // namespace

Result<void> check_file_size(std::uint64_t bytes) {
  if (bytes == 0) return fail(Code::invalid, "picture-empty", "The file is empty.");
  if (bytes > max_file_bytes)
    return fail(Code::too_large, "picture-too-large",
                fmt::format("The file has {} MB; at most 32 MB are read.", (bytes + 999'999) / 1'000'000));
  return {};
}

Result<ImageHeader> read_image_header(ByteView b) {
  OUTPOST_CHECK(check_file_size(b.size()));
  if (has(b, 0, "\x89PNG\r\n\x1A\n")) return read_png(b);
  if (b.size() >= 3 && b[0] == 0xFF && b[1] == 0xD8 && b[2] == 0xFF) return read_jpeg(b);
  if (has(b, 0, "RIFF") && has(b, 8, "WEBP")) return read_webp(b);
  if (has(b, 0, "GIF8"))
    return fail(Code::unsupported, "picture-not-a-picture",
                "GIF files are not read; PNG, JPEG and WebP are.");
  return fail(Code::invalid, "picture-not-a-picture", "This is no PNG, JPEG or WebP picture.");
}

}  // namespace outpost::dev::vision
