#include "edge/links/link_core.hpp"

#include "edge/app/unit_json.hpp"

namespace outpost::links {

void LinkCore::post(std::function<void()> later) {
  {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(later));  // bounded by the writer's queue, where each of them comes from
  }
  socket->wake();
}

void LinkCore::run_posted() {
  std::vector<std::function<void()>> now;
  {
    const std::lock_guard lock(mutex_);
    now.swap(posted_);
  }
  for (const auto& f : now) f();
}

bool LinkCore::send(const Seat& seat, ipc::Message message) {
  message.unit = seat.info.unit;
  message.boot_us = clock.boot_us();
  return socket->send(seat.info.unit, ipc::encode(message));
}

Micros LinkCore::wall_of(Micros boot_us) const {
  const Micros age = std::max<Micros>(0, clock.boot_us() - boot_us);
  return clock.wall_us() - age;
}

app::Actor LinkCore::actor_of(const Seat& seat, app::Role role) const {
  app::Actor actor;
  actor.label = seat.info.unit;
  actor.role = role;
  actor.station = seat.info.station;
  return actor;
}

void LinkCore::show(Seat& seat) {
  std::string state = seat.said_state.empty() ? "opening" : seat.said_state, reason = seat.said_reason;
  if (!seat.bound) state = "unreachable", reason = seat.said_reason.empty() ? "no-process" : seat.said_reason;
  if (seat.bound && seat.silent) state = "stale", reason = "silent";
  const bool heard = seat.bound && !seat.silent;
  bool changed = false;
  const Micros now = clock.wall_us();
  const auto view = board.change(seat.info.unit, [&](app::UnitView& v) {
    changed = v.state != state || v.reason != reason || v.heard != heard;
    if (v.state != state || v.reason != reason) v.since_us = now;
    v.state = state, v.reason = reason, v.heard = heard;
    v.counters = seat.all_counters();
    if (seat.heard_us > 0) v.last_seen_us = wall_of(seat.heard_us);
  });
  if (!changed || !view) return;
  news.event({"device", seat.info.station,
              "{\"topic\":\"device\",\"type\":\"state\",\"station\":\"" + seat.info.station +
                  "\",\"device\":" + app::device_json(*view) + "}"});
}

}  // namespace outpost::links
