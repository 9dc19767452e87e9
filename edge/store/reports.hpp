// Diagnostic reports of cars.
#pragma once

#include "edge/base/sqlite/db.hpp"
#include "edge/store/rows.hpp"

namespace outpost::store {

struct ReportRow {
  Id id;
  std::string unit, station, vin;
  Micros at_us = 0;
  std::int64_t series = 0, event_seq = 0;
  std::string body;
};

void insert_report(sqlite::Db& db, const ReportRow& report);
std::optional<ReportRow> find_report(sqlite::Db& db, const Id& id);
/// Newest first, without bodies; ids below `before`.
std::vector<ReportRow> list_reports(sqlite::Db& db, const std::optional<Id>& before, std::size_t limit);
std::optional<Id> last_report_of(sqlite::Db& db, std::string_view unit);

}  // namespace outpost::store
