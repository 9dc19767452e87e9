// Runs the appliers behind the intake log.
#pragma once

#include "sync/hq/applier.hpp"
#include "sync/hq/news.hpp"
#include "sync/hq/write_gate.hpp"

#include <atomic>
#include <thread>

namespace outpost::hq {

class ApplyThread {
public:
  /// All references must outlive it; `connection` is used by its thread only.
  ApplyThread(Connection& connection, WriteGate& gate, News& news, Clock& clock);
  ~ApplyThread();
  /// Boot-clock time of the last round. Any thread.
  Micros last_alive_us() const { return last_alive_us_.load(); }
  std::uint64_t applied() const { return applied_.load(); }

private:
  void run();
  bool round();
  void rest(int ms);

  Connection& connection_;
  WriteGate& gate_;
  News& news_;
  Clock& clock_;
  std::atomic<bool> stop_{false};
  std::atomic<Micros> last_alive_us_{0};
  std::atomic<std::uint64_t> applied_{0};
  std::thread thread_;
};

}  // namespace outpost::hq
