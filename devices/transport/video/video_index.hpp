// Where the frames of a video file lie. Two formats of our own, a table of chunks each: Motion JPEG in AVI
// (what cameras and `ffmpeg -c:v mjpeg x.avi` write) and Y4M (raw, `ffmpeg -pix_fmt gray x.y4m`). No library:
// OpenCV's video reader pulls in a hundred others. Pure.
#pragma once

#include "devices/transport/video/random_bytes.hpp"
#include "edge/base/clock.hpp"
#include "edge/base/result.hpp"

#include <vector>

namespace outpost::dev::video {

struct Piece {
  std::uint64_t offset = 0, length = 0;
};

struct Index {
  bool jpeg = false;          ///< else grey pixels without gaps
  int width = 0, height = 0;  ///< of a JPEG: as the file says; the picture has the last word
  Micros frame_us = 40'000;
  std::vector<Piece> frames;  ///< at least one
};

inline constexpr std::size_t max_frames = 500'000;         ///< four hours at 30 a second
inline constexpr std::size_t max_chunks = 2 * max_frames;  ///< looked at, frames or not
inline constexpr std::uint64_t max_frame_bytes = 32 << 20;
inline constexpr int max_side = 8'192;

/// By the first bytes. Errors: `bad-port` (none of the two, a codec that is not read, no frame at all).
/// A file that ends in the middle of a frame has the frames before it.
Result<Index> read_index(const RandomBytes& file);

// One a format.
Result<Index> read_avi(const RandomBytes& file);
Result<Index> read_y4m(const RandomBytes& file);

/// A time between two frames that can be: 4 ms to 1 s; else 40 ms.
Micros sane_frame_time(std::uint64_t us);
Error bad_video(std::string text);

}  // namespace outpost::dev::video
