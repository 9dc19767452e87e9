// Numbers that a store gives itself (GS1 prefixes 20 to 29, and 02 and 04 where the store says so): a scale
// prints the item and its weight or price into them, in a layout that each store chooses.
#pragma once

#include "edge/base/money.hpp"
#include "edge/base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outpost::core {

/// The first 12 of 13 digits as a mask: digits must be the same, P item, W weight in grams, V price in fen, C
/// the inner check digit of weight or price (4 or 5 digits, GS1 General Specifications 7.9). "21PPPPPWWWWW".
using InStoreMask = std::string;

/// "21:PPPPPWWWWW, 22:PPPPPCVVVV" as masks; "" is none. Error `bad-setting` in words: not 12 places, a prefix
/// that is not 20-29, 02 or 04, no item, weight and price at once, a letter twice, two that fit one number.
Result<std::vector<InStoreMask>> in_store_masks(std::string_view setting);

struct InStoreNumber {
  std::string number;  ///< all 13 digits
  std::string prefix;  ///< of the mask; "" when no mask fits: then the store files the whole number
  std::string item;    ///< as printed, with its zeros
  std::optional<std::int64_t> weight_g;
  std::optional<Fen> price_fen;
};

/// True for 13 digits that begin with 20-29, or with 02 or 04 when a mask does.
bool is_in_store(std::string_view number, const std::vector<InStoreMask>& masks);

/// The parts of a number for which is_in_store holds; nothing when its inner check digit is wrong.
std::optional<InStoreNumber> in_store_number(std::string_view number, const std::vector<InStoreMask>& masks);

/// The inner check digit of 4 or 5 digits.
char value_check_digit(std::string_view value);

}  // namespace outpost::core
