// What came over the bus as the adapter writes it down.
#include "devices/sim/elm327.hpp"

#include <fmt/format.h>

namespace outpost::dev {

std::string Elm327::bytes_text(ByteView bytes) const {
  std::string out;
  for (const auto b : bytes) out += fmt::format("{:02X}", b) + (settings_.spaces ? " " : "");
  if (settings_.spaces && !personality_.trailing_blank && !out.empty()) out.pop_back();
  return out;
}

std::string Elm327::line_text(const Frame& f) const {
  const std::string gap = settings_.spaces ? " " : "";
  if (!is_can(car_.bus())) {
    const auto all = ByteView(f.bytes);
    return bytes_text(settings_.headers ? all : all.subspan(3, all.size() - 4));
  }
  if (settings_.headers) {
    const auto id = f.can_id;
    if (car_.bus() == Bus::can11) return fmt::format("{:03X}", id) + gap + bytes_text(f.bytes);
    return fmt::format("{:02X}{}{:02X}{}{:02X}{}{:02X}", id >> 24, gap, id >> 16 & 0xFF, gap, id >> 8 & 0xFF,
                       gap, id & 0xFF) +
           gap + bytes_text(f.bytes);
  }
  if (!settings_.formatting) return bytes_text(f.bytes);
  if (f.length < 8) return bytes_text(ByteView(f.bytes).subspan(1, f.length));
  const auto number = f.first ? 0u : f.bytes[0] & 0x0Fu;
  return fmt::format("{:X}:{}", number, gap) + bytes_text(ByteView(f.bytes).subspan(f.first ? 2 : 1));
}

// false: it did not fit any more.
bool Elm327::say_frame(const Frame& f) {
  const bool announced =
      is_can(car_.bus()) && !settings_.headers && settings_.formatting && f.length >= 8 && f.first;
  if (announced) say(fmt::format("{:03X}", f.length));
  const auto line = line_text(f);
  reply_chars_ += line.size() + 1;
  if (personality_.reply_chars != 0 && reply_chars_ > personality_.reply_chars) {
    if (!personality_.cuts) say("BUFFER FULL");
    return false;
  }
  say(line);
  return true;
}

}  // namespace outpost::dev
