#include "edge/app/apply_change.hpp"

#include "edge/app/outbox_feed.hpp"
#include "edge/base/time_text.hpp"
#include "edge/store/alarms.hpp"
#include "edge/store/catalogue.hpp"
#include "edge/store/outbox.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace outpost::app {
namespace {

using nlohmann::json;

constexpr std::size_t max_text_bytes = 256, max_sku_bytes = 64, max_codes = 64;

Error poison(const std::string& why) { return fail(Code::corrupt, "poison", why); }

/// Names the field that is missing or wrong; caught in this file.
struct BadField : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string text(const json& j, const char* key, std::size_t most, bool required) {
  const auto i = j.find(key);
  if (i == j.end() && !required) return {};
  if (i == j.end() || !i->is_string() || i->get_ref<const std::string&>().size() > most ||
      (required && i->get_ref<const std::string&>().empty()))
    throw BadField(key);
  return i->get<std::string>();
}

std::int64_t count(const json& j, const char* key, std::int64_t most) {
  const auto i = j.find(key);
  if (i == j.end() || !i->is_number_unsigned() || i->get<std::uint64_t>() > static_cast<std::uint64_t>(most))
    throw BadField(key);
  return i->get<std::int64_t>();
}

Micros time(const json& j, const char* key) {
  const auto parsed = parse_rfc3339(text(j, key, 64, true));
  if (!parsed) throw BadField(key);
  return *parsed;
}

template <class E> E word(const json& j, const char* key, const char* fallback) {
  const auto s = text(j, key, 32, false);
  const auto parsed = data::parse<E>(s.empty() ? fallback : s);
  if (!parsed) throw BadField(key);
  return *parsed;
}

std::vector<std::string> codes_of(const json& j) {
  std::vector<std::string> out;
  const auto i = j.find("codes");
  if (i == j.end()) return out;
  if (!i->is_array() || i->size() > max_codes) throw BadField("codes");
  for (const auto& code : *i) {
    if (!code.is_string() || code.get_ref<const std::string&>().empty() ||
        code.get_ref<const std::string&>().size() > max_sku_bytes)
      throw BadField("codes");
    out.push_back(store::filed_code(code.get_ref<const std::string&>()));
  }
  return out;
}

void apply_product(Tx& tx, const json& j) {
  const std::string sku = text(j, "sku", max_sku_bytes, true);
  const auto version = store::live_version(tx.db);
  if (j.contains("removed") && j["removed"] == true) return store::remove_product(tx.db, version, sku);
  store::ProductRow p;
  p.sku = sku;
  p.name = text(j, "name", max_text_bytes, true);
  p.name_en = text(j, "name_en", max_text_bytes, false);
  p.codes = codes_of(j);
  p.price_fen = Fen{count(j, "price_fen", max_amount_fen.v)};
  p.unit = word<data::Unit>(j, "unit", "piece");
  p.tax_rate_bp = static_cast<int>(count(j, "tax_rate_bp", 10'000));
  p.tax_code = text(j, "tax_code", max_text_bytes, false);
  p.tax_kind = word<data::TaxKind>(j, "tax_kind", "taxed");
  p.category = text(j, "category", max_text_bytes, false);
  store::put_product(tx.db, version, p, {time(j, "at"), false});
}

void apply_price(Tx& tx, const json& j) {
  store::put_price(tx.db, text(j, "sku", max_sku_bytes, true), Fen{count(j, "price_fen", max_amount_fen.v)},
                   time(j, "valid_from"), tx.now_us);
}

/// One change in a savepoint of its own.
Result<void> apply_one(Tx& tx, const wire::Event& event) {
  sqlite::Savepoint item(tx.db);
  try {
    const json j = json::parse(event.body);
    if (!j.is_object()) return poison("it is not an object");
    if (event.version != 1) return poison("its version is not known");
    if (event.kind == "product")
      apply_product(tx, j);
    else if (event.kind == "price")
      apply_price(tx, j);
    else
      return poison("its kind is not known");
  } catch (const BadField& e) {
    return poison(std::string("the field ") + e.what() + " is missing or wrong");
  } catch (const json::exception&) {
    return poison("it is not JSON");
  } catch (const sqlite::Failure& e) {
    if (!e.is_constraint()) throw;
    return poison("it contradicts what is there");
  }
  item.release();
  return {};
}

void set_aside(Tx& tx, const wire::local::DownApply& page, const wire::Event& event, const std::string& why) {
  const json detail = {{"topic", page.topic}, {"gen", page.gen.text()},   {"seq", event.seq},
                       {"kind", event.kind},  {"version", event.version}, {"reason", why},
                       {"body", event.body}};
  store::keep_evidence(tx, "change-quarantined", detail.dump(-1, ' ', false, json::error_handler_t::replace));
  store::raise_alarm(tx, "change-quarantined", page.topic,
                     fmt::format("A change from headquarters ({} {}) could not be applied: {}.", page.topic,
                                 event.seq, why));
}

}  // namespace

Result<wire::TopicCursor> apply_changes(Tx& tx, const wire::local::DownApply& page) {
  const auto stored = store::down_cursor(tx.db, page.topic);
  Id gen = page.gen;
  std::uint64_t at = 0;
  if (stored)
    if (const auto kept = id_from_bytes(stored->hq_gen); kept && *kept == page.gen)
      at = static_cast<std::uint64_t>(stored->seq);
  const auto& topics = down_topics();
  const bool known = std::find(topics.begin(), topics.end(), page.topic) != topics.end();
  if (!known || page.from != at || page.to <= page.from || page.gen.is_nil())
    return wire::TopicCursor{page.topic, gen, at};
  for (const auto& event : page.items)
    if (const auto done = apply_one(tx, event); !done) set_aside(tx, page, event, done.error().text);
  store::put_down_cursor(
      tx.db, {page.topic, Bytes(gen.bytes.begin(), gen.bytes.end()), static_cast<std::int64_t>(page.to)},
      tx.now_us);
  return wire::TopicCursor{page.topic, gen, page.to};
}

}  // namespace outpost::app
