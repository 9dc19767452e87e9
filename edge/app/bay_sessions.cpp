#include "edge/app/bay_sessions.hpp"

#include "edge/app/bay_document.hpp"
#include "edge/app/commands.hpp"
#include "edge/app/reports.hpp"
#include "edge/base/time_text.hpp"
#include "edge/store/commands.hpp"
#include "edge/store/reports.hpp"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

namespace outpost::app {
namespace {

using data::CommandState;
using nlohmann::json;

const std::string two_cars = "?";                // for a session's VIN: the bay showed more than one
constexpr Micros heard_every_us = 5 * us_per_s;  // a step that is said again is news no more often than this

Error bad_step(const char* why) {
  return fail(Code::invalid, "bad-step", std::string("A step of a report is malformed: ") + why + ".");
}

std::string dump(const json& j) { return j.dump(-1, ' ', false, json::error_handler_t::replace); }

/// People set clocks: a time from the future is as far as one in the past.
Micros since(const Tx& tx, Micros then_us) { return std::abs(tx.now_us - then_us); }

/// The session of a step. One that is not known begins here when its command is known and has no end: edge
/// may have been of another version when the command left.
std::optional<BaySession> session_for(Tx& tx, const StepSource& from, const Id& report) {
  if (auto session = store::find_session(tx.db, report)) return session;
  const auto command = store::find_command(tx.db, report);
  const bool under_way = command && command->command == "report" && command->unit == from.unit &&
                         (command->state == CommandState::sent || command->state == CommandState::unknown);
  if (!under_way || store::find_report(tx.db, report)) return std::nullopt;
  begin_session(tx, *command, from.station, from.boot);
  return store::find_session(tx.db, report);
}

bool is_due(const Tx& tx, const BaySession& s, const BayHere& here) {
  if (s.boot != here.boot) return true;
  if (!s.waiting) return since(tx, s.asked_us) >= resume_every_us;
  return std::min(since(tx, s.heard_us), since(tx, s.asked_us)) >= session_silent_us;
}

bool is_queued(sqlite::Db& db, const BaySession& s) {
  const auto queued = store::queued_commands(db, s.unit);
  return std::any_of(queued.begin(), queued.end(),
                     [&](const Command& c) { return c.command == "report" && report_of(c) == s.report; });
}

Result<void> resume(Tx& tx, BaySession s, const Id& boot) {
  if (is_queued(tx.db, s)) return {};
  Actor asker;
  asker.label = s.person;
  const std::string body = R"({"resume":{"id":")" + s.report.text() + "\"}}";
  OUTPOST_TRY([[maybe_unused]] const auto command,
              queue_command(tx, asker, s.unit, "report", body, s.report));
  s.waiting = true, s.boot = boot, s.asked_us = tx.now_us;
  store::update_session(tx.db, s);
  return {};
}

}  // namespace

Result<BayStep> read_step(const std::string& body) {
  auto j = json::parse(body, nullptr, false);
  if (!j.is_object()) return bad_step("it is no object");
  const auto field = [&](const char* key) { return j.contains(key) ? j[key] : json(); };
  const json report = field("report"), n = field("n"), lines = field("lines");
  if (!report.is_string()) return bad_step("report");
  if (!n.is_number_unsigned() || n.get<std::uint64_t>() >= static_cast<std::uint64_t>(most_steps))
    return bad_step("n");
  for (const char* key : {"step", "request", "result"})
    if (!field(key).is_string()) return bad_step(key);
  // A live value that was out when the report began is its first answer: asked before, so at_ms may be below
  // 0.
  if (!field("at_ms").is_number_integer()) return bad_step("at_ms");
  if (!field("took_ms").is_number_unsigned()) return bad_step("took_ms");
  if (!lines.is_array() || !std::all_of(lines.begin(), lines.end(), [](auto& l) { return l.is_string(); }))
    return bad_step("lines");
  BayStep out;
  OUTPOST_TRY(out.report, parse_id(report.get_ref<const std::string&>()));
  out.n = n.get<std::int64_t>();
  j.erase("report");
  out.body = dump(j);
  if (out.body.size() > most_step_bytes)
    return fail(Code::too_large, "step-too-large", "A step of a report is over 64 KiB.");
  return out;
}

Id report_of(const Command& command) { return command.about.value_or(command.id); }

