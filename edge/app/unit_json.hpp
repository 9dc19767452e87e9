// Units, shelves and bays as JSON text: the shapes of the API document.
#pragma once

#include "edge/app/bay_sessions.hpp"
#include "edge/app/unit_board.hpp"
#include "edge/base/id.hpp"

namespace outpost::app {

std::string device_json(const UnitView& view);
std::string shelf_json(const UnitView& view);
/// As a live event tells it: how the bay is, without what the store knows of its reports.
std::string bay_json(const UnitView& view);
/// With its newest report, and the one that is being made.
std::string bay_json(const UnitView& view, const std::optional<Id>& last_report,
                     const std::optional<BaySession>& session);

/// The car that a bay shows now.
struct BayCar {
  bool ready = false;  ///< it answers, and nothing else is done with it
  std::string vin;     ///< "" when it did not say
};
/// None for a bay that is silent.
BayCar car_of(const UnitView& view);

}  // namespace outpost::app
