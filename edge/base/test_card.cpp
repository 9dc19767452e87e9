#include "edge/base/test_card.hpp"

#include <algorithm>
#include <array>

namespace outpost {
namespace {

constexpr std::array<std::string_view, 10> odd = {"0001101", "0011001", "0010011", "0111101", "0100011",
                                                  "0110001", "0101111", "0111011", "0110111", "0001011"};
constexpr std::array<std::string_view, 10> parity = {"AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB",
                                                     "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA"};

std::string inverted(std::string_view bits) {
  std::string out(bits);
  for (auto& bit : out) bit = bit == '0' ? '1' : '0';
  return out;
}

/// Sets B and C are set A's modules seen from behind and in negative.
std::string digit(char value, char set) {
  const auto a = odd[static_cast<std::size_t>(value - '0')];
  if (set == 'A') return std::string(a);
  std::string out = inverted(a);
  if (set == 'B') std::reverse(out.begin(), out.end());
  return out;
}

// Both drawn once from their definitions (ISO/IEC 18004, version 1-M; ISO/IEC 16022, 14 x 14): an encoder for
// two texts that never change would be more to go wrong than the modules are.
const std::vector<std::string> qr_rows = {
    "111111101000001111111", "100000101010101000001", "101110100001101011101", "101110101110101011101",
    "101110100101001011101", "100000100100001000001", "111111101010101111111", "000000001101100000000",
    "101101110110101001011", "100110001011100110001", "010010100100011011111", "111001000111010101000",
    "010110111110011000010", "000000001111110010001", "111111101100000011000", "100000101111000000101",
    "101110100100001100000", "101110101110100111010", "101110101100000101100", "100000100101110011000",
    "111111101011111000110"};
const std::vector<std::string> dm_rows = {
    "10101010101010", "10110000001001", "10100101000000", "10010101000101", "10010111111110",
    "10000010101001", "10101010111000", "10010011101011", "11101111001010", "11101001100001",
    "10100011100010", "11100110100001", "11000000000100", "11111111111111"};

TestCode bars(std::string_view name, std::string_view digits, int dots) {
  return {name, "EAN13", digits, dots, {ean13_modules(digits)}};
}

}  // namespace

std::string ean13_modules(std::string_view d) {
  std::string out = "101";
  const auto sets = parity[static_cast<std::size_t>(d[0] - '0')];
  for (std::size_t i = 0; i < 6; ++i) out += digit(d[i + 1], sets[i]);
  out += "01010";
  for (std::size_t i = 7; i < 13; ++i) out += digit(d[i], 'C');
  return out + "101";
}

const std::vector<TestCode>& test_card() {
  static const std::vector<TestCode> card = {
      bars("ean-2", "2999999900027", 2),
      bars("ean-3", "2999999900034", 3),
      bars("ean-4", "2999999900041", 4),
      bars("ean-5", "2999999900058", 5),
      {"qr", "QR", "OUTPOST-TEST-CARD-QR", 5, qr_rows},
      {"dm", "DM", "OPCARD01", 5, dm_rows},
  };
  return card;
}

const TestCode* test_code_of(std::string_view text) {
  const auto& card = test_card();
  const auto found =
      std::find_if(card.begin(), card.end(), [&](const TestCode& c) { return c.text == text; });
  return found == card.end() ? nullptr : &*found;
}

}  // namespace outpost
