#include "devices/vision/readers.hpp"

#include <algorithm>
#include <limits>
#include <zbar.h>

namespace outpost::dev::vision {
namespace {

constexpr int smallest_side = 8;  // below it zbar has no line to scan

std::optional<Symbology> symbology_of(zbar::zbar_symbol_type_t type) {
  switch (type) {
  case zbar::ZBAR_EAN13: return Symbology::ean13;
  case zbar::ZBAR_EAN8: return Symbology::ean8;
  case zbar::ZBAR_UPCA: return Symbology::upca;
  case zbar::ZBAR_UPCE: return Symbology::upce;
  case zbar::ZBAR_CODE128: return Symbology::code128;
  case zbar::ZBAR_QRCODE: return Symbology::qr;
  default: return std::nullopt;
  }
}

/// zbar gives the points at which scan lines hit; their bounding box stands for the code. Bars are scanned
/// across and downwards: a box higher than wide is of a linear code that lies on its side.
Corners box_of(const zbar::Symbol& symbol, bool linear) {
  float left = std::numeric_limits<float>::max(), top = left, right = 0, bottom = 0;
  for (int i = 0; i < symbol.get_location_size(); ++i) {
    const auto x = static_cast<float>(symbol.get_location_x(static_cast<unsigned>(i)));
    const auto y = static_cast<float>(symbol.get_location_y(static_cast<unsigned>(i)));
    left = std::min(left, x), right = std::max(right, x);
    top = std::min(top, y), bottom = std::max(bottom, y);
  }
  if (left > right) return {};
  if (linear && bottom - top > right - left)
    return {{{right, top}, {right, bottom}, {left, bottom}, {left, top}}};
  return {{{left, top}, {right, top}, {right, bottom}, {left, bottom}}};
}

}  // namespace

std::vector<Look> read_zbar(const GrayView& picture, Stage stage, Wanted wanted) {
  std::vector<Look> out;
  if (std::min(picture.width, picture.height) < smallest_side) return out;
  zbar::ImageScanner scanner;
  scanner.set_config(zbar::ZBAR_NONE, zbar::ZBAR_CFG_ENABLE, 0);
  for (const auto type :
       {zbar::ZBAR_EAN13, zbar::ZBAR_EAN8, zbar::ZBAR_UPCA, zbar::ZBAR_UPCE, zbar::ZBAR_CODE128})
    scanner.set_config(type, zbar::ZBAR_CFG_ENABLE, 1);
  if (stage == Stage::patch) scanner.set_config(zbar::ZBAR_NONE, zbar::ZBAR_CFG_X_DENSITY, 0);
  if (wanted == Wanted::all) scanner.set_config(zbar::ZBAR_QRCODE, zbar::ZBAR_CFG_ENABLE, 1);
  Bytes packed;  // zbar knows no row stride
  for (int y = 0; y < picture.height; ++y) {
    const auto* row = picture.data + static_cast<std::ptrdiff_t>(y) * picture.stride;
    packed.insert(packed.end(), row, row + picture.width);
  }
  zbar::Image image(static_cast<unsigned>(picture.width), static_cast<unsigned>(picture.height), "Y800",
                    packed.data(), packed.size());
  if (scanner.scan(image) <= 0) return out;
  for (auto s = image.symbol_begin(); s != image.symbol_end(); ++s)
    if (const auto symbology = symbology_of(s->get_type()))
      out.push_back({*symbology, s->get_data(), box_of(*s, !is_matrix(*symbology)), stage, Reader::zbar,
                     std::max(s->get_quality(), 1)});
  return out;
}

}  // namespace outpost::dev::vision
