#include "devices/drivers/card_rate.hpp"

#include "edge/base/test_card.hpp"

#include <algorithm>

namespace outpost::dev {

void CardRate::add(const std::vector<vision::FoundCode>& codes) {
  std::uint32_t bits = 0;
  for (const auto& code : codes)
    if (const auto* known = test_code_of(code.text)) bits |= 1U << (known - test_card().data());
  seen_[count_++ % window] = bits;
}

int CardRate::any() const {
  return static_cast<int>(std::count_if(seen_.begin(), seen_.end(), [](auto bits) { return bits != 0; }));
}

std::map<std::string_view, int> CardRate::each() const {
  std::map<std::string_view, int> out;
  const auto& card = test_card();
  for (std::size_t i = 0; i < card.size(); ++i) {
    const auto read = std::count_if(seen_.begin(), seen_.end(), [&](auto bits) { return bits >> i & 1U; });
    if (read > 0) out[card[i].name] = static_cast<int>(read);
  }
  return out;
}

}  // namespace outpost::dev
