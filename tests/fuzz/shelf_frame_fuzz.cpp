// Bytes of a shelf board to frames: what is read is written back as the same bytes.
#include "devices/codec/shelf_frame.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace outpost::dev;
  ShelfReader reader;
  reader.feed({data, size}, [](const outpost::Result<ShelfFrame>& frame) {
    if (!frame || std::holds_alternative<ShelfUnknown>(*frame)) return;
    ShelfReader again;
    bool same = false;
    again.feed(encode_shelf(*frame),
               [&](const outpost::Result<ShelfFrame>& back) { same = back && *back == *frame; });
    if (!same) std::abort();
  });
  return 0;
}
