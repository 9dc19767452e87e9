// Characters as grey dots, from a font file through FreeType.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace outpost::dev::paper {

struct Glyph {
  int left = 0, top = 0;  ///< from the cell's left edge and from the base line (up is positive)
  int width = 0, rows = 0, advance = 0;
  std::vector<std::uint8_t> ink;  ///< width x rows, 255 = black
};

class Glyphs {
public:
  /// `font` = "": every character is missing.
  explicit Glyphs(const std::string& font);
  ~Glyphs();
  bool has(char32_t character) const;
  /// `width` and `height` in dots of a full-width cell. nullptr when the font lacks it. Valid until the next
  /// call.
  const Glyph* draw(char32_t character, int width, int height);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// UTF-8 to characters; malformed bytes become U+FFFD.
std::u32string characters(const std::string& utf8);

}  // namespace outpost::dev::paper
