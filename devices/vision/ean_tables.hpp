// The retail symbologies as tables: digits as modules, which set a digit of which place is drawn in, and what
// the check digit demands. Places are counted in modules from the left edge of the first guard bar.
#pragma once

#include "devices/vision/code.hpp"

#include <array>
#include <span>
#include <string>
#include <vector>

namespace outpost::dev::vision {

/// UPC-A is an EAN-13 that begins with 0.
enum class Layout { ean13, ean8, upce };

inline constexpr int digit_modules = 7;
inline constexpr std::size_t max_cells = 12;
/// A way to draw a digit: 0-9 in set A (right half: C), 10-19 in set B.
inline constexpr std::size_t ways = 20;

struct LayoutInfo {
  int modules;     ///< first to last bar
  int cells;       ///< drawn digits
  int left_cells;  ///< those before the middle guard
  float quiet;     ///< modules of white asked for on each side by the fit
};
const LayoutInfo& info_of(Layout layout);
/// Module at which a drawn digit begins.
int cell_start(Layout layout, int cell);

/// Seven modules, '1' is a bar; the set of the right half when `right`.
std::string way_modules(std::size_t way, bool right);

/// A change between space and bar.
struct Edge {
  float at;    ///< modules
  float sign;  ///< +1 a bar begins, -1 it ends
  int cell;    ///< the digit inside of which it lies; -1 on guards and borders, which all texts share
};
using Ways = std::array<std::uint8_t, max_cells>;
std::vector<Edge> edges_of(Layout layout, const Ways& drawn);

/// A family of texts that share the way their digits are drawn: the sets follow from a number that is not
/// drawn itself.
struct Family {
  std::array<bool, max_cells> set_b{};
  std::array<int, max_cells> weight{};  ///< of the digit in the check sum
  std::array<int, max_cells> fixed{};   ///< the only digit of this place, or -1
  int sum = 0;                          ///< what the rest of the number adds to the check sum
  char first = 0, check = 0;            ///< digits that are not drawn, as characters
};
/// All of a layout. Texts of a family have a check sum of 0 modulo 10.
std::span<const Family> families(Layout layout);

/// The number of a text: 13, 8 or 8 digits.
std::string text_of(Layout layout, const Family& family, const Ways& drawn);
/// How a number is drawn; nothing when it is none of this layout.
std::optional<Ways> ways_of(Layout layout, const std::string& text);

}  // namespace outpost::dev::vision
