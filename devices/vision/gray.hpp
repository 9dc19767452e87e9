// Grey pixels, owned or looked at. Readers and stages take views, so that nothing is copied between them.
#pragma once

#include "edge/base/bytes.hpp"

namespace outpost::dev::vision {

struct GrayView {
  const std::uint8_t* data = nullptr;
  int width = 0, height = 0;
  int stride = 0;  ///< bytes from row to row
};

struct Gray {
  int width = 0, height = 0;
  Bytes pixels;  ///< width x height, no gaps

  GrayView view() const { return {pixels.data(), width, height, width}; }
};

}  // namespace outpost::dev::vision
