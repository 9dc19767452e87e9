#include "edge/app/events.hpp"

#include "edge/app/json_out.hpp"
#include "edge/app/shape_json.hpp"
#include "edge/store/outbox.hpp"

namespace outpost::app {

void tell_cart(Tx& tx, const Cart& cart) {
  JsonOut j;
  j.open('{').word("topic", "cart").word("type", "changed").field("station", cart.station);
  j.key("cart").json(to_json(cart)).close('}');
  tx.events.push_back({"cart", cart.station, j.take()});
}

void tell_order(Tx& tx, std::string_view type, const Order& order) {
  tell_order(tx, type, order, to_json(order));
}

void tell_order(Tx& tx, std::string_view type, const Order& order, std::string_view json) {
  JsonOut j;
  j.open('{').word("topic", "order").word("type", type).field("station", order.station);
  j.key("order").json(json).close('}');
  tx.events.push_back({"order", order.station, j.take()});
}

void tell_command(Tx& tx, const Command& command) {
  JsonOut j;
  j.open('{').word("topic", "device").word("type", "command").word("station", "").field("unit", command.unit);
  j.key("command").json(to_json(command)).close('}');
  tx.events.push_back({"device", "", j.take()});
}

EventKey append_event(Tx& tx, std::string_view kind, int version, const Id& ref, std::string_view body) {
  const auto head = store::current_head(tx.db);
  return {head.series, store::append_outbox(tx.db, head, kind, version, tx.now_us, body, ref)};
}

}  // namespace outpost::app
