#include "sync/hq/api.hpp"

#include "edge/base/id.hpp"
#include "edge/base/log/log.hpp"
#include "edge/base/time_text.hpp"
#include "edge/contract/sync/message.hpp"
#include "sync/hq/static_files.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sodium.h>

namespace outpost::hq {
namespace {

using nlohmann::json;

constexpr std::size_t max_key_characters = 128;

std::string query(const HttpRequest& r, const char* key) {
  const auto i = r.query.find(key);
  return i == r.query.end() ? std::string() : i->second;
}

Result<std::size_t> limit_of(const HttpRequest& r) {
  const auto text = query(r, "limit");
  if (text.empty()) return std::size_t{50};
  std::size_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc{} || end != text.data() + text.size() || n < 1 || n > 500)
    return fail(Code::invalid, "bad-limit", "limit is a whole number from 1 to 500.");
  return n;
}

Error bad_after() { return fail(Code::invalid, "bad-after", "after is what the page before gave as next."); }

/// Whether a text can be the place in a list that `next` gave: "TIME.STORE.ID.SEQ", as Queries write it.
bool is_place(std::string_view text) {
  std::vector<std::string_view> parts;
  for (auto dot = text.find('.'); dot != text.npos; dot = text.find('.')) {
    parts.push_back(text.substr(0, dot));
    text.remove_prefix(dot + 1);
  }
  const auto number = [](std::string_view part) {
    return !part.empty() && part.size() <= 18 && part.find_first_not_of("0123456789") == part.npos;
  };
  return parts.size() == 3 && number(parts[0]) && wire::valid_store_id(parts[1]) && parse_id(parts[2]).ok() &&
         number(text);
}

/// ?after= of a list of events: the front when there is none.
Result<std::string> place_of(const HttpRequest& r) {
  auto text = query(r, "after");
  if (!text.empty() && !is_place(text)) return bad_after();
  return text;
}

/// {"items":[...],"next":...} of rows that are JSON text already. One row more than `limit` was asked for.
HttpReply list_of(std::vector<Queries::Row> rows, std::size_t limit) {
  const bool more = rows.size() > limit;
  if (more) rows.resize(limit);
  std::string body = "{\"items\":[";
  for (std::size_t i = 0; i < rows.size(); ++i) body += (i ? "," : "") + rows[i].body;
  body += "],\"next\":" + (more ? json(rows.back().after).dump() : std::string("null")) + "}";
  return {200, "application/json", body, {}};
}

std::string state_of(const StoreRow& s, Micros now, Micros online_us) {
  if (s.revoked) return "revoked";
  if (!s.refusal.empty()) return "refused";
  if (s.last_contact_us == 0) return "never";
  return now - s.last_contact_us <= online_us ? "online" : "offline";
}

std::string store_json(const StoreRow& s, Micros now, Micros online_us) {
  const auto time = [](Micros us) { return us ? json(rfc3339(us)) : json(nullptr); };
  const Micros lag_us = s.lag_events && s.last_event_us ? std::max<Micros>(now - s.last_event_us, 0) : 0;
  const json j = {{"id", s.id},
                  {"name", s.name},
                  {"state", state_of(s, now, online_us)},
                  {"refusal", s.refusal.empty() ? json(nullptr) : json(s.refusal)},
                  {"last_contact", time(s.last_contact_us)},
                  {"last_event", time(s.last_event_us)},
                  {"lag_events", s.lag_events},
                  {"lag_s", lag_us / us_per_s},
                  {"inc", s.inc.is_nil() ? json(nullptr) : json(s.inc.text())},
                  {"head_seq", s.head_seq},
                  {"received_seq", s.received_seq},
                  {"applied_seq", s.applied_seq},
                  {"quarantined", s.quarantined},
                  {"clock_skew_s", s.clock_skew_us / us_per_s},
                  {"free_bytes", s.free_bytes},
                  {"program", s.program}};
  return j.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string hash_hex(const std::string& text) {
  std::array<std::uint8_t, 32> hash{};
  crypto_generichash(hash.data(), hash.size(), as_bytes(text).data(), text.size(), nullptr, 0);
  return to_hex(hash);
}

bool valid_idempotency_key(const std::string& key) {
  return !key.empty() && key.size() <= max_key_characters &&
         std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

struct Api::Route {
  std::string_view method, path;
  bool open;  ///< without a token
  HttpReply (Api::*handler)(const HttpRequest&);
};

const std::vector<Api::Route>& Api::routes() {
  static const std::vector<Route> table = {
      {"GET", "/healthz", true, &Api::health},
      {"GET", "/api/v1/stores", false, &Api::stores},
      {"GET", "/api/v1/orders", false, &Api::orders},
      {"GET", "/api/v1/diagnostics", false, &Api::diagnostics},
      {"GET", "/api/v1/quarantine", false, &Api::quarantine},
      {"POST", "/api/v1/prices", false, &Api::prices},
      {"POST", "/api/v1/catalogue", false, &Api::catalogue},
  };
  return table;
}

Api::Api(Connection& connection, WriteGate& gate, News& news, Clock& clock, ApiSetup setup)
    : connection_(connection), gate_(gate), news_(news), clock_(clock), setup_(std::move(setup)) {}

bool Api::authorized(const HttpRequest& r) const {
  return r.bearer.size() == setup_.token.size() && !setup_.token.empty() &&
         sodium_memcmp(r.bearer.data(), setup_.token.data(), setup_.token.size()) == 0;
}

HttpReply Api::handle(const HttpRequest& r) {
  bool path_known = false;
  for (const auto& route : routes()) {
    if (route.path != r.path) continue;
    path_known = true;
    if (route.method != r.method) continue;
    if (!route.open && !authorized(r))
      return problem(401, "no-token", "This needs the admin token: Authorization: Bearer TOKEN.");
    try {
      return (this->*route.handler)(r);
    } catch (const std::exception& e) {
      const bool full = connection_.trouble(e) == Trouble::full;
      log::error(fmt::format("{} {}: {}", r.method, r.path, e.what()));
      return full ? problem(503, "storage-full", "Headquarters has no space left; nothing was changed.")
                  : problem(503, "storage", "Headquarters could not do this just now; nothing was changed.");
    }
  }
  if (path_known) return problem(405, "method-not-allowed", "This address does not take " + r.method + ".");
  if (r.method == "GET" && !r.path.starts_with("/api/"))
    if (auto file = static_file(setup_.ui_dir, r.path)) return *file;
  return problem(404, "not-found", "There is nothing at this address.");
}

HttpReply Api::health(const HttpRequest&) {
  const auto sick = setup_.sick();
  if (!sick.empty()) return problem(503, "unhealthy", sick);
  return {200, "application/json", R"({"status":"ok"})", {}};
}

HttpReply Api::stores(const HttpRequest& r) {
  const auto limit = limit_of(r);
  if (!limit) return problem(limit.error());
  const auto after = query(r, "after");
  if (!after.empty() && !wire::valid_store_id(after)) return problem(bad_after());
  const std::lock_guard lock(mutex_);
  std::vector<Queries::Row> rows;
  for (const auto& s : connection_.registry().list(after, *limit + 1))
    rows.push_back({s.id, store_json(s, clock_.wall_us(), setup_.online_us)});
  return list_of(std::move(rows), *limit);
}

HttpReply Api::orders(const HttpRequest& r) {
  const auto limit = limit_of(r);
  if (!limit) return problem(limit.error());
  const auto after = place_of(r);
  if (!after) return problem(after.error());
  const std::lock_guard lock(mutex_);
  return list_of(connection_.queries().orders(query(r, "store"), *after, *limit + 1), *limit);
}

HttpReply Api::diagnostics(const HttpRequest& r) {
  const auto limit = limit_of(r);
  if (!limit) return problem(limit.error());
  const auto after = place_of(r);
  if (!after) return problem(after.error());
  const std::lock_guard lock(mutex_);
  return list_of(connection_.queries().diagnostics(query(r, "store"), *after, *limit + 1), *limit);
}

HttpReply Api::quarantine(const HttpRequest& r) {
  const auto limit = limit_of(r);
  if (!limit) return problem(limit.error());
  const auto after = place_of(r);
  if (!after) return problem(after.error());
  const std::lock_guard lock(mutex_);
  return list_of(connection_.queries().quarantine(query(r, "store"), *after, *limit + 1), *limit);
}

HttpReply Api::prices(const HttpRequest& r) { return publish(r, read_prices(r.body, clock_.wall_us())); }
HttpReply Api::catalogue(const HttpRequest& r) {
  return publish(r, read_catalogue(r.body, clock_.wall_us()));
}

Result<void> Api::stores_exist(const std::vector<std::string>& stores) {
  for (const auto& s : stores)
    if (!connection_.registry().active(s))
      return fail(Code::refused, "unknown-store", "There is no store \"" + s + "\" with a valid key.");
  return {};
}

/// The answer is kept in the transaction that publishes, so that a repeated call publishes once.
HttpReply Api::publish(const HttpRequest& r, Result<PublishOrder> order) {
  if (!valid_idempotency_key(r.idempotency_key))
    return problem(400, "idempotency-key-missing", "Send an Idempotency-Key of 1 to 128 visible characters.");
  const std::string key = r.method + " " + r.path + " " + r.idempotency_key, hash = hash_hex(r.body);
  const std::lock_guard lock(mutex_);
  const WriteGate::Pass pass(gate_, WriteGate::Who::others);
  Work work(connection_);
  if (const auto kept = connection_.queries().call(key)) {
    if (kept->body_hash != hash)
      return problem(409, "idempotency-mismatch", "This Idempotency-Key was used with another body.");
    return {kept->status, "application/json", kept->body, {{"Idempotency-Replayed", "true"}}};
  }
  if (!order) return problem(order.error());
  if (const auto known = stores_exist(order->stores); !known) return problem(known.error());
  std::uint64_t seq = 0;
  for (const auto& store : order->stores.empty() ? std::vector<std::string>{""} : order->stores)
    seq = connection_.publication().publish(store, order->topic, order->items, clock_.wall_us());
  const json body = {{"topic", order->topic}, {"items", order->items.size()}, {"seq", seq}};
  connection_.queries().keep_call(key, {hash, 201, body.dump()}, clock_.wall_us());
  work.commit();
  news_.published();
  return {201, "application/json", body.dump(), {}};
}

}  // namespace outpost::hq
