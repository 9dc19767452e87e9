#include "devices/host/stream_unit.hpp"

#include "edge/base/log/log.hpp"

#include <array>
#include <sys/stat.h>

namespace outpost::dev {
namespace {

// A device that is plugged in again shall be at work within 5 s, whenever that is.
constexpr Micros longest_pause = 2 * us_per_s;
constexpr Micros busy_retry = 10 * us_per_s;
constexpr Micros node_check = us_per_s;  // a stat a second while permission is refused; no opening
constexpr Micros never = INT64_MAX;

/// Changes when the node is made anew, or udev gives it its owner.
std::string mark_of(const std::string& path) {
  struct stat st {};
  if (path.empty() || ::stat(path.c_str(), &st) != 0) return "absent";
  return std::to_string(st.st_dev) + ":" + std::to_string(st.st_ino) + ":" +
         std::to_string(st.st_ctim.tv_sec) + "." + std::to_string(st.st_ctim.tv_nsec);
}

}  // namespace

void DisabledUnit::on_command(const Command& command, Micros) {
  if (command.id.is_nil()) return;  // a lease has no outcome
  messages_.push_back({.kind = Message::Kind::outcome,
                       .device = {},
                       .channel = {},
                       .name = command.name,
                       .id = command.id,
                       .body = R"({"result":"failed","reason":"disabled"})"});
}

StreamUnit::StreamUnit(std::string name, std::unique_ptr<Transport> port, std::unique_ptr<Driver> driver,
                       Random& random, std::string node)
    : name_(std::move(name)), port_(std::move(port)), driver_(std::move(driver)),
      back_off_(random, longest_pause), node_(std::move(node)) {}

void StreamUnit::wait(Micros now, std::vector<Wait>& out) const {
  Wait w;
  if (port_->link() == Link::closed) {
    w.until = retry_at_;
  } else {
    w = port_->wait(now, !driver_->to_write().empty());
    if (!may_read(now)) {
      w.readable = false;
      w.until = w.until ? std::max(*w.until, calm_until_) : calm_until_;
    }
  }
  if (const auto due = driver_->next_deadline()) w.until = std::min(w.until.value_or(*due), *due);
  out.push_back(w);
}

void StreamUnit::step(Micros now) {
  if (port_->link() == Link::closed && now >= retry_at_) try_open(now);
  if (port_->link() != Link::closed) {
    if (auto r = port_->step(now); !r) {
      lost(r.error(), now);
    } else if (port_->link() == Link::open) {
      if (!told_driver_) opened(now);
      read(now);
    }
  }
  if (const auto due = driver_->next_deadline(); due && *due <= now) driver_->on_tick(now);
  if (told_driver_) write(now);
  if (driver_->take_reopen() && port_->link() != Link::closed)
    lost(fail(Code::io, "port-io", "The driver asked for a fresh start."), now);
}

void StreamUnit::try_open(Micros now) {
  if (!node_mark_.empty()) {
    if (mark_of(node_) == node_mark_) {
      retry_at_ = now + node_check;
      return;
    }
    node_mark_.clear();
  }
  if (auto r = port_->open(now); !r) lost(r.error(), now);
}

void StreamUnit::opened(Micros now) {
  log::info(name_ + ": the port is open");
  told_driver_ = true;
  ++opens_;
  back_off_.opened(now);
  port_status_ = {State::opening, ""};
  driver_->on_open(now);
}

void StreamUnit::lost(const Error& why, Micros now) {
  port_->close();
  const Status status = port_status(why.name);
  if (!(status == port_status_)) log::warning(name_ + ": " + why.text);
  port_status_ = status;
  losses_ += told_driver_;
  if (std::exchange(told_driver_, false)) driver_->on_close(now);
  const Micros next = back_off_.lost(now);
  if (why.name == "port-denied" && !node_.empty()) node_mark_ = mark_of(node_);
  retry_at_ = why.name == "bad-port" || (why.name == "port-denied" && node_.empty()) ? never
              : why.name == "port-busy"                                              ? now + busy_retry
                                                                                     : next;
}

void StreamUnit::read(Micros now) {
  if (!may_read(now)) return;
  if (now - window_ >= us_per_s) window_ = now, window_bytes_ = 0;
  std::array<std::uint8_t, max_read_bytes> buffer;
  const auto n = port_->read(buffer, now);
  if (!n) return lost(n.error(), now);
  if (*n == 0) return;
  bytes_in_ += static_cast<std::int64_t>(*n);
  window_bytes_ += static_cast<std::int64_t>(*n);
  driver_->on_bytes(ByteView(buffer).first(*n), now);
  if (window_bytes_ < max_bytes_per_s) return;
  calm_until_ = window_ + us_per_s;
  ++floods_;
}

void StreamUnit::write(Micros now) {
  const ByteView bytes = driver_->to_write();
  if (bytes.empty()) return;
  const auto n = port_->write(bytes, now);
  if (!n) return lost(n.error(), now);
  bytes_out_ += static_cast<std::int64_t>(*n);
  if (*n > 0) driver_->on_written(*n, now);
}

Snapshot StreamUnit::snapshot() const {
  Snapshot s = driver_->snapshot();
  if (!told_driver_) s.status = port_status_;
  s.counters["port_opened"] = opens_;
  s.counters["port_lost"] = losses_;
  s.counters["bytes_in"] = bytes_in_;
  s.counters["bytes_out"] = bytes_out_;
  if (floods_) s.counters["floods"] = floods_;
  return s;
}

void StreamUnit::stop(Micros now) {
  port_->close();
  if (std::exchange(told_driver_, false)) driver_->on_close(now);
}

}  // namespace outpost::dev
