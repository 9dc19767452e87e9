#include "devices/vision/image_file.hpp"

#include <cstring>
#include <png.h>

namespace outpost::dev::vision {
namespace {

Error png_error_of(const char* message) {
  // libpng's words for a file that ends inside the image; its simplified interface has no code for it.
  const bool cut = std::strstr(message, "read beyond end") || std::strstr(message, "Not enough") ||
                   std::strstr(message, "not enough") || std::strstr(message, "Read Error");
  return fail(Code::corrupt, cut ? "picture-cut-short" : "picture-broken",
              std::string("The PNG file cannot be read: ") + message + ".");
}

}  // namespace

Result<Gray> decode_png(ByteView file) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_memory(&image, file.data(), file.size())) return png_error_of(image.message);
  // 16 bits become 8, colours become grey, and what is transparent becomes white: a code is dark on light.
  image.format = PNG_FORMAT_GRAY;
  // 16 bits that do not say how light they are mean the same as 8 would; libpng would take them for linear.
  image.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
  const png_color white{255, 255, 255};
  Gray out{static_cast<int>(image.width), static_cast<int>(image.height), Bytes(PNG_IMAGE_SIZE(image))};
  if (!png_image_finish_read(&image, &white, out.pixels.data(), 0, nullptr)) {
    const std::string message = image.message;
    png_image_free(&image);
    return png_error_of(message.c_str());
  }
  return out;
}

}  // namespace outpost::dev::vision
