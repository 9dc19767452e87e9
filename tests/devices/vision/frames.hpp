// Frames for the stream rules, written short.
#pragma once

#include "devices/vision/stream.hpp"

#include <string>

namespace outpost::dev::test {

/// A code of 100 by 40 pixels about (x, y).
inline vision::Sighting at(const std::string& text, float x, float y,
                           vision::Strength strength = vision::Strength::strong,
                           vision::Symbology symbology = vision::Symbology::ean13) {
  return {
      symbology, text, {{{x - 50, y - 20}, {x + 50, y - 20}, {x + 50, y + 20}, {x - 50, y + 20}}}, strength};
}

/// What became of a frame: "+TEXT" accepted, "=TEXT" again, "!TEXT" rival, separated by spaces.
inline std::string said(vision::Stream& stream, std::int64_t ms, const std::vector<vision::Sighting>& codes) {
  const vision::FrameCodes frame{ms * us_per_ms, 1'000, 1'000, codes};
  std::string out;
  for (const auto& e : stream.on_frame(frame)) {
    if (!out.empty()) out += ' ';
    out += e.kind == vision::StreamEvent::Kind::accepted ? '+'
           : e.kind == vision::StreamEvent::Kind::again  ? '='
                                                         : '!';
    out += codes[e.code].text;
  }
  return out;
}

}  // namespace outpost::dev::test
