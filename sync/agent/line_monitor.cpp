#include "sync/agent/line_monitor.hpp"

#include <fmt/format.h>
#include <zmq.h>

namespace outpost::agent {

using State = session::Line::State;

LineMonitor::LineMonitor(std::string endpoint, std::string public_key, const session::Line& before)
    : endpoint_(std::move(endpoint)), public_key_(std::move(public_key)), line_(before) {
  if (line_.state != State::refused)
    line_ = {State::down, fmt::format("connecting to headquarters at {}", endpoint_), "hq-connecting"};
}

void LineMonitor::unreachable() {
  line_ = {State::down, fmt::format("headquarters cannot be reached at {}; trying again", endpoint_),
           "hq-unreachable"};
}

void LineMonitor::lost() {
  // During the key exchange, headquarters hangs up without a word when our idea of its key is wrong.
  if (tcp_open_ && line_.state != State::up && line_.state != State::refused)
    line_ = {State::refused,
             fmt::format("{} hangs up during the key exchange: the public key of headquarters that is "
                         "set here is wrong, or this is no headquarters",
                         endpoint_),
             "hq-key-wrong"};
  else if (line_.state == State::up)
    line_ = {State::down, "the connection to headquarters was lost; trying again", "hq-lost"};
  tcp_open_ = false;
}

void LineMonitor::on_event(std::uint16_t event, std::uint32_t value) {
  switch (event) {
  case ZMQ_EVENT_CONNECTED: tcp_open_ = true; break;
  case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: line_ = {State::up, "", ""}; break;
  case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
    line_ = {
        State::refused,
        fmt::format("headquarters does not know this store's key (status {}); there: outpost-hq store add ID "
                    "--key '{}'",
                    value, public_key_),
        "hq-knows-no-key"};
    break;
  case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
  case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
  case ZMQ_EVENT_DISCONNECTED: lost(); break;
  case ZMQ_EVENT_CLOSED:
    if (!tcp_open_) unreachable();
    break;
  default: break;
  }
}

}  // namespace outpost::agent
