#include "edge/base/arguments.hpp"

#include <algorithm>

namespace outpost {

Result<Arguments> parse_arguments(int argc, const char* const* argv,
                                  std::initializer_list<std::string_view> known) {
  Arguments out;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (!word.starts_with("--") || word == "--help") {
      out.words.emplace_back(word);
      continue;
    }
    const auto equals = word.find('=');
    const std::string name(word.substr(2, equals == word.npos ? word.npos : equals - 2));
    if (std::find(known.begin(), known.end(), name) == known.end())
      return fail(Code::invalid, "bad-arguments", "There is no option --" + name + ".");
    if (equals != word.npos)
      out.options[name] = word.substr(equals + 1);
    else if (i + 1 < argc)
      out.options[name] = argv[++i];
    else
      return fail(Code::invalid, "bad-arguments", "--" + name + " needs a value.");
  }
  return out;
}

}  // namespace outpost
