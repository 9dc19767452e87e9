// The web server: a porch where connections wait, and a fixed number of workers that each serve one call at a
// time. POCO reads and writes HTTP; who gets a thread, and when, is decided here.
#pragma once

#include "edge/http/poco_exchange.hpp"
#include "edge/http/porch.hpp"
#include "edge/http/request.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

namespace outpost::http {

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 0;  ///< 0: any free one
  std::size_t threads = 64;
  std::size_t most_waiting = 256;  ///< calls that wait for a worker; over it 503 `server-busy`
  int write_ms = 10'000;           ///< a client that takes no byte of an answer for so long is cut
  PorchOptions porch;
};

struct ServerStats {
  PorchStats porch;
  std::size_t busy_workers = 0, waiting = 0;
};

class Server {
public:
  /// Called on a worker; must send or detach. What it throws becomes a 500.
  using Handler = std::function<void(Exchange&)>;

  Server(ServerOptions options, Handler handler);
  ~Server();

  /// Error `port-in-use` or `bad-address` in one sentence.
  Result<void> listen();
  void start();
  /// No new calls; those under way are finished (handlers end within their own bounds).
  void stop();
  int port() const { return porch_.port(); }
  ServerStats stats() const;

private:
  struct Call {
    int fd;
    std::string peer;
  };
  bool admit(int fd, const std::string& peer);
  void work();
  PocoExchange::End serve(const Call& call);
  void run_handler(Exchange& exchange);

  const ServerOptions options_;
  const Handler handler_;
  Porch porch_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Call> waiting_;
  std::set<int> active_;  // connections that workers hold
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace outpost::http
