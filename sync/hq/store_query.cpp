#include "edge/base/time_text.hpp"
#include "sync/hq/store_parts.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace outpost::hq {
namespace {

using nlohmann::json;

/// A place in a list that is ordered by (time, store, id), as text for ?after=.
struct Place {
  Micros at_us = INT64_MAX;
  std::string store;
  Id id;
  std::int64_t seq = 0;  ///< where the id is an incarnation
};

std::string text_of(const Place& p) {
  return fmt::format("{}.{}.{}.{}", p.at_us, p.store, p.id.hex(), p.seq);
}

/// The digits of a part of such a text; nothing when they are none or too many.
std::optional<std::int64_t> digits(std::string_view part) {
  std::int64_t v = 0;
  if (part.empty() || part.size() > 18) return std::nullopt;
  for (const char c : part) {
    if (c < '0' || c > '9') return std::nullopt;
    v = v * 10 + (c - '0');
  }
  return v;
}

/// The front of the list for anything that is not such a text.
Place place_of(const std::string& text) {
  std::vector<std::string_view> parts;
  std::string_view rest = text;
  for (auto dot = rest.find('.'); dot != rest.npos && parts.size() < 4; dot = rest.find('.')) {
    parts.push_back(rest.substr(0, dot));
    rest.remove_prefix(dot + 1);
  }
  if (parts.size() != 3) return {};
  const auto at = digits(parts[0]), seq = digits(rest);
  const auto id = parse_id(parts[2]);
  if (!at || !seq || !id) return {};
  return {*at, std::string(parts[1]), *id, *seq};
}

json time_or_null(Micros us) { return us ? json(rfc3339(us)) : json(nullptr); }
std::string dump(const json& j) { return j.dump(-1, ' ', false, json::error_handler_t::replace); }

/// The body as it was sent, or null when it is no JSON after all.
json parsed(const std::string& body) {
  auto j = json::parse(body, nullptr, false);
  return j.is_discarded() ? json(nullptr) : j;
}

}  // namespace

std::vector<Queries::Row> SqliteQueries::orders(const std::string& store, const std::string& after,
                                                std::size_t limit) {
  std::vector<Row> out;
  const Place p = place_of(after);
  auto st = db_.prepare(
      "SELECT received_us, store_id, id, inc, seq, receipt_no, business_date, station, state, "
      "total_fen, paid_fen, created_us, paid_us, body FROM orders WHERE (? = '' OR store_id = ?) AND "
      "(received_us, store_id, id) < (?, ?, ?) ORDER BY received_us DESC, store_id DESC, id DESC LIMIT ?");
  st.with(store, store, p.at_us, p.store, p.id, static_cast<std::int64_t>(limit));
  while (st.step()) {
    const json body = parsed(st.text(13));
    const json order = body.is_object() && body.contains("order") ? body["order"] : json::object();
    json j = {{"store", st.text(1)},
              {"id", st.id(2).text()},
              {"inc", st.id(3).text()},
              {"seq", st.i64(4)},
              {"receipt_no", st.text(5)},
              {"business_date", st.text(6)},
              {"station", st.text(7)},
              {"state", st.text(8)},
              {"total_fen", st.i64(9)},
              {"paid_fen", st.i64(10)},
              {"created_at", time_or_null(st.i64(11))},
              {"paid_at", time_or_null(st.i64(12))},
              {"received_at", rfc3339(st.i64(0))},
              {"lines", order.value("lines", json::array())},
              {"payments", order.value("payments", json::array())}};
    out.push_back({text_of({st.i64(0), st.text(1), st.id(2), 0}), dump(j)});
  }
  return out;
}

std::vector<Queries::Row> SqliteQueries::diagnostics(const std::string& store, const std::string& after,
                                                     std::size_t limit) {
  std::vector<Row> out;
  const Place p = place_of(after);
  auto st = db_.prepare("SELECT received_us, store_id, id, vin, station, unit, at_us, body FROM diagnostics "
                        "WHERE (? = '' OR store_id = ?) AND (received_us, store_id, id) < (?, ?, ?) "
                        "ORDER BY received_us DESC, store_id DESC, id DESC LIMIT ?");
  st.with(store, store, p.at_us, p.store, p.id, static_cast<std::int64_t>(limit));
  while (st.step()) {
    const json body = parsed(st.text(7));
    json j = {{"store", st.text(1)},
              {"id", st.id(2).text()},
              {"vin", st.text(3)},
              {"station", st.text(4)},
              {"unit", st.text(5)},
              {"at", time_or_null(st.i64(6))},
              {"received_at", rfc3339(st.i64(0))},
              {"report", body.is_object() && body.contains("report") ? body["report"] : body}};
    out.push_back({text_of({st.i64(0), st.text(1), st.id(2), 0}), dump(j)});
  }
  return out;
}

/// Without the bytes: they may hold what nobody should read in a list.
std::vector<Queries::Row> SqliteQueries::quarantine(const std::string& store, const std::string& after,
                                                    std::size_t limit) {
  std::vector<Row> out;
  const Place p = place_of(after);
  auto st = db_.prepare("SELECT at_us, store_id, inc, seq, kind, reason, length(raw) FROM quarantine "
                        "WHERE (? = '' OR store_id = ?) AND (at_us, store_id, inc, seq) < (?, ?, ?, ?) "
                        "ORDER BY at_us DESC, store_id DESC, inc DESC, seq DESC LIMIT ?");
  st.with(store, store, p.at_us, p.store, p.id, p.seq, static_cast<std::int64_t>(limit));
  while (st.step()) {
    json j = {{"store", st.text(1)},  {"inc", st.id(2).text()},   {"seq", st.i64(3)},  {"kind", st.text(4)},
              {"reason", st.text(5)}, {"at", rfc3339(st.i64(0))}, {"bytes", st.i64(6)}};
    out.push_back({text_of({st.i64(0), st.text(1), st.id(2), st.i64(3)}), dump(j)});
  }
  return out;
}

std::optional<StoredCall> SqliteQueries::call(const std::string& key) {
  auto st = db_.prepare("SELECT body_hash, status, body FROM calls WHERE call_key = ?");
  st.with(key);
  if (!st.step()) return std::nullopt;
  return StoredCall{st.text(0), st.i32(1), st.text(2)};
}

void SqliteQueries::keep_call(const std::string& key, const StoredCall& call, Micros now) {
  db_.prepare("INSERT INTO calls(call_key, body_hash, status, body, at_us) VALUES(?, ?, ?, ?, ?)")
      .with(key, call.body_hash, call.status, call.body, now)
      .run();
}

}  // namespace outpost::hq
