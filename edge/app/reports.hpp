// Diagnostic reports of cars.
#pragma once

#include "edge/app/actor.hpp"
#include "edge/app/shapes.hpp"
#include "edge/app/tx.hpp"

namespace outpost::app {

/// Keeps a report and appends `diagnostics.report` to the outbox, once per id (the id of the device's
/// outcome): the same id again changes nothing. Its session ends in the same transaction. `body` is a JSON
/// object as the device sent it. Errors: `bad-report` (invalid: not a JSON object), `report-too-large`.
Result<Report> keep_report(Tx& tx, const Id& id, const std::string& unit, const std::string& station,
                           const std::string& vin, Micros at_us, const std::string& body);
/// Newest first, without bodies. `limit` 1 to 200, else `bad-limit`.
Result<Page<Report>> list_reports(sqlite::Db& db, const Actor& actor, int limit, std::string_view after);
/// With its clears. `unknown-report` (not found).
Result<Report> get_report(sqlite::Db& db, const Actor& actor, const Id& id);
/// The newest report of a unit.
std::optional<Id> last_report_of(sqlite::Db& db, const std::string& unit);

}  // namespace outpost::app
