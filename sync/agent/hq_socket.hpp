// The DEALER to headquarters: CURVE, bounded, watched.
#pragma once

#include "edge/contract/sync/keys.hpp"
#include "sync/agent/line_monitor.hpp"

#include <optional>
#include <zmq.hpp>

namespace outpost::agent {

class HqSocket {
public:
  /// Connects in the background. Throws zmq::error_t on an endpoint that is none.
  HqSocket(zmq::context_t& context, const std::string& endpoint, const wire::KeyPair& own,
           const std::string& hq_key, const session::Line& before);
  ~HqSocket();
  HqSocket(const HqSocket&) = delete;
  HqSocket& operator=(const HqSocket&) = delete;

  /// Drops the message when there is no line or the queue is full: the session sends again what matters.
  void send(const std::string& bytes);
  std::optional<std::string> receive();
  /// Reads what the monitor has; the line as it is now.
  const session::Line& line();

  zmq::socket_ref socket() { return socket_; }
  zmq::socket_ref monitor() { return monitor_; }

private:
  zmq::socket_t socket_, monitor_;
  LineMonitor words_;
};

}  // namespace outpost::agent
