#include "edge/app/shape_json.hpp"

#include "edge/app/json_out.hpp"
#include "edge/base/time_text.hpp"

namespace outpost::app {
namespace {

void put_time(JsonOut& j, std::string_view name, const std::optional<Micros>& at) {
  j.key(name);
  at ? j.raw_text(rfc3339(*at)) : j.null();
}

}  // namespace

std::string to_json(const Today& t) {
  JsonOut j;
  j.open('{').word("business_date", date_text(t.business_date)).field("orders", t.orders);
  j.field("sales_fen", t.sales_fen).field("average_fen", t.average_fen).key("by_hour").open('[');
  for (const auto& h : t.by_hour)
    j.open('{').field("orders", h.orders).field("sales_fen", h.sales_fen).close('}');
  j.close(']').key("top").open('[');
  for (const auto& p : t.top) {
    j.open('{').field("sku", p.sku).field("name", p.name).field("name_en", p.name_en);
    j.word("unit", data::name_of(p.unit)).field("quantity_milli", p.quantity_milli);
    j.field("amount_fen", p.amount_fen).close('}');
  }
  j.close(']')
      .key("tenders")
      .open('{')
      .field("cash_fen", t.cash_fen)
      .field("code_fen", t.code_fen)
      .close('}')
      .close('}');
  return j.take();
}

std::string to_json(const Terminal& t) {
  JsonOut j;
  j.open('{')
      .field("id", t.id)
      .word("role", data::name_of(t.role))
      .field("station", t.station)
      .field("label", t.label);
  j.word("state", t.state).word("created_at", rfc3339(t.created_us)).close('}');
  return j.take();
}

std::string to_json(const Enrolment& e) {
  JsonOut j;
  j.open('{')
      .field("id", e.terminal)
      .field("code", e.code)
      .word("expires_at", rfc3339(e.expires_us))
      .close('}');
  return j.take();
}

std::string to_json(const Enrolled& e) {
  JsonOut j;
  j.open('{').field("id", e.terminal).field("token", e.token).word("role", data::name_of(e.role));
  j.field("station", e.station).field("label", e.label).close('}');
  return j.take();
}

std::string to_json(const Command& c) {
  JsonOut j;
  j.open('{').field("id", c.id).field("unit", c.unit).field("command", c.command);
  j.word("state", data::name_of(c.state)).field("reason", c.reason).word("created_at", rfc3339(c.created_us));
  put_time(j, "sent_at", c.sent_us);
  put_time(j, "ended_at", c.ended_us);
  j.close('}');
  return j.take();
}

std::string to_json(const Report& r) {
  JsonOut j;
  j.open('{').field("id", r.id).field("unit", r.unit).field("station", r.station).key("vin");
  r.vin.empty() ? j.null() : j.value(r.vin);
  j.word("at", rfc3339(r.at_us)).word("sync", data::name_of(r.sync));
  if (!r.body.empty()) {
    j.key("report").json(r.body).key("cleared").open('[');
    for (const auto& clear : r.clears) j.json(to_json(clear));
    j.close(']');
  }
  j.close('}');
  return j.take();
}

std::string to_json(const Alarm& a) {
  JsonOut j;
  j.open('{')
      .field("id", a.id)
      .field("name", a.name)
      .field("subject", a.subject)
      .field("text", a.text)
      .word("at", rfc3339(a.at_us));
  put_time(j, "cleared_at", a.cleared_us);
  j.close('}');
  return j.take();
}

std::string to_json(const Check& c) {
  JsonOut j;
  j.open('{')
      .field("name", c.name)
      .field("ok", c.ok)
      .field("seen", c.seen)
      .field("detail", c.detail)
      .close('}');
  return j.take();
}

template <class T> std::string to_json(const Page<T>& page) {
  JsonOut j;
  j.open('{').key("items").open('[');
  for (const auto& item : page.items) j.json(to_json(item));
  j.close(']').field("next", page.next).close('}');
  return j.take();
}
template std::string to_json(const Page<Product>&);
template std::string to_json(const Page<Order>&);
template std::string to_json(const Page<Terminal>&);
template std::string to_json(const Page<Report>&);
template std::string to_json(const Page<Alarm>&);

std::string json_string(std::string_view text) {
  JsonOut j;
  j.value(text);
  return j.take();
}

}  // namespace outpost::app
