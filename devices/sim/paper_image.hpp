// Paper as a picture: 203 dots an inch, 12 dots a column, black on white.
#pragma once

#include "devices/sim/paper.hpp"
#include "edge/base/bytes.hpp"
#include "edge/base/result.hpp"

#include <memory>

namespace outpost::dev::paper {

struct Bitmap {
  int width = 0, height = 0;
  Bytes pixels;  ///< width x height, 0 black to 255 white
};

class Painter {
public:
  static constexpr int max_height = 16'000;  ///< 2 m of paper; what is longer is cut off

  /// `font` is a path, or "" (boxes instead of characters). One thread.
  Painter(const std::string& font, int columns);
  ~Painter();
  /// false: no font, or one without Chinese characters.
  bool has_chinese() const;
  Bitmap paint(const Sheet& sheet);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A grey PNG, written under a temporary name and renamed. Error `cannot-write`.
Result<void> write_png(const Bitmap& bitmap, const std::string& path);

}  // namespace outpost::dev::paper
