#include "sync/agent/hq_socket.hpp"

#include "edge/contract/sync/frame.hpp"

#include <cstring>

namespace outpost::agent {
namespace {

constexpr int queue_messages = 64;   // the credit bounds the bytes
constexpr int heartbeat_ms = 5'000;  // a dead line is noticed in three of these
constexpr int handshake_ms = 10'000;
constexpr int reconnect_ms = 500, reconnect_most_ms = 15'000;  // libzmq doubles and jitters between these

}  // namespace

HqSocket::HqSocket(zmq::context_t& context, const std::string& endpoint, const wire::KeyPair& own,
                   const std::string& hq_key, const session::Line& before)
    : socket_(context, zmq::socket_type::dealer), monitor_(context, zmq::socket_type::pair),
      words_(endpoint, own.public_key, before) {
  socket_.set(zmq::sockopt::immediate, true);
  socket_.set(zmq::sockopt::linger, 0);
  socket_.set(zmq::sockopt::sndhwm, queue_messages);
  socket_.set(zmq::sockopt::rcvhwm, queue_messages);
  socket_.set(zmq::sockopt::maxmsgsize, static_cast<std::int64_t>(wire::max_frame_bytes));
  socket_.set(zmq::sockopt::heartbeat_ivl, heartbeat_ms);
  socket_.set(zmq::sockopt::heartbeat_timeout, 3 * heartbeat_ms);
  socket_.set(zmq::sockopt::handshake_ivl, handshake_ms);
  socket_.set(zmq::sockopt::reconnect_ivl, reconnect_ms);
  socket_.set(zmq::sockopt::reconnect_ivl_max, reconnect_most_ms);
  socket_.set(zmq::sockopt::curve_serverkey, hq_key);
  socket_.set(zmq::sockopt::curve_publickey, own.public_key);
  socket_.set(zmq::sockopt::curve_secretkey, own.secret_key);
  // The monitor is attached before the connection is made, so that no event is missed.
  const std::string watch = "inproc://hq-line-" + std::to_string(reinterpret_cast<std::uintptr_t>(this));
  if (zmq_socket_monitor(socket_.handle(), watch.c_str(), ZMQ_EVENT_ALL) != 0) throw zmq::error_t();
  monitor_.set(zmq::sockopt::linger, 0);
  monitor_.connect(watch);
  socket_.connect(endpoint);
}

HqSocket::~HqSocket() { zmq_socket_monitor(socket_.handle(), nullptr, 0); }

void HqSocket::send(const std::string& bytes) {
  (void)socket_.send(zmq::buffer(bytes), zmq::send_flags::dontwait);
}

std::optional<std::string> HqSocket::receive() {
  zmq::message_t frame;
  if (!socket_.recv(frame, zmq::recv_flags::dontwait)) return std::nullopt;
  while (frame.more()) {  // our messages have one frame; the rest of another is thrown away
    if (!socket_.recv(frame, zmq::recv_flags::dontwait)) break;
  }
  return frame.to_string();
}

const session::Line& HqSocket::line() {
  zmq::message_t event, address;
  while (monitor_.recv(event, zmq::recv_flags::dontwait)) {
    if (event.more()) (void)monitor_.recv(address, zmq::recv_flags::dontwait);
    std::uint16_t id = 0;
    std::uint32_t value = 0;
    if (event.size() < sizeof id + sizeof value) continue;
    std::memcpy(&id, event.data(), sizeof id);
    std::memcpy(&value, static_cast<const char*>(event.data()) + sizeof id, sizeof value);
    words_.on_event(id, value);
  }
  return words_.line();
}

}  // namespace outpost::agent
