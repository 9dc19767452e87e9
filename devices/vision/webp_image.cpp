#include "devices/vision/image_file.hpp"

#include <memory>
#include <webp/decode.h>

namespace outpost::dev::vision {
namespace {

struct Free {
  void operator()(std::uint8_t* p) const { WebPFree(p); }
};

Error broken() {
  return fail(Code::corrupt, "picture-broken", "The WebP file is damaged or ends too early.");
}

}  // namespace

Result<Gray> decode_webp(ByteView file) {
  int width = 0, height = 0;
  const std::unique_ptr<std::uint8_t, Free> rgba(WebPDecodeRGBA(file.data(), file.size(), &width, &height));
  if (!rgba) return broken();
  Gray out{width, height, Bytes(static_cast<std::size_t>(width) * static_cast<std::size_t>(height))};
  const auto* p = rgba.get();
  for (auto& pixel : out.pixels) {
    const int gray = (77 * p[0] + 150 * p[1] + 29 * p[2]) >> 8;
    pixel = static_cast<std::uint8_t>((gray * p[3] + 255 * (255 - p[3])) / 255);  // over white
    p += 4;
  }
  return out;
}

}  // namespace outpost::dev::vision
