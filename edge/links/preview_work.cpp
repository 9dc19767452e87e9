#include "edge/links/preview_work.hpp"

#include "edge/links/preview_reading.hpp"

#include <fmt/format.h>

namespace outpost::links {

void send_lease(LinkCore& core, const app::PreviewLease& lease) {
  const auto found = core.seats.find(lease.unit);
  if (found == core.seats.end()) return;
  Seat& seat = found->second;
  if (!seat.bound || seat.silent || !ipc::may_lease(*seat.driver, "preview")) return;
  ipc::Message m;
  m.kind = ipc::Kind::lease;
  m.name = "preview";
  m.body = fmt::format(R"({{"seconds":{},"width":{}}})", lease.seconds, lease.width);
  if (!core.send(seat, std::move(m))) return;
  // What was on its way when it ended is still a picture.
  seat.preview_until_us = core.clock.boot_us() + Micros{lease.seconds + 1} * us_per_s;
}

void take_preview(LinkCore& core, Seat& seat, const ipc::Message& m) {
  const Micros now = core.clock.boot_us();
  if (now > seat.preview_until_us) {
    ++seat.dropped[Dropped::lie];
    return;
  }
  auto about = checked_preview(m.body, m.blob);
  if (!about.ok() || m.boot_us > now + us_per_s) {
    ++seat.dropped[Dropped::malformed];
    return;
  }
  app::Preview picture;
  picture.jpeg = m.blob;
  picture.about = *std::move(about);
  picture.at_us = std::min(m.boot_us, now);
  core.news.preview(seat.info.unit, std::move(picture));
}

}  // namespace outpost::links
