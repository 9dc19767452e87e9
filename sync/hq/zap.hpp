// Who may speak: ZeroMQ's authentication (ZAP, RFC 27) by CURVE key. The store id that comes out of here is
// the only one headquarters believes.
#pragma once

#include "edge/base/result.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

namespace zmq {
class context_t;
}

namespace outpost::hq {

class ZapHandler {
public:
  /// Store id of a public key (Z85), or nothing. Called on the handler's own thread only.
  using Lookup = std::function<std::optional<std::string>(const std::string& key)>;
  /// A key that nobody registered knocked. Same thread.
  using Refused = std::function<void(const std::string& key, const std::string& address)>;

  /// Binds inproc://zeromq.zap.01 of `context` before it returns, so that no socket bound later is ever open
  /// to everybody. Error `zap`. `context` must outlive it.
  static Result<std::unique_ptr<ZapHandler>> start(zmq::context_t& context, Lookup lookup, Refused refused);
  ~ZapHandler();

private:
  struct Socket;
  ZapHandler(std::unique_ptr<Socket> socket, Lookup lookup, Refused refused);
  void run();
  void answer_one();

  std::unique_ptr<Socket> socket_;
  Lookup lookup_;
  Refused refused_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace outpost::hq
