#include "sync/hq/sync_server.hpp"

#include "edge/base/log/log.hpp"
#include "edge/contract/sync/frame.hpp"

#include <fmt/format.h>
#include <zmq.hpp>
#include <zmq_addon.hpp>

namespace outpost::hq {
namespace {

constexpr auto poll_every = std::chrono::milliseconds(20);
constexpr int queue_messages = 64;   // each way and store; the credit bounds the bytes
constexpr int heartbeat_ms = 5'000;  // a dead line is noticed in three of these
constexpr int handshake_ms = 10'000;
constexpr int backlog = 1'024;  // stores that come back together
constexpr std::uint32_t full_retry_ms = 5'000;

}  // namespace

struct SyncServer::Socket {
  explicit Socket(zmq::context_t& context) : router(context, zmq::socket_type::router) {}
  zmq::socket_t router;
};

SyncServer::SyncServer(Connection& connection, WriteGate& gate, News& news, Clock& clock, ServerBounds bounds)
    : connection_(connection), gate_(gate), news_(news), clock_(clock), bounds_(bounds) {}
SyncServer::~SyncServer() = default;

Result<void> SyncServer::bind(zmq::context_t& context, const std::string& endpoint,
                              const wire::KeyPair& keys) {
  try {
    socket_ = std::make_unique<Socket>(context);
    auto& s = socket_->router;
    s.set(zmq::sockopt::linger, 0);
    s.set(zmq::sockopt::router_mandatory, true);
    s.set(zmq::sockopt::maxmsgsize, static_cast<std::int64_t>(wire::max_frame_bytes));
    s.set(zmq::sockopt::sndhwm, queue_messages);
    s.set(zmq::sockopt::rcvhwm, queue_messages);
    s.set(zmq::sockopt::backlog, backlog);
    s.set(zmq::sockopt::heartbeat_ivl, heartbeat_ms);
    s.set(zmq::sockopt::heartbeat_timeout, 3 * heartbeat_ms);
    s.set(zmq::sockopt::heartbeat_ttl, 3 * heartbeat_ms);
    s.set(zmq::sockopt::handshake_ivl, handshake_ms);
    s.set(zmq::sockopt::curve_server, true);
    s.set(zmq::sockopt::curve_secretkey, keys.secret_key);
    s.set(zmq::sockopt::zap_domain, "outpost");
    s.bind(endpoint);
    endpoint_ = s.get(zmq::sockopt::last_endpoint);
    return {};
  } catch (const zmq::error_t& e) {
    return fail(Code::io, "bind", fmt::format("cannot listen for stores on {}: {}", endpoint, e.what()));
  }
}

SyncServer::Peer& SyncServer::peer_of(const std::string& store) {
  const auto found = peers_.find(store);
  if (found != peers_.end()) return found->second;
  return peers_.emplace(store, Peer(session::HqSession(store, connection_.intake()))).first->second;
}

std::vector<SyncServer::Incoming> SyncServer::receive() {
  std::vector<Incoming> group;
  std::size_t bytes = 0;
  while (group.size() < bounds_.group_messages && bytes < bounds_.group_bytes) {
    std::vector<zmq::message_t> frames;
    if (!zmq::recv_multipart(socket_->router, std::back_inserter(frames), zmq::recv_flags::dontwait)) break;
    if (frames.size() != 2) continue;  // route and one frame; anything else is no message of ours
    const char* store = zmq_msg_gets(frames[1].handle(), "User-Id");
    if (!store || !*store) continue;
    bytes += frames[1].size();
    group.push_back({frames[0].to_string(), store, frames[1].to_string()});
  }
  return group;
}

/// Looks again now and then, because a key may be revoked while its store is connected.
bool SyncServer::still_active(Peer& peer, Micros now) {
  if (now - peer.active_checked_us >= bounds_.active_check_us) {
    peer.active = connection_.registry().active(peer.session.store());
    peer.active_checked_us = now;
  }
  return peer.active;
}

void SyncServer::handle_one(const Incoming& in, std::vector<Outgoing>& out) {
  const Micros now = clock_.wall_us();
  Peer& peer = peer_of(in.store);
  peer.route = in.route;
  peer.contact_us = now;
  const auto reply = [&](wire::Body body) {
    wire::Message m;
    m.store = in.store;
    m.at_us = now;
    m.gen = connection_.intake().generation();
    m.body = std::move(body);
    out.push_back({in.route, std::move(m)});
  };
  if (!still_active(peer, clock_.boot_us()))
    return reply(wire::Refuse{"revoked", "Headquarters has revoked this store's key."});
  const auto message = wire::decode(in.bytes);
  if (!message) {
    log::warning(fmt::format("store {}: {}", in.store, message.error().text));
    if (message.error().name != "wire-kind") reply(wire::Bye{"malformed", message.error().text, 10'000});
    return;
  }
  std::vector<wire::Message> answers;
  peer.session.on_message(*message, now, answers);
  for (auto& a : answers) {
    if (const auto* refuse = std::get_if<wire::Refuse>(&a.body))
      log::warning(fmt::format("store {} refused ({}): {}", in.store, refuse->reason, refuse->text));
    out.push_back({in.route, std::move(a)});
  }
}

void SyncServer::handle(const std::vector<Incoming>& group, std::vector<Outgoing>& out) {
  Work work(connection_);
  for (const auto& in : group) handle_one(in, out);
  work.commit();
}

Result<void> SyncServer::work(const std::vector<Incoming>& group) {
  std::vector<Outgoing> out;
  try {
    const WriteGate::Pass pass(gate_, WriteGate::Who::intake);
    handle(group, out);
  } catch (const std::exception& e) {
    for (auto& [_, peer] : peers_) peer.session.forget();
    return group_failed(e, group);
  }
  send(out);  // after the commit, and only then
  return {};
}

/// Nothing of the group was kept and nobody was answered. No space: all are told to come back. Anything else
/// may be one message's fault: each is tried alone, so that it cannot take the others along for ever.
Result<void> SyncServer::group_failed(const std::exception& e, const std::vector<Incoming>& group) {
  const auto trouble = connection_.trouble(e);
  if (trouble == Trouble::broken) return fail(Code::io, "hq-storage", e.what());
  if (trouble == Trouble::other && group.size() > 1) {
    for (const auto& in : group) OUTPOST_CHECK(work({in}));
    return {};
  }
  const bool full = trouble == Trouble::full;
  log::error(full ? "no space for the intake log: stores are asked to wait"
                  : fmt::format("intake: {}", e.what()));
  std::vector<Outgoing> out;
  for (const auto& in : group) {
    wire::Message m;
    m.store = in.store;
    m.at_us = clock_.wall_us();
    m.body = full
                 ? wire::Bye{"storage-full", "headquarters has no space left on its disk", full_retry_ms}
                 : wire::Bye{"internal", "headquarters could not take this; it is in its log", full_retry_ms};
    out.push_back({in.route, std::move(m)});
  }
  send(out);
  return {};
}

void SyncServer::send(const std::vector<Outgoing>& out) {
  for (const auto& o : out) {
    try {
      const std::string bytes = wire::encode(o.message);
      // A store that is gone or does not read: dropped. It greets again, and the cursors know the rest.
      if (!socket_->router.send(zmq::buffer(o.route), zmq::send_flags::sndmore | zmq::send_flags::dontwait))
        continue;
      (void)socket_->router.send(zmq::buffer(bytes), zmq::send_flags::dontwait);
    } catch (const zmq::error_t& e) {
      if (e.num() != EHOSTUNREACH) log::warning(fmt::format("cannot send: {}", e.what()));
    }
  }
}

void SyncServer::tell_news() {
  const auto news = news_.take();
  if (!news.for_all && news.stores.empty()) return;
  std::vector<Outgoing> out;
  const auto tell = [&](Peer& peer) {
    std::vector<wire::Message> messages;
    peer.session.on_news(clock_.wall_us(), messages);
    for (auto& m : messages) out.push_back({peer.route, std::move(m)});
  };
  try {
    for (auto& [store, peer] : peers_)
      if (news.for_all || news.stores.contains(store)) tell(peer);
  } catch (const std::exception& e) {
    log::warning(fmt::format("cannot read cursors: {}", e.what()));
  }
  send(out);
}

void SyncServer::note_contacts() {
  const Micros now = clock_.boot_us();
  if (now - contacts_noted_us_ < bounds_.contact_note_us) return;
  contacts_noted_us_ = now;
  try {
    const WriteGate::Pass pass(gate_, WriteGate::Who::others);
    Work work(connection_);
    for (auto& [store, peer] : peers_)
      if (peer.contact_us != peer.noted_us)
        connection_.registry().note_contact(store, peer.noted_us = peer.contact_us);
    work.commit();
  } catch (const std::exception& e) {
    log::warning(fmt::format("cannot note contacts: {}", e.what()));
  }
}

Result<void> SyncServer::run(const std::atomic<bool>& stop, const std::function<void()>& beat) {
  Micros next_beat_us = 0;
  std::vector<zmq::pollitem_t> items = {{socket_->router.handle(), 0, ZMQ_POLLIN, 0}};
  while (!stop) {
    last_alive_us_ = clock_.boot_us();
    if (last_alive_us_ >= next_beat_us) {
      beat();
      next_beat_us = last_alive_us_ + us_per_s;
    }
    try {
      zmq::poll(items, poll_every);
    } catch (const zmq::error_t& e) {
      if (e.num() != EINTR) return fail(Code::io, "hq-socket", e.what());
    }
    if (const auto group = receive(); !group.empty()) OUTPOST_CHECK(work(group));
    tell_news();
    note_contacts();
  }
  return {};
}

}  // namespace outpost::hq
