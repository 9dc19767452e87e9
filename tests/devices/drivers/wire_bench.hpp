// A bay on a real wire: the host's own unit with a real TCP port or serial port, and at the other end of the
// socket or pseudo terminal a simulated adapter. Driver and adapter live on a clock of the test's own; the
// kernel only carries bytes, and is waited for no longer than it needs (and never long).
#pragma once

#include "devices/drivers/bay/obd_bay.hpp"
#include "devices/host/stream_unit.hpp"
#include "devices/sim/elm327.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace outpost::dev::test {

/// The far end of the wire, with an adapter and a car behind it. Not copyable: it owns descriptors.
class FarEnd {
public:
  explicit FarEnd(std::map<std::string, std::string, std::less<>> args)
      : sim_(std::move(*Elm327::make({"elm327", std::move(args)}))) {}
  FarEnd(const FarEnd&) = delete;
  virtual ~FarEnd() { hang_up(); }

  Elm327& sim() { return static_cast<Elm327&>(*sim_); }
  /// Called before every exchange: takes new connections.
  virtual void look(Micros) {}
  void connect(int fd, Micros now) {
    hang_up();
    ::fcntl(fd, F_SETFL, O_NONBLOCK);
    fd_ = fd;
    if (plugged_us < 0) plugged_us = now;
    sim_->take_output();  // said while nobody listened
    sim_->on_plug(now);
  }
  void hang_up() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }
  int fd() const { return deaf ? -1 : fd_; }

  /// True when something was said.
  bool exchange(Micros now) {
    look(now);
    sim_->on_tick(now);
    hear(now);
    const auto out = sim_->take_output();
    if (fd() < 0 || out.empty()) return false;
    if (close_after_first_byte) {
      (void)::write(fd_, out.data(), 1);
      hang_up();
      return true;
    }
    (void)::write(fd_, out.data(), out.size());
    return true;
  }

  bool deaf = false;                    ///< neither reads nor answers, and does not close
  bool close_after_first_byte = false;  ///< of every answer
  Micros plugged_us = -1;

private:
  void hear(Micros now) {
    std::array<std::uint8_t, 4096> buffer;
    const auto n = fd() < 0 ? -1 : ::read(fd_, buffer.data(), buffer.size());
    if (n == 0) hang_up();
    if (n > 0) sim_->on_bytes(ByteView(buffer).first(static_cast<std::size_t>(n)), now);
  }

  std::unique_ptr<Simulator> sim_;
  int fd_ = -1;
};

class WireBench {
public:
  static constexpr Micros wall = 1'780'000'000 * us_per_s;

  WireBench(std::unique_ptr<Transport> port, FarEnd& far)
      : far_(&far), random_(7),
        unit_("bay1", std::move(port),
              std::make_unique<ObdBay>("bay1", ObdBay::Wire::adapter, [this] { return wall + now; }), random_,
              "") {}
  WireBench(const WireBench&) = delete;

  Micros now = 1'000 * us_per_s;
  std::vector<Message> messages;
  std::vector<Micros> times;

  bool run(
      Micros for_us, const std::function<bool()>& done = [] { return false; }) {
    for (const auto end = now + for_us; now < end;) {
      settle();
      if (done()) return true;
      advance(end);
    }
    return done();
  }
  /// The state of the last `bay` message.
  std::string state() {
    for (; seen_ < messages.size(); ++seen_) {
      if (messages[seen_].name != "bay") continue;
      const auto body = nlohmann::json::parse(messages[seen_].body);
      state_ = body["state"], vin_ = body["vin"].is_null() ? "" : body["vin"];
    }
    return state_;
  }
  std::string vin() { return state(), vin_; }
  bool until(const std::string& wanted, Micros within) {
    return run(within, [&] { return state() == wanted; });
  }
  Id command(const std::string& name) {
    Id id;
    id.bytes[15] = ++last_id_;
    unit_.on_command({id, name, "{}"}, now);
    return id;
  }
  std::vector<nlohmann::json> outcomes(Id id) const {
    std::vector<nlohmann::json> out;
    for (const auto& m : messages)
      if (m.kind == Message::Kind::outcome && m.id == id) out.push_back(nlohmann::json::parse(m.body));
    return out;
  }
  Snapshot snapshot() const { return unit_.snapshot(); }
  FarEnd& far_end() { return *far_; }
  /// Another device takes the place of the first.
  void far_end(std::map<std::string, std::string, std::less<>> args) {
    other_ = std::make_unique<FarEnd>(std::move(args));
    far_ = other_.get();
  }

private:
  // Until nothing moves any more. The kernel is waited for only when bytes are on their way.
  void settle() {
    constexpr int at_most = 1'000, patience_ms = 100;
    for (int i = 0; i < at_most; ++i) {
      const auto out_before = unit_.snapshot().counters["bytes_out"];
      unit_.step(now);
      for (auto& m : unit_.take_messages()) {
        messages.push_back(std::move(m));
        times.push_back(now);
      }
      const bool wrote = unit_.snapshot().counters["bytes_out"] != out_before;
      if (wrote && far_->fd() >= 0) wait_for(far_->fd(), patience_ms);
      const bool said = far_->exchange(now);
      if (said) wait_for_unit(patience_ms);
      if (!said && !wrote) return;
    }
    BOOST_FAIL("bytes go round in circles");
  }
  static void wait_for(int fd, int ms) {
    pollfd p{fd, POLLIN, 0};
    (void)::poll(&p, 1, ms);
  }
  void wait_for_unit(int ms) {
    std::vector<Wait> waits;
    unit_.wait(now, waits);
    if (waits[0].fd >= 0 && waits[0].readable) wait_for(waits[0].fd, ms);
  }
  void advance(Micros end) {
    auto next = std::min(end, now + 20 * us_per_ms);
    const auto sooner = [&](std::optional<Micros> at) {
      if (at) next = std::min(next, std::max(*at, now + 100));
    };
    std::vector<Wait> waits;
    unit_.wait(now, waits);
    for (const auto& w : waits) sooner(w.until);
    sooner(far_->sim().next_deadline());
    now = next;
  }

  FarEnd* far_;
  std::unique_ptr<FarEnd> other_;
  SeededRandom random_;
  StreamUnit unit_;
  std::size_t seen_ = 0;
  std::string state_, vin_;
  std::uint8_t last_id_ = 0;
};

}  // namespace outpost::dev::test
