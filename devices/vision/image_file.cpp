#include "devices/vision/image_file.hpp"

#include "devices/vision/image_header.hpp"

#include <new>

namespace outpost::dev::vision {

Result<Gray> decode_image(ByteView file) {
  OUTPOST_TRY(const auto header, read_image_header(file));
  try {
    switch (header.kind) {
    case FileKind::png: return decode_png(file);
    case FileKind::jpeg: return decode_jpeg(file);
    case FileKind::webp: return decode_webp(file);
    }
  } catch (const std::bad_alloc&) {
    return fail(Code::too_large, "picture-too-many-pixels", "There is not enough memory for this picture.");
  }
  return fail(Code::internal, "picture-broken", "The picture's kind is not known.");
}

}  // namespace outpost::dev::vision
