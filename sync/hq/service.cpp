#include "sync/hq/service.hpp"

#include "edge/base/log/log.hpp"
#include "edge/base/notify.hpp"
#include "sync/hq/apply_thread.hpp"
#include "sync/hq/http_server.hpp"
#include "sync/hq/sync_server.hpp"
#include "sync/hq/zap.hpp"

#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>
#include <zmq.hpp>

namespace outpost::hq {
namespace {

constexpr Micros sick_after_us = 10 * us_per_s;    // a round that takes this long hangs
constexpr Micros refused_log_every_us = us_per_s;  // knocking strangers must not fill the journal
constexpr int max_sockets = 16'384;                // libzmq's default of 1,023 counts connections as well

/// One headquarters a folder; a crash frees it.
class FolderLock {
public:
  static Result<FolderLock> take(const std::string& dir) {
    const std::string path = dir + "/hq.db.lock";
    const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return fail(Code::io, "bad-folder", path + ": cannot be opened");
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
      close(fd);
      return fail(Code::unavailable, "hq-in-use", "another outpost-hq is running on " + dir);
    }
    return FolderLock(fd);
  }
  FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock() {
    if (fd_ >= 0) close(fd_);
  }

private:
  explicit FolderLock(int fd) : fd_(fd) {}
  int fd_;
};

ZapHandler::Refused log_refused(Clock& clock) {
  return [&clock, last = INT64_MIN / 2](const std::string& key, const std::string& address) mutable {
    if (clock.boot_us() - last < refused_log_every_us) return;
    last = clock.boot_us();
    log::warning(fmt::format(
        "refused a key that no store has: {} from {}; to let it in: outpost-hq store add ID --key '{}'", key,
        address, key));
  };
}

std::string ui_dir(const config::Section& settings) {
  if (const auto dir = settings.text("ui_dir"); !dir.empty()) return dir;
  std::error_code ec;
  const auto beside = std::filesystem::read_symlink("/proc/self/exe", ec).parent_path() / "ui";
  return std::filesystem::exists(beside, ec) ? beside.string() : "/usr/share/outpost/ui";
}

std::string sick(Clock& clock, const SyncServer& server, const ApplyThread& appliers) {
  const Micros now = clock.boot_us();
  if (now - server.last_alive_us() > sick_after_us) return "The thread that talks to stores hangs.";
  if (now - appliers.last_alive_us() > sick_after_us) return "The appliers hang.";
  return {};
}

/// The four connections to the database, one a thread.
struct Connections {
  std::unique_ptr<Connection> intake, apply, http, keys;
};

Result<Connections> connect(const std::string& dir) {
  Connections c;
  OUTPOST_TRY(c.intake, open_sqlite(dir, Access::write));
  OUTPOST_TRY(c.apply, open_sqlite(dir, Access::write));
  OUTPOST_TRY(c.http, open_sqlite(dir, Access::write));
  OUTPOST_TRY(c.keys, open_sqlite(dir, Access::read));
  return c;
}

ZapHandler::Lookup look_up(Connection& keys) {
  return [&keys](const std::string& key) -> std::optional<std::string> {
    try {
      return keys.registry().owner_of(key);
    } catch (const std::exception& e) {
      log::error(fmt::format("cannot look a key up: {}", e.what()));
      return std::nullopt;
    }
  };
}

}  // namespace

Result<void> run_service(const Home& home, const config::Section& settings, Clock& clock,
                         const std::atomic<bool>& stop, const std::function<void(const Listening&)>& ready) {
  OUTPOST_TRY(const auto lock, FolderLock::take(home.db_dir));
  OUTPOST_TRY(const auto http_port, settings.number("http_port", 0, 65'535));
  OUTPOST_TRY(const auto connections, connect(home.db_dir));
  Listening listening;
  OUTPOST_TRY(listening.new_generation, check_boot_token(home.dir, *connections.intake));

  WriteGate gate;
  News news;
  zmq::context_t context(1);
  context.set(zmq::ctxopt::max_sockets, max_sockets);
  OUTPOST_TRY(const auto zap, ZapHandler::start(context, look_up(*connections.keys), log_refused(clock)));
  SyncServer server(*connections.intake, gate, news, clock);
  OUTPOST_CHECK(server.bind(context, settings.text("sync_endpoint"), home.keys));
  const ApplyThread appliers(*connections.apply, gate, news, clock);
  ApiSetup setup;
  setup.token = home.admin_token;
  setup.ui_dir = ui_dir(settings);
  setup.sick = [&] { return sick(clock, server, appliers); };
  Api api(*connections.http, gate, news, clock, std::move(setup));
  OUTPOST_TRY(const auto http,
              HttpServer::start(api, settings.text("http_host"), static_cast<int>(http_port)));

  listening.http_host = settings.text("http_host");
  listening.http_port = http->port();
  listening.sync_endpoint = server.endpoint();
  ready(listening);
  return server.run(stop, [&] {
    if (sick(clock, server, appliers).empty()) notify_systemd("WATCHDOG=1");
  });
}

}  // namespace outpost::hq
