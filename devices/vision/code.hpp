// What a reader finds in a picture.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outpost::dev::vision {

enum class Symbology { ean13, ean8, upca, upce, code128, qr, dm };

/// "EAN13", "EAN8", "UPCA", "UPCE", "CODE128", "QR", "DM".
std::string_view symbology_name(Symbology symbology);
std::optional<Symbology> symbology_of(std::string_view name);
inline bool is_matrix(Symbology s) { return s == Symbology::qr || s == Symbology::dm; }
inline bool is_retail(Symbology s) { return s != Symbology::code128 && !is_matrix(s); }

struct Point {
  float x = 0, y = 0;
};
/// Clockwise from the code's own top left, in pixels of the frame.
using Corners = std::array<Point, 4>;

/// Which part of the cascade saw it first; the order is from strong to weak.
enum class Stage { fast, hard, patch, profile, sharpened };
std::string_view stage_name(Stage stage);

/// Who looked. Two readers make different mistakes; two passes of one reader often make the same.
enum class Reader { zxing, zbar, ours };

/// One sighting by one reader in one pass.
struct Look {
  Symbology symbology = Symbology::ean13;
  std::string text;  ///< as the reader gives it: UTF-8 for QR and DM, digits for retail codes
  Corners corners{};
  Stage stage = Stage::fast;
  Reader reader = Reader::zxing;
  int lines = 1;  ///< linear codes: scan lines that agreed
  int pass = 0;   ///< filled by the cascade: two looks of one pass are one look
  /// Linear codes: how far the next best text is behind on the pixels of this very place (Fit::margin);
  /// 0 = not compared, or another number fits better.
  float margin = 0;
};

struct Evidence {
  Stage stage = Stage::fast;
  int looks = 1;     ///< different passes or readers that agreed
  float margin = 0;  ///< linear codes: of the best look
};

/// An accepted code.
struct FoundCode {
  Symbology symbology = Symbology::ean13;
  std::string text;
  Corners corners{};
  Evidence evidence;
};

/// Among them is a linear one.
bool any_linear(const std::vector<FoundCode>& codes);

}  // namespace outpost::dev::vision
