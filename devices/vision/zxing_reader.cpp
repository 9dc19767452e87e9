#define ZX_USE_UTF8 1
#include "devices/vision/readers.hpp"

#include <ZXing/ReadBarcode.h>
#include <stdexcept>

namespace outpost::dev::vision {
namespace {

using ZXing::BarcodeFormat;

constexpr auto retail =
    BarcodeFormat::EAN13 | BarcodeFormat::EAN8 | BarcodeFormat::UPCA | BarcodeFormat::UPCE;
constexpr int max_symbols = 32;  // of one picture; a shelf full of codes is not a purchase

std::optional<Symbology> symbology_of(BarcodeFormat format) {
  switch (format) {
  case BarcodeFormat::EAN13: return Symbology::ean13;
  case BarcodeFormat::EAN8: return Symbology::ean8;
  case BarcodeFormat::UPCA: return Symbology::upca;
  case BarcodeFormat::UPCE: return Symbology::upce;
  case BarcodeFormat::Code128: return Symbology::code128;
  case BarcodeFormat::QRCode: return Symbology::qr;
  case BarcodeFormat::DataMatrix: return Symbology::dm;
  default: return std::nullopt;
  }
}

Corners corners_of(const ZXing::Position& p) {
  Corners out;
  for (std::size_t i = 0; i < 4; ++i) out[i] = {static_cast<float>(p[i].x), static_cast<float>(p[i].y)};
  return out;
}

ZXing::DecodeHints hints_of(Effort effort, Wanted wanted) {
  ZXing::DecodeHints hints;
  ZXing::BarcodeFormats formats = BarcodeFormat::QRCode | BarcodeFormat::DataMatrix;
  if (wanted == Wanted::linear) formats = retail | BarcodeFormat::Code128;
  if (wanted == Wanted::all) formats = formats | retail | BarcodeFormat::Code128;
  hints.setFormats(formats);
  hints.setTryHarder(effort == Effort::hard);
  hints.setTryRotate(effort == Effort::hard);
  hints.setTryDownscale(false);  // its own copies are made by us
  hints.setMaxNumberOfSymbols(max_symbols);
  return hints;
}

}  // namespace

std::vector<Look> read_zxing(const GrayView& picture, Effort effort, Wanted wanted, Stage stage) {
  std::vector<Look> out;
  try {
    const ZXing::ImageView view(picture.data, picture.width, picture.height, ZXing::ImageFormat::Lum,
                                picture.stride);
    for (const auto& found : ZXing::ReadBarcodes(view, hints_of(effort, wanted))) {
      const auto symbology = symbology_of(found.format());
      if (!symbology || !found.isValid()) continue;
      out.push_back(
          {*symbology, found.text(), corners_of(found.position()), stage, Reader::zxing, found.lineCount()});
    }
  } catch (const std::exception&) {  // a picture it cannot take (too small, too large) holds no code for it
  }
  return out;
}

}  // namespace outpost::dev::vision
