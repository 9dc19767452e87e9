#include "edge/app/screens.hpp"

#include "edge/app/order_work.hpp"
#include "edge/store/carts.hpp"
#include "edge/store/orders.hpp"

namespace outpost::app {
namespace {

// A code shown to a scanner is for an order that was made just now, not for one of yesterday.
constexpr Micros longest_show_us = 30 * 60 * us_per_s;

bool waits(const store::OrderRow& order) {
  return order.state == data::OrderState::awaiting_payment ||
         order.state == data::OrderState::payment_unknown;
}

/// The order that the station took over from another, if that was later than `made_us`.
std::optional<Shown> taken_over(sqlite::Db& db, std::string_view station,
                                const std::optional<store::StationScreen>& screen, Micros made_us,
                                Micros now_us) {
  if (!screen || !screen->shown || screen->at_us < made_us || screen->at_us < now_us - longest_show_us)
    return std::nullopt;
  auto order = store::find_order(db, screen->order);
  if (!order || !waits(*order)) return std::nullopt;
  // A cart that was begun later is another customer's; a till's own, begun before, only waits meanwhile.
  if (const auto cart = store::find_open_cart(db, station); cart && cart->opened_us > screen->at_us)
    return std::nullopt;
  return Shown{std::move(*order), screen->at_us};
}

}  // namespace

std::optional<Shown> order_shown(sqlite::Db& db, std::string_view station, Micros now_us) {
  const auto screen = store::screen_of(db, station);
  auto made = store::open_order_at(db, station, now_us - longest_show_us);
  if (auto taken = taken_over(db, station, screen, made ? made->created_us : 0, now_us)) return taken;
  if (!made || (screen && !screen->shown && screen->order == made->id)) return std::nullopt;
  if (store::find_open_cart(db, station)) return std::nullopt;
  const Micros since_us = made->created_us;
  return Shown{std::move(*made), since_us};
}

Result<Order> show_order(Tx& tx, const Actor& actor, const Id& id) {
  OUTPOST_TRY(auto order, load_order(tx.db, actor, id, tx.settings));
  if (!waits(order)) return fail(Code::conflict, "order-closed", "Nothing is left to pay on this order.");
  store::put_screen(tx.db, actor.station, {order.id, true, tx.now_us});
  return order;
}

Result<Order> leave_order(Tx& tx, const Actor& actor, const Id& id) {
  OUTPOST_TRY(auto order, load_order(tx.db, actor, id, tx.settings));
  const auto shown = order_shown(tx.db, actor.station, tx.now_us);
  if (shown && shown->order.id == order.id)
    store::put_screen(tx.db, actor.station, {order.id, false, tx.now_us});
  return order;
}

}  // namespace outpost::app
