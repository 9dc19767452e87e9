// Body of the command `print`: what a receipt printer should put on paper. Edge composes it,
// devices/drivers/escpos prints it; both sides use these functions, so that the JSON is written down once:
//
//   {"job": {"columns": 48, "duplicate": false, "lines": [
//      {"text": "社区便利店", "align": "center", "bold": true, "size": 2},     align left|center|right,
//      size 1..4
//      {"text": "------------------------------------------------"},
//      {"qr": "https://...", "size": 6},                                     size = dots a module, 1..12
//      {"modules": ["1011", "0010"], "size": 4, "height": 80},               drawn dot by dot, in the middle;
//      dots a module and a row (0 = as wide as high)
//      {"feed": 2},                                                          blank lines, 1..20
//      {"cut": true}]}}                                                      always last in a receipt
//
// `columns` is the width the lines were laid out for (a CJK character takes two); a narrower printer wraps
// them. `duplicate` prints a duplicate mark on top: set it whenever a person prints a receipt again.
#pragma once

#include "edge/base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace outpost::ipc {

inline constexpr std::size_t max_print_lines = 2'000;       ///< a receipt of 1,000 lines is 3 m of paper
inline constexpr std::size_t max_print_text_bytes = 1'024;  ///< of one line
inline constexpr std::size_t max_print_qr_bytes = 1'000;
inline constexpr std::size_t max_print_modules = 200;  ///< a side
inline constexpr int max_print_row_dots = 200;

struct PrintLine {
  enum class Kind { text, qr, feed, cut, modules };
  enum class Align { left, center, right };
  Kind kind = Kind::text;
  std::string text;  ///< UTF-8: the line without its end, the content of the QR code, or rows of '0' and '1'
  Align align = Align::left;
  bool bold = false;
  int size = 1;    ///< text: magnification 1..4; qr, modules: dots a module 1..12
  int feed = 1;    ///< feed: blank lines
  int height = 0;  ///< modules: dots a row; 0 = as wide as high
};

struct PrintJob {
  int columns = 48;  ///< 16..64
  bool duplicate = false;
  std::vector<PrintLine> lines;
};

/// The whole body of the command, {"job": ...}.
std::string encode_print(const PrintJob& job);
/// Errors: `print-malformed` (not JSON, unknown alignment, text that is not UTF-8 or holds control
/// characters), `print-too-large` (over a limit above).
Result<PrintJob> decode_print(std::string_view body);

}  // namespace outpost::ipc
