#include "edge/links/device_commands.hpp"

#include "edge/app/bay_sessions.hpp"
#include "edge/app/commands.hpp"
#include "edge/base/log/log.hpp"
#include "edge/links/outcome_work.hpp"
#include "edge/links/print_body.hpp"

namespace outpost::links {
namespace {

constexpr std::size_t most_in_flight = 4;       // of one unit; a printer takes one receipt after the other
constexpr Micros look_every_us = 2 * us_per_s;  // for those that wait for a unit to come back

struct UnitTurn {
  std::string unit;
  bool here;         ///< it can be told something now
  std::size_t room;  ///< for so many
  std::string station;
  Id boot;  ///< of the process that would be told
};

std::vector<app::BayHere> bays_here(const std::vector<UnitTurn>& units) {
  std::vector<app::BayHere> out;
  for (const auto& u : units)
    if (u.here) out.push_back({u.unit, u.boot});
  return out;
}

/// Marks what can leave as sent, and what nobody took in time as failed: a receipt or a tare that begins long
/// after it was asked for surprises whoever stands there then. The rows are durable before a byte leaves.
Result<std::vector<app::Command>> take_queued(store::Tx& tx, const std::vector<UnitTurn>& units,
                                              Micros life_us) {
  std::vector<app::Command> out;
  for (const auto& u : units) {
    std::size_t room = u.room;
    for (const auto& c : app::queued_commands(tx.db, u.unit)) {
      if (app::too_old(tx, c, life_us)) {
        OUTPOST_CHECK(
            app::end_command(tx, c.id, data::CommandState::failed, u.here ? "too-old" : "unit-away"));
      } else if (app::resume_is_over(tx.db, c)) {
        OUTPOST_CHECK(app::end_command(tx, c.id, data::CommandState::failed, "report-came-in"));
      } else if (u.here && room > 0) {
        OUTPOST_TRY(auto sent, app::mark_sent(tx, c.id));
        if (sent.command == "report") {
          app::begin_session(tx, sent, u.station, u.boot);
          sent.body = app::report_command_body(tx.db, sent);
        }
        out.push_back(std::move(sent));
        --room;
      }
    }
  }
  return out;
}

}  // namespace

void DeviceCommands::on_tick(Micros now_us) {
  if (look_ || now_us >= next_look_us_) fetch();
  if (now_us >= next_look_us_) {
    next_look_us_ = now_us + look_every_us;
    give_up_silent(now_us);
  }
}

void DeviceCommands::fetch() {
  if (fetching_) return;
  look_ = false;
  std::vector<UnitTurn> units;
  for (const auto& [name, seat] : core_.seats)
    if (!seat.driver->commands.empty())
      units.push_back({name, seat.bound && !seat.silent,
                       most_in_flight - std::min(most_in_flight, seat.in_flight.size()), seat.info.station,
                       seat.boot});
  if (units.empty()) return;
  fetching_ = true;
  auto taken = std::make_shared<std::vector<app::Command>>();
  core_.writer.submit(
      store::Lane::sales,
      [taken, units, life = core_.options.queue_life_us,
       awake = core_.clock.boot_us() - core_.started_us](store::Tx& tx) -> Result<void> {
        OUTPOST_CHECK(app::watch_sessions(tx, bays_here(units), awake));
        OUTPOST_TRY(*taken, take_queued(tx, units, life));
        return {};
      },
      [this, taken, core = core_.shared_from_this()](const Result<void>& end) {
        core->post([this, taken, ok = end.ok()] {
          fetching_ = false;
          if (ok) send_all(*taken);
        });
      });
}

void DeviceCommands::send_all(const std::vector<app::Command>& commands) {
  for (const auto& c : commands) {
    const auto found = core_.seats.find(c.unit);
    if (found == core_.seats.end()) continue;
    Seat& seat = found->second;
    ipc::Message m;
    m.kind = ipc::Kind::command;
    m.name = c.command;
    m.id = c.id;
    m.body = c.command == "print" ? print_body(c.body, seat.info.width_columns) : c.body;
    if (m.body.empty()) {
      end(c.id, data::CommandState::failed, "print-malformed");
    } else if (core_.send(seat, std::move(m))) {
      seat.in_flight[c.id] = core_.clock.boot_us();
    } else {
      end(c.id, data::CommandState::failed, "unit-away");  // nothing has left: this is known
    }
  }
}

void DeviceCommands::end(const Id& command, data::CommandState state, const std::string& reason) {
  core_.writer.submit(
      store::Lane::sales,
      [=](store::Tx& tx) -> Result<void> {
        OUTPOST_CHECK(app::end_command(tx, command, state, reason));
        return {};
      },
      [](const Result<void>& done) {
        if (!done.ok()) log::warning("a command's end was not kept: " + done.error().text);
      });
}

void DeviceCommands::on_new_boot(Seat& seat) {
  for (const auto& [id, at] : seat.in_flight) end(id, data::CommandState::unknown, "device-restarted");
  seat.in_flight.clear();
  look_ = true;  // also at what it did not finish
}

void DeviceCommands::give_up_silent(Micros now_us) {
  for (auto& [name, seat] : core_.seats)
    std::erase_if(seat.in_flight, [&](const auto& sent) {
      if (now_us - sent.second < core_.options.outcome_limit_us) return false;
      end(sent.first, data::CommandState::unknown, "no-outcome");
      return true;
    });
}

void DeviceCommands::acknowledge(Seat& seat, const Id& id, const std::string& name) {
  if (seat.in_flight.erase(id) > 0) look_ = true;
  ipc::Message ack;
  ack.kind = ipc::Kind::ack;
  ack.id = id;
  ack.name = name;
  core_.send(seat, std::move(ack));  // lost: the device says its outcome again
}

void DeviceCommands::on_outcome(Seat& seat, const ipc::Message& m) {
  take_outcome(core_, seat, m, [this, unit = seat.info.unit, id = m.id, name = m.name](bool settled) {
    const auto found = core_.seats.find(unit);
    if (settled && found != core_.seats.end()) acknowledge(found->second, id, name);
  });
}

}  // namespace outpost::links
