// The bodies that READINGS.md describes, from what a session knows.
#pragma once

#include "devices/drivers/bay/bay_session.hpp"

namespace outpost::dev {

/// Body of the reading `bay`.
std::string bay_body(const BaySession& session, const std::string& last_report_id);

/// Body of the gauge `live`.
std::string live_body(const BaySession& session, Micros now);

/// What the session does not know of a report.
struct ReportFrame {
  std::string id, unit, software;
  Micros started_utc_us = 0, ended_utc_us = 0;
};
/// The whole outcome `report`, with the document in it and its hash.
std::string report_body(const BayReport& report, const AdapterFacts& adapter, const ReportFrame& frame);
/// The outcome of a report that never began.
std::string no_report_body(std::string_view reason);

/// Body of the reading `step`: the report's step number `n`.
std::string step_body(const BayStep& step, std::size_t n, const std::string& report_id);
/// The steps of `{"resume": {"id", "started_at", "steps": [...]}}`, in their order; those that cannot be read
/// are left out. Nothing when `body` resumes no report.
struct BayResume {
  std::string id;
  std::optional<Micros> started_utc_us;
  std::vector<BayStep> steps;
};
std::optional<BayResume> parse_resume(const std::string& body);

/// The outcome `clear`.
std::string clear_body(const BayClear& clear);
/// The same of an order that never began.
std::string no_clear_body(std::string_view reason);
/// {"person", "snapshot", "vin"}; an order without a person or a snapshot is refused later, by the rule
/// itself.
std::optional<ClearOrder> parse_clear(const std::string& body);

/// Just the document inside of `body`, indented; "" when there is none. For tools.
std::string report_document(const std::string& body);
/// Whether the document's hash is that of its content. For tools and tests.
bool report_hash_ok(const std::string& document);

}  // namespace outpost::dev
