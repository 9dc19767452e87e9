#include "tests/edge/links/fake_device.hpp"

#include "edge/base/paths.hpp"

#include <chrono>
#include <zmq.hpp>

namespace outpost::test {
namespace {

Id new_id() {
  static SystemClock clock;
  static SystemRandom random;
  static IdSource ids(clock, random);
  return ids.next();
}

}  // namespace

struct FakeDevice::Impl {
  zmq::context_t context{1};
  zmq::socket_t socket{context, zmq::socket_type::dealer};
  SystemClock clock;
};

FakeDevice::FakeDevice(const std::string& data_dir, std::string unit, bool immediate)
    : impl_(std::make_unique<Impl>()), unit_(std::move(unit)), boot_(new_id()) {
  auto& s = impl_->socket;
  s.set(zmq::sockopt::routing_id, unit_);
  s.set(zmq::sockopt::linger, 0);
  s.set(zmq::sockopt::immediate, immediate ? 1 : 0);
  s.set(zmq::sockopt::sndtimeo, 2'000);
  s.set(zmq::sockopt::reconnect_ivl, 20);
  s.set(zmq::sockopt::sndhwm, 100'000);
  s.connect(ipc_endpoint(data_dir, "device").value());
}

FakeDevice::~FakeDevice() = default;

void FakeDevice::restart() {
  boot_ = new_id();
  seq = 0;
}

ipc::Message FakeDevice::message(ipc::Kind kind) const {
  ipc::Message m;
  m.kind = kind;
  m.unit = unit_;
  m.boot = boot_;
  m.boot_us = impl_->clock.boot_us();
  return m;
}

void FakeDevice::send(ipc::Message m) {
  if (m.blob.empty()) return send_raw(ipc::encode(m));
  (void)impl_->socket.send(zmq::buffer(ipc::encode(m)), zmq::send_flags::sndmore);
  send_raw(m.blob);
}

void FakeDevice::send_raw(const std::string& bytes) {
  (void)impl_->socket.send(zmq::buffer(bytes), zmq::send_flags::none);
}

std::string FakeDevice::hello(const std::string& driver) {
  auto m = message(ipc::Kind::hello);
  m.body = "{\"driver\":\"" + driver + "\",\"version\":\"test\",\"pid\":1}";
  send(m);
  const auto bind = wait(ipc::Kind::bind);
  return bind ? bind->body : "";
}

void FakeDevice::say(const std::string& state, const std::string& reason) {
  auto m = message(ipc::Kind::state);
  m.body = "{\"state\":\"" + state + "\",\"reason\":\"" + reason +
           "\",\"counters\":{\"scans\":" + std::to_string(seq) + "},\"devices\":[]}";
  send(m);
}

void FakeDevice::beat() { send(message(ipc::Kind::beat)); }

void FakeDevice::reading(const std::string& name, const std::string& body, Micros age_us) {
  auto m = message(ipc::Kind::reading);
  m.name = name;
  m.seq = ++seq;
  m.body = body;
  m.boot_us -= age_us;
  send(m);
}

void FakeDevice::preview(const std::string& body, const std::string& jpeg) {
  auto m = message(ipc::Kind::reading);
  m.name = "preview";
  m.seq = ++seq;
  m.body = body;
  m.blob = jpeg;
  send(m);
}

void FakeDevice::scan(const std::string& code, Micros age_us) {
  reading("scan", "{\"symbology\":\"EAN13\",\"text\":\"" + code + "\"}", age_us);
}

void FakeDevice::outcome(const std::string& name, const Id& id, const std::string& body) {
  auto m = message(ipc::Kind::outcome);
  m.name = name;
  m.id = id;
  m.seq = ++seq;
  m.body = body;
  send(m);
}

std::optional<ipc::Message> FakeDevice::wait(ipc::Kind kind, int timeout_ms) {
  using std::chrono::milliseconds;
  const auto until = std::chrono::steady_clock::now() + milliseconds(timeout_ms);
  for (;;) {
    const auto left = std::chrono::duration_cast<milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0) return std::nullopt;
    impl_->socket.set(zmq::sockopt::rcvtimeo, static_cast<int>(left.count()));
    zmq::message_t bytes;
    if (!impl_->socket.recv(bytes, zmq::recv_flags::none)) continue;
    auto m = ipc::decode(bytes.to_string_view());
    if (m.ok() && m->kind == kind) return *std::move(m);
  }
}

}  // namespace outpost::test
