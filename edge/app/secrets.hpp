// Making tokens and codes.
#pragma once

#include "edge/app/tx.hpp"

#include <string>

namespace outpost::app {

/// 64 hexadecimal digits: 256 random bits.
std::string new_token(Tx& tx);
/// 8 characters that cannot be mistaken for one another: 40 random bits.
std::string new_code(Tx& tx);
/// Upper case, without blanks and dashes, as a person may have typed it.
std::string tidy_code(std::string_view typed);

}  // namespace outpost::app
