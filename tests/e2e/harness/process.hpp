// A real program, started, watched and ended. It dies with the test (PR_SET_PDEATHSIG).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace outpost::e2e {

using std::chrono::milliseconds;

/// How a program ended: `code` of exit, or `signal` that killed it.
struct Ending {
  int code = -1, signal = 0;
  bool clean() const { return signal == 0 && code == 0; }
  std::string text() const;
};

/// One child. Linux sends the death signal when the *thread* that started the child ends: start children from
/// the test's main thread. Not safe across threads.
class Process {
public:
  Process() = default;
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();  ///< kill -9 and wait, when it still runs

  /// Starts `program` with `arguments`; both its outputs are appended to `log`. Throws std::runtime_error.
  /// `environment`: "NAME=VALUE" for it alone, beside ours.
  static Process start(const std::string& program, const std::vector<std::string>& arguments,
                       const std::string& log, const std::vector<std::string>& environment = {});

  /// The same, onto two open files that stay the caller's.
  static Process start_on(const std::string& program, const std::vector<std::string>& arguments, int out,
                          int err, const std::vector<std::string>& environment = {});

  pid_t pid() const { return pid_; }
  bool running();  ///< reaps it when it has ended
  void signal(int number);
  /// SIGTERM, then at most `patience`; a program that is still there is killed and the ending says so.
  Ending stop(milliseconds patience = milliseconds{3'000});
  /// kill -9; returns when it is gone.
  void kill9();
  /// Its ending, or nothing when it still runs after `patience`.
  std::optional<Ending> wait(milliseconds patience);

private:
  explicit Process(pid_t pid) : pid_(pid) {}
  bool reap(bool block);
  pid_t pid_ = -1;  // -1: never started or reaped
  Ending ending_;
};

/// What a program that ends by itself said and how it ended.
struct Told {
  Ending ending;
  std::string out, err;
};
/// Runs a tool to its end. Throws std::runtime_error when it takes over `patience`.
Told run(const std::string& program, const std::vector<std::string>& arguments,
         milliseconds patience = milliseconds{60'000});

/// Repeats `ready` every few milliseconds until it is true or `patience` is over; the last answer.
template <class F> bool eventually(milliseconds patience, F ready, milliseconds step = milliseconds{10});
void pause(milliseconds time);

template <class F> bool eventually(milliseconds patience, F ready, milliseconds step) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!ready()) {
    if (std::chrono::steady_clock::now() >= end) return ready();
    pause(step);
  }
  return true;
}

}  // namespace outpost::e2e
