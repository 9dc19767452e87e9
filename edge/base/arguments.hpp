// What stands behind a program's name: words and --options with a value.
#pragma once

#include "edge/base/result.hpp"

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace outpost {

struct Arguments {
  std::vector<std::string> words;
  std::map<std::string, std::string, std::less<>> options;  ///< without the dashes

  std::string option(std::string_view name, std::string_view fallback = "") const {
    const auto found = options.find(name);
    return found == options.end() ? std::string(fallback) : found->second;
  }
};

/// `--name value` and `--name=value` for the names in `known`; --help counts as a word. Error `bad-arguments`.
Result<Arguments> parse_arguments(int argc, const char* const* argv,
                                  std::initializer_list<std::string_view> known);

}  // namespace outpost
