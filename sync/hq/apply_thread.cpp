#include "sync/hq/apply_thread.hpp"

#include "edge/base/log/log.hpp"

#include <chrono>
#include <fmt/format.h>

namespace outpost::hq {
namespace {

constexpr int idle_ms = 10;        // between looks at the log; a look is one index probe
constexpr int trouble_ms = 1'000;  // no space, most of the time
constexpr Micros tidy_us = 1 * us_per_s;

}  // namespace

ApplyThread::ApplyThread(Connection& connection, WriteGate& gate, News& news, Clock& clock)
    : connection_(connection), gate_(gate), news_(news), clock_(clock), thread_([this] { run(); }) {}

ApplyThread::~ApplyThread() {
  stop_ = true;
  thread_.join();
}

void ApplyThread::rest(int ms) {
  for (int done = 0; done < ms && !stop_; done += idle_ms)
    std::this_thread::sleep_for(std::chrono::milliseconds(idle_ms));
}

/// One transaction. True when it did something and should go on at once.
bool ApplyThread::round() {
  if (connection_.apply().lanes_behind(1).empty()) return false;
  Applied done;
  {
    const WriteGate::Pass pass(gate_, WriteGate::Who::others);
    Work work(connection_);
    done = apply_slice(connection_.apply(), {}, clock_.wall_us());
    work.commit();
  }
  if (done.quarantined)
    log::warning(fmt::format("{} of {} events went to the quarantine", done.quarantined, done.events));
  applied_ += done.events;
  news_.moved(done.stores);
  return done.events > 0;
}

void ApplyThread::run() {
  Micros tidied_us = 0;
  while (!stop_) {
    last_alive_us_ = clock_.boot_us();
    try {
      if (!round()) rest(idle_ms);
      if (clock_.boot_us() - tidied_us >= tidy_us) {
        connection_.tidy();
        tidied_us = clock_.boot_us();
      }
    } catch (const std::exception& e) {
      log::error(fmt::format("applying events: {}", e.what()));
      rest(trouble_ms);
    }
  }
}

}  // namespace outpost::hq
