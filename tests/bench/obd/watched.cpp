#include "tests/bench/obd/watched.hpp"

#include "devices/host/stream_unit.hpp"
#include "devices/sim/table.hpp"
#include "devices/transport/make_port.hpp"
#include "tests/bench/obd/measure.hpp"

#include <algorithm>
#include <stdexcept>
#include <unistd.h>

namespace outpost::bench {

using namespace dev;

void WatchedDriver::on_bytes(ByteView bytes, Micros now) {
  watch_.bytes += static_cast<std::int64_t>(bytes.size());
  inner_->on_bytes(bytes, now);
}

void WatchedDriver::on_written(std::size_t count, Micros now) {
  const auto written = inner_->to_write().first(count);
  watch_.questions += std::count(written.begin(), written.end(), '\r');
  inner_->on_written(count, now);
}

std::vector<Message> WatchedDriver::take_messages() {
  auto out = inner_->take_messages();
  for (const auto& m : out)
    if (m.kind == Message::Kind::gauge) watch_.live_at_us.push_back(SystemClock().boot_us());
  return out;
}

Host::~Host() {
  loop_.reset();
  for (const int fd : stop_)
    if (fd >= 0) ::close(fd);
}

void Host::add(const std::string& unit, const std::string& port, std::unique_ptr<Driver> driver) {
  const auto name = parse_port(port);
  if (!name) throw std::runtime_error(name.error().text);
  auto made = make_port(*name, {{.baud = 38'400}, &simulators(), {}});
  if (!made) throw std::runtime_error(made.error().text);
  auto socket = EdgeSocket::open(context_, unit, endpoint_);
  if (!socket) throw std::runtime_error(socket.error().text);
  const SessionIdentity who{unit, ipc::find_driver("obd_bay"), IdSource(clock_, random_).next(), "bench",
                            ::getpid()};
  seats_.push_back({unit,
                    std::make_unique<StreamUnit>(unit, std::move(*made), std::move(driver), random_, ""),
                    std::move(*socket), UnitSession(who)});
}

bool Host::run(double seconds, const std::function<bool()>& done) {
  if (!loop_) {
    if (::pipe(stop_) != 0) throw std::runtime_error("no pipe");
    loop_ = std::make_unique<Loop>(clock_, std::move(seats_));
  }
  const double end = wall_s() + seconds;
  longest_turn_ms_ = 0;
  while (wall_s() < end && !done()) {
    const double cpu = thread_cpu_s();
    loop_->turn(stop_[0], 100);
    longest_turn_ms_ = std::max(longest_turn_ms_, (thread_cpu_s() - cpu) * 1e3);
  }
  return done();
}

}  // namespace outpost::bench
