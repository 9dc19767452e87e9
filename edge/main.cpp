// outpost-edge: the store's server. Exit code 0 after a clean stop, 1 with one sentence when it cannot start.
#include "edge/base/arguments.hpp"
#include "edge/base/log/log.hpp"
#include "edge/base/notify.hpp"
#include "edge/compose.hpp"

#include <csignal>
#include <cstdio>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <thread>
#include <time.h>
#include <unistd.h>

namespace {

using namespace outpost;

constexpr int stop_limit_s = 3;  // then the end is not clean, but nothing acknowledged is lost by it

constexpr const char* usage = "outpost-edge: the server of one Outpost store\n"
                              "  --config FILE   configuration (default /etc/outpost/outpost.ini)\n"
                              "  --data DIR      data folder (default /var/lib/outpost)\n";

int refuse(const Error& error) {
  fmt::print(stderr, "outpost-edge: {}\n", error.text);
  return 1;
}

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int s : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, s);
  return set;
}

void wait_for_stop(Edge& edge, const sigset_t& signals) {
  for (;;) {
    const timespec second{1, 0};
    if (sigtimedwait(&signals, nullptr, &second) > 0) return;
    edge.tick();
    if (edge.alive()) notify_systemd("WATCHDOG=1");
  }
}

void end_within_limit() {
  std::thread([] {
    std::this_thread::sleep_for(std::chrono::seconds(stop_limit_s));
    log::warning("something did not end in time; leaving without it");
    _exit(0);
  }).detach();
}

int serve(const config::Config& config, const std::string& dir, const sigset_t& signals) {
  auto edge = Edge::open(config, dir);
  if (!edge.ok()) return refuse(edge.error());
  if (const auto started = (*edge)->start(); !started.ok()) return refuse(started.error());
  const std::string code = (*edge)->owner_code();
  if (!code.empty()) fmt::print("First run: set the owner's password with the code {}\n", code);
  std::fflush(stdout);
  notify_systemd("READY=1");
  log::info("ready at " + (*edge)->url());
  wait_for_stop(**edge, signals);
  notify_systemd("STOPPING=1");
  log::info("stopping");
  end_within_limit();
  (*edge)->stop();
  return 0;
}

/// Every idle connection takes a file descriptor, and a shell gives out 1,024 only.
void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = parse_arguments(argc, argv, {"config", "data"});
  if (!arguments.ok()) return refuse(arguments.error());
  if (!arguments->words.empty()) {
    const bool help = arguments->words[0] == "--help" || arguments->words[0] == "help";
    fmt::print(help ? stdout : stderr, "{}", usage);
    return help ? 0 : 1;
  }
  if (sodium_init() < 0)
    return refuse({Code::internal, "no-sodium", "The cryptographic library cannot be used."});
  const auto config = config::Config::load(arguments->option("config", "/etc/outpost/outpost.ini"));
  if (!config.ok()) return refuse(config.error());
  log::open("edge", log::level_of(config->section("edge").text("log_level")));
  umask(0077);  // what is made here holds sales and secrets
  raise_file_limit();
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // before the first thread, which inherits it
  signal(SIGPIPE, SIG_IGN);
  return serve(*config, arguments->option("data", "/var/lib/outpost"), signals);
}
