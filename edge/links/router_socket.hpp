// Edge's one ROUTER for devices. ROUTER_MANDATORY: a command to somebody who is away is an error here and not
// a silence. HANDOVER: a restarted device takes its name over from its own zombie. Frames over the bound are
// cut off by ZeroMQ before they reach memory of ours.
#pragma once

#include "edge/base/result.hpp"

#include <memory>
#include <optional>
#include <string>

namespace outpost::links {

struct Frame {
  std::string from;  ///< routing id, as the peer claims it
  std::string text;  ///< the JSON frame
  std::string blob;  ///< "" when there was none
};

/// Used by one thread; `wake` by any.
class RouterSocket {
public:
  /// Binds `endpoint` (ipc://...), mode 0660. Errors `ipc-in-use`, `ipc-socket`.
  static Result<std::unique_ptr<RouterSocket>> open(const std::string& endpoint);
  ~RouterSocket();

  /// Waits at most `timeout_ms` for a frame or a wake.
  void wait(int timeout_ms);
  /// The next message; nothing when none is there. Messages with other than one or two frames are skipped.
  std::optional<Frame> receive();
  /// False when the peer is away or its queue is full: nothing has left.
  bool send(const std::string& to, const std::string& text);
  void wake();

private:
  struct Impl;
  explicit RouterSocket(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace outpost::links
