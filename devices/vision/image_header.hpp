// What a picture file says about itself in its first bytes: read before anything is decoded, so that a text
// file, a 40 MB file or 400 megapixels are refused in microseconds, with a reason. Our own few lines, pure:
// no library sees the file before.
#pragma once

#include "edge/base/bytes.hpp"
#include "edge/base/result.hpp"

namespace outpost::dev::vision {

inline constexpr std::size_t max_file_bytes = 32 << 20;
inline constexpr std::int64_t max_pixels = 100'000'000;
inline constexpr int max_side = 65'535;

enum class FileKind { png, jpeg, webp };

struct ImageHeader {
  FileKind kind = FileKind::png;
  int width = 0, height = 0;  ///< as it is stored; EXIF may lay it on its side (exif.hpp)
};

/// Errors: `picture-empty`, `picture-too-large` (bytes), `picture-not-a-picture` (none of PNG, JPEG, WebP),
/// `picture-cut-short`, `picture-animated`, `picture-too-many-pixels`, `picture-broken`.
Result<ImageHeader> read_image_header(ByteView file);

/// The error for a file of this size, before it is read.
Result<void> check_file_size(std::uint64_t bytes);

}  // namespace outpost::dev::vision
