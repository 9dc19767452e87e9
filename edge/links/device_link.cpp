#include "edge/links/device_link.hpp"

#include "edge/app/bay_sessions.hpp"
#include "edge/app/commands.hpp"
#include "edge/app/kept.hpp"
#include "edge/base/log/log.hpp"
#include "edge/links/device_commands.hpp"
#include "edge/links/device_readings.hpp"
#include "edge/links/preview_work.hpp"

#include <nlohmann/json.hpp>
#include <thread>

namespace outpost::links {
namespace {

constexpr int turn_ms = 100;        // how late a missing beat may be noticed
constexpr int frames_a_turn = 256;  // then time and commands get their turn
constexpr Micros ask_who_every_us = us_per_s;

std::string driver_of(const std::string& body) {
  const auto j = nlohmann::json::parse(body, nullptr, false);
  return j.is_object() && j.contains("driver") && j["driver"].is_string() ? j["driver"].get<std::string>()
                                                                          : "";
}

/// What the last run left: what units keep, commands and reports under way.
Result<void> take_over(store::Tx& tx, LinkCore& core) {
  for (auto& [name, seat] : core.seats) seat.kept = app::kept_of(tx.db, name);
  OUTPOST_TRY(const auto settled, app::recover_commands(tx, core.options.queue_life_us));
  if (settled > 0)
    log::warning(std::to_string(settled) + " device commands of the last run have no known end");
  for (const auto& s : store::all_sessions(tx.db))  // of a bay that is configured no more
    if (!core.seats.contains(s.unit)) OUTPOST_CHECK(app::close_as_partial(tx, s));
  return {};
}

}  // namespace

struct DeviceLink::Impl {
  explicit Impl(std::shared_ptr<LinkCore> c) : core(std::move(c)), readings(*core), commands(*core) {}

  void run();
  void on_frame(const Frame& frame);
  void on_message(Seat& seat, const ipc::Message& m);
  void on_hello(Seat& seat, const ipc::Message& m);
  void ask_who(Seat& seat, Micros now);
  void bind(Seat& seat);
  void watch_silence(Micros now);

  std::shared_ptr<LinkCore> core;
  DeviceReadings readings;
  DeviceCommands commands;
  std::atomic<bool> stopping{false};
  std::thread thread;
};

DeviceLink::DeviceLink(DeviceLinkOptions options, store::Writer& writer, app::UnitBoard& board,
                       app::CodePayments& payments, Clock& clock, DeviceNews news)
    : impl_(std::make_unique<Impl>(
          std::make_shared<LinkCore>(std::move(options), writer, board, payments, clock, std::move(news)))) {
  const SeatLimits limits{impl_->core->options.scans_per_s, impl_->core->options.gauges_per_s,
                          impl_->core->options.previews_per_s, impl_->core->options.steps_per_s,
                          impl_->core->options.others_per_s};
  for (const auto& view : board.all())
    if (view.info.enabled) impl_->core->seats.emplace(view.info.unit, Seat(view.info, limits));
}

DeviceLink::~DeviceLink() { stop(); }

Result<void> DeviceLink::start() {
  auto& core = *impl_->core;
  OUTPOST_TRY(core.socket, RouterSocket::open(core.options.endpoint));
  OUTPOST_CHECK(core.writer.call(store::Lane::sales, [&](store::Tx& tx) { return take_over(tx, core); }));
  impl_->thread = std::thread([this] { impl_->run(); });
  return {};
}

void DeviceLink::stop() {
  if (!impl_->thread.joinable()) return;
  impl_->stopping = true;
  impl_->core->socket->wake();
  impl_->thread.join();
}

void DeviceLink::commands_queued() {
  if (impl_->core->socket) impl_->core->post([this] { impl_->commands.look(); });
}

void DeviceLink::lease(app::PreviewLease lease) {
  if (impl_->core->socket)
    impl_->core->post([core = impl_->core, lease = std::move(lease)] { send_lease(*core, lease); });
}

std::uint64_t DeviceLink::strangers() const { return impl_->core->strangers; }

void DeviceLink::Impl::run() {
  while (!stopping) {
    core->socket->wait(turn_ms);
    for (int i = 0; i < frames_a_turn; ++i) {
      const auto frame = core->socket->receive();
      if (!frame) break;
      on_frame(*frame);
    }
    core->run_posted();
    const Micros now = core->clock.boot_us();
    watch_silence(now);
    commands.on_tick(now);
  }
}

void DeviceLink::Impl::on_frame(const Frame& frame) {
  const auto found = core->seats.find(frame.from);
  if (found == core->seats.end()) {
    ++core->strangers;
    return;
  }
  Seat& seat = found->second;
  auto m = ipc::decode(frame.text);
  if (!m.ok() || m->unit != frame.from) {
    ++seat.dropped[m.ok() ? Dropped::lie : Dropped::malformed];
    return;
  }
  m->blob = frame.blob;
  if (seat.admit(*m, core->clock.boot_us())) on_message(seat, *m);
}

void DeviceLink::Impl::on_message(Seat& seat, const ipc::Message& m) {
  const Micros now = core->clock.boot_us();
  if (m.kind == ipc::Kind::hello) return on_hello(seat, m);
  if (!seat.bound || m.boot != seat.boot) return ask_who(seat, now);
  seat.heard_us = now;
  core->board.seen(seat.info.unit, core->clock.wall_us());
  const bool was_silent = std::exchange(seat.silent, false);
  if (was_silent) commands.look(), core->show(seat);
  if (m.kind == ipc::Kind::state) readings.on_state(seat, m);
  if (m.kind == ipc::Kind::reading) readings.on_reading(seat, m);
  if (m.kind == ipc::Kind::outcome) commands.on_outcome(seat, m);
}

void DeviceLink::Impl::on_hello(Seat& seat, const ipc::Message& m) {
  if (m.boot.is_nil() || driver_of(m.body) != seat.info.driver) {
    ++seat.dropped[Dropped::lie];
    seat.bound = false;
    seat.said_reason = "wrong-driver";
    return core->show(seat);
  }
  if (m.boot != seat.boot) {
    commands.on_new_boot(seat);
    seat.last_seq = 0;
    seat.said_state.clear(), seat.said_reason.clear(), seat.vin.clear();
    core->board.change(seat.info.unit,
                       [](app::UnitView& v) { v.bay.clear(); });  // the process before said it
  }
  seat.boot = m.boot;
  seat.bound = true, seat.silent = false;
  seat.heard_us = core->clock.boot_us();
  bind(seat);
  core->show(seat);
}

void DeviceLink::Impl::bind(Seat& seat) {
  ipc::Message m;
  m.kind = ipc::Kind::bind;
  m.body = "{\"station\":\"" + seat.info.station + "\",\"settings\":{},\"kept\":" + seat.kept + "}";
  core->send(seat, std::move(m));
}

/// Edge was restarted, or another process took the name: whoever speaks must say who it is.
void DeviceLink::Impl::ask_who(Seat& seat, Micros now) {
  if (now - seat.asked_who_us < ask_who_every_us) return;
  seat.asked_who_us = now;
  ipc::Message m;
  m.kind = ipc::Kind::who;
  core->send(seat, std::move(m));
}

void DeviceLink::Impl::watch_silence(Micros now) {
  for (auto& [name, seat] : core->seats) {
    if (!seat.bound || seat.silent || now - seat.heard_us < ipc::stale_ms * us_per_ms) continue;
    seat.silent = true;
    core->show(seat);
  }
}

}  // namespace outpost::links
