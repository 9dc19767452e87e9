#include "devices/host/edge_socket.hpp"

#include <cstring>
#include <zmq.hpp>

namespace outpost::dev {
namespace {

// 64 messages are far more than a healthy edge lets wait, and less than a screenful of late scans.
constexpr int send_high_water = 64;
constexpr int receive_high_water = 256;
constexpr int heartbeat_ms = 1'000, heartbeat_timeout_ms = 3'000;
constexpr int reconnect_ms = 100, reconnect_max_ms = 1'000;
constexpr int frames_per_call = 64;  // a babbling edge must not keep the loop from the devices

}  // namespace

struct EdgeContext::Impl {
  zmq::context_t context{1};
};

EdgeContext::EdgeContext() : impl_(std::make_unique<Impl>()) {}
EdgeContext::~EdgeContext() = default;
void* EdgeContext::handle() const { return &impl_->context; }

struct EdgeSocket::Impl {
  zmq::socket_t dealer;
  zmq::socket_t monitor;
};

EdgeSocket::EdgeSocket(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
EdgeSocket::~EdgeSocket() {
  // The library drops (and leaks) an event that it has no reader for any more: it stops telling first.
  zmq_socket_monitor(impl_->dealer.handle(), nullptr, 0);
}
void* EdgeSocket::dealer() const { return impl_->dealer.handle(); }
void* EdgeSocket::monitor() const { return impl_->monitor.handle(); }

Result<std::unique_ptr<EdgeSocket>> EdgeSocket::open(EdgeContext& context, const std::string& unit,
                                                     const std::string& endpoint) {
  auto& zmq_context = *static_cast<zmq::context_t*>(context.handle());
  try {
    auto impl = std::make_unique<Impl>();
    impl->dealer = zmq::socket_t(zmq_context, zmq::socket_type::dealer);
    auto& d = impl->dealer;
    d.set(zmq::sockopt::routing_id, unit);
    d.set(zmq::sockopt::immediate, 1);
    d.set(zmq::sockopt::linger, 0);
    d.set(zmq::sockopt::sndhwm, send_high_water);
    d.set(zmq::sockopt::rcvhwm, receive_high_water);
    d.set(zmq::sockopt::maxmsgsize, static_cast<std::int64_t>(ipc::max_blob_bytes));
    d.set(zmq::sockopt::heartbeat_ivl, heartbeat_ms);
    d.set(zmq::sockopt::heartbeat_timeout, heartbeat_timeout_ms);
    d.set(zmq::sockopt::reconnect_ivl, reconnect_ms);
    d.set(zmq::sockopt::reconnect_ivl_max, reconnect_max_ms);
    const std::string events = "inproc://monitor-" + unit;
    if (zmq_socket_monitor(d.handle(), events.c_str(),
                           ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED) != 0)
      throw zmq::error_t();
    impl->monitor = zmq::socket_t(zmq_context, zmq::socket_type::pair);
    impl->monitor.set(zmq::sockopt::linger, 0);
    impl->monitor.connect(events);
    d.connect(endpoint);
    return std::unique_ptr<EdgeSocket>(new EdgeSocket(std::move(impl)));
  } catch (const zmq::error_t& e) {
    return fail(Code::io, "ipc-socket", endpoint + ": " + e.what() + ".");
  }
}

bool EdgeSocket::send(const ipc::Message& message) {
  const std::string text = ipc::encode(message);
  try {
    const auto more = message.blob.empty() ? zmq::send_flags::none : zmq::send_flags::sndmore;
    if (!impl_->dealer.send(zmq::buffer(text), more | zmq::send_flags::dontwait)) return false;
    // Once the first frame was taken there is room for the rest of its message.
    return message.blob.empty() ||
           impl_->dealer.send(zmq::buffer(message.blob), zmq::send_flags::dontwait).has_value();
  } catch (const zmq::error_t&) {
    return false;
  }
}

std::optional<ipc::Message> EdgeSocket::receive() {
  try {
    for (int i = 0; i < frames_per_call; ++i) {
      zmq::message_t frame;
      if (!impl_->dealer.recv(frame, zmq::recv_flags::dontwait)) return std::nullopt;
      const bool rest = frame.more();
      auto message = ipc::decode(frame.to_string_view());
      while (rest && impl_->dealer.get(zmq::sockopt::rcvmore))  // bytes that ride along: none that we use
        if (!impl_->dealer.recv(frame, zmq::recv_flags::dontwait)) break;
      if (message) return std::move(*message);
      ++malformed_;
    }
  } catch (const zmq::error_t&) {
  }
  return std::nullopt;
}

EdgeSocket::Link EdgeSocket::link_change() {
  Link last = Link::none;
  try {
    zmq::message_t head, address;
    while (impl_->monitor.recv(head, zmq::recv_flags::dontwait)) {
      if (head.more() && !impl_->monitor.recv(address, zmq::recv_flags::dontwait)) break;
      std::uint16_t event = 0;
      if (head.size() >= sizeof event) std::memcpy(&event, head.data(), sizeof event);
      last = event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED ? Link::came : Link::went;
    }
  } catch (const zmq::error_t&) {
  }
  return last;
}

void EdgeSocket::linger(int linger_ms) {
  try {
    impl_->dealer.set(zmq::sockopt::linger, linger_ms);
  } catch (const zmq::error_t&) {  // the socket closes anyway
  }
}

}  // namespace outpost::dev
