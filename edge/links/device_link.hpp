// Edge's side of the device channel: one ROUTER, one thread. A device may say only what its unit's driver may
// say, only under its own name, and only so often; whatever else it does costs nobody but itself.
//
// Readings are gone when they were not taken at once (a scan made while edge was away must not land in the
// next customer's cart). Outcomes are durable before they are acknowledged. A command is a durable row first,
// leaves once, and ends as done, failed or unknown.
#pragma once

#include "edge/app/code_payments.hpp"
#include "edge/app/previews.hpp"
#include "edge/app/unit_board.hpp"
#include "edge/base/clock.hpp"
#include "edge/store/writer.hpp"

#include <functional>
#include <memory>
#include <string>

namespace outpost::links {

struct DeviceLinkOptions {
  std::string endpoint;                      ///< ipc://...
  int scans_per_s = 50;                      ///< of one unit; a fast cashier makes three
  int gauges_per_s = 200;                    ///< weights and live values; drivers send 10
  int previews_per_s = 12;                   ///< pictures for people; cameras send 8
  int steps_per_s = 500;                     ///< a bay says a whole report, 400, again after `bind`
  int others_per_s = 50;                     ///< states, beats, outcomes
  Micros queue_life_us = 60 * us_per_s;      ///< a command that did not leave in this time has failed
  Micros outcome_limit_us = 600 * us_per_s;  ///< a command without an outcome for so long is unknown
};

/// Where live news goes; must not block.
struct DeviceNews {
  std::function<void(store::LiveEvent)> event;
  /// Latest wins, by key.
  std::function<void(std::string key, store::LiveEvent)> gauge;
  /// A camera's newest picture, checked; latest wins.
  std::function<void(const std::string& unit, app::Preview)> preview = [](const std::string&, app::Preview) {
  };
};

class DeviceLink {
public:
  /// Everything given must outlive the link.
  DeviceLink(DeviceLinkOptions options, store::Writer& writer, app::UnitBoard& board,
             app::CodePayments& payments, Clock& clock, DeviceNews news);
  ~DeviceLink();  ///< stop()

  /// Binds the socket, reads what units keep, settles commands of an earlier run, starts the thread. Errors
  /// `ipc-in-use`, `ipc-socket`, and the store's.
  Result<void> start();
  void stop();
  /// A command was queued. Any thread; returns at once.
  void commands_queued();
  /// Somebody looks through a camera: asks it for pictures. Not durable: it moves nothing and ends by itself.
  /// Any thread; returns at once.
  void lease(app::PreviewLease lease);
  /// Messages that were dropped because they came from nobody we know. Any thread.
  std::uint64_t strangers() const;

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace outpost::links
