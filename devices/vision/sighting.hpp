// What the stream rules are fed with: the codes of one frame, and how much each proves by itself.
#pragma once

#include "devices/vision/place.hpp"
#include "edge/base/clock.hpp"

namespace outpost::dev::vision {

enum class Strength {
  weak,    ///< one look of a pass or of a kind of code that was wrong before: another frame must say it too
  strong,  ///< accepted on what this frame shows
};

/// QR and Data Matrix correct their own errors and the fast pass had no wrong number in any picture so far;
/// other linear texts are strong when different looks agreed, or when one is surer than two need to be (surer
/// than a code alone, when a library read it). EAN-8 and UPC-E (few digits, a weak check) must be surer
/// still, and seen by a library.
Strength strength_of(const FoundCode& code);

struct Sighting {
  Symbology symbology = Symbology::ean13;
  std::string text;
  Corners corners{};
  Strength strength = Strength::strong;
};

/// Equal for the same code in another symbology's clothes: UPC-A and UPC-E are an EAN-13 with leading zeros.
std::string stream_key(const Sighting& sighting);

/// One frame that was read to its end. A frame that nobody could read is not one without codes: leave it out.
struct FrameCodes {
  Micros at_us = 0;
  int width = 0, height = 0;
  std::vector<Sighting> codes;
};

}  // namespace outpost::dev::vision
