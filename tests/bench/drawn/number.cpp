#include "tests/bench/drawn/number.hpp"

#include "edge/base/id.hpp"

namespace outpost::bench {

std::string random_ean13(std::uint64_t seed) {
  SeededRandom random(seed);
  std::string out;
  int sum = 0;
  for (int i = 0; i < 12; ++i) {
    const int digit = static_cast<int>(random.next() % 10);
    out += static_cast<char>('0' + digit);
    sum += digit * (i % 2 ? 3 : 1);
  }
  return out + static_cast<char>('0' + (10 - sum % 10) % 10);
}

}  // namespace outpost::bench
