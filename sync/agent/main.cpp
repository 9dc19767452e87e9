// outpost-sync: carries a store's events to headquarters and headquarters' changes back.
#include "edge/base/arguments.hpp"
#include "edge/base/config/config.hpp"
#include "edge/base/log/log.hpp"
#include "edge/base/notify.hpp"
#include "edge/base/owner.hpp"
#include "sync/agent/agent.hpp"
#include "sync/agent/agent_keys.hpp"

#include <csignal>
#include <iostream>

namespace {

using namespace outpost;

constexpr std::string_view usage =
    "outpost-sync [--config FILE] [--data DIR]   run the agent\n"
    "outpost-sync keys [--data DIR]              make the store's keys; print the public one\n";

std::atomic<bool> stop{false};

int refuse(const Error& error) {
  std::cerr << "outpost-sync: " << error.text << '\n';
  return 1;
}

Result<int> print_keys(const std::string& dir) {
  OUTPOST_TRY(const auto keys, agent::store_keys(dir));
  std::cout << keys.public_key << '\n';
  return 0;
}

Result<int> run(const Arguments& arguments) {
  const std::string dir = arguments.option("data", "/var/lib/outpost");
  OUTPOST_CHECK(become_owner_of(dir, "outpost-sync"));  // the store's key pair is the agent's alone
  if (!arguments.words.empty() && arguments.words[0] == "keys") return print_keys(dir);
  if (!arguments.words.empty())
    return fail(Code::invalid, "bad-arguments", "That is no command. " + std::string(usage));
  OUTPOST_TRY(const auto file, config::Config::load(arguments.option("config", "/etc/outpost/outpost.ini")));
  const auto settings = file.section("sync");
  log::open("outpost-sync", log::level_of(settings.text("log_level")));
  SystemClock clock;
  OUTPOST_CHECK(agent::run_agent(dir, settings, clock, stop, [&](const std::string& public_key) {
    log::info("ready: public key of this store " + public_key);
    notify_systemd("READY=1");
  }));
  notify_systemd("STOPPING=1");
  log::info("stopped");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = parse_arguments(argc, argv, {"config", "data"});
  if (!arguments) return refuse(arguments.error());
  if (!arguments->words.empty() && (arguments->words[0] == "--help" || arguments->words[0] == "help")) {
    std::cout << usage;
    return 0;
  }
  const auto on_signal = [](int) { stop = true; };
  std::signal(SIGTERM, on_signal);
  std::signal(SIGINT, on_signal);
  std::signal(SIGPIPE, SIG_IGN);
  const auto done = run(*arguments);
  return done ? *done : refuse(done.error());
}
