#include "devices/transport/pattern_source.hpp"

#include "edge/base/gtin.hpp"
#include "edge/base/id.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

constexpr int module_px = 2, quiet_modules = 9, bars_px = 90;
constexpr int modules = 95, label_px = (modules + 2 * quiet_modules) * module_px, label_high = bars_px + 20;
constexpr std::uint8_t room = 120, paper = 235, ink = 20;
constexpr int noise = 6;  // a camera's; a picture without any would be read too easily

// Left odd (L) digits as seven modules, first module in the highest bit (GS1 General Specifications 5.2.1).
// R is its complement; G is R read backwards.
constexpr std::array<unsigned, 10> left_odd = {0b0001101, 0b0011001, 0b0010011, 0b0111101, 0b0100011,
                                               0b0110001, 0b0101111, 0b0111011, 0b0110111, 0b0001011};
// Which of the six left digits are G, for each leading digit; the first digit in the highest bit.
constexpr std::array<unsigned, 10> parity = {0b000000, 0b001011, 0b001101, 0b001110, 0b010011,
                                             0b011001, 0b011100, 0b010101, 0b010110, 0b011010};

unsigned reversed(unsigned seven) {
  unsigned out = 0;
  for (int i = 0; i < 7; ++i) out |= ((seven >> i) & 1U) << (6 - i);
  return out;
}

/// True for a bar.
std::array<bool, modules> bars_of(const std::string& code) {
  std::array<bool, modules> out{};
  std::size_t at = 0;
  const auto put = [&](unsigned bits, int count) {
    while (count-- > 0) out[at++] = (bits >> count) & 1U;
  };
  const auto digit = [&](std::size_t i) { return static_cast<std::size_t>(code[i] - '0'); };
  put(0b101, 3);
  for (std::size_t i = 1; i <= 6; ++i) {
    const unsigned odd = left_odd[digit(i)];
    const bool even = (parity[digit(0)] >> (6 - i)) & 1U;
    put(even ? reversed(~odd & 0x7FU) : odd, 7);
  }
  put(0b01010, 5);
  for (std::size_t i = 7; i <= 12; ++i) put(~left_odd[digit(i)] & 0x7FU, 7);
  put(0b101, 3);
  return out;
}

Error bad(std::string text) { return fail(Code::invalid, "bad-port", std::move(text)); }

Result<std::int64_t> whole(std::string_view key, const std::string& s, std::int64_t least,
                           std::int64_t most) {
  std::int64_t v = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), v);
  if (error != std::errc() || end != s.data() + s.size() || v < least || v > most)
    return bad(
        fmt::format("pattern: {} must be a whole number from {} to {}, not \"{}\"", key, least, most, s));
  return v;
}

}  // namespace

Result<Pattern> Pattern::parse(const PortName& port) {
  if (port.target != "ean13") return bad(fmt::format("\"{}\" is no pattern: there is ean13", port.target));
  Pattern out;
  for (const auto& [key, value] : port.values) {
    if (key == "fps") {
      OUTPOST_TRY(const auto fps, whole(key, value, 1, 60));
      out.fps = static_cast<int>(fps);
    } else if (key == "seed") {
      OUTPOST_TRY(const auto seed, whole(key, value, 0, INT64_MAX));
      out.seed = static_cast<std::uint64_t>(seed);
    } else if (key == "code") {
      if (value.size() != 13 || !is_gtin(value))
        return bad(fmt::format("pattern: \"{}\" is no EAN-13", value));
      out.code = value;
    } else {
      return bad(fmt::format("pattern: there is no \"{}\"; there are fps, code and seed", key));
    }
  }
  if (out.code.empty()) {
    out.code = fmt::format("690{:09}", SeededRandom(out.seed).next() % 1'000'000'000);
    out.code += gs1_check_digit(out.code);
  }
  return out;
}

void Pattern::draw(std::int64_t number, std::span<std::uint8_t> into) const {
  SeededRandom grain(seed * 1'000'003 + static_cast<std::uint64_t>(number));
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < into.size(); ++i, bits >>= 8) {
    if (i % 8 == 0) bits = grain.next();
    into[i] = static_cast<std::uint8_t>(room + static_cast<int>(bits & 0xFF) % (2 * noise + 1) - noise);
  }
  const auto crossing = number / frames_of_crossing(), step = number % frames_of_crossing();
  if (step >= frames_in_sight()) return;
  const auto left = static_cast<int>(step * (width + label_px) / frames_in_sight()) - label_px;
  SeededRandom lane(seed + static_cast<std::uint64_t>(crossing));
  const auto top = static_cast<int>(lane.next() % (height - label_high));
  const auto bars = bars_of(code);
  for (int y = 0; y < label_high; ++y)
    for (int x = std::max(left, 0); x < std::min(left + label_px, width); ++x) {
      const int module = (x - left) / module_px - quiet_modules;
      const bool high = y >= (label_high - bars_px) / 2 && y < (label_high + bars_px) / 2;
      const bool bar = high && module >= 0 && module < modules && bars[static_cast<std::size_t>(module)];
      auto& pixel = into[static_cast<std::size_t>((top + y) * width + x)];
      pixel = static_cast<std::uint8_t>(pixel - room + (bar ? ink : paper));
    }
}

Result<void> PatternSource::open(Micros now) {
  open_ = true;
  began_ = now;
  next_ = 0;
  return {};
}

void PatternSource::wait(Micros, std::vector<Wait>& out) const {
  // Rounded up: a microsecond too early there is no frame yet, and the loop would spin.
  if (open_) out.push_back({.until = began_ + (next_ * us_per_s + pattern_.fps - 1) / pattern_.fps});
}

Result<std::optional<Frame>> PatternSource::take(std::span<std::uint8_t> into, Micros now) {
  const auto number = (now - began_) * pattern_.fps / us_per_s;
  if (!open_ || now < began_ || number < next_) return std::optional<Frame>();
  constexpr auto bytes = std::size_t{Pattern::width} * Pattern::height;
  Frame frame;
  frame.kind = Frame::Kind::gray;
  frame.width = Pattern::width, frame.height = Pattern::height, frame.stride = Pattern::width;
  frame.length = bytes;
  frame.sequence = static_cast<std::uint64_t>(number) + 1;
  frame.captured_us = began_ + number * us_per_s / pattern_.fps;
  next_ = number + 1;
  if (into.size() >= bytes) pattern_.draw(number, into.first(bytes));
  return std::optional(std::move(frame));
}

}  // namespace outpost::dev
