// The thread that talks to stores: many messages, one transaction, then the answers.
#pragma once

#include "edge/contract/sync/keys.hpp"
#include "sync/hq/news.hpp"
#include "sync/hq/storage.hpp"
#include "sync/hq/write_gate.hpp"
#include "sync/session/hq_session.hpp"

#include <atomic>
#include <functional>
#include <map>

namespace zmq {
class context_t;
}

namespace outpost::hq {

struct ServerBounds {
  std::size_t group_messages = 128;  ///< of one transaction
  std::size_t group_bytes = 8 << 20;
  Micros active_check_us = 2 * us_per_s;  ///< a revoked store that is connected is cut after this
  Micros contact_note_us = 2 * us_per_s;  ///< how exact "last contact" is
};

class SyncServer {
public:
  /// All references must outlive it; `connection` is used by run()'s thread only.
  SyncServer(Connection& connection, WriteGate& gate, News& news, Clock& clock, ServerBounds bounds = {});
  ~SyncServer();

  /// Binds. The ZAP handler must be up. Error `bind` (a busy port, an address that is not ours).
  Result<void> bind(zmq::context_t& context, const std::string& endpoint, const wire::KeyPair& keys);
  /// What was bound: with port 0 the one that was given.
  const std::string& endpoint() const { return endpoint_; }
  /// Until `stop`; `beat` is called about each second. Error `hq-storage`: the storage can no longer be
  /// trusted; end the process.
  Result<void> run(const std::atomic<bool>& stop, const std::function<void()>& beat);
  /// Boot-clock time of the last round. Any thread.
  Micros last_alive_us() const { return last_alive_us_.load(); }

private:
  struct Socket;
  struct Incoming {
    std::string route, store, bytes;
  };
  struct Outgoing {
    std::string route;
    wire::Message message;
  };
  struct Peer {
    explicit Peer(session::HqSession s) : session(std::move(s)) {}
    session::HqSession session;
    std::string route;  ///< where the store's last message came from
    bool active = true;
    Micros active_checked_us = INT64_MIN / 2, contact_us = 0, noted_us = 0;
  };

  std::vector<Incoming> receive();
  void handle(const std::vector<Incoming>& group, std::vector<Outgoing>& out);
  void handle_one(const Incoming& in, std::vector<Outgoing>& out);
  bool still_active(Peer& peer, Micros now);
  Result<void> work(const std::vector<Incoming>& group);
  Result<void> group_failed(const std::exception& e, const std::vector<Incoming>& group);
  void tell_news();
  void note_contacts();
  void send(const std::vector<Outgoing>& out);
  Peer& peer_of(const std::string& store);

  Connection& connection_;
  WriteGate& gate_;
  News& news_;
  Clock& clock_;
  ServerBounds bounds_;
  std::unique_ptr<Socket> socket_;
  std::string endpoint_;
  std::map<std::string, Peer> peers_;
  Micros contacts_noted_us_ = 0;
  std::atomic<Micros> last_alive_us_{0};
};

}  // namespace outpost::hq
