// A peer on a loopback port that answers each connection with bytes of the test's choosing, for what a decent
// server never sends.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

namespace outpost::test {

class WildPeer {
public:
  /// `talk` gets the connected socket after the request was read; the connection is closed when it returns.
  explicit WildPeer(std::function<void(int socket, const std::atomic<bool>& ending)> talk);
  ~WildPeer();
  WildPeer(const WildPeer&) = delete;
  int port() const { return port_; }
  int connections() const { return connections_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

private:
  void run();
  std::function<void(int, const std::atomic<bool>&)> talk_;
  int listener_ = -1, port_ = 0;
  std::atomic<int> connections_{0};
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

/// Writes all of it; false when the other end has hung up.
bool send_all(int socket, const std::string& bytes);

}  // namespace outpost::test
