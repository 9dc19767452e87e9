// Units, shelves and bays as JSON text: the shapes of the API document.
#pragma once

#include "edge/app/unit_board.hpp"
#include "edge/base/id.hpp"

namespace outpost::app {

std::string device_json(const UnitView& view);
std::string shelf_json(const UnitView& view);
std::string bay_json(const UnitView& view, const std::optional<Id>& last_report);

}  // namespace outpost::app
