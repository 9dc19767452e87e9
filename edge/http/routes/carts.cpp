#include "edge/app/carts.hpp"

#include "edge/app/shape_json.hpp"
#include "edge/http/routes/common.hpp"
#include "edge/http/routes/handlers.hpp"

namespace outpost::http {
namespace {

// A Digital Link of every field is about so long; a product's own code stays at 64.
constexpr std::size_t most_code_bytes = 500;

/// Runs a use case that answers with the cart.
template <class F> Answer write_cart(Api& api, const Call& call, int status, F work) {
  return write_once(api, call, status, [&](store::Tx& tx, const app::CallKey&) -> Result<std::string> {
    OUTPOST_TRY(const auto shape, work(tx));
    return app::to_json(shape);
  });
}

/// The bounds of the type; what a product allows (whole pieces, the largest line) is the use case's business.
Result<std::optional<std::int64_t>> opt_quantity(const JsonIn& in) {
  return in.opt_number("quantity_milli", INT64_MIN, INT64_MAX);
}

Result<std::int64_t> quantity_of(const JsonIn& in) {
  OUTPOST_TRY(const auto given, opt_quantity(in));
  if (given) return *given;
  return fail(Code::invalid, "missing-field", "The field \"quantity_milli\" is missing.");
}

}  // namespace

Answer open_cart(Api& api, Call& call) {
  OUTPOST_TRY(const auto in, JsonIn::parse(call.body));
  OUTPOST_TRY(const auto after, in.opt_text("after_order", 36, 36));
  std::optional<Id> order;
  if (after) {
    OUTPOST_TRY(order, parse_id(*after));
  }
  return write_cart(api, call, 201, [&](store::Tx& tx) { return app::open_cart(tx, call.actor, order); });
}

Answer get_current_cart(Api& api, Call& call) {
  auto cart = api.readers.read([&](sqlite::Db& db) { return app::current_cart(db, call.actor); });
  if (!cart.ok() && cart.error().name == "no-cart") return std::optional(Reply::empty());
  if (!cart.ok()) return cart.error();
  return std::optional(Reply::json(200, app::to_json(*cart)));
}

Answer get_cart(Api& api, Call& call) {
  OUTPOST_TRY(const Id id, id_param(call, "id", "cart"));
  return read_json(api, [&](sqlite::Db& db) -> Result<std::string> {
    OUTPOST_TRY(const auto cart, app::get_cart(db, call.actor, id));
    return app::to_json(cart);
  });
}

Answer abandon_cart(Api& api, Call& call) {
  OUTPOST_TRY(const Id id, id_param(call, "id", "cart"));
  return write_cart(api, call, 200, [&](store::Tx& tx) { return app::abandon_cart(tx, call.actor, id); });
}

Answer add_line(Api& api, Call& call) {
  OUTPOST_TRY(const Id id, id_param(call, "id", "cart"));
  OUTPOST_TRY(const auto in, JsonIn::parse(call.body));
  OUTPOST_TRY(const auto code, in.opt_text("code", 1, most_code_bytes));
  OUTPOST_TRY(const auto sku, in.opt_text("sku", 1, 64));
  OUTPOST_TRY(const auto quantity, opt_quantity(in));
  if (code.has_value() == sku.has_value())
    return fail(Code::invalid, "code-or-sku", "Name the product by code or by sku, by one of them.");
  const app::LineRequest line{code.value_or(""), sku.value_or(""), quantity};
  return write_cart(api, call, 201, [&](store::Tx& tx) { return app::add_line(tx, call.actor, id, line); });
}

Answer set_quantity(Api& api, Call& call) {
  OUTPOST_TRY(const Id id, id_param(call, "id", "cart"));
  OUTPOST_TRY(const Id line, id_param(call, "line", "line"));
  OUTPOST_TRY(const auto in, JsonIn::parse(call.body));
  OUTPOST_TRY(const auto quantity, quantity_of(in));
  return write_cart(api, call, 200,
                    [&](store::Tx& tx) { return app::set_quantity(tx, call.actor, id, line, quantity); });
}

Answer remove_line(Api& api, Call& call) {
  OUTPOST_TRY(const Id id, id_param(call, "id", "cart"));
  OUTPOST_TRY(const Id line, id_param(call, "line", "line"));
  return write_cart(api, call, 200,
                    [&](store::Tx& tx) { return app::remove_line(tx, call.actor, id, line); });
}

Answer quote_cart(Api& api, Call& call) {
  OUTPOST_TRY(const Id id, id_param(call, "id", "cart"));
  return write_cart(api, call, 201, [&](store::Tx& tx) { return app::make_quote(tx, call.actor, id); });
}

}  // namespace outpost::http
