#include "edge/core/code_text.hpp"

#include "edge/base/bytes.hpp"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <iterator>

namespace outpost::core {
namespace {

struct Range {
  std::uint32_t first, last;
};

// What a screen would obey or not draw. A right-to-left override lets "gpj.exe" look like "exe.jpg", and a
// number look like another number; marks that stand on the letter before climb over the lines above.
constexpr Range hidden[] = {
    {0x00, 0x1F},       {0x7F, 0x9F},        {0xAD, 0xAD},     {0x061C, 0x061C},  // soft hyphen, Arabic mark
    {0x0300, 0x036F},   {0x0483, 0x0489},    {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},  // combining marks
    {0x20D0, 0x20FF},   {0xFE20, 0xFE2F},    {0x180E, 0x180E}, {0x200B, 0x200F},
    {0x2028, 0x202E},   {0x2060, 0x206F},                                         // marks, embeds, isolates
    {0xFEFF, 0xFEFF},   {0xFFF0, 0xFFFB},    {0xE000, 0xF8FF}, {0xFE00, 0xFE0F},  // byte order, private use
    {0xE0000, 0xE0FFF}, {0xF0000, 0x10FFFF},
};

bool is_hidden(std::uint32_t c) {
  return std::any_of(std::begin(hidden), std::end(hidden),
                     [&](const Range& r) { return c >= r.first && c <= r.last; });
}

std::size_t length_by(unsigned char lead) { return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4; }

std::uint32_t code_point(std::string_view utf8) {
  const auto at = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(utf8[i]));
  };
  if (utf8.size() == 1) return at(0);
  std::uint32_t c = at(0) & (0xFFU >> (utf8.size() + 1));
  for (std::size_t i = 1; i < utf8.size(); ++i) c = c << 6 | (at(i) & 0x3F);
  return c;
}

}  // namespace

std::string shown_text(std::string_view text) {
  std::string out;
  std::size_t width = 0;
  while (!text.empty()) {
    const auto lead = static_cast<unsigned char>(text.front());
    auto one = text.substr(0, length_by(lead));
    std::string shown(one);
    if (!is_utf8(one)) {
      shown = fmt::format("\\x{:02X}", lead);
      one = one.substr(0, 1);
    } else if (const auto c = code_point(one); is_hidden(c)) {
      shown = fmt::format("\\u{:04X}", c);
    }
    text.remove_prefix(one.size());
    // A text of control characters alone grows sixfold: what is shown counts, not what was read.
    width += shown == one ? 1 : shown.size();
    if (width > most_shown_characters - (text.empty() ? 0 : 1)) return out += "…";
    out += shown;
  }
  return out;
}

std::string masked_code(std::string_view code) {
  return std::string(code.substr(0, 2)) + std::string(code.size() - 4, '*') +
         std::string(code.substr(code.size() - 2));
}

std::string_view trimmed_code(std::string_view s) {
  const auto blank = [](char c) { return c == ' ' || c == '\r' || c == '\n' || c == '\t'; };
  while (!s.empty() && blank(s.front())) s.remove_prefix(1);
  while (!s.empty() && blank(s.back())) s.remove_suffix(1);
  return s;
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace outpost::core
