#include "edge/app/secrets.hpp"

#include "edge/base/bytes.hpp"

#include <array>

namespace outpost::app {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";  // 32: no I, O, 0, 1

}  // namespace

std::string new_token(Tx& tx) {
  std::array<std::uint8_t, 32> bytes{};
  tx.random.fill(bytes);
  return to_hex(bytes);
}

std::string new_code(Tx& tx) {
  std::array<std::uint8_t, 8> bytes{};
  tx.random.fill(bytes);
  std::string code;
  for (const auto b : bytes) code += alphabet[b % alphabet.size()];
  return code;
}

std::string tidy_code(std::string_view typed) {
  std::string code;
  for (const char c : typed.substr(0, 64))
    if (c != ' ' && c != '-') code += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  return code;
}

}  // namespace outpost::app
