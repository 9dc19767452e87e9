#include "edge/app/bay_clear.hpp"

#include "edge/app/bay_clear_json.hpp"
#include "edge/app/bay_sessions.hpp"
#include "edge/app/commands.hpp"
#include "edge/app/events.hpp"
#include "edge/app/json_out.hpp"
#include "edge/app/shape_json.hpp"
#include "edge/data/clear_words.hpp"
#include "edge/store/reports.hpp"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

namespace outpost::app {
namespace {

using nlohmann::json;

Error refusal(const char* name, Code code = Code::refused) {
  return fail(code, name, std::string(data::clear_word(name).en));
}

/// A whole report of a known schema; what cannot be read is not one.
bool is_whole(const std::string& body) {
  const auto j = json::parse(body, nullptr, false);
  return j.is_object() && j.value("schema", json()) == "outpost.bay-report" &&
         j.value("partial", json()) == json(false);
}

Result<void> check_snapshot(const Tx& tx, const store::ReportRow& report, const ClearRequest& request) {
  if (report.unit != request.unit) return refusal("clear-other-bay");
  if (!is_whole(report.body)) return refusal("clear-partial");
  if (std::abs(tx.now_us - report.at_us) > oldest_snapshot_us) return refusal("clear-old");
  if (report.vin.empty()) return refusal("clear-no-vin");
  return {};
}

Result<void> check_car(Tx& tx, const store::ReportRow& report, const ClearRequest& request) {
  if (session_of(tx.db, request.unit)) return refusal("clear-bay-reads", Code::conflict);
  if (!request.car_ready) return refusal("clear-no-car");
  if (request.vin != report.vin) return refusal("clear-other-car");
  const auto before = store::clears_of(tx.db, report.id);  // also those that a clock dates before the report
  const bool again = std::any_of(before.begin(), before.end(),
                                 [](const auto& c) { return c.result != "failed" || c.reason == "lost"; });
  if (again || store::cleared_since(tx.db, report.vin, report.at_us))
    return refusal("clear-already", Code::conflict);
  return {};
}

void tell(Tx& tx, const BayClear& clear) {
  JsonOut j;
  j.open('{').word("topic", "bay").word("type", "cleared");
  j.field("station", clear.station).field("unit", clear.unit).key("clear").json(to_json(clear)).close('}');
  tx.events.push_back({"bay", clear.station, j.take()});
}

}  // namespace

std::optional<NamedPerson> named_person(const Actor& actor) {
  if (!actor.person.empty()) return NamedPerson{actor.person, actor.person};
  const bool staff = actor.role == Role::technician || actor.role == Role::manager;
  if (!staff || actor.label.empty() || actor.label == actor.station) return std::nullopt;
  return NamedPerson{actor.terminal.text(), actor.label};
}

Result<Command> clear_codes(Tx& tx, const Actor& actor, const ClearRequest& request) {
  const auto person = named_person(actor);
  if (!person) return refusal("clear-nobody");
  const auto report = store::find_report(tx.db, request.report);
  if (!report) return refusal("unknown-report", Code::not_found);
  OUTPOST_CHECK(check_snapshot(tx, *report, request));
  OUTPOST_CHECK(check_car(tx, *report, request));
  const json body = {{"person", person->id},
                     {"person_name", person->name},
                     {"snapshot", report->id.text()},
                     {"vin", report->vin}};
  OUTPOST_TRY(auto command, queue_command(tx, actor, request.unit, "clear", body.dump(), report->id));
  BayClear clear;
  clear.id = command.id, clear.report = report->id, clear.vin = report->vin;
  clear.unit = request.unit, clear.station = request.station, clear.role = data::name_of(actor.role);
  clear.person = person->id, clear.person_name = person->name, clear.asked_us = tx.now_us;
  store::insert_clear(tx.db, clear);
  tell(tx, clear);
  return command;
}

void note_codes_left(Tx& tx, const Id& id, const std::string& codes) {
  auto clear = store::find_clear(tx.db, id);
  if (!clear || clear->result == "done" || clear->result == "failed") return;
  clear->codes_left = codes;
  store::update_clear(tx.db, *clear);
}

Result<void> on_clear_end(Tx& tx, const Command& command) {
  auto clear = store::find_clear(tx.db, command.id);
  if (!clear) return {};
  clear->result = data::name_of(command.state), clear->reason = command.reason;
  clear->ended_us = tx.now_us;
  const auto key = append_event(tx, "diagnostics.cleared", 1, clear->id, cleared_event(*clear));
  clear->series = key.series, clear->event_seq = key.seq;
  store::update_clear(tx.db, *clear);
  tell(tx, *clear);
  return {};
}

std::vector<BayClear> clears_of(sqlite::Db& db, const Id& report) { return store::clears_of(db, report); }

}  // namespace outpost::app
