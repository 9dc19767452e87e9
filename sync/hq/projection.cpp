#include "sync/hq/projection.hpp"

#include "edge/base/time_text.hpp"
#include "edge/contract/sync/event.hpp"

#include <nlohmann/json.hpp>

namespace outpost::hq {
namespace {

using nlohmann::json;

constexpr int max_depth = 32;

Error poison(const std::string& why) { return fail(Code::corrupt, "poison", why); }

/// The missing or wrong field's name travels as an exception within this file: a body has fifty of them.
struct BadField : std::runtime_error {
  using std::runtime_error::runtime_error;
};

const json& field(const json& j, const char* key) {
  const auto i = j.find(key);
  if (i == j.end()) throw BadField(std::string("no field ") + key);
  return *i;
}
std::int64_t fen(const json& j, const char* key) {
  const auto& v = field(j, key);
  if (!v.is_number_integer() || (v.is_number_unsigned() && v.get<std::uint64_t>() > INT64_MAX))
    throw BadField(std::string(key) + " is not a whole number");
  return v.get<std::int64_t>();
}
std::int64_t fen_or_zero(const json& j, const char* key) {
  return j.contains(key) && !j[key].is_null() ? fen(j, key) : 0;
}
std::string text(const json& j, const char* key) {
  const auto& v = field(j, key);
  if (!v.is_string()) throw BadField(std::string(key) + " is not a text");
  return v.get<std::string>();
}
/// "" when absent or null; a number as its digits.
std::string text_or_empty(const json& j, const char* key) {
  const auto i = j.find(key);
  if (i == j.end() || i->is_null()) return {};
  return i->is_string() ? i->get<std::string>() : i->dump();
}
Id id(const json& j, const char* key) {
  const auto parsed = parse_id(text(j, key));
  if (!parsed || parsed->is_nil()) throw BadField(std::string(key) + " is not an id");
  return *parsed;
}
Micros time_or_zero(const json& j, const char* key) {
  const auto s = text_or_empty(j, key);
  if (s.empty()) return 0;
  const auto parsed = parse_rfc3339(s);
  if (!parsed) throw BadField(std::string(key) + " is not a time");
  return *parsed;
}
const json& list(const json& j, const char* key, std::size_t most) {
  const auto& v = field(j, key);
  if (!v.is_array() || v.size() > most) throw BadField(std::string(key) + " is not a list within its bound");
  return v;
}

OrderLine read_line(const json& j) {
  OrderLine l;
  l.sku = text(j, "sku");
  l.name = text_or_empty(j, "name");
  l.quantity_milli = fen(j, "quantity_milli");
  l.unit_price_fen = fen(j, "unit_price_fen");
  l.discount_fen = fen_or_zero(j, "discount_fen");
  l.amount_fen = fen(j, "amount_fen");
  l.net_fen = fen_or_zero(j, "net_fen");
  l.tax_fen = fen_or_zero(j, "tax_fen");
  l.tax_rate_bp = fen_or_zero(j, "tax_rate_bp");
  return l;
}

OrderPayment read_payment(const json& j) {
  OrderPayment p;
  p.id = id(j, "id");
  p.tender = text(j, "tender");
  p.state = text(j, "state");
  p.provider = text_or_empty(j, "provider");
  p.amount_fen = fen(j, "amount_fen");
  p.tendered_fen = fen_or_zero(j, "tendered_fen");
  p.change_fen = fen_or_zero(j, "change_fen");
  return p;
}

OrderPaid read_order(const json& body) {
  const json& j = field(body, "order");
  OrderPaid o;
  o.id = id(j, "id");
  o.receipt_no = text_or_empty(j, "receipt_no");
  o.business_date = text_or_empty(j, "business_date");
  o.station = text_or_empty(j, "station");
  o.state = text(j, "state");
  o.discount_fen = fen_or_zero(j, "discount_fen");
  o.total_fen = fen(j, "total_fen");
  o.cash_rounding_fen = fen_or_zero(j, "cash_rounding_fen");
  o.paid_fen = fen(j, "paid_fen");
  o.created_us = time_or_zero(j, "created_at");
  o.paid_us = time_or_zero(j, "paid_at");
  std::int64_t sum = 0;
  for (const auto& line : list(j, "lines", wire::max_order_lines)) {
    o.lines.push_back(read_line(line));
    if (__builtin_add_overflow(sum, o.lines.back().amount_fen, &sum))
      throw BadField("the lines leave 64 bits");
  }
  if (sum != o.total_fen) throw BadField("the lines do not add up to total_fen");
  for (const auto& payment : list(j, "payments", wire::max_order_payments))
    o.payments.push_back(read_payment(payment));
  return o;
}

DiagnosticReport read_report(const json& j) {
  DiagnosticReport r;
  r.id = id(j, "id");
  r.vin = text_or_empty(j, "vin");
  r.station = text_or_empty(j, "station");
  r.unit = text_or_empty(j, "unit");
  r.at_us = time_or_zero(j, "at");
  return r;
}

json parse(const std::string& body) {
  return json::parse(body, [](int depth, json::parse_event_t, json&) {
    if (depth > max_depth) throw BadField("nested too deeply");
    return true;
  });
}

}  // namespace

Result<Projection> project(const wire::Event& event) {
  const bool order = event.kind == "order.paid", report = event.kind == "diagnostics.report";
  try {
    if ((!order && !report) || event.version != 1) return Projection{Unread{}};
    const json body = parse(event.body);
    if (!body.is_object()) return poison("the body is not an object");
    if (order) return Projection{read_order(body)};
    return Projection{read_report(body)};
  } catch (const BadField& e) {
    return poison(e.what());
  } catch (const json::exception&) {
    return poison("the body is not JSON");
  }
}

}  // namespace outpost::hq
