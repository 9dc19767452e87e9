// outpost-hq: headquarters of the stores.
#include "edge/base/arguments.hpp"
#include "edge/base/config/config.hpp"
#include "edge/base/log/log.hpp"
#include "edge/base/notify.hpp"
#include "edge/base/owner.hpp"
#include "sync/hq/commands.hpp"
#include "sync/hq/service.hpp"

#include <csignal>
#include <fmt/format.h>
#include <iostream>
#include <sodium.h>

namespace {

using namespace outpost;

std::atomic<bool> stop{false};

int refuse(const Error& error) {
  std::cerr << "outpost-hq: " << error.text << '\n';
  return 1;
}

void say_ready(const hq::Home& home, const hq::Listening& at) {
  if (home.fresh) log::info(fmt::format("made keys and the admin token in {}/secrets", home.dir));
  if (at.new_generation)
    log::warning("hq.db is an old copy of itself: stores send again what is missing, under a new generation");
  log::info(fmt::format("ready: http://{}:{} for people, {} for stores, public key {}", at.http_host,
                        at.http_port, at.sync_endpoint, home.keys.public_key));
  notify_systemd("READY=1");
}

Result<int> run(const Arguments& arguments) {
  Result<config::Config> file = config::Config::load(arguments.option("config", "/etc/outpost/outpost.ini"));
  // A one-shot command needs no settings when the folder is named.
  if (!file && (arguments.words.empty() || arguments.options.contains("config"))) return file.error();
  const auto settings = file ? file->section("hq") : config::Section("", "hq", {});
  log::open("outpost-hq", log::level_of(settings.text("log_level")));
  const std::string data = arguments.option("data", "/var/lib/outpost-hq");
  OUTPOST_CHECK(become_owner_of(data));
  OUTPOST_TRY(const auto home, hq::open_home(data, settings.text("database")));
  SystemClock clock;
  if (!arguments.words.empty()) {
    OUTPOST_TRY(const auto text, hq::run_command(arguments, home, clock));
    std::cout << text;
    return 0;
  }
  OUTPOST_CHECK(hq::run_service(home, settings, clock, stop, [&](const auto& at) { say_ready(home, at); }));
  notify_systemd("STOPPING=1");
  log::info("stopped");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (sodium_init() < 0) return refuse(fail(Code::internal, "sodium", "libsodium cannot be used"));
  const auto arguments = parse_arguments(argc, argv, {"config", "data", "key", "name"});
  if (!arguments) return refuse(arguments.error());
  if (!arguments->words.empty() && (arguments->words[0] == "--help" || arguments->words[0] == "help")) {
    std::cout << hq::usage;
    return 0;
  }
  const auto on_signal = [](int) { stop = true; };
  std::signal(SIGTERM, on_signal);
  std::signal(SIGINT, on_signal);
  std::signal(SIGPIPE, SIG_IGN);
  const auto done = run(*arguments);
  return done ? *done : refuse(done.error());
}
