// What the numbers of an enumeration mean, in words: fuel type, fuel system state, lamp mode. The table is
// devices/data/pid_codes.tsv.
#pragma once

#include <cstdint>
#include <string_view>

namespace outpost::dev {

struct CodeText {
  std::string_view en, zh;  ///< of static storage; both empty when the number has no words
};

/// `list` as the column `codes` of pids.tsv names it: "fuel_type". Empty words for an unknown list or number:
/// nothing is guessed. Any thread.
CodeText code_text(std::string_view list, std::int64_t number);

}  // namespace outpost::dev
