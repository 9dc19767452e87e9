// outpost-provider-sim: a code-payment provider for tests and the demo store. Never part of a shop.
#include "edge/base/log/log.hpp"
#include "edge/base/notify.hpp"
#include "edge/base/paths.hpp"
#include "tests/sim/provider/server.hpp"

#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <optional>

#include <fmt/core.h>
#include <sodium.h>
#include <sys/stat.h>

namespace {

using namespace outpost;

constexpr const char* usage =
    "outpost-provider-sim --port N [--host ADDRESS] [--data DIR] [--key-file FILE] [--pace PERCENT]\n"
    "outpost-provider-sim --behaviours\n"
    "  --port N          port to listen on, 0 for any\n"
    "  --host ADDRESS    address to listen on (127.0.0.1)\n"
    "  --data DIR        folder of the ledger (./provider)\n"
    "  --key-file FILE   shared secret; made when it is not there (DIR/provider.key)\n"
    "  --pace PERCENT    every wait of a behaviour takes this much of its length (100)\n";

struct Options {
  provider_sim::ServerOptions server{.host = "127.0.0.1", .port = -1, .key = ""};
  std::string data = "provider", key_file;
  int pace_percent = 100;
  bool behaviours = false;
};

Result<int> whole(std::string_view text, int least, int most) {
  int value = 0;
  auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (wrong == std::errc{} && end == text.data() + text.size() && value >= least && value <= most)
    return value;
  return fail(Code::invalid, "bad-option",
              fmt::format("\"{}\" is not a number from {} to {}", text, least, most));
}

Result<Options> options_of(int argc, char** argv) {
  Options o;
  for (int i = 1; i < argc; i++) {
    std::string_view name = argv[i];
    if (name == "--behaviours") {
      o.behaviours = true;
      continue;
    }
    if (i + 1 >= argc)
      return fail(Code::invalid, "bad-option", fmt::format("\"{}\" is unknown or lacks a value", name));
    std::string value = argv[++i];
    if (name == "--host") {
      o.server.host = value;
    } else if (name == "--data") {
      o.data = value;
    } else if (name == "--key-file") {
      o.key_file = value;
    } else if (name == "--port") {
      OUTPOST_TRY(o.server.port, whole(value, 0, 65'535));
    } else if (name == "--pace") {
      OUTPOST_TRY(o.pace_percent, whole(value, 1, 1'000));
    } else {
      return fail(Code::invalid, "bad-option", fmt::format("\"{}\" is not an option", name));
    }
  }
  if (o.server.port < 0 && !o.behaviours) return fail(Code::invalid, "bad-option", "--port is missing");
  if (o.key_file.empty()) o.key_file = o.data + "/provider.key";
  return o;
}

Result<std::string> key_of(const std::string& path) {
  struct stat there {};
  if (::stat(path.c_str(), &there) != 0) {
    std::array<std::uint8_t, 32> bytes{};
    SystemRandom().fill(bytes);
    OUTPOST_CHECK(write_secret(path, to_hex(bytes)));
  }
  return read_secret(path);
}

Result<void> run(Options o) {
  if (sodium_init() < 0) return fail(Code::internal, "no-crypto", "libsodium does not start");
  SystemClock clock;
  OUTPOST_TRY(auto ledger, provider_sim::Ledger::open(o.data, clock, o.pace_percent));
  OUTPOST_TRY(o.server.key, key_of(o.key_file));
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);  // before any thread, so that all of them inherit it
  provider_sim::FaultBox faults;
  OUTPOST_TRY(auto server, provider_sim::Server::start(o.server, *ledger, faults, clock));
  log::info(fmt::format("ready on http://{}:{}, ledger in {}", o.server.host, server->port(), o.data));
  notify_systemd("READY=1");
  int signal = 0;
  sigwait(&ends, &signal);
  notify_systemd("STOPPING=1");
  return {};
}

void print_behaviours() {
  for (const auto& b : provider_sim::behaviours())
    fmt::print("1000000000000000{}\t{}\t{}\n", b.digits, b.name, b.meaning);
}

}  // namespace

int main(int argc, char** argv) {
  log::open("outpost-provider-sim", log::Level::info);
  if (argc > 1 && std::strcmp(argv[1], "--help") == 0) return std::fputs(usage, stdout), 0;
  auto options = options_of(argc, argv);
  if (!options.ok())
    return fmt::print(stderr, "outpost-provider-sim: {}\n{}", options.error().text, usage), 1;
  if (options->behaviours) return print_behaviours(), 0;
  auto done = run(std::move(*options));
  if (!done.ok()) return fmt::print(stderr, "outpost-provider-sim: {}\n", done.error().text), 1;
  return 0;
}
