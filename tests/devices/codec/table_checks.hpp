// What the tests that walk our own tables ask of a cell.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace outpost::dev {

inline bool is_number_cell(std::string_view s) {
  double v = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), v);
  return error == std::errc() && end == s.data() + s.size() && std::isfinite(v);
}

inline bool is_hex_cell(std::string_view s) {
  std::int64_t v = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), v, 16);
  return error == std::errc() && end == s.data() + s.size() && v >= 0;
}

/// U+4E00 to U+9FFF begin with these bytes in UTF-8, and nothing else in our tables does.
inline bool has_han(std::string_view s) {
  return std::any_of(s.begin(), s.end(), [](char c) {
    const auto b = static_cast<unsigned char>(c);
    return b >= 0xE4 && b <= 0xE9;
  });
}

/// English and Chinese, each in its own script.
inline bool both_languages(std::string_view en, std::string_view zh) {
  return !en.empty() && !has_han(en) && has_han(zh);
}

}  // namespace outpost::dev
