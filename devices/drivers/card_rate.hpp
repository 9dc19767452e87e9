// How often the codes of the test card are read: in how many of the last looks each of them was. Pure.
#pragma once

#include "devices/vision/code.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

namespace outpost::dev {

class CardRate {
public:
  static constexpr std::size_t window = 50;  ///< looks; about six seconds of a preview

  /// What one look read.
  void add(const std::vector<vision::FoundCode>& codes);
  /// How many of the last `window` looks there were so far.
  int looks() const { return static_cast<int>(count_ < window ? count_ : window); }
  /// In how many of them at least one of the card's codes was read.
  int any() const;
  /// By the name of the code (base/test_card.hpp); those that were never read are missing.
  std::map<std::string_view, int> each() const;
  void forget() { *this = {}; }

private:
  std::array<std::uint32_t, window> seen_{};  // a bit a code of the card
  std::size_t count_ = 0;
};

}  // namespace outpost::dev
