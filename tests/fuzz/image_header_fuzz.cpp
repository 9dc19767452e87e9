// The first bytes of any file: a header within the bounds, or an error with a name.
#include "devices/vision/image_header.hpp"

#include <cstdint>
#include <cstdlib>

using namespace outpost::dev::vision;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto header = read_image_header({data, size});
  if (!header) return header.error().name.starts_with("picture-") ? 0 : (std::abort(), 0);
  if (header->width < 1 || header->height < 1 || std::int64_t{header->width} * header->height > max_pixels)
    std::abort();
  return 0;
}
