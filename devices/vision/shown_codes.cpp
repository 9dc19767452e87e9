#include "devices/vision/shown_codes.hpp"

#include "edge/base/test_card.hpp"

#include <algorithm>
#include <cmath>

namespace outpost::dev::vision {
namespace {

constexpr char separator = 0x1D;
constexpr std::size_t item_digits = 14;  // of AI 01

bool digits(std::string_view s) {
  return std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "01" and 14 digits: no payment code begins so, they begin with 1, 2 or 3.
bool begins_with_item(std::string_view text) {
  if (text.size() > 3 && text.front() == ']') text.remove_prefix(3);
  if (!text.empty() && text.front() == separator) text.remove_prefix(1);
  return text.size() >= 2 + item_digits && text.starts_with("01") && digits(text.substr(2, item_digits));
}

bool is_digital_link(std::string_view text) {
  if (!text.starts_with("http://") && !text.starts_with("https://")) return false;
  const auto at = text.find("/01/");
  if (at == text.npos) return false;
  const auto number = text.substr(at + 4, 8);
  return number.size() == 8 && digits(number);
}

float length(Point a, Point b) { return std::hypot(b.x - a.x, b.y - a.y); }

}  // namespace

bool may_be_shown(Symbology symbology, std::string_view text) {
  if (is_retail(symbology) || test_code_of(text)) return true;
  return begins_with_item(text) || is_digital_link(text);
}

int modules_across(Symbology symbology, std::string_view text) {
  switch (symbology) {
  case Symbology::ean13:
  case Symbology::upca: return 95;
  case Symbology::ean8: return 67;
  case Symbology::upce: return 51;
  default: break;
  }
  const auto* card = test_code_of(text);
  return card ? static_cast<int>(card->rows.front().size()) : 0;
}

float pixels_per_module(const FoundCode& code) {
  const int modules = modules_across(code.symbology, code.text);
  if (modules == 0) return 0;
  const auto& c = code.corners;
  const float across = (length(c[0], c[1]) + length(c[3], c[2])) / 2;
  return std::isfinite(across) ? across / static_cast<float>(modules) : 0;
}

}  // namespace outpost::dev::vision
