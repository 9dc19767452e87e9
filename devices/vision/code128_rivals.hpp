// The best other text of a Code 128, when each way to draw each symbol has a price: one symbol alone spoils
// the check symbol, so that at least two of it differ.
#pragma once

#include "devices/vision/code128_tables.hpp"

namespace outpost::dev::vision {

using SymbolPrices = std::array<float, code128_symbols>;

/// Price of the cheapest other symbols whose check symbol is right, when those of `values` have price 0.
/// Preconditions: as many prices as values, at least 3, and the check symbol of `values` is right.
float code128_rival(std::span<const int> values, std::span<const SymbolPrices> prices);

}  // namespace outpost::dev::vision
