#include "devices/transport/make_port.hpp"

#include "devices/transport/can_port.hpp"
#include "devices/transport/faulty_port.hpp"
#include "devices/transport/file_port.hpp"
#include "devices/transport/replay_port.hpp"
#include "devices/transport/serial_port.hpp"
#include "devices/transport/sim_port.hpp"
#include "devices/transport/tcp_port.hpp"

#include <fmt/format.h>

namespace outpost::dev {
namespace {

using Made = Result<std::unique_ptr<Transport>>;

Error bad(std::string text) { return fail(Code::invalid, "bad-port", std::move(text)); }

Made make_serial(const PortName& name, const PortOptions& options) {
  if (!known_baud(options.line.baud))
    return bad(fmt::format("{} baud is no speed of a serial line", options.line.baud));
  return std::unique_ptr<Transport>(new SerialPort(name.target, options.line));
}

Made make_tcp(const PortName& name) {
  OUTPOST_TRY(auto peer, parse_host_port(name.target));
  return std::unique_ptr<Transport>(new TcpPort(std::move(peer)));
}

Made with_faults(std::unique_ptr<Transport> inner, const SimArgs& args) {
  const std::string text = args.text("faults");
  if (text.empty()) return inner;
  OUTPOST_TRY(const auto plan, FaultPlan::parse(text));
  OUTPOST_TRY(const auto seed, args.number("fault_seed", 1, 0, INT64_MAX));
  return std::unique_ptr<Transport>(new FaultyPort(std::move(inner), plan, static_cast<std::uint64_t>(seed)));
}

Made make_sim(const PortName& name, const PortOptions& options) {
  SimArgs args = options.defaults;
  args.name = name.target;
  for (const auto& [key, value] : name.values) args.values[key] = value;
  const auto maker = options.sims ? options.sims->find(name.target) : SimTable::const_iterator{};
  if (!options.sims || maker == options.sims->end())
    return bad(fmt::format("there is no simulator \"{}\"", name.target));
  OUTPOST_TRY(auto simulator, maker->second(args));
  return with_faults(std::make_unique<SimPort>(std::move(simulator)), args);
}

Made make_replay(const PortName& name) {
  const SimArgs args{name.scheme, name.values};
  OUTPOST_TRY(const auto speed, args.number("speed", 1, 1, 1'000));
  OUTPOST_TRY(const auto strict, args.number("strict", 0, 0, 1));
  return with_faults(std::make_unique<ReplayPort>(name.target, static_cast<int>(speed), strict == 1), args);
}

}  // namespace

Made make_port(const PortName& name, const PortOptions& options) {
  if (name.scheme == "serial") return make_serial(name, options);
  if (name.scheme == "tcp") return make_tcp(name);
  if (name.scheme == "can") return std::unique_ptr<Transport>(new CanPort(name.target));
  if (name.scheme == "sim") return make_sim(name, options);
  if (name.scheme == "replay") return make_replay(name);
  if (name.scheme == "file") return std::unique_ptr<Transport>(new FilePort(name.target));
  return bad(fmt::format("{}: is a source of pictures, not a line to a device", name.scheme));
}

}  // namespace outpost::dev
