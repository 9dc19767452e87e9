#include "devices/transport/port_name.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

constexpr std::array<std::string_view, 9> schemes = {"serial", "tcp",  "can",     "sim", "replay",
                                                     "folder", "file", "pattern", "v4l2"};

Error bad(std::string text) { return fail(Code::invalid, "bad-port", std::move(text)); }

Result<std::map<std::string, std::string, std::less<>>> parse_values(std::string_view text) {
  std::map<std::string, std::string, std::less<>> out;
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    const auto pair = text.substr(0, end);
    const auto eq = pair.find('=');
    if (eq == std::string_view::npos || eq == 0)
      return bad(fmt::format("\"{}\" after ? must be written key=value", pair));
    if (!out.emplace(pair.substr(0, eq), pair.substr(eq + 1)).second)
      return bad(fmt::format("\"{}\" is given twice", pair.substr(0, eq)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

bool is_port_number(std::string_view s) {
  return !s.empty() && s.size() <= 5 &&
         std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
         std::stoi(std::string(s)) >= 1 && std::stoi(std::string(s)) <= 65'535;
}

/// What the kernel takes for one: 1 to 15 characters, no slash, no blank.
bool is_interface_name(std::string_view s) {
  return !s.empty() && s.size() <= 15 && s != "." && s != ".." &&
         std::all_of(s.begin(), s.end(), [](char c) { return c > ' ' && c < 0x7F && c != '/' && c != ':'; });
}

}  // namespace

Result<PortName> parse_port(std::string_view text) {
  const auto colon = text.find(':');
  PortName out;
  out.scheme = std::string(text.substr(0, colon));
  if (colon == std::string_view::npos ||
      std::find(schemes.begin(), schemes.end(), out.scheme) == schemes.end())
    return bad(fmt::format(
        "\"{}\" is no port: write serial:/dev/..., tcp:host:port, can:can0, sim:name, replay:FILE, "
        "folder:DIR, file:PATH, v4l2:/dev/v4l/by-id/... or pattern:ean13",
        text));
  auto rest = text.substr(colon + 1);
  // Only these have parameters: a path may hold a question mark.
  if (const auto q = rest.find('?');
      q != std::string_view::npos &&
      (out.scheme == "sim" || out.scheme == "replay" || out.scheme == "pattern" || out.scheme == "v4l2")) {
    OUTPOST_TRY(out.values, parse_values(rest.substr(q + 1)));
    rest = rest.substr(0, q);
  }
  out.target = std::string(rest);
  if (out.target.empty()) return bad(fmt::format("\"{}\" names nothing after the colon", text));
  if (out.scheme == "can" && !is_interface_name(out.target))
    return bad(fmt::format("\"{}\" is no name of a CAN interface: write can:can0", out.target));
  if (out.scheme == "tcp")
    OUTPOST_CHECK([&]() -> Result<void> {
      auto parsed = parse_host_port(out.target);
      if (!parsed) return parsed.error();
      return {};
    }());
  return out;
}

Result<HostPort> parse_host_port(std::string_view text) {
  const auto colon = text.rfind(':');
  const auto wrong = [&] { return bad(fmt::format("\"{}\" must be written host:port", text)); };
  if (colon == std::string_view::npos || colon == 0 || !is_port_number(text.substr(colon + 1)))
    return wrong();
  auto host = text.substr(0, colon);
  if (host.front() == '[' && host.back() == ']' && host.size() > 2)
    host = host.substr(1, host.size() - 2);
  else if (host.find(':') != std::string_view::npos)
    return wrong();  // an IPv6 address needs its brackets, or its last group would be the port
  return HostPort{std::string(host), std::string(text.substr(colon + 1))};
}

}  // namespace outpost::dev
