#include "devices/codec/vin.hpp"

#include <algorithm>
#include <array>

namespace outpost::dev {
namespace {

constexpr std::array<int, vin_length> weights = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};

bool is_vin_character(char c) {
  if (c >= '0' && c <= '9') return true;
  return c >= 'A' && c <= 'Z' && c != 'I' && c != 'O' && c != 'Q';
}

int value_of(char c) {
  if (c <= '9') return c - '0';
  // What a letter counts (49 CFR 565.15, GB 16735); I, O and Q do not occur.
  static constexpr std::array<int, 26> v = {1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4,
                                            5, 0, 7, 0, 9, 2, 3, 4, 5, 6, 7, 8, 9};
  return v[static_cast<std::size_t>(c - 'A')];
}

}  // namespace

bool is_vin(std::string_view text) {
  return text.size() == vin_length && std::all_of(text.begin(), text.end(), is_vin_character);
}

char vin_check_character(std::string_view vin) {
  int sum = 0;
  for (std::size_t i = 0; i < vin_length; ++i) sum += value_of(vin[i]) * weights[i];
  return sum % 11 == 10 ? 'X' : static_cast<char>('0' + sum % 11);
}

}  // namespace outpost::dev
