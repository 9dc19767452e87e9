#include "tests/e2e/harness/picture.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace outpost::e2e {
namespace {

/// Widths of space, bar, space, bar of a digit in the left half with odd parity; the other sets are this one
/// inverted or mirrored.
constexpr const char* left_odd[] = {"3211", "2221", "2122", "1411", "1132",
                                    "1231", "1114", "1312", "1213", "3112"};
/// Which of the six left digits have even parity: the first digit is written in that.
constexpr const char* parity[] = {"OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE",
                                  "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO", "OEEOEO"};

/// true = dark, one a module.
std::vector<bool> modules(const std::string& digits) {
  std::vector<bool> out;
  const auto guard = [&](const char* bits) {
    for (; *bits; ++bits) out.push_back(*bits == '1');
  };
  const auto digit = [&](char c, bool mirrored, bool dark) {
    std::string widths = left_odd[c - '0'];
    if (mirrored) std::reverse(widths.begin(), widths.end());
    for (const char w : widths) {
      out.insert(out.end(), static_cast<std::size_t>(w - '0'), dark);
      dark = !dark;
    }
  };
  guard("101");
  for (std::size_t i = 1; i <= 6; ++i) digit(digits[i], parity[digits[0] - '0'][i - 1] == 'E', false);
  guard("01010");
  for (std::size_t i = 7; i <= 12; ++i) digit(digits[i], false, true);
  guard("101");
  return out;
}

void put32(std::string& out, std::uint32_t v) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(v >> shift & 0xff);
}

std::uint32_t crc32(const std::string& bytes) {
  std::uint32_t crc = 0xffffffffu;
  for (const char c : bytes) {
    crc ^= static_cast<std::uint8_t>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
  }
  return ~crc;
}

void chunk(std::string& png, const std::string& type, const std::string& body) {
  put32(png, static_cast<std::uint32_t>(body.size()));
  png += type + body;
  put32(png, crc32(type + body));
}

/// zlib with stored blocks: larger, and needs no library.
std::string stored(const std::string& raw) {
  constexpr std::size_t most = 65'535;
  std::string out("\x78\x01", 2);
  std::uint32_t a = 1, b = 0;
  for (const char c : raw) {
    a = (a + static_cast<std::uint8_t>(c)) % 65'521;
    b = (b + a) % 65'521;
  }
  for (std::size_t at = 0; at < raw.size(); at += most) {
    const std::size_t n = std::min(most, raw.size() - at);
    out += static_cast<char>(at + n == raw.size());
    for (const std::size_t v : {n, ~n})
      for (const int shift : {0, 8}) out += static_cast<char>(v >> shift & 0xff);
    out += raw.substr(at, n);
  }
  put32(out, b << 16 | a);
  return out;
}

}  // namespace

std::string ean13_png(const std::string& digits, int module_px) {
  constexpr int quiet = 12, height_modules = 60;
  const auto bars = modules(digits);
  std::string row(1, '\0');  // filter: none
  row.append(static_cast<std::size_t>(quiet * module_px), '\xff');
  for (const bool dark : bars) row.append(static_cast<std::size_t>(module_px), dark ? '\0' : '\xff');
  row.append(static_cast<std::size_t>(quiet * module_px), '\xff');
  const std::string blank = std::string(1, '\0') + std::string(row.size() - 1, '\xff');
  const int height = height_modules * module_px;
  std::string raw;
  for (int y = 0; y < height; ++y) raw += y < quiet || y >= height - quiet ? blank : row;
  std::string png("\x89PNG\r\n\x1a\n", 8), header;
  put32(header, static_cast<std::uint32_t>(row.size() - 1));
  put32(header, static_cast<std::uint32_t>(height));
  header += std::string("\x08\x00\x00\x00\x00", 5);  // 8 bits of grey
  chunk(png, "IHDR", header);
  chunk(png, "IDAT", stored(raw));
  chunk(png, "IEND", "");
  return png;
}

}  // namespace outpost::e2e
