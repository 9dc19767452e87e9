// What the routes of devices and bays share.
#pragma once

#include "edge/app/unit_board.hpp"
#include "edge/http/api.hpp"

namespace outpost::http {

/// The unit in the path. Error `unknown-unit` (not found).
Result<app::UnitInfo> unit_of(Api& api, const Call& call);
/// Error `unit-disabled` (conflict).
Result<void> check_enabled(const app::UnitInfo& unit);
/// {"items":[...],"next":null} of items that are JSON already.
std::string items_json(const std::vector<std::string>& items);
/// Queues a command once and answers 202 with it.
Answer queue(Api& api, Call& call, const app::UnitInfo& unit, const std::string& command,
             const std::string& body);

}  // namespace outpost::http
