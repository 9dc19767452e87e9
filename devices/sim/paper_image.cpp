#include "devices/sim/paper_image.hpp"

#include "devices/sim/glyphs.hpp"

#include <algorithm>
#include <qrcodegen/qrcodegen.hpp>

namespace outpost::dev::paper {
namespace {

constexpr int cell = 12, glyph_height = 24, line_height = 30, margin = 24;
constexpr char32_t a_chinese_character = U'中';

int height_of(const Line& line) {
  int h = 1;
  for (const auto& run : line.runs) h = std::max(h, run.height);
  return h * line_height;
}

/// The modules of a code, or nothing when the content is too long for any.
std::unique_ptr<qrcodegen::QrCode> modules_of(const Qr& qr) {
  using qrcodegen::QrCode;
  constexpr std::array levels = {QrCode::Ecc::LOW, QrCode::Ecc::MEDIUM, QrCode::Ecc::QUARTILE,
                                 QrCode::Ecc::HIGH};
  try {
    const std::vector<std::uint8_t> data(qr.content.begin(), qr.content.end());
    return std::make_unique<QrCode>(
        QrCode::encodeBinary(data, levels[static_cast<std::size_t>(qr.level & 3)]));
  } catch (const std::length_error&) {
    return nullptr;
  }
}

}  // namespace

struct Painter::Impl {
  Glyphs glyphs;
  int columns;
  Bitmap page;
  int y = 0;

  int inner() const { return columns * cell; }

  void grow(int to) {
    const int height = std::min(to, max_height);
    if (height <= page.height) return;
    page.height = height;
    page.pixels.resize(static_cast<std::size_t>(page.width) * static_cast<std::size_t>(height), 255);
  }

  void dot(int x, int row, std::uint8_t ink) {
    if (x < 0 || row < 0 || x >= page.width || row >= page.height) return;
    auto& p = page.pixels[static_cast<std::size_t>(row) * static_cast<std::size_t>(page.width) +
                          static_cast<std::size_t>(x)];
    p = static_cast<std::uint8_t>(std::max(0, p - ink));
  }

  int start_of(Align align, int width) const {
    if (align == Align::center) return margin + std::max(0, (inner() - width) / 2);
    return margin + (align == Align::right ? std::max(0, inner() - width) : 0);
  }

  void box(int x, int top, int width, int height) {
    for (int i = 2; i < width - 2; ++i) dot(x + i, top + 2, 255), dot(x + i, top + height - 3, 255);
    for (int i = 2; i < height - 2; ++i) dot(x + 2, top + i, 255), dot(x + width - 3, top + i, 255);
  }

  void character(char32_t c, const Run& run, int x, int base, int cells) {
    const int width = cells * cell * run.width, height = glyph_height * run.height;
    const auto* g = glyphs.draw(c, glyph_height * run.width, height);
    if (!g) {
      if (c != U' ' && c != U'　') box(x, base - height * 7 / 8, width, height);
      return;
    }
    const int shift =
        std::max(0, (width - g->advance) / 2) + g->left;  // a narrow glyph stands in the middle of its cell
    for (int row = 0; row < g->rows; ++row)
      for (int i = 0; i < g->width; ++i) {
        const auto ink = g->ink[static_cast<std::size_t>(row * g->width + i)];
        dot(x + shift + i, base - g->top + row, ink);
        if (run.bold) dot(x + shift + i + run.width, base - g->top + row, ink);
      }
  }

  void operator()(const Line& line) {
    const int height = height_of(line);
    grow(y + height);
    int x = start_of(line.align, line.cells * cell);
    const int base = y + height - line_height / 4;
    for (const auto& run : line.runs)
      for (const char32_t c : characters(run.text)) {
        const int cells = c < 0x80 ? 1 : 2;
        character(c, run, x, base, cells);
        x += cells * cell * run.width;
      }
    y += height;
  }

  void operator()(const Qr& qr) {
    const auto code = modules_of(qr);
    if (!code) return;
    const int size = code->getSize(), dots = qr.module_dots, width = size * dots;
    grow(y + width + line_height);
    const int x = start_of(qr.align, width);
    for (int row = 0; row < width; ++row)
      for (int i = 0; i < width; ++i)
        if (code->getModule(i / dots, row / dots)) dot(x + i, y + line_height / 2 + row, 255);
    y += width + line_height;
  }

  void operator()(const Raster& r) {
    const int width = static_cast<int>(r.row_bytes * 8);
    grow(y + r.height());
    const int x = start_of(r.align, width);
    for (int row = 0; row < r.height(); ++row)
      for (int i = 0; i < width; ++i) {
        const auto byte =
            r.bits[static_cast<std::size_t>(row) * r.row_bytes + static_cast<std::size_t>(i / 8)];
        if (byte & 0x80 >> i % 8) dot(x + i, y + row, 255);
      }
    y += r.height();
  }

  void operator()(const Feed& feed) {
    y += feed.lines * line_height;
    grow(y);
  }
};

Painter::Painter(const std::string& font, int columns) : impl_(new Impl{Glyphs(font), columns, {}, 0}) {}
Painter::~Painter() = default;

bool Painter::has_chinese() const { return impl_->glyphs.has(a_chinese_character); }

Bitmap Painter::paint(const Sheet& sheet) {
  impl_->page = {};
  impl_->page.width = impl_->inner() + 2 * margin;
  impl_->y = margin;
  impl_->grow(margin);
  for (const auto& item : sheet.items)
    if (impl_->y < max_height) std::visit(*impl_, item);
  impl_->grow(impl_->y + margin);
  return std::move(impl_->page);
}

}  // namespace outpost::dev::paper
