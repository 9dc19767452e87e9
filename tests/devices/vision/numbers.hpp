// Numbers as shops have them.
#pragma once

#include "edge/base/gtin.hpp"
#include "edge/base/id.hpp"

#include <string>

namespace outpost::dev::test {

/// An EAN-13 with its check digit.
inline std::string random_ean13(SeededRandom& random) {
  std::string digits;
  for (int i = 0; i < 12; ++i) digits += static_cast<char>('0' + random.next() % 10);
  for (char check = '0'; check <= '9'; ++check)
    if (is_gtin(digits + check)) return digits + check;
  return digits;
}

/// The same seed gives the same number.
inline std::string random_ean13(std::uint64_t seed) {
  SeededRandom random(seed);
  return random_ean13(random);
}

}  // namespace outpost::dev::test
