// A shop with a diagnostic bay, as the device link sees it: each call is one piece of work of the writer.
#pragma once

#include "edge/app/bay_document.hpp"
#include "edge/app/bay_sessions.hpp"
#include "edge/app/commands.hpp"
#include "edge/app/reports.hpp"
#include "edge/store/outbox.hpp"
#include "tests/edge/app/shop.hpp"

#include <nlohmann/json.hpp>

namespace outpost::test {

inline constexpr const char* car_vin = "LSVAA49J132047371";

/// As the bay says it, its lines made of `what`.
inline std::string step_body(const Id& report, std::int64_t n, const std::string& what = "7E8064100") {
  const nlohmann::json j = {
      {"report", report.text()}, {"n", n},     {"step", "vin"}, {"request", "0902"}, {"to", 0},
      {"result", "ok"},          {"at_ms", n}, {"took_ms", 61}, {"lines", {what}}};
  return j.dump();
}

inline std::string report_document(const Id& report, bool partial = false) {
  const nlohmann::json j = {{"schema", "outpost.bay-report"},
                            {"version", 1},
                            {"id", report.text()},
                            {"partial", partial},
                            {"vehicle", {{"vin", car_vin}}}};
  return j.dump();
}

struct Bay : Shop {
  explicit Bay(std::uint64_t seed = 1) : Shop(seed, false) {}

  app::Actor technician{id_of(7), "李工", app::Role::technician, "bay1", ""};
  Id boot = id_of(1);

  static Id id_of(std::uint8_t n) {
    Id id;
    id.bytes[15] = n;
    return id;
  }

  /// The first queued command leaves, as the link has it; nothing when none is queued.
  std::optional<app::Command> send(const std::string& unit = "bay1") {
    const auto sent = write([&](store::Tx& tx) -> Result<std::optional<app::Command>> {
      const auto queued = app::queued_commands(tx.db, unit);
      if (queued.empty()) return std::optional<app::Command>();
      OUTPOST_TRY(auto c, app::mark_sent(tx, queued.front().id));
      app::begin_session(tx, c, unit, boot);
      c.body = app::report_command_body(tx.db, c);
      return std::optional(c);
    });
    BOOST_REQUIRE(sent.ok());
    return *sent;
  }
  /// Asks for a report and tells the bay; its id.
  Id begin() {
    const auto queued =
        write([&](store::Tx& tx) { return app::queue_command(tx, technician, "bay1", "report", "{}"); });
    BOOST_REQUIRE(queued.ok());
    return send()->id;
  }
  Result<void> say(const std::string& body, const std::string& unit = "bay1",
                   const std::string& vin = car_vin) {
    OUTPOST_TRY(auto step, app::read_step(body));
    return write([&](store::Tx& tx) { return app::keep_step(tx, {unit, unit, boot, vin}, step); });
  }
  void say_step(const Id& report, std::int64_t n, const std::string& what = "7E8064100") {
    BOOST_REQUIRE(say(step_body(report, n, what)).ok());
  }
  Result<app::Command> end(const Id& command, data::CommandState state, const std::string& reason = "") {
    return write([&](store::Tx& tx) { return app::end_command(tx, command, state, reason); });
  }
  app::Report keep(const Id& report, bool partial = false) {
    const auto kept = write([&](store::Tx& tx) {
      return app::keep_report(tx, report, "bay1", "bay1", car_vin, tx.now_us,
                              report_document(report, partial));
    });
    BOOST_REQUIRE(kept.ok());
    return *kept;
  }
  /// As every two seconds; `here`: the bay can be told something.
  void watch(bool here, Micros awake_us = app::session_lost_us) {
    BOOST_REQUIRE(write([&](store::Tx& tx) {
                    std::vector<app::BayHere> bays;
                    if (here) bays.push_back({"bay1", boot});
                    return app::watch_sessions(tx, bays, awake_us);
                  }).ok());
  }
  std::optional<app::BaySession> session() {
    const auto s = read(
        [](sqlite::Db& db) -> Result<std::optional<app::BaySession>> { return app::session_of(db, "bay1"); });
    BOOST_REQUIRE(s.ok());
    return *s;
  }
  /// Nothing when there is no such report.
  nlohmann::json document(const Id& report) {
    const auto r = read([&](sqlite::Db& db) { return app::get_report(db, manager, report); });
    return r.ok() ? nlohmann::json::parse(r->body) : nlohmann::json();
  }
  std::int64_t count(const std::string& what) {
    return *read([&](sqlite::Db& db) -> Result<std::int64_t> {
      return db.scalar_i64("SELECT count(*) FROM " + what);
    });
  }
  /// Bodies of the events of a kind, oldest first.
  std::vector<nlohmann::json> events_of(const std::string& kind) {
    return *read([&](sqlite::Db& db) -> Result<std::vector<nlohmann::json>> {
      std::vector<nlohmann::json> out;
      for (const auto& row : store::read_outbox(db, store::current_head(db).inc, 1, 10'000, 64 << 20))
        if (row.kind == kind) out.push_back(nlohmann::json::parse(row.body));
      return out;
    });
  }
};

}  // namespace outpost::test
