#include "devices/vision/sighting.hpp"

#include "edge/base/gtin.hpp"

namespace outpost::dev::vision {

/// One look that says as much as two: of nearly twice the margin that makes it a code at all (Limits::alone).
constexpr float enough_alone = 40;
/// A library read it and our fit says as much as of a code that nobody else saw (Limits::alone): two readers.
/// Of 14,677 wrong numbers of libraries none had more than a quarter of it.
constexpr float enough_with_library = 22;
/// The same of EAN-8 and UPC-E, whose few digits bend to more; and a library must have seen it too.
constexpr float enough_short = 100;

Strength strength_of(const FoundCode& code) {
  if (is_matrix(code.symbology) || code.evidence.looks >= 2) return Strength::strong;
  const bool is_short = code.symbology == Symbology::ean8 || code.symbology == Symbology::upce;
  const bool library = code.evidence.stage != Stage::profile;
  if (is_short) return library && code.evidence.margin >= enough_short ? Strength::strong : Strength::weak;
  const float enough = library ? enough_with_library : enough_alone;
  return code.evidence.stage == Stage::fast || code.evidence.margin >= enough ? Strength::strong
                                                                              : Strength::weak;
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
