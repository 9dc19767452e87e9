#include "devices/host/program.hpp"

#include "devices/host/command_line.hpp"
#include "devices/host/loop.hpp"
#include "edge/base/config/config.hpp"
#include "edge/base/log/log.hpp"
#include "edge/base/paths.hpp"

#include <csignal>
#include <cstdio>
#include <set>
#include <sys/signalfd.h>
#include <unistd.h>

namespace outpost::dev {
namespace {

UnitSettings settings_of(const config::Section& section) {
  UnitSettings out;
  out.unit = section.name().substr(std::string_view("unit.").size());
  for (const auto& key : config::keys())
    if (key.section == "unit") out.values[std::string(key.name)] = section.text(key.name);
  out.station = out.values["station"];
  return out;
}

Error refuse(const std::string& unit, const std::string& why) {
  return fail(Code::invalid, "bad-setting", "[unit." + unit + "] " + why);
}

/// The sections that this process is to run.
Result<std::vector<config::Section>> pick(const config::Config& config, const CommandLine& line,
                                          const UnitMakers& makers, const std::string& program) {
  std::vector<config::Section> out;
  for (const auto& name : line.units) {
    OUTPOST_TRY(auto section, config.unit(name));
    out.push_back(std::move(section));
  }
  if (line.units.empty())
    for (const auto& section : config.units())
      if (makers.contains(section.text("driver"))) out.push_back(section);
  if (out.empty())
    return fail(Code::invalid, "no-unit", line.config + ": no [unit.NAME] here is for " + program);
  return out;
}

Result<std::unique_ptr<Unit>> make_unit(const config::Section& section, const UnitMakers& makers,
                                        Random& random) {
  UnitRequest request{settings_of(section), {}, &random};
  const auto& unit = request.settings.unit;
  const auto driver = section.text("driver");
  if (!ipc::valid_unit_name(unit)) return refuse(unit, "a unit's name is 1 to 32 of a-z, 0-9, - and _");
  if (!ipc::find_driver(driver)) return refuse(unit, "there is no driver \"" + driver + "\"");
  const auto maker = makers.find(driver);
  if (maker == makers.end()) return refuse(unit, "this program has no driver \"" + driver + "\"");
  auto port = parse_port(section.text("port"));
  if (!port) return refuse(unit, port.error().text);
  request.port = std::move(*port);
  OUTPOST_TRY(const bool enabled, section.flag("enabled"));
  if (!enabled) return std::unique_ptr<Unit>(new DisabledUnit);
  auto made = maker->second(request);
  if (!made) return refuse(unit, made.error().text);
  return made;
}

Result<std::vector<Seat>> make_seats(const std::vector<config::Section>& sections, const UnitMakers& makers,
                                     EdgeContext& context, const std::string& data_dir, Id boot,
                                     Random& random) {
  OUTPOST_TRY(const auto endpoint, ipc_endpoint(data_dir, "device"));
  std::vector<Seat> seats;
  std::set<std::string> names;
  for (const auto& section : sections) {
    OUTPOST_TRY(auto unit, make_unit(section, makers, random));
    const auto name = section.name().substr(std::string_view("unit.").size());
    if (!names.insert(name).second) return refuse(name, "is named twice");
    OUTPOST_TRY(auto socket, EdgeSocket::open(context, name, endpoint));
    const SessionIdentity who{name, ipc::find_driver(section.text("driver")), boot, OUTPOST_VERSION,
                              getpid()};
    seats.push_back({name, std::move(unit), std::move(socket), UnitSession(who)});
  }
  return seats;
}

/// A descriptor that becomes readable on SIGTERM and SIGINT; they are blocked in every thread made after
/// this.
int signal_descriptor() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigprocmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

Result<void> run(const std::string& program, const UnitMakers& makers, const CommandLine& line) {
  OUTPOST_TRY(const auto config, config::Config::load(line.config));
  OUTPOST_TRY(const auto sections, pick(config, line, makers, program));
  log::open(program, log::level_of(sections.front().text("log_level")));
  const int stop_fd = signal_descriptor();
  SystemClock clock;
  SystemRandom random;
  IdSource ids(clock, random);
  EdgeContext context;
  OUTPOST_TRY(auto seats, make_seats(sections, makers, context, line.data, ids.next(), random));
  Loop(clock, std::move(seats)).run(stop_fd);
  log::info("stopped");
  ::close(stop_fd);
  return {};
}

}  // namespace

int run_program(const std::string& program, const UnitMakers& makers, int argc, char** argv) {
  auto line = parse_command_line(argc, argv);
  Result<void> ended = line ? Result<void>{} : Result<void>{line.error()};
  if (line && line->help) {
    std::puts((program + " [--config FILE] [--data DIR] [--unit A,B]").c_str());
    return 0;
  }
  if (line) ended = run(program, makers, *line);
  if (ended) return 0;
  std::fprintf(stderr, "%s: %s\n", program.c_str(), ended.error().text.c_str());
  return 1;
}

}  // namespace outpost::dev
