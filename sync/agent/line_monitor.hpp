// What libzmq reports about the connection to headquarters, in words for people. Pure: events in, a line out.
#pragma once

#include "sync/session/store_session.hpp"

#include <string>

namespace outpost::agent {

class LineMonitor {
public:
  /// `endpoint` and `public_key` are only named in texts. `before`: what the socket before this one ended
  /// with; a refusal is shown until something better is known.
  LineMonitor(std::string endpoint, std::string public_key, const session::Line& before = {});

  /// One event of zmq_socket_monitor: its id and value.
  void on_event(std::uint16_t event, std::uint32_t value);
  const session::Line& line() const { return line_; }

private:
  void lost();
  void unreachable();

  std::string endpoint_, public_key_;
  session::Line line_;
  bool tcp_open_ = false;
};

}  // namespace outpost::agent
