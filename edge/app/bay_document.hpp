// The report of a car as far as edge knows it, when the bay that made it is gone: the schema of
// devices/drivers/READINGS.md with the raw steps, and null or empty where only the bay could tell.
#pragma once

#include "edge/store/bay_sessions.hpp"

namespace outpost::app {

/// One JSON object with `partial` true, `reason` "lost" and its `hash`.
std::string lost_report_document(const store::BaySessionRow& session,
                                 const std::vector<store::BayStepRow>& steps);

/// SHA-256 of the document without its hash, keys sorted, no blanks; true when it is the one that it names.
bool report_hash_ok(const std::string& document);

}  // namespace outpost::app
