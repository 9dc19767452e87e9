#include "edge/core/text_width.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace outpost::core {
namespace {

struct Range {
  std::uint32_t first, last;
};

// East Asian Wide and Fullwidth, as far as goods are named with them.
constexpr std::array wide{Range{0x1100, 0x115F},   Range{0x2E80, 0x303E},  Range{0x3041, 0x33FF},
                          Range{0x3400, 0x4DBF},   Range{0x4E00, 0x9FFF},  Range{0xA000, 0xA4CF},
                          Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},  Range{0xFE30, 0xFE4F},
                          Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},  Range{0x1F300, 0x1F64F},
                          Range{0x1F900, 0x1F9FF}, Range{0x20000, 0x3FFFD}};
constexpr std::array none{Range{0x00, 0x1F}, Range{0x7F, 0x9F}, Range{0x300, 0x36F}, Range{0x200B, 0x200F},
                          Range{0xFE00, 0xFE0F}};

template <std::size_t N> bool in(const std::array<Range, N>& table, std::uint32_t c) {
  return std::any_of(table.begin(), table.end(), [c](Range r) { return c >= r.first && c <= r.last; });
}

int char_width(std::uint32_t c) { return in(none, c) ? 0 : in(wide, c) ? 2 : 1; }

struct Char {
  std::string_view bytes;
  int width;
};

/// The first character of `s` (not empty); a byte that begins none stands for itself.
Char first_char(std::string_view s) {
  const auto b = static_cast<unsigned char>(s[0]);
  const std::size_t n = b < 0x80 ? 1 : b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : b >= 0xC0 ? 2 : 1;
  const auto bytes = s.substr(0, n);
  std::uint32_t c = n == 1 ? b : b & (0xFFu >> (n + 1));
  for (std::size_t i = 1; i < bytes.size(); ++i) c = c << 6 | (static_cast<unsigned char>(bytes[i]) & 0x3Fu);
  return {bytes, char_width(c)};
}

}  // namespace

int text_width(std::string_view utf8) {
  int columns = 0;
  while (!utf8.empty()) {
    const auto c = first_char(utf8);
    columns += c.width;
    utf8.remove_prefix(c.bytes.size());
  }
  return columns;
}

std::string padded_right(std::string_view text, int columns) {
  std::string out(text);
  out.append(static_cast<std::size_t>(std::max(0, columns - text_width(text))), ' ');
  return out;
}

std::string padded_left(std::string_view text, int columns) {
  std::string out(static_cast<std::size_t>(std::max(0, columns - text_width(text))), ' ');
  return out.append(text);
}

std::vector<std::string> wrapped(std::string_view text, int columns) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    std::size_t taken = 0, blank = 0;
    for (int used = 0; taken < text.size();) {
      const auto c = first_char(text.substr(taken));
      if (used + c.width > columns) break;
      if (c.bytes == " " && taken > 0) blank = taken;
      used += c.width;
      taken += c.bytes.size();
    }
    const bool split_word = taken < text.size() && text[taken] != ' ' && blank > 0;
    lines.emplace_back(text.substr(0, split_word ? blank : taken));
    text.remove_prefix(split_word ? blank : taken);
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  }
  return lines;
}

}  // namespace outpost::core
