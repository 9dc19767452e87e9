#include "devices/sim/paper_image.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <png.h>

namespace outpost::dev::paper {

Result<void> write_png(const Bitmap& bitmap, const std::string& path) {
  const std::string temporary = path + ".part";
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(bitmap.width);
  image.height = static_cast<png_uint_32>(bitmap.height);
  image.format = PNG_FORMAT_GRAY;
  if (!png_image_write_to_file(&image, temporary.c_str(), 0, bitmap.pixels.data(), 0, nullptr))
    return fail(Code::io, "cannot-write", temporary + ": " + image.message);
  if (std::rename(temporary.c_str(), path.c_str()) != 0)
    return fail(Code::io, "cannot-write", path + ": " + std::strerror(errno));
  return {};
}

}  // namespace outpost::dev::paper
