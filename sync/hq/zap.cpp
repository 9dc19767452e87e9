#include "sync/hq/zap.hpp"

#include <array>
#include <zmq.hpp>
#include <zmq_addon.hpp>

namespace outpost::hq {
namespace {

constexpr auto poll_every = std::chrono::milliseconds(100);
constexpr std::size_t key_bytes = 32;

std::string z85_of(const zmq::message_t& key) {
  std::array<char, 41> text{};
  zmq_z85_encode(text.data(), static_cast<const std::uint8_t*>(key.data()), key_bytes);
  return std::string(text.data(), 40);
}

}  // namespace

struct ZapHandler::Socket {
  explicit Socket(zmq::context_t& context) : zmq(context, zmq::socket_type::rep) {}
  zmq::socket_t zmq;
};

Result<std::unique_ptr<ZapHandler>> ZapHandler::start(zmq::context_t& context, Lookup lookup,
                                                      Refused refused) {
  try {
    auto socket = std::make_unique<Socket>(context);
    socket->zmq.set(zmq::sockopt::linger, 0);
    socket->zmq.bind("inproc://zeromq.zap.01");
    return std::unique_ptr<ZapHandler>(
        new ZapHandler(std::move(socket), std::move(lookup), std::move(refused)));
  } catch (const zmq::error_t& e) {
    return fail(Code::io, "zap", std::string("the key check cannot start: ") + e.what());
  }
}

ZapHandler::ZapHandler(std::unique_ptr<Socket> socket, Lookup lookup, Refused refused)
    : socket_(std::move(socket)), lookup_(std::move(lookup)), refused_(std::move(refused)),
      thread_([this] { run(); }) {}

ZapHandler::~ZapHandler() {
  stop_ = true;
  thread_.join();
}

void ZapHandler::run() {
  std::vector<zmq::pollitem_t> items = {{socket_->zmq.handle(), 0, ZMQ_POLLIN, 0}};
  while (!stop_) {
    try {
      zmq::poll(items, poll_every);
      if (items[0].revents & ZMQ_POLLIN) answer_one();
    } catch (const zmq::error_t& e) {
      if (e.num() == ETERM) return;
    }
  }
}

void ZapHandler::answer_one() {
  std::vector<zmq::message_t> in;
  if (!zmq::recv_multipart(socket_->zmq, std::back_inserter(in), zmq::recv_flags::dontwait)) return;
  // version, request id, domain, address, routing id, mechanism, credentials
  std::optional<std::string> store;
  if (in.size() == 7 && in[0].to_string_view() == "1.0" && in[5].to_string_view() == "CURVE" &&
      in[6].size() == key_bytes) {
    const auto key = z85_of(in[6]);
    store = lookup_(key);
    if (!store) refused_(key, in[3].to_string());
  }
  const std::string request = in.size() > 1 ? in[1].to_string() : "";
  const std::array<std::string, 6> out = {"1.0",
                                          request,
                                          store ? "200" : "400",
                                          store ? "" : "headquarters does not know this key",
                                          store.value_or(""),
                                          ""};
  for (std::size_t i = 0; i < out.size(); ++i)
    socket_->zmq.send(zmq::buffer(out[i]),
                      i + 1 < out.size() ? zmq::send_flags::sndmore : zmq::send_flags::none);
}

}  // namespace outpost::hq
