// A paid order leaves its receipt on the station's printer by itself: at a till always, at a kiosk when the
// customer asks for it (paper that nobody takes is litter).
#pragma once

#include "edge/app/unit_board.hpp"
#include "edge/store/writer.hpp"

#include <functional>
#include <optional>
#include <string>

namespace outpost::links {

class AutoReceipt {
public:
  AutoReceipt(store::Writer& writer, app::UnitBoard& board, std::function<void()> commands_queued)
      : writer_(writer), board_(board), commands_queued_(std::move(commands_queued)) {}

  /// Queues what a crash kept from being queued between a sale's commit and its print command: receipts of
  /// the last minutes that no printer was told of. At start, before anybody sells.
  void catch_up();
  /// Looks at every live event; queues the print command of an order that was paid. Any thread, also the
  /// writer's; returns at once.
  void on_event(const store::LiveEvent& event);

private:
  store::Writer& writer_;
  app::UnitBoard& board_;
  std::function<void()> commands_queued_;
};

}  // namespace outpost::links
