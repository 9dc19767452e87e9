// The connections of a client that are in use, each with the moment at which it is cut off. A peer that sends
// a byte now and then would otherwise hold a thread for ever: time limits of a socket count silence only.
#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

namespace outpost::links {

class CutOff {
public:
  CutOff();
  ~CutOff();
  CutOff(const CutOff&) = delete;
  CutOff& operator=(const CutOff&) = delete;

  /// Watches the connected socket `fd` as long as the guard lives. Keeps a duplicate of the descriptor: the
  /// owner may close its own at any moment without another connection being cut in its place.
  class Guard {
  public:
    Guard(CutOff& owner, int fd, int whole_ms);
    ~Guard();
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

  private:
    friend class CutOff;
    CutOff& owner_;
    int fd_;
    std::chrono::steady_clock::time_point at_;
    std::list<Guard*>::iterator place_;
  };

  /// Cuts everything off now and everything that comes later at once.
  void cancel();
  bool cancelled() const;

private:
  void run();

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::list<Guard*> guards_;
  bool cancelled_ = false;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace outpost::links
