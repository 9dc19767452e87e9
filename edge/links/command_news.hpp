// A command's news belongs to the station where its unit stands: a kiosk hears of its own printer only. The
// use case that queues a command does not know where units stand; the board does.
#pragma once

#include "edge/app/unit_board.hpp"
#include "edge/store/tx.hpp"

namespace outpost::links {

/// Names the station in a `device` event that has none; other events stay as they are. Any thread.
void name_station(store::LiveEvent& event, const app::UnitBoard& board);

}  // namespace outpost::links