void begin_session(Tx& tx, const Command& command, const std::string& station, const Id& boot) {
  if (auto session = store::find_session(tx.db, report_of(command))) {
    session->waiting = true, session->boot = boot, session->asked_us = tx.now_us;
    return store::update_session(tx.db, *session);
  }
  if (command.about) return;  // its report came in while it waited
  store::insert_session(tx.db, {command.id, command.unit, station, command.person, "", boot, true, tx.now_us,
                                tx.now_us, tx.now_us, 0, 0});
}

bool resume_is_over(sqlite::Db& db, const Command& command) {
  return command.command == "report" && command.about && !store::find_session(db, *command.about);
}

std::string report_command_body(sqlite::Db& db, const Command& command) {
  const auto session = command.about ? store::find_session(db, *command.about) : std::nullopt;
  if (!session) return command.body;
  std::string steps;
  std::int64_t next = 0;
  for (const auto& s : store::steps_of(db, session->report)) {
    if (s.n != next++ || steps.size() + s.body.size() > most_resume_bytes)
      break;  // what follows is read anew
    steps += (steps.empty() ? "" : ",") + s.body;
  }
  return R"({"resume":{"id":")" + session->report.text() + R"(","started_at":")" +
         rfc3339(session->started_us) + R"(","steps":[)" + steps + "]}}";
}

Result<void> keep_step(Tx& tx, const StepSource& from, const BayStep& step) {
  auto session = session_for(tx, from, step.report);
  if (!session || session->unit != from.unit) return {};
  const auto before = store::find_step(tx.db, step.report, step.n);
  const bool told = session->waiting && session->boot == from.boot;
  if (before == step.body && told && since(tx, session->heard_us) < heard_every_us) return {};
  session->waiting = true, session->boot = from.boot, session->heard_us = tx.now_us;
  if (!from.vin.empty() && session->vin != from.vin)
    session->vin = session->vin.empty() ? from.vin : two_cars;
  if (before != step.body) {
    const auto bytes = session->bytes + std::ssize(step.body) - (before ? std::ssize(*before) : 0);
    if (bytes > most_session_bytes)
      return fail(Code::too_large, "session-full", "The steps of a report are over 1 MiB.");
    store::put_step(tx.db, step.report, {step.n, step.body});
    session->bytes = bytes, session->steps += before ? 0 : 1;
  }
  store::update_session(tx.db, *session);
  return {};
}

Result<void> on_report_end(Tx& tx, const Command& command) {
  if (command.state != CommandState::failed) return {};
  auto session = store::find_session(tx.db, report_of(command));
  if (!session) return {};
  if (!command.about) {  // nothing of the car was read: the command's reason says all
    store::drop_session(tx.db, session->report);
    return {};
  }
  // Busy: most likely with this very report. All else may pass: the adapter is being set up, the ignition is
  // off.
  session->waiting = command.reason == "busy", session->asked_us = tx.now_us;
  store::update_session(tx.db, *session);
  return {};
}

Result<void> close_as_partial(Tx& tx, const BaySession& session) {
  BaySession s = session;
  if (s.vin == two_cars) s.vin.clear();
  const auto steps = store::steps_of(tx.db, s.report);
  if (steps.empty()) {
    store::drop_session(tx.db, s.report);
    return {};
  }
  OUTPOST_TRY([[maybe_unused]] const auto report, keep_report(tx, s.report, s.unit, s.station, s.vin,
                                                              s.heard_us, lost_report_document(s, steps)));
  return {};
}

Result<void> watch_sessions(Tx& tx, const std::vector<BayHere>& here, Micros awake_us) {
  for (const auto& s : store::all_sessions(tx.db)) {
    const auto bay = std::find_if(here.begin(), here.end(), [&](const auto& h) { return h.unit == s.unit; });
    const bool is_here = bay != here.end();
    if (since(tx, s.heard_us) < session_lost_us) {
      if (is_here && is_due(tx, s, *bay)) OUTPOST_CHECK(resume(tx, s, bay->boot));
    } else if (awake_us >= session_lost_us || (is_here && bay->boot != s.boot)) {
      OUTPOST_CHECK(close_as_partial(tx, s));  // nobody is left who could still bring its end
    }
  }
  return {};
}

std::optional<BaySession> session_of(sqlite::Db& db, const std::string& unit) {
  for (auto& s : store::all_sessions(db))
    if (s.unit == unit) return s;
  return std::nullopt;
}

}  // namespace outpost::app
