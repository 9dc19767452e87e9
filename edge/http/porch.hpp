// Where connections wait until there is something to do. One thread holds every idle connection, every slow
// head and every small body that is still on its way, so that none of them pins a worker: POCO gives a thread
// to a connection, and 64 idle browsers would be the end of the till. A worker gets a connection only when
// its request can be read without waiting.
#pragma once

#include "edge/base/result.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace outpost::http {

struct PorchOptions {
  std::size_t most_guests = 1'024;  ///< over it the guest who has least time left is closed
  int head_ms = 10'000;             ///< from the connection, or the first byte, to the end of the head
  int keep_alive_ms = 2'000;        ///< between two requests
  int leaving_ms = 2'000;           ///< how long a closing client may go on sending before it is cut
};

struct PorchStats {
  std::size_t guests = 0;
  std::uint64_t accepted = 0, evicted = 0, slow_heads = 0, turned_away = 0;
};

class Porch {
public:
  /// Takes a connection whose request is there; false when no worker has room (the porch answers 503).
  using Admit = std::function<bool(int fd, const std::string& peer)>;

  Porch(PorchOptions options, Admit admit);
  ~Porch();
  Porch(const Porch&) = delete;
  Porch& operator=(const Porch&) = delete;

  /// Binds and listens. Error `port-in-use`, `bad-address`, in one sentence.
  Result<void> listen(const std::string& host, int port);
  int port() const { return port_; }
  void start();
  /// Closes the door and all who wait. What workers hold is theirs.
  void stop();

  /// Any thread: a connection that stays open for its next request.
  void give_back(int fd, const std::string& peer);
  /// Any thread: a connection that is answered and to be closed. What the client is still sending is read and
  /// thrown away for a moment, because closing with unread bytes would take the answer back from it.
  void see_off(int fd);
  PorchStats stats() const;

private:
  using Time = std::chrono::steady_clock::time_point;
  enum class Mood { waiting, reading, leaving };
  struct Guest {
    std::string peer;
    Mood mood = Mood::waiting;
    Time until;
    std::size_t drained = 0;
  };
  struct Arrival {
    int fd;
    Guest guest;
  };

  void run();
  void accept_some();
  void take_arrivals();
  void add(int fd, Guest guest);
  void on_readable(int fd);
  void look(int fd, Guest& guest);
  void admit(int fd);
  void refuse(int fd, int status, const Error& error);
  void drain(int fd, Guest& guest);
  void end(int fd);
  void end_overdue();
  void make_room();
  void wake();

  const PorchOptions options_;
  const Admit admit_;
  int listen_fd_ = -1, epoll_fd_ = -1, wake_fd_ = -1, port_ = 0;
  std::atomic<bool> stopping_{false};
  std::map<int, Guest> guests_;  // porch thread only
  Time door_closed_until_{};     // porch thread only: out of descriptors
  std::string scratch_;          // porch thread only
  mutable std::mutex mutex_;
  std::vector<Arrival> arrivals_;
  PorchStats stats_;
  std::thread thread_;
};

}  // namespace outpost::http
