// `port` of [unit.NAME]: serial:/dev/serial/by-id/..., tcp:host:port, can:can0, sim:name?key=value&key=value,
// replay:FILE, folder:DIR, file:PATH, pattern:name?key=value, v4l2:/dev/...?key=value.
#pragma once

#include "edge/base/result.hpp"

#include <map>
#include <string>
#include <string_view>

namespace outpost::dev {

struct PortName {
  std::string scheme;  ///< "serial", "tcp", "can", "sim", "replay", "folder", "file", "pattern" or "v4l2"
  std::string target;  ///< a path, host:port, an interface, or a simulator's name
  std::map<std::string, std::string, std::less<>> values;  ///< after `?`; sim, replay, pattern and v4l2 only
};

/// Error `bad-port` says in one sentence what is wrong.
Result<PortName> parse_port(std::string_view text);

struct HostPort {
  std::string host;
  std::string port;
};
/// "10.0.0.7:9100", "printer.local:9100", "[fe80::1]:9100". Error `bad-port`.
Result<HostPort> parse_host_port(std::string_view text);

}  // namespace outpost::dev
