#include "edge/core/in_store_code.hpp"

#include "edge/core/code_text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace outpost::core {
namespace {

constexpr std::size_t mask_places = 12;  // the thirteenth is the check digit of the whole number

using Weights = std::array<int, 10>;
constexpr Weights two_minus = {0, 2, 4, 6, 8, 9, 1, 3, 5, 7};
constexpr Weights three = {0, 3, 6, 9, 2, 5, 8, 1, 4, 7};
constexpr Weights five_plus = {0, 5, 1, 6, 2, 7, 3, 8, 4, 9};
constexpr Weights five_minus = {0, 5, 9, 4, 8, 3, 7, 2, 6, 1};

int weighed(const Weights& weights, char digit) { return weights[static_cast<std::size_t>(digit - '0')]; }

Error bad(std::string_view one, std::string_view why) {
  return fail(Code::invalid, "bad-setting", fmt::format("in_store_templates: \"{}\" {}.", one, why));
}

std::string_view prefix_of(std::string_view mask) {
  return mask.substr(0, mask.find_first_not_of("0123456789"));
}

bool own_prefix(std::string_view digits) {
  return digits.starts_with("2") || digits.starts_with("02") || digits.starts_with("04");
}

std::size_t count(std::string_view mask, char letter) {
  return static_cast<std::size_t>(std::count(mask.begin(), mask.end(), letter));
}

/// All of one letter stand together: "PPVVPP" would be read in an order that nobody meant.
bool together(std::string_view mask, char letter) {
  const auto first = mask.find(letter);
  return first == mask.npos || mask.substr(first, count(mask, letter)).find_first_not_of(letter) == mask.npos;
}

Result<InStoreMask> mask_of(std::string_view one) {
  const auto colon = one.find(':');
  if (colon == one.npos) return bad(one, "is not PREFIX:LETTERS");
  const auto prefix = one.substr(0, colon), letters = one.substr(colon + 1);
  if (!is_digits(prefix) || prefix.size() < 2 || !own_prefix(prefix))
    return bad(one, "does not begin with 20 to 29, 02 or 04");
  if (letters.find_first_not_of("PWVC") != letters.npos)
    return bad(one, "has a letter other than P, W, V and C");
  if (prefix.size() + letters.size() != mask_places)
    return bad(one, "does not describe 12 digits (the thirteenth is the check digit)");
  for (const char letter : {'P', 'W', 'V'})
    if (!together(letters, letter)) return bad(one, "has a field in two pieces");
  if (count(letters, 'P') == 0) return bad(one, "has no item (P)");
  if (count(letters, 'W') > 0 && count(letters, 'V') > 0) return bad(one, "has weight and price at once");
  const auto value = count(letters, 'W') + count(letters, 'V');
  const auto checks = count(letters, 'C');
  if (checks > 1 || (checks == 1 && value != 4 && value != 5))
    return bad(one, "may have one inner check digit (C), for 4 or 5 digits");
  return std::string(prefix) + std::string(letters);
}

const InStoreMask* mask_for(std::string_view number, const std::vector<InStoreMask>& masks) {
  for (const auto& mask : masks)
    if (number.starts_with(prefix_of(mask))) return &mask;
  return nullptr;
}

std::string field(std::string_view number, std::string_view mask, char letter) {
  std::string out;
  for (std::size_t i = 0; i < mask.size(); ++i)
    if (mask[i] == letter) out += number[i];
  return out;
}

std::int64_t number_of(std::string_view digits) {
  std::int64_t n = 0;
  for (const char c : digits) n = n * 10 + (c - '0');
  return n;
}

}  // namespace

Result<std::vector<InStoreMask>> in_store_masks(std::string_view setting) {
  std::vector<InStoreMask> masks;
  while (!trimmed_code(setting).empty()) {
    const auto end = std::min(setting.find(','), setting.size());
    const auto one = trimmed_code(setting.substr(0, end));
    setting.remove_prefix(std::min(end + 1, setting.size()));
    OUTPOST_TRY(auto mask, mask_of(one));
    for (const auto& other : masks)
      if (prefix_of(mask).starts_with(prefix_of(other)) || prefix_of(other).starts_with(prefix_of(mask)))
        return bad(one, "fits the same numbers as another template");
    masks.push_back(std::move(mask));
  }
  return masks;
}

bool is_in_store(std::string_view number, const std::vector<InStoreMask>& masks) {
  if (number.size() != mask_places + 1) return false;
  return number.front() == '2' || mask_for(number, masks) != nullptr;
}

std::optional<InStoreNumber> in_store_number(std::string_view number, const std::vector<InStoreMask>& masks) {
  InStoreNumber out;
  out.number = number;
  const auto* mask = mask_for(number, masks);
  if (!mask) return out;
  out.prefix = prefix_of(*mask);
  out.item = field(number, *mask, 'P');
  const auto weight = field(number, *mask, 'W'), price = field(number, *mask, 'V');
  const auto check = field(number, *mask, 'C');
  if (!check.empty() && check[0] != value_check_digit(weight.empty() ? price : weight)) return std::nullopt;
  if (!weight.empty()) out.weight_g = number_of(weight);
  if (!price.empty()) out.price_fen = Fen{number_of(price)};
  return out;
}

char value_check_digit(std::string_view v) {
  if (v.size() == 4) {
    const int sum = weighed(two_minus, v[0]) + weighed(two_minus, v[1]) + weighed(three, v[2]) +
                    weighed(five_minus, v[3]);
    return static_cast<char>('0' + sum * 3 % 10);
  }
  const int sum = weighed(five_plus, v[0]) + weighed(two_minus, v[1]) + weighed(five_minus, v[2]) +
                  weighed(five_plus, v[3]) + weighed(two_minus, v[4]);
  const auto digit = std::find(five_minus.begin(), five_minus.end(), (10 - sum % 10) % 10);
  return static_cast<char>('0' + (digit - five_minus.begin()));
}

}  // namespace outpost::core
