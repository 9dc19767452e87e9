#include "devices/host/loop.hpp"

#include "edge/base/log/log.hpp"
#include "edge/base/notify.hpp"

#include <algorithm>
#include <cstdlib>
#include <zmq.h>

namespace outpost::dev {
namespace {

constexpr int last_words_ms = 300;  // outcomes said while stopping get this long to leave
constexpr int most_wait_ms = 1'000;

int to_ms(Micros us) { return static_cast<int>(std::clamp<Micros>((us + 999) / 1'000, 0, most_wait_ms)); }

void add(std::vector<zmq_pollitem_t>& items, void* socket) { items.push_back({socket, 0, ZMQ_POLLIN, 0}); }

void add(std::vector<zmq_pollitem_t>& items, const Wait& w) {
  const int events = (w.readable ? ZMQ_POLLIN : 0) | (w.writable ? ZMQ_POLLOUT : 0);
  if (w.fd >= 0 && events != 0) items.push_back({nullptr, w.fd, static_cast<short>(events), 0});
}

/// Half of systemd's patience, or 0 when it does not watch.
Micros watchdog_interval() {
  const char* text = std::getenv("WATCHDOG_USEC");
  return text ? std::max<Micros>(std::atoll(text), 0) / 2 : 0;
}

}  // namespace

void Loop::run(int stop_fd) {
  std::string units;
  for (const auto& s : seats_) units += (units.empty() ? "" : ", ") + s.name;
  log::info("ready: " + units + "; waiting for outpost-edge");
  notify_systemd("READY=1");
  const Micros watchdog = watchdog_interval();
  Micros next_watchdog = 0;
  while (!turn(stop_fd, most_wait_ms)) {
    if (watchdog == 0 || clock_.boot_us() < next_watchdog) continue;
    notify_systemd("WATCHDOG=1");
    next_watchdog = clock_.boot_us() + std::min<Micros>(watchdog, us_per_s);
  }
  notify_systemd("STOPPING=1");
  stop_all();
}

bool Loop::turn(int stop_fd, int most_ms) {
  Micros now = clock_.boot_us();
  Micros due = now + Micros{most_ms} * us_per_ms;
  std::vector<zmq_pollitem_t> items{{nullptr, stop_fd, ZMQ_POLLIN, 0}};
  std::vector<Wait> waits;
  for (const auto& seat : seats_) {
    seat.unit->wait(now, waits);
    due = std::min(due, seat.session.next_deadline());
    add(items, seat.socket->dealer());
    add(items, seat.socket->monitor());
  }
  for (const auto& w : waits) {
    add(items, w);
    if (w.until) due = std::min(due, *w.until);
  }
  zmq_poll(items.data(), static_cast<int>(items.size()), to_ms(due - now));
  now = clock_.boot_us();
  const auto said = [&](std::size_t item) { return (items[item].revents & ZMQ_POLLIN) != 0; };
  for (std::size_t i = 0; i < seats_.size(); ++i) {
    const auto at = (first_ + i) % seats_.size();
    if (said(1 + 2 * at) || said(2 + 2 * at)) exchange(seats_[at], now);
    serve(seats_[at], now);
  }
  if (!seats_.empty()) first_ = (first_ + 1) % seats_.size();
  return (items.front().revents & ZMQ_POLLIN) != 0;
}

void Loop::serve(Seat& seat, Micros now) {
  seat.unit->step(now);
  seat.session.say(seat.unit->take_messages(), now, now);
  seat.session.show(seat.unit->snapshot(), now);
  seat.session.on_tick(now);
  for (const auto& m : seat.session.take_outgoing())
    if (!seat.socket->send(m)) seat.session.lost(m);
}

void Loop::exchange(Seat& seat, Micros now) {
  const auto change = seat.socket->link_change();
  if (change == EdgeSocket::Link::came) {
    log::info(seat.name + ": connected to outpost-edge");
    seat.session.on_connected(now);
  } else if (change == EdgeSocket::Link::went) {
    log::warning(seat.name + ": outpost-edge is away; waiting for it");
    seat.session.on_disconnected();
  }
  for (int i = 0; i < 64; ++i) {
    auto message = seat.socket->receive();
    if (!message) break;
    seat.session.on_message(*message, now);
  }
  if (const auto binding = seat.session.take_binding()) seat.unit->on_bind(*binding, now);
  for (const auto& command : seat.session.take_commands()) seat.unit->on_command(command, now);
}

void Loop::stop_all() {
  const Micros now = clock_.boot_us();
  for (auto& seat : seats_) {
    seat.unit->stop(now);
    seat.session.say(seat.unit->take_messages(), now, now);
    for (const auto& m : seat.session.take_outgoing()) seat.socket->send(m);
    seat.socket->linger(last_words_ms);
  }
}

}  // namespace outpost::dev
