#include "sync/hq/publish_input.hpp"

#include "edge/base/money.hpp"
#include "edge/base/time_text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace outpost::hq {
namespace {

using nlohmann::json;

constexpr std::size_t max_text_bytes = 256, max_codes = 64, max_sku_bytes = 64;

Error bad_request(const std::string& why) { return fail(Code::invalid, "bad-request", why); }

std::string dump(const json& j) { return j.dump(-1, ' ', false, json::error_handler_t::replace); }

bool is_text(const json& j, const char* key, std::size_t most, bool required) {
  const auto i = j.find(key);
  if (i == j.end()) return !required;
  return i->is_string() && i->get_ref<const std::string&>().size() <= most &&
         (!required || !i->get_ref<const std::string&>().empty());
}

/// A whole number in [0, most]; absent is right unless `required`.
bool is_count(const json& j, const char* key, std::int64_t most, bool required) {
  const auto i = j.find(key);
  if (i == j.end()) return !required;
  return i->is_number_unsigned() && i->get<std::uint64_t>() <= static_cast<std::uint64_t>(most);
}

bool one_of(const json& j, const char* key, std::initializer_list<const char*> words, bool required) {
  const auto i = j.find(key);
  if (i == j.end()) return !required;
  return i->is_string() && std::any_of(words.begin(), words.end(), [&](const char* w) { return *i == w; });
}

bool is_codes(const json& j) {
  const auto i = j.find("codes");
  if (i == j.end()) return true;
  return i->is_array() && i->size() <= max_codes && std::all_of(i->begin(), i->end(), [](const json& c) {
           return c.is_string() && !c.get_ref<const std::string&>().empty() &&
                  c.get_ref<const std::string&>().size() <= 64;
         });
}

Result<json> parse(const std::string& body) {
  json j = json::parse(body, nullptr, false);
  if (j.is_discarded() || !j.is_object()) return bad_request("The body is not a JSON object.");
  if (!j.contains("items") || !j["items"].is_array() || j["items"].empty())
    return bad_request("The body needs \"items\", a list with at least one.");
  return j;
}

Result<std::vector<std::string>> read_stores(const json& j) {
  std::vector<std::string> out;
  const auto i = j.find("stores");
  if (i == j.end() || i->is_null()) return out;
  if (!i->is_array() || i->empty())
    return bad_request("\"stores\" is a list of store ids; leave it out for all.");
  for (const auto& s : *i) {
    if (!s.is_string() || !wire::valid_store_id(s.get_ref<const std::string&>()))
      return bad_request("\"stores\" holds something that is no store id.");
    out.push_back(s.get<std::string>());
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

/// Prices that count at once replace each other; dated ones stand beside each other. A date that has passed
/// means at once: nothing was sold at this price before it was published.
Result<Item> read_price(const json& j, std::size_t n, Micros now) {
  const auto bad = [&](const char* why) {
    return fail(Code::refused, "bad-price", fmt::format("items[{}]: {}.", n, why));
  };
  if (!j.is_object() || !is_text(j, "sku", max_sku_bytes, true)) return bad("sku is 1 to 64 characters");
  if (!is_count(j, "price_fen", max_amount_fen.v, true))
    return bad("price_fen is a whole number of fen, not negative");
  const std::string sku = j["sku"].get<std::string>();
  Item item{sku, "price", ""};
  Micros from = now;
  if (const auto v = j.find("valid_from"); v != j.end() && !v->is_null()) {
    const auto at =
        v->is_string() ? parse_rfc3339(v->get_ref<const std::string&>()) : Result<Micros>(Error{});
    if (!at) return bad("valid_from is a time as in RFC 3339");
    if (*at > now) {
      from = *at;
      item.key += "\n" + rfc3339(from);
    }
  }
  item.body = dump({{"sku", sku}, {"price_fen", j["price_fen"]}, {"valid_from", rfc3339(from)}});
  return item;
}

Result<Item> read_product(const json& j, std::size_t n, Micros now) {
  const auto bad = [&](const char* why) {
    return fail(Code::refused, "bad-product", fmt::format("items[{}]: {}.", n, why));
  };
  if (!j.is_object() || !is_text(j, "sku", max_sku_bytes, true)) return bad("sku is 1 to 64 characters");
  const std::string sku = j["sku"].get<std::string>();
  if (j.contains("removed") && j["removed"] == true)
    return Item{sku, "product", dump({{"sku", sku}, {"removed", true}, {"at", rfc3339(now)}})};
  if (!is_text(j, "name", max_text_bytes, true)) return bad("name is 1 to 256 bytes");
  if (!is_count(j, "price_fen", max_amount_fen.v, true))
    return bad("price_fen is a whole number of fen, not negative");
  if (!one_of(j, "unit", {"piece", "kg"}, true)) return bad("unit is piece or kg");
  if (!is_count(j, "tax_rate_bp", 10'000, true)) return bad("tax_rate_bp is 0 to 10000");
  if (!one_of(j, "tax_kind", {"taxed", "zero", "exempt"}, false))
    return bad("tax_kind is taxed, zero or exempt");
  if (!is_codes(j)) return bad("codes is a list of at most 64 texts");
  for (const char* key : {"name_en", "tax_code", "category"})
    if (!is_text(j, key, max_text_bytes, false)) return bad("a text is longer than 256 bytes");
  json out = {{"sku", sku},
              {"name", j["name"]},
              {"name_en", j.value("name_en", "")},
              {"codes", j.value("codes", json::array())},
              {"price_fen", j["price_fen"]},
              {"unit", j["unit"]},
              {"tax_rate_bp", j["tax_rate_bp"]},
              {"tax_code", j.value("tax_code", "")},
              {"tax_kind", j.value("tax_kind", "taxed")},
              {"category", j.value("category", "")},
              {"at", rfc3339(now)}};
  return Item{sku, "product", dump(out)};
}

template <class F> Result<PublishOrder> read(const std::string& body, const char* topic, Micros now, F one) {
  OUTPOST_TRY(const json j, parse(body));
  PublishOrder order;
  order.topic = topic;
  OUTPOST_TRY(order.stores, read_stores(j));
  if (j["items"].size() * std::max<std::size_t>(order.stores.size(), 1) > max_published)
    return fail(Code::too_large, "too-many-items",
                "One call publishes at most 10,000 items, counted for each store.");
  std::size_t n = 0;
  for (const auto& i : j["items"]) {
    OUTPOST_TRY(auto item, one(i, n++, now));
    order.items.push_back(std::move(item));
  }
  return order;
}

}  // namespace

Result<PublishOrder> read_prices(const std::string& body, Micros now) {
  return read(body, "prices", now, read_price);
}
Result<PublishOrder> read_catalogue(const std::string& body, Micros now) {
  return read(body, "catalogue", now, read_product);
}

}  // namespace outpost::hq
