#include "devices/sim/glyphs.hpp"

#include <ft2build.h>
#include FT_FREETYPE_H

#include <string_view>

namespace outpost::dev::paper {

struct Glyphs::Impl {
  FT_Library library = nullptr;
  FT_Face face = nullptr;
  Glyph glyph;

  ~Impl() {
    if (face) FT_Done_Face(face);
    if (library) FT_Done_FreeType(library);
  }
};

namespace {

/// The face of a collection whose characters are of one width, as a printer's are; else the first.
FT_Face open_face(FT_Library library, const std::string& font) {
  FT_Face first = nullptr;
  if (FT_New_Face(library, font.c_str(), 0, &first) != 0) return nullptr;
  for (FT_Long i = 1; i < first->num_faces; ++i) {
    FT_Face face = nullptr;
    if (FT_New_Face(library, font.c_str(), i, &face) != 0) continue;
    if (face->family_name && std::string_view(face->family_name).find("Mono") != std::string_view::npos) {
      FT_Done_Face(first);
      return face;
    }
    FT_Done_Face(face);
  }
  return first;
}

}  // namespace

Glyphs::Glyphs(const std::string& font) : impl_(std::make_unique<Impl>()) {
  if (font.empty() || FT_Init_FreeType(&impl_->library) != 0) return;
  impl_->face = open_face(impl_->library, font);
}

Glyphs::~Glyphs() = default;

bool Glyphs::has(char32_t character) const {
  return impl_->face && FT_Get_Char_Index(impl_->face, character) != 0;
}

const Glyph* Glyphs::draw(char32_t character, int width, int height) {
  if (!has(character)) return nullptr;
  FT_Set_Pixel_Sizes(impl_->face, static_cast<FT_UInt>(width), static_cast<FT_UInt>(height));
  if (FT_Load_Char(impl_->face, character, FT_LOAD_RENDER) != 0) return nullptr;
  const auto* slot = impl_->face->glyph;
  Glyph& g = impl_->glyph;
  g.left = slot->bitmap_left;
  g.top = slot->bitmap_top;
  g.width = static_cast<int>(slot->bitmap.width);
  g.rows = static_cast<int>(slot->bitmap.rows);
  g.advance = static_cast<int>(slot->advance.x >> 6);
  g.ink.clear();
  for (int row = 0; row < g.rows; ++row) {
    const auto* line = slot->bitmap.buffer + static_cast<std::ptrdiff_t>(row) * slot->bitmap.pitch;
    g.ink.insert(g.ink.end(), line, line + g.width);
  }
  return &g;
}

std::u32string characters(const std::string& utf8) {
  std::u32string out;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto b = static_cast<std::uint8_t>(utf8[i]);
    const std::size_t n = b < 0x80 ? 1 : b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : b >= 0xC0 ? 2 : 0;
    if (n == 0 || i + n > utf8.size()) {
      out += U'\uFFFD';
      ++i;
      continue;
    }
    char32_t c = n == 1 ? b : b & (0x7Fu >> n);
    for (std::size_t k = 1; k < n; ++k) c = c << 6 | (static_cast<std::uint8_t>(utf8[i + k]) & 0x3Fu);
    out += c;
    i += n;
  }
  return out;
}

}  // namespace outpost::dev::paper
