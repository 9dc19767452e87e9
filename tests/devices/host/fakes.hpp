// A driver and a port that do what the test says, and a ROUTER in the place of edge.
#pragma once

#include "devices/drivers/driver.hpp"
#include "devices/transport/transport.hpp"
#include "edge/contract/ipc/message.hpp"

#include <boost/test/unit_test.hpp>
#include <deque>
#include <map>
#include <zmq.hpp>

namespace outpost::dev::test {

/// Everything that happened to it, as words.
class LogDriver final : public DriverBase {
public:
  void on_open(Micros) override { log += "open "; }
  void on_close(Micros) override { log += "close "; }
  void on_bytes(ByteView b, Micros) override { heard += as_text(b); }
  void on_tick(Micros now) override { ticks.push_back(now), due.reset(); }
  void on_command(const Command& c, Micros) override {
    commands.push_back(c);
    if (!answer) return;
    Message m{
        .kind = Message::Kind::outcome, .device = {}, .channel = {}, .name = c.name, .id = c.id, .body = {}};
    m.body = R"({"result":"done","reason":""})";
    emit(std::move(m));
  }
  void on_bind(const Binding& b, Micros) override { binding = b; }
  Snapshot snapshot() const override { return {.status = status, .counters = {}}; }
  std::optional<Micros> next_deadline() const override { return due; }

  using DriverBase::ask_reopen;
  using DriverBase::emit;
  using DriverBase::send;

  std::string log, heard;
  std::vector<Micros> ticks;
  std::vector<Command> commands;
  std::optional<Binding> binding;
  std::optional<Micros> due;
  Status status{State::ready, ""};
  bool answer = true;
};

/// A port under the test's thumb.
class PuppetPort final : public Transport {
public:
  Result<void> open(Micros) override {
    ++opens;
    if (open_error) return *open_error;
    link_ = Link::open;
    return {};
  }
  Link link() const override { return link_; }
  Wait wait(Micros now, bool) const override {
    Wait w;
    if (!input.empty() || endless) w.until = now;
    return w;
  }
  Result<void> step(Micros) override {
    if (lost) return *std::exchange(lost, std::nullopt);
    return {};
  }
  Result<std::size_t> read(std::span<std::uint8_t> into, Micros) override {
    if (endless) return std::fill(into.begin(), into.end(), std::uint8_t{'x'}), into.size();
    const auto n = std::min(into.size(), input.size());
    std::copy_n(input.begin(), n, into.begin());
    input.erase(0, n);
    return n;
  }
  Result<std::size_t> write(ByteView b, Micros) override {
    const auto n = std::min(b.size(), room);
    output += as_text(b.first(n));
    room -= n;
    return n;
  }
  void close() override { link_ = Link::closed; }

  int opens = 0;
  std::optional<Error> open_error, lost;
  std::string input, output;
  std::size_t room = SIZE_MAX;
  bool endless = false;

private:
  Link link_ = Link::closed;
};

inline Error port_fault(const std::string& name) { return fail(Code::io, name, name + "."); }

/// In the place of edge: hears all, says what the test wants.
class FakeEdge {
public:
  explicit FakeEdge(const std::string& endpoint) : router_(context_, zmq::socket_type::router) {
    router_.set(zmq::sockopt::router_mandatory, 1);
    router_.set(zmq::sockopt::linger, 0);
    router_.set(zmq::sockopt::rcvtimeo, 3'000);
    router_.bind(endpoint);
  }
  /// The next message, waiting for it up to three seconds.
  ipc::Message hear() {
    zmq::message_t who, frame;
    BOOST_REQUIRE_MESSAGE(router_.recv(who), "edge heard nothing");
    BOOST_REQUIRE(router_.recv(frame));
    const bool more = frame.more();
    auto m = ipc::decode(frame.to_string_view());
    BOOST_REQUIRE(m.ok());
    if (more && router_.recv(frame)) m->blob = frame.to_string();
    BOOST_TEST(m->unit == who.to_string());
    return *m;
  }
  /// The next message of this kind; others are passed over.
  ipc::Message hear(ipc::Kind kind) {
    for (int i = 0; i < 200; ++i)
      if (auto m = hear(); m.kind == kind) return m;
    BOOST_FAIL("edge did not hear a " << ipc::kind_name(kind));
    return {};
  }
  void say(const std::string& unit, ipc::Kind kind, Id id = {}, const std::string& name = {},
           const std::string& body = "{}") {
    ipc::Message m;
    m.kind = kind;
    m.unit = unit;
    m.id = id;
    m.name = name;
    m.body = body;
    router_.send(zmq::buffer(unit), zmq::send_flags::sndmore);
    router_.send(zmq::buffer(ipc::encode(m)), zmq::send_flags::none);
  }
  void say_raw(const std::string& unit, const std::string& bytes) {
    router_.send(zmq::buffer(unit), zmq::send_flags::sndmore);
    router_.send(zmq::buffer(bytes), zmq::send_flags::none);
  }

private:
  zmq::context_t context_;
  zmq::socket_t router_;
};

}  // namespace outpost::dev::test
