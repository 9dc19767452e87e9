// One unit's DEALER to edge's ROUTER, its routing id the unit's name. IMMEDIATE=1 and LINGER=0: nothing is
// kept for an edge that is away, because what was scanned then must not arrive later. A monitor tells when
// edge comes and goes.
#pragma once

#include "edge/contract/ipc/message.hpp"

#include <memory>
#include <optional>
#include <string>

namespace outpost::dev {

/// The process's one ZeroMQ context; outlives every socket made from it.
class EdgeContext {
public:
  EdgeContext();
  ~EdgeContext();
  void* handle() const;

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

class EdgeSocket {
public:
  enum class Link { none, came, went };

  /// Error `ipc-socket`.
  static Result<std::unique_ptr<EdgeSocket>> open(EdgeContext& context, const std::string& unit,
                                                  const std::string& endpoint);
  ~EdgeSocket();

  /// With its blob, when it has one. false = no room, or edge is away: the message is not kept.
  bool send(const ipc::Message& message);
  /// The next well-formed message; malformed ones are counted and skipped. At most 64 frames a call.
  std::optional<ipc::Message> receive();
  /// What became of the connection since the last call.
  Link link_change();
  /// For zmq_poll.
  void* dealer() const;
  void* monitor() const;
  /// Lets what was sent last leave within `linger_ms` when the socket is closed. For the end of the program
  /// only.
  void linger(int linger_ms);
  std::int64_t malformed() const { return malformed_; }

private:
  struct Impl;
  explicit EdgeSocket(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
  std::int64_t malformed_ = 0;
};

}  // namespace outpost::dev
