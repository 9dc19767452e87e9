#include "edge/base/bytes.hpp"

namespace outpost {
namespace {

int nibble(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

struct Lead {
  int tail;             // continuation bytes that must follow
  std::uint32_t bits;   // payload of the lead byte
  std::uint32_t least;  // smallest code point this length may carry
};

bool read_lead(std::uint8_t b, Lead& out) {
  if (b < 0x80) return out = {0, b, 0}, true;
  if ((b & 0xE0) == 0xC0) return out = {1, b & 0x1Fu, 0x80}, true;
  if ((b & 0xF0) == 0xE0) return out = {2, b & 0x0Fu, 0x800}, true;
  if ((b & 0xF8) == 0xF0) return out = {3, b & 0x07u, 0x10000}, true;
  return false;
}

}  // namespace

std::string to_hex(ByteView bytes) {
  static constexpr char digit[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const auto b : bytes) {
    out += digit[b >> 4];
    out += digit[b & 15];
  }
  return out;
}

Result<Bytes> from_hex(std::string_view text) {
  const auto bad = [] { return fail(Code::invalid, "bad-hex", "This is not a row of hexadecimal digits."); };
  if (text.size() % 2) return bad();
  Bytes out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int hi = nibble(text[i]), lo = nibble(text[i + 1]);
    if (hi < 0 || lo < 0) return bad();
    out.push_back(static_cast<std::uint8_t>(hi << 4 | lo));
  }
  return out;
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    Lead lead{};
    if (!read_lead(static_cast<std::uint8_t>(text[i]), lead)) return false;
    ++i;
    std::uint32_t point = lead.bits;
    for (int k = 0; k < lead.tail; ++k, ++i) {
      if (i >= text.size() || (static_cast<std::uint8_t>(text[i]) & 0xC0) != 0x80) return false;
      point = point << 6 | (static_cast<std::uint8_t>(text[i]) & 0x3Fu);
    }
    if (point < lead.least || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) return false;
  }
  return true;
}

}  // namespace outpost
