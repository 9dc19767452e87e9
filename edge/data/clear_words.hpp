// Why the trouble codes of a car are not cleared, in words that help whoever stands at the car. The names are
// those of refusals (edge/app/bay_clear.hpp) and of outcomes `clear` (the bay's driver, the device link).
#pragma once

#include <string_view>
#include <vector>

namespace outpost::data {

struct ClearWord {
  std::string_view name;    ///< stable
  std::string_view en, zh;  ///< what is wrong and what to do
};

const std::vector<ClearWord>& clear_words();
/// A general sentence for a name that has no row.
const ClearWord& clear_word(std::string_view name);

}  // namespace outpost::data
