// How wide a text is on paper and on a character screen: a CJK character takes two columns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace outpost::core {

/// Columns of UTF-8 text; control characters and combining marks take none.
int text_width(std::string_view utf8);

/// `text` and blanks up to `columns`; longer text stays as it is.
std::string padded_right(std::string_view text, int columns);
std::string padded_left(std::string_view text, int columns);

/// Lines of at most `columns` (>= 2) each, broken at blanks where there are some.
std::vector<std::string> wrapped(std::string_view text, int columns);

}  // namespace outpost::core
