// A report of a car while it is made: kept step by step, so that it is resumed after a crash of either side,
// or stored as a partial report, but never silently dropped. Exactly one document comes out of one session.
//
//   told     a `report` command leaves: the session begins, under the command's id
//   step     is kept (again under the same number: replaced)
//   outcome  keep_report() stores the document and ends the session, in one transaction
//   resumed  another process speaks for the bay, or the one that was told says nothing: a further `report`
//            command, which is about the session's report, hands it the steps
//   lost     nothing new for session_lost_us: what there is becomes a partial document, made here
#pragma once

#include "edge/app/shapes.hpp"
#include "edge/app/tx.hpp"
#include "edge/store/bay_sessions.hpp"

namespace outpost::app {

inline constexpr std::int64_t most_steps = 400;           ///< of a report; a car with eight units asks 250
inline constexpr std::size_t most_step_bytes = 64 << 10;  ///< of one; a full reply is under 8 KiB
inline constexpr std::int64_t most_session_bytes =
    (1 << 20) - (16 << 10);                                    ///< a document of 1 MiB holds them
inline constexpr std::size_t most_resume_bytes = 1'000 << 10;  ///< one device message, with room for its head
inline constexpr Micros session_lost_us = 600 * us_per_s;
inline constexpr Micros session_silent_us = 120 * us_per_s;  ///< a unit may say "wait" for a minute
inline constexpr Micros resume_every_us = 10 * us_per_s;     ///< after a resume that could not begin

using BaySession = store::BaySessionRow;

/// One question and its answer, as the bay said it.
struct BayStep {
  Id report;
  std::int64_t n = 0;
  std::string body;  ///< the reading without `report`, a JSON object
};

/// Reads the reading `step`. Errors `bad-step` (a field is missing or of another type, n over most_steps),
/// `step-too-large`.
Result<BayStep> read_step(const std::string& body);

/// The report that this `report` command is about: its own, or the one that it resumes.
Id report_of(const Command& command);
/// A `report` command leaves to the process `boot`: its session begins, or goes on.
void begin_session(Tx& tx, const Command& command, const std::string& station, const Id& boot);
/// The report that this command would resume has come in meanwhile.
bool resume_is_over(sqlite::Db& db, const Command& command);
/// What the bay's process must be told: the command's body, or with the steps of the report that it resumes.
std::string report_command_body(sqlite::Db& db, const Command& command);

/// Who says a step, and which car it showed then.
struct StepSource {
  std::string unit, station;
  Id boot;
  std::string vin;  ///< "" when not known; a session that saw two names none
};
/// Keeps it. Repeated, late and foreign steps change nothing; over a bound `session-full` (too large).
Result<void> keep_step(Tx& tx, const StepSource& from, const BayStep& step);

/// What the end of a `report` command without a document means for its session.
Result<void> on_report_end(Tx& tx, const Command& command);

struct BayHere {
  std::string unit;
  Id boot;
};
/// Resumes what should be resumed on the bays that are here, and ends what is lost. `awake_us`: for how long
/// bays could be heard (what came to an end while edge was away is said again within seconds).
Result<void> watch_sessions(Tx& tx, const std::vector<BayHere>& here, Micros awake_us);
/// Makes the partial document of a session out of its steps, and ends it; one without steps just ends.
Result<void> close_as_partial(Tx& tx, const BaySession& session);

/// The oldest one of a unit.
std::optional<BaySession> session_of(sqlite::Db& db, const std::string& unit);

}  // namespace outpost::app
