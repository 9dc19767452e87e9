// Products, carts, quotes, orders, payments and receipts as JSON.
#include "edge/app/json_out.hpp"
#include "edge/app/order_work.hpp"
#include "edge/app/shape_json.hpp"
#include "edge/base/time_text.hpp"
#include "edge/core/tender.hpp"

#include <fmt/format.h>

namespace outpost::app {
namespace {

void put_line(JsonOut& j, const store::CartLineRow& l) {
  j.field("id", l.id)
      .field("sku", l.sku)
      .field("name", l.name)
      .field("name_en", l.name_en)
      .field("code", l.code);
  j.field("quantity_milli", l.quantity_milli).word("unit", data::name_of(l.unit));
  j.field("unit_price_fen", l.unit_price_fen)
      .field("discount_fen", l.discount_fen)
      .field("amount_fen", l.amount_fen);
}

void put_lines(JsonOut& j, const std::vector<CartLine>& lines) {
  j.key("lines").open('[');
  for (const auto& l : lines) {
    j.open('{');
    put_line(j, l);
    j.close('}');
  }
  j.close(']');
}

void put_order_lines(JsonOut& j, const std::vector<OrderLine>& lines) {
  j.key("lines").open('[');
  for (const auto& l : lines) {
    j.open('{');
    put_line(j, l);
    j.field("net_fen", l.net_fen).field("tax_fen", l.tax_fen).field("tax_rate_bp", l.tax_rate_bp);
    j.field("tax_code", l.tax_code).word("tax_kind", data::name_of(l.tax_kind)).close('}');
  }
  j.close(']');
}

void put_payment(JsonOut& j, const Payment& p) {
  j.field("id", p.id).field("order_id", p.order_id).word("tender", data::name_of(p.tender));
  j.field("amount_fen", p.amount_fen).field("tendered_fen", p.tendered_fen).field("change_fen", p.change_fen);
  j.word("state", data::name_of(p.state));
  if (!p.provider.empty()) j.field("provider", p.provider);
  if (!p.reason.empty()) j.field("reason", p.reason);
}

void put_time(JsonOut& j, std::string_view name, const std::optional<Micros>& at) {
  j.key(name);
  at ? j.raw_text(rfc3339(*at)) : j.null();
}

void put_order(JsonOut& j, const Order& o) {
  j.open('{').field("id", o.id).key("receipt_no");
  o.receipt_no.empty() ? j.null() : j.value(o.receipt_no);
  j.key("business_date");
  o.business_date ? j.raw_text(date_text(*o.business_date)) : j.null();
  j.field("station", o.station).word("state", data::name_of(o.state));
  put_order_lines(j, o.lines);
  j.field("discount_fen", o.discount_fen).field("total_fen", o.total_fen);
  j.field("cash_rounding_fen", o.cash_rounding_fen).field("paid_fen", o.paid_fen);
  if (o.state == data::OrderState::awaiting_payment || o.state == data::OrderState::payment_unknown)
    j.field("cash_due_fen", core::cash_due(rest_of(o), o.cash_unit_fen));
  j.key("payments").open('[');
  for (const auto& p : o.payments) {
    j.open('{');
    put_payment(j, p);
    j.close('}');
  }
  j.close(']').field("pickup_code", o.pickup_code).word("created_at", rfc3339(o.created_us));
  put_time(j, "paid_at", o.paid_us);
  j.field("member_id", o.member_id).word("sync", data::name_of(o.sync)).close('}');
}

void put_product(JsonOut& j, const Product& p) {
  j.open('{').field("sku", p.sku).field("name", p.name).field("name_en", p.name_en).key("codes").open('[');
  for (const auto& code : p.codes) j.value(code);
  j.close(']')
      .field("price_fen", p.price_fen)
      .word("unit", data::name_of(p.unit))
      .field("tax_rate_bp", p.tax_rate_bp);
  j.field("tax_code", p.tax_code).word("tax_kind", data::name_of(p.tax_kind)).field("category", p.category);
}

}  // namespace

std::string to_json(const Product& p) {
  JsonOut j;
  put_product(j, p);
  j.close('}');
  return j.take();
}

std::string to_json(const Product& p, std::int64_t quantity_milli) {
  JsonOut j;
  put_product(j, p);
  j.field("quantity_milli", quantity_milli).close('}');
  return j.take();
}

std::string to_json(const Cart& c) {
  JsonOut j;
  j.open('{').field("id", c.id).field("station", c.station).word("state", data::name_of(c.state));
  j.field("version", c.version);
  put_lines(j, c.lines);
  j.field("total_fen", c.total_fen).field("order_id", c.order_id).field("member_id", c.member_id).close('}');
  return j.take();
}

std::string to_json(const Quote& q) {
  JsonOut j;
  j.open('{').field("id", q.id).field("cart_id", q.cart_id).field("cart_version", q.cart_version);
  j.word("expires_at", rfc3339(q.expires_us));
  put_lines(j, q.lines);
  j.field("discount_fen", q.discount_fen)
      .field("total_fen", q.total_fen)
      .field("book_version", q.book_version)
      .close('}');
  return j.take();
}

std::string to_json(const Order& order) {
  JsonOut j;
  put_order(j, order);
  return j.take();
}

std::string to_json(const Payment& payment) {
  JsonOut j;
  j.open('{');
  put_payment(j, payment);
  j.close('}');
  return j.take();
}

std::string to_json(const PaymentResult& r) {
  JsonOut j;
  j.open('{');
  put_payment(j, r.payment);
  j.key("order");
  put_order(j, r.order);
  j.close('}');
  return j.take();
}

std::string to_json(const Receipt& r) {
  JsonOut j;
  j.open('{').field("order_id", r.order_id).field("receipt_no", r.receipt_no);
  j.word("business_date", date_text(r.business_date))
      .word("paid_at", rfc3339(r.paid_us))
      .field("total_fen", r.total_fen);
  j.key("text_lines").open('[');
  for (const auto& line : r.text_lines) j.value(line);
  j.close(']').close('}');
  return j.take();
}

std::string date_text(int d) { return fmt::format("{:04}-{:02}-{:02}", d / 10'000, d / 100 % 100, d % 100); }

}  // namespace outpost::app
