#include "devices/transport/sim_port.hpp"

#include <algorithm>

namespace outpost::dev {
namespace {

// What a kernel's tty buffer holds. Over it a real line loses bytes, and so does this one: the newest.
constexpr std::size_t max_inbox_bytes = 64 << 10;

}  // namespace

Result<void> SimPort::open(Micros now) {
  simulator_->on_tick(now);  // a cable may be put back by the simulator's own scenario
  if (!simulator_->plugged())
    return fail(Code::not_found, "port-absent", "The simulated device is not plugged in.");
  inbox_.clear();
  simulator_->take_output();  // said while nobody listened
  simulator_->on_plug(now);
  open_ = true;
  collect();
  return {};
}

Wait SimPort::wait(Micros now, bool want_write) const {
  Wait w;
  if (!inbox_.empty() || (want_write && simulator_->accepts()))
    w.until = now;
  else
    w.until = simulator_->next_deadline();
  return w;
}

Result<void> SimPort::step(Micros now) {
  if (!open_) return {};
  if (const auto due = simulator_->next_deadline(); due && *due <= now) simulator_->on_tick(now);
  collect();
  return inbox_.empty() ? still_plugged() : Result<void>{};
}

Result<std::size_t> SimPort::read(std::span<std::uint8_t> into, Micros now) {
  OUTPOST_CHECK(step(now));
  const auto n = std::min({into.size(), inbox_.size(), max_read_bytes});
  std::copy_n(inbox_.begin(), n, into.begin());
  inbox_.erase(inbox_.begin(), inbox_.begin() + static_cast<std::ptrdiff_t>(n));
  return n;
}

Result<std::size_t> SimPort::write(ByteView bytes, Micros now) {
  OUTPOST_CHECK(still_plugged());
  if (!simulator_->accepts()) return std::size_t{0};
  simulator_->on_bytes(bytes, now);
  collect();
  return bytes.size();
}

Result<void> SimPort::still_plugged() const {
  if (simulator_->plugged()) return {};
  return fail(Code::io, "port-unplugged", "The simulated device was unplugged.");
}

void SimPort::collect() {
  const Bytes said = simulator_->take_output();
  const auto room = max_inbox_bytes - std::min(max_inbox_bytes, inbox_.size());
  inbox_.insert(inbox_.end(), said.begin(),
                said.begin() + static_cast<std::ptrdiff_t>(std::min(room, said.size())));
}

}  // namespace outpost::dev
