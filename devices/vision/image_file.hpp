// A picture file to grey pixels. Calls libpng, libjpeg and libwebp directly: OpenCV's reader would pull in a
// geographic library and a hundred others. Runs in the worker process only, so a bug in one of them costs one
// picture.
#pragma once

#include "devices/vision/gray.hpp"
#include "edge/base/result.hpp"

namespace outpost::dev::vision {

/// A JPEG stands as its EXIF block says: mirrored ones are read too, and what people see is upright; codes'
/// corners are in those pixels. Errors of read_image_header, and `picture-cut-short`, `picture-broken` with
/// the library's words.
Result<Gray> decode_image(ByteView file);

enum class JpegSize {
  whole,
  eighth,  ///< averages of 8 x 8 pixels, as they are stored; skips most of the work
};

// One a format; the header is checked by the caller.
Result<Gray> decode_png(ByteView file);
Result<Gray> decode_jpeg(ByteView file, JpegSize size = JpegSize::whole);
Result<Gray> decode_webp(ByteView file);

}  // namespace outpost::dev::vision
