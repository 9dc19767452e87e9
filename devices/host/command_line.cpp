#include "devices/host/command_line.hpp"

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

Result<CommandLine> parse_command_line(const std::vector<std::string>& arguments) {
  CommandLine out;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto& name = arguments[i];
    if (name == "--help" || name == "-h") {
      out.help = true;
      continue;
    }
    if (name != "--config" && name != "--data" && name != "--unit")
      return fail(Code::invalid, "bad-argument", "there is no option \"" + name + "\" (try --help)");
    if (++i == arguments.size()) return fail(Code::invalid, "bad-argument", name + " needs a value");
    if (name == "--config") out.config = arguments[i];
    if (name == "--data") out.data = arguments[i];
    if (name == "--unit") out.units = split(arguments[i]);
    if (name == "--unit" && out.units.empty())
      return fail(Code::invalid, "bad-argument", "--unit names no unit");
  }
  return out;
}

}  // namespace outpost::dev
