// What is on the paper of a virtual printer: lines of text in cells, QR codes, images, blank space; up
// to a cut.
#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

namespace outpost::dev::paper {

enum class Align { left, center, right };

/// Characters of one look.
struct Run {
  std::string text;  ///< UTF-8
  bool bold = false;
  int width = 1, height = 1;  ///< magnification 1..8
};

struct Line {
  Align align = Align::left;
  std::vector<Run> runs;
  int cells = 0;  ///< columns used, magnification included; a CJK character takes two
};

struct Qr {
  Align align = Align::left;
  std::string content;
  int module_dots = 3;
  int level = 0;  ///< 0..3 = L M Q H
};

struct Feed {
  int lines = 1;
};

/// Dots, as they came: one bit each, the first in the highest place, rows filled up to whole bytes.
struct Raster {
  Align align = Align::left;
  std::size_t row_bytes = 0;
  std::vector<unsigned char> bits;
  int height() const { return row_bytes ? static_cast<int>(bits.size() / row_bytes) : 0; }
};

using Item = std::variant<Line, Qr, Feed, Raster>;

struct Sheet {
  std::vector<Item> items;
};

/// One line of text per item, for tests and logs: `center bold 2x2 |text|`, `qr 6 M |content|`, `feed 2`,
/// `center image 192x80`.
std::string describe(const Sheet& sheet);

}  // namespace outpost::dev::paper
