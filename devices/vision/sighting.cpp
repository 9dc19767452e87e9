#include "devices/vision/sighting.hpp"

#include "edge/base/gtin.hpp"

namespace outpost::dev::vision {

Strength strength_of(const FoundCode& code) {
  if (is_matrix(code.symbology) || code.evidence.looks >= 2) return Strength::strong;
  const bool is_short = code.symbology == Symbology::ean8 || code.symbology == Symbology::upce;
  return !is_short && code.evidence.stage == Stage::fast ? Strength::strong : Strength::weak;
}

std::string stream_key(const Sighting& s) {
  const bool like_ean13 = s.symbology == Symbology::ean13 || s.symbology == Symbology::upca;
  if (like_ean13 && is_gtin(s.text) && s.text.size() >= 12 && s.text.size() <= 13)
    return std::string(13 - s.text.size(), '0') + s.text;
  if (s.symbology == Symbology::upce && s.text.size() == 8)
    if (const auto full = upc_e_to_upc_a(s.text)) return "0" + *full;
  return std::string(symbology_name(s.symbology)) + ":" + s.text;
}

}  // namespace outpost::dev::vision
