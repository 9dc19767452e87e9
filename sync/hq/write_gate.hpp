// One writer at a time within this process, the intake first: SQLite lets only one in anyway, and would make
// the loser sleep for longer than the work takes.
#pragma once

#include <condition_variable>
#include <mutex>

namespace outpost::hq {

class WriteGate {
public:
  enum class Who { intake, others };

  /// Holds the gate while it lives. Any thread.
  class Pass {
  public:
    Pass(WriteGate& gate, Who who) : gate_(gate) { gate_.enter(who); }
    ~Pass() { gate_.leave(); }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

  private:
    WriteGate& gate_;
  };

private:
  void enter(Who who) {
    std::unique_lock lock(mutex_);
    if (who == Who::intake) ++intake_waiting_;
    free_.wait(lock, [&] { return !busy_ && (who == Who::intake || intake_waiting_ == 0); });
    if (who == Who::intake) --intake_waiting_;
    busy_ = true;
  }
  void leave() {
    {
      const std::lock_guard lock(mutex_);
      busy_ = false;
    }
    free_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable free_;
  int intake_waiting_ = 0;
  bool busy_ = false;
};

}  // namespace outpost::hq
