#include "edge/links/router_socket.hpp"

#include "edge/base/paths.hpp"
#include "edge/contract/ipc/message.hpp"

#include <sys/eventfd.h>
#include <unistd.h>
#include <zmq.hpp>

namespace outpost::links {
namespace {

constexpr int queue_frames = 1'000;  // each way and peer; a device keeps 20 a second at most
constexpr int heartbeat_ms = 1'000;
constexpr int heartbeat_limit_ms = 3'000;

}  // namespace

struct RouterSocket::Impl {
  zmq::context_t context{1};
  zmq::socket_t socket{context, zmq::socket_type::router};
  int wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  ~Impl() { close(wake_fd); }

  void set_up() {
    socket.set(zmq::sockopt::router_mandatory, 1);
    socket.set(zmq::sockopt::router_handover, 1);
    socket.set(zmq::sockopt::maxmsgsize, static_cast<std::int64_t>(ipc::max_blob_bytes));
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::sndhwm, queue_frames);
    socket.set(zmq::sockopt::rcvhwm, queue_frames);
    socket.set(zmq::sockopt::heartbeat_ivl, heartbeat_ms);
    socket.set(zmq::sockopt::heartbeat_timeout, heartbeat_limit_ms);
    socket.set(zmq::sockopt::heartbeat_ttl, heartbeat_limit_ms);
  }
};

RouterSocket::RouterSocket(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RouterSocket::~RouterSocket() = default;

Result<std::unique_ptr<RouterSocket>> RouterSocket::open(const std::string& endpoint) {
  auto impl = std::make_unique<Impl>();
  try {
    impl->set_up();
    impl->socket.bind(endpoint);
  } catch (const zmq::error_t& e) {
    return fail(Code::io, e.num() == EADDRINUSE ? "ipc-in-use" : "ipc-socket",
                "The socket for devices (" + endpoint + ") cannot be opened: " + e.what() + ".");
  }
  OUTPOST_CHECK(open_to_group(endpoint));
  return std::unique_ptr<RouterSocket>(new RouterSocket(std::move(impl)));
}

void RouterSocket::wait(int timeout_ms) {
  zmq::pollitem_t items[] = {{impl_->socket.handle(), 0, ZMQ_POLLIN, 0},
                             {nullptr, impl_->wake_fd, ZMQ_POLLIN, 0}};
  try {
    zmq::poll(items, 2, std::chrono::milliseconds(timeout_ms));
  } catch (const zmq::error_t&) {  // a signal: the caller looks again
    return;
  }
  if (!(items[1].revents & ZMQ_POLLIN)) return;
  std::uint64_t count = 0;
  [[maybe_unused]] const auto n = read(impl_->wake_fd, &count, sizeof count);
}

std::optional<Frame> RouterSocket::receive() {
  try {
    for (;;) {
      zmq::message_t from, text, blob, extra;
      if (!impl_->socket.recv(from, zmq::recv_flags::dontwait)) return std::nullopt;
      int parts = 0;
      for (bool more = from.more(); more; ++parts) {
        zmq::message_t& into = parts == 0 ? text : parts == 1 ? blob : extra;
        (void)impl_->socket.recv(into,
                                 zmq::recv_flags::none);  // the rest of a message is there with its first
        more = into.more();
      }
      if (parts == 1 || parts == 2) return Frame{from.to_string(), text.to_string(), blob.to_string()};
    }
  } catch (const zmq::error_t&) {
    return std::nullopt;
  }
}

bool RouterSocket::send(const std::string& to, const std::string& text) {
  try {
    return impl_->socket.send(zmq::buffer(to), zmq::send_flags::sndmore | zmq::send_flags::dontwait) &&
           impl_->socket.send(zmq::buffer(text), zmq::send_flags::dontwait);
  } catch (const zmq::error_t&) {  // EHOSTUNREACH: nobody has this name now
    return false;
  }
}

void RouterSocket::wake() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto n = write(impl_->wake_fd, &one, sizeof one);
}

}  // namespace outpost::links
