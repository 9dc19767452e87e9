// Any bytes into the virtual printer: it stays in bounds, whole or byte by byte the paper is the same.
#include "devices/sim/escpos_reader.hpp"

#include <cstdint>
#include <cstdlib>

using namespace outpost;
using namespace outpost::dev;

namespace {

std::string paper_of(EscposReader& reader) {
  std::string out;
  for (const auto& sheet : reader.take_sheets()) out += paper::describe(sheet) + "cut\n";
  return out + paper::describe(reader.current());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  EscposReader whole(48), pieces(48);
  whole.feed({data, size});
  for (std::size_t i = 0; i < size; ++i) pieces.feed({data + i, 1});
  if (paper_of(whole) != paper_of(pieces)) std::abort();
  return 0;
}
