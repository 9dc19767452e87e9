// Any bytes as a video file: frames that lie within the file, or an error with a name.
#include "devices/transport/video/video_index.hpp"

#include <cstdint>
#include <cstdlib>

using namespace outpost::dev::video;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto index = read_index(in_memory({data, size}));
  if (!index) return index.error().name == "bad-port" ? 0 : (std::abort(), 0);
  if (index->frames.empty() || index->frames.size() > max_frames || index->frame_us < 1) std::abort();
  if (index->width < 0 || index->width > max_side || index->height < 0 || index->height > max_side)
    std::abort();
  for (const auto& f : index->frames) {
    if (f.length == 0 || f.offset > size || size - f.offset < f.length) std::abort();
    if (!index->jpeg &&
        f.length != static_cast<std::uint64_t>(index->width) * static_cast<std::uint64_t>(index->height))
      std::abort();
  }
  return 0;
}
