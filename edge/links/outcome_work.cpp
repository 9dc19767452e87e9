#include "edge/links/outcome_work.hpp"

#include "edge/app/bay_clear.hpp"
#include "edge/app/bay_sessions.hpp"
#include "edge/app/commands.hpp"
#include "edge/app/reports.hpp"
#include "edge/base/log/log.hpp"

#include <nlohmann/json.hpp>

namespace outpost::links {
namespace {

using nlohmann::json;

constexpr std::size_t most_codes_left = 256, most_codes_left_bytes = 64 << 10;

struct Outcome {
  Id id;
  std::string unit, station, name;
  data::CommandState state = data::CommandState::unknown;
  std::string reason;
  std::string vin, report;  ///< report: "" when none came
  std::string codes_left;   ///< of a clear, a JSON list; "" when none came
  Micros at_us = 0;
};

std::string text_of(const json& j, const char* key, std::size_t most) {
  const auto i = j.find(key);
  return i != j.end() && i->is_string() ? i->get<std::string>().substr(0, most) : std::string();
}

data::CommandState state_of(const std::string& result) {
  if (result == "done" || result == "partial") return data::CommandState::done;
  return result == "failed" ? data::CommandState::failed : data::CommandState::unknown;
}

std::string vin_of(const json& report) {
  const auto vehicle = report.find("vehicle");
  return vehicle != report.end() && vehicle->is_object() ? text_of(*vehicle, "vin", 17) : std::string();
}

/// Bounded: what is over the bound, or no list, was not said.
std::string codes_left_of(const json& outcome) {
  const auto codes = outcome.find("codes_left");
  if (codes == outcome.end() || !codes->is_array() || codes->size() > most_codes_left) return {};
  const auto text = codes->dump(-1, ' ', false, json::error_handler_t::replace);
  return text.size() > most_codes_left_bytes ? std::string() : text;
}

Outcome read(const Seat& seat, const ipc::Message& m, Micros at_us) {
  const json j = json::parse(m.body, nullptr, false);
  Outcome out{m.id, seat.info.unit, seat.info.station, m.name, data::CommandState::unknown, "", "", "",
              "",   at_us};
  if (!j.is_object()) return out;
  out.state = state_of(text_of(j, "result", 16));
  out.reason = text_of(j, "reason", 64);
  if (m.name == "clear") out.codes_left = codes_left_of(j);
  const auto report = j.find("report");
  if (m.name != "report" || report == j.end() || !report->is_object()) return out;
  out.vin = vin_of(*report);
  out.report = report->dump(-1, ' ', false, json::error_handler_t::replace);
  return out;
}

/// A command's id belongs to one unit and one command: another's outcome for it is a lie. The report that it
/// is about: its own id, but for one that resumes another.
Result<Id> end_own_command(store::Tx& tx, const Outcome& o) {
  const auto command = app::get_command(tx.db, {}, o.id);
  if (!command.ok() && command.error().code != Code::not_found) return command.error();
  if (!command.ok()) return o.id;  // made by the device itself
  if (command->unit != o.unit || command->command != o.name)
    return fail(Code::denied, "not-your-command", "The command was another one, or given to another unit.");
  if (!o.codes_left.empty()) app::note_codes_left(tx, o.id, o.codes_left);
  OUTPOST_CHECK(app::end_command(tx, o.id, o.state, o.reason));
  return app::report_of(*command);
}

Result<void> work(store::Tx& tx, const Outcome& o) {
  OUTPOST_TRY(const Id id, end_own_command(tx, o));
  if (o.report.empty()) return {};
  OUTPOST_TRY([[maybe_unused]] const auto report,
              app::keep_report(tx, id, o.unit, o.station, o.vin, o.at_us, o.report));
  return {};
}

/// Errors of the input will be the same next time; those of the store may pass.
bool can_never_be(Code code) {
  return code == Code::invalid || code == Code::denied || code == Code::too_large || code == Code::refused ||
         code == Code::conflict;
}

}  // namespace

void take_outcome(LinkCore& core, Seat& seat, const ipc::Message& m, std::function<void(bool)> done) {
  auto outcome = std::make_shared<Outcome>(read(seat, m, core.wall_of(m.boot_us)));
  core.writer.submit(
      store::Lane::sales, [outcome](store::Tx& tx) { return work(tx, *outcome); },
      [outcome, done = std::move(done), keep = core.shared_from_this()](const Result<void>& end) {
        if (!end.ok()) log::warning("outcome of " + outcome->unit + " not kept: " + end.error().text);
        const bool settled = end.ok() || can_never_be(end.error().code);
        keep->post([done, settled] { done(settled); });
      });
}

}  // namespace outpost::links
