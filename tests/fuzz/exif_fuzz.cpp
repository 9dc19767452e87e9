// The body of any APP1 segment: one of the eight orientations.
#include "devices/vision/exif.hpp"

#include <cstdint>
#include <cstdlib>

using namespace outpost::dev::vision;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const int orientation = exif_orientation({data, size});
  if (orientation < 1 || orientation > 8) std::abort();
  if (orientation != as_stored && !is_exif({data, size})) std::abort();
  return 0;
}
