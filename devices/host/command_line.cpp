#include "devices/host/command_line.hpp"

#include "edge/base/arguments.hpp"

#include <algorithm>

namespace outpost::dev {
namespace {

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find(',', at), text.size());
    if (end > at) out.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

}  // namespace

Result<CommandLine> parse_command_line(int argc, const char* const* argv) {
  OUTPOST_TRY(const auto arguments, parse_arguments(argc, argv, {"config", "data", "unit"}));
  CommandLine out;
  out.help = std::find(arguments.words.begin(), arguments.words.end(), "--help") != arguments.words.end();
  if (!arguments.words.empty() && !out.help)
    return fail(Code::invalid, "bad-arguments",
                "there is no word \"" + arguments.words.front() + "\" (try --help)");
  out.config = arguments.option("config", out.config);
  out.data = arguments.option("data", out.data);
  out.units = split(arguments.option("unit"));
  if (arguments.options.contains("unit") && out.units.empty())
    return fail(Code::invalid, "bad-arguments", "--unit names no unit");
  return out;
}

}  // namespace outpost::dev
