// Thousands of random steps at several stations, with restarts and a clock that people set, against verify;
// and verify against planted faults.
#include "edge/app/reports.hpp"
#include "edge/app/scans.hpp"
#include "edge/contract/sync/event.hpp"
#include "edge/store/catalogue.hpp"
#include "edge/store/outbox.hpp"
#include "tests/edge/app/shop.hpp"

#include <cstdlib>

using namespace outpost;
using data::PaymentState;
using outpost::test::Shop;

namespace {

/// Somebody who presses anything.
class Monkey {
public:
  explicit Monkey(std::uint64_t seed) : shop(seed), random_(seed) {
    shop.settings.cash_rounding_fen = Fen{10};
  }

  void step() {
    switch (below(12)) {
    case 0: shop.write([&](store::Tx& tx) { return app::open_cart(tx, actor()); }).ok(); break;
    case 1:
    case 2:
    case 3: add(); break;
    case 4: change(); break;
    case 5:
    case 6: order(); break;
    case 7:
    case 8: pay(); break;
    case 9: code(); break;
    case 10: settle(); break;
    default: rare(); break;
    }
  }

  Shop shop;
  int refused = 0;
  std::int64_t paid_fen = 0, paid_orders = 0;

private:
  std::int64_t below(std::int64_t n) {
    return static_cast<std::int64_t>(random_.next() % static_cast<std::uint64_t>(n));
  }
  const app::Actor& actor() {
    const app::Actor* all[] = {&shop.till, &shop.till2, &shop.kiosk};
    return *all[below(3)];
  }
  template <class R> bool note(const R& r) {
    refused += !r.ok();
    if (!r.ok()) BOOST_REQUIRE(r.error().name != "internal-invariant");
    return r.ok();
  }
  std::optional<app::Cart> current(const app::Actor& who) {
    auto cart = shop.read([&](sqlite::Db& db) { return app::current_cart(db, who); });
    return cart.ok() ? std::optional(*cart) : std::nullopt;
  }
  Id some_order() {
    return orders_.empty()
               ? Id{}
               : orders_[static_cast<std::size_t>(below(static_cast<std::int64_t>(orders_.size())))];
  }

  void add() {
    const auto& who = actor();
    const auto cart = current(who);
    if (!cart) return;
    const char* skus[] = {"TEA", "OIL", "BUN", "RICE", "BOOK", "BAG", "NONE"};
    const app::LineRequest request{"", skus[below(7)],
                                   below(4) ? (1 + below(5)) * 1'000 : below(3'000) - 200};
    note(shop.write([&](store::Tx& tx) { return app::add_line(tx, who, cart->id, request); }));
  }
  void change() {
    const auto& who = actor();
    const auto cart = current(who);
    if (!cart || cart->lines.empty()) return;
    const auto line =
        cart->lines[static_cast<std::size_t>(below(static_cast<std::int64_t>(cart->lines.size())))].id;
    if (below(2))
      note(shop.write([&](store::Tx& tx) { return app::remove_line(tx, who, cart->id, line); }));
    else
      note(shop.write(
          [&](store::Tx& tx) { return app::set_quantity(tx, who, cart->id, line, below(9) * 500); }));
  }
  void order() {
    const auto& who = actor();
    const auto cart = current(who);
    if (!cart) return;
    const auto quote = shop.write([&](store::Tx& tx) { return app::make_quote(tx, who, cart->id); });
    if (!note(quote) || !below(8)) return;
    const auto made = shop.write([&](store::Tx& tx) {
      return app::create_order(tx, who, quote->id, shop.key("o" + std::to_string(keys_++)));
    });
    if (note(made)) orders_.push_back(made->id);
  }
  void count(const app::Order& order) {
    if (order.state != data::OrderState::paid) return;
    ++paid_orders;
    paid_fen += order.total_fen.v;
  }
  void pay() {
    const auto& who = actor();
    const auto result =
        shop.cash(who, some_order(), below(60'000) - 10,
                  below(3) ? std::nullopt : std::optional(Fen{below(90'000)}), "p" + std::to_string(keys_++));
    if (note(result)) count(result->order);
  }
  void code() {
    const auto id = some_order();
    const auto begun = shop.write([&](store::Tx& tx) {
      return app::begin_code_payment(tx, shop.till, id, {Fen{1 + below(500)}, "alipay"},
                                     shop.key("c" + std::to_string(keys_++)));
    });
    if (note(begun)) attempts_.push_back(begun->result.payment.id);
  }
  void settle() {
    if (attempts_.empty()) return;
    const auto id = attempts_[static_cast<std::size_t>(below(static_cast<std::int64_t>(attempts_.size())))];
    const PaymentState states[] = {PaymentState::approved, PaymentState::declined, PaymentState::unknown,
                                   PaymentState::reversed};
    const auto settled = shop.write([&](store::Tx& tx) {
      return app::settle_attempt(tx, id, {states[below(4)], below(2) ? "final" : "watching", "", ""});
    });
    if (note(settled) && settled->paid_now) count(settled->result.order);
  }
  void rare() {
    switch (below(6)) {
    case 0: shop.reopen(); break;
    case 1: shop.clock.set_wall(shop.clock.wall_us() - 24LL * 3600 * us_per_s); break;
    case 2: shop.clock.advance(below(40) * 3600 * us_per_s); break;
    case 3:
      note(shop.write([&](store::Tx& tx) { return app::cancel_order(tx, shop.till, some_order()); }));
      break;
    case 4:
      note(shop.write([&](store::Tx& tx) {
        return app::scan_to_cart(tx, {"cam1", "kiosk1", boot_, ++scans_,
                                      below(2) ? "6901234567892" : "130000000000000001", "QR", 0});
      }));
      break;
    default:
      note(shop.write([&](store::Tx& tx) -> Result<void> {
        store::put_price(tx.db, "TEA", Fen{300 + below(100)}, tx.now_us);
        return {};
      }));
    }
  }

  SeededRandom random_;
  std::vector<Id> orders_, attempts_;
  int keys_ = 0;
  std::uint64_t scans_ = 0;
  Id boot_ = shop.ids.next();
};

}  // namespace

BOOST_AUTO_TEST_CASE(random_days_always_add_up) {
  const char* given = std::getenv("OUTPOST_SEED");
  const auto first = given ? std::strtoull(given, nullptr, 10) : 1ULL;
  const int seeds = given ? 1 : 4;
  for (auto seed = first; seed < first + static_cast<std::uint64_t>(seeds); ++seed) {
    BOOST_TEST_MESSAGE("OUTPOST_SEED=" << seed);
    Monkey monkey(seed);
    for (int i = 0; i < 1'500; ++i) monkey.step();
    monkey.shop.check_all_ok();
    const auto stored = monkey.shop.read([](sqlite::Db& db) -> Result<std::pair<std::int64_t, std::int64_t>> {
      return std::pair{db.scalar_i64("SELECT count(*) FROM orders WHERE state='paid'"),
                       db.scalar_i64("SELECT coalesce(sum(total_fen),0) FROM orders WHERE state='paid'")};
    });
    BOOST_TEST(stored->first == monkey.paid_orders);  // every acknowledged sale, and no other
    BOOST_TEST(stored->second == monkey.paid_fen);
    BOOST_TEST(monkey.paid_orders > 10);
    BOOST_TEST(monkey.refused > 50);
    BOOST_TEST_MESSAGE(monkey.paid_orders << " orders paid, " << monkey.refused << " calls refused");
  }
}

BOOST_AUTO_TEST_CASE(a_clock_set_back_a_day_does_not_reopen_a_counted_day) {
  Shop shop;
  const auto sell = [&] {
    const auto order = shop.order(shop.till, {{"TEA", 1'000}});
    return *shop.cash(shop.till, order.id, 350)->order.business_date;
  };
  BOOST_TEST(sell() == 20'260'101);
  shop.clock.advance(24LL * 3600 * us_per_s);
  BOOST_TEST(sell() == 20'260'102);
  shop.clock.set_wall(shop.clock.wall_us() - 24LL * 3600 * us_per_s);
  BOOST_TEST(sell() == 20'260'102);
  shop.reopen();
  BOOST_TEST(sell() == 20'260'102);
  const auto day = shop.read(
      [&](sqlite::Db& db) { return app::today(db, shop.manager, shop.settings, shop.clock.wall_us()); });
  BOOST_TEST(day->business_date == 20'260'102);
  BOOST_TEST(day->orders == 3);
  BOOST_TEST(day->sales_fen.v == 1'050);
  BOOST_TEST(day->cash_fen.v == 1'050);
  BOOST_TEST(day->by_hour[8].orders == 3);
  BOOST_REQUIRE(day->top.size() == 1u);
  BOOST_TEST(day->top[0].quantity_milli == 3'000);
  shop.check_all_ok();
}

BOOST_AUTO_TEST_CASE(prices_do_not_go_back_with_the_clock_also_after_a_restart) {
  Shop shop;
  const auto sell = [&] {
    const auto order = shop.order(shop.till, {{"TEA", 1'000}});
    BOOST_REQUIRE(shop.cash(shop.till, order.id, 350).ok());
  };
  const auto price_us = [&] {
    return *shop.write([](store::Tx& tx) -> Result<Micros> { return tx.price_us; });
  };
  const Micros before = shop.clock.wall_us();
  sell();
  shop.clock.advance(-24 * 3'600 * us_per_s);
  sell();  // the newest event is yesterday's
  BOOST_TEST(price_us() >= before);
  shop.reopen();
  BOOST_TEST(price_us() >= before);
  BOOST_TEST(*shop.read([&](sqlite::Db& db) -> Result<Micros> {
    return store::price_us(db, shop.clock.wall_us());
  }) >= before);  // what is shown is what is charged
}

BOOST_AUTO_TEST_CASE(an_order_is_paid_in_no_more_parts_than_headquarters_takes) {
  Shop shop;
  const auto order = shop.order(shop.till, {{"OIL", 1'000}});
  std::size_t taken = 0;
  for (; taken < wire::max_order_payments + 5; ++taken) {
    const auto paid = shop.cash(shop.till, order.id, 1);
    if (paid.ok()) continue;
    BOOST_TEST(paid.error().name == "too-many-payments");
    break;
  }
  BOOST_TEST(taken == wire::max_order_payments - 1);
  shop.check_all_ok();
}

BOOST_AUTO_TEST_CASE(verify_sees_planted_faults) {
  struct Row {
    const char *sql, *check;
  };
  for (const auto& r : {
           Row{"UPDATE order_line SET amount_fen=amount_fen+1, net_fen=net_fen+1", "order-lines"},
           Row{"UPDATE order_line SET amount_fen=amount_fen+1, net_fen=net_fen+1", "line-amounts"},
           Row{"UPDATE order_line SET net_fen=net_fen-1, tax_fen=tax_fen+1", "line-tax"},
           Row{"UPDATE payment SET amount_fen=amount_fen+1, tendered_fen=tendered_fen+1", "order-tenders"},
           Row{"DROP TRIGGER pay_l_stays; DELETE FROM pay_l", "pay-ledger"},
           Row{"INSERT INTO pay_l(order_id,payment_id,kind,amount_fen,at_us) SELECT "
               "order_id,payment_id,kind,amount_fen,at_us FROM pay_l",
               "pay-ledger"},
           Row{"DROP TRIGGER cash_l_kept; UPDATE cash_l SET delta_fen=delta_fen+1", "cash-ledger"},
           Row{"DROP TRIGGER stock_l_stays; DELETE FROM stock_l WHERE n=1", "stock-ledger"},
           Row{"DROP TRIGGER receipt_stays; DELETE FROM receipt WHERE number=1", "receipt-numbers"},
           Row{"DROP TRIGGER receipt_stays; DELETE FROM receipt WHERE number=1", "receipt-orders"},
           Row{"UPDATE orders SET state='cancelled' WHERE receipt_number=1", "receipt-orders"},
           Row{"DROP TRIGGER receipt_kept; UPDATE receipt SET business_date=business_date-1 WHERE number=2",
               "business-dates"},
           Row{"DELETE FROM outbox WHERE seq=2", "events"},
           Row{"DELETE FROM outbox WHERE seq=2", "order-events"},
           Row{"UPDATE orders SET event_seq=1", "order-events"},
           Row{"PRAGMA foreign_keys=OFF; DELETE FROM orders", "foreign-keys"},
       }) {
    Shop shop;
    for (int i = 0; i < 3; ++i) {
      const auto order = shop.order(shop.till, {{"TEA", 1'000}, {"OIL", 2'000}});
      BOOST_REQUIRE(shop.cash(shop.till, order.id, 100'000).ok());
    }
    shop.close();
    sqlite::Db db(shop.folder.path() + "/store.db", sqlite::Access::read_write);
    BOOST_REQUIRE(app::all_ok(*app::verify(db)));
    db.exec("PRAGMA ignore_check_constraints=ON");
    db.exec(r.sql);
    bool seen = false;
    const auto checks = app::verify(db);
    for (const auto& c : *checks) seen = seen || (c.name == r.check && !c.ok);
    BOOST_TEST(seen, r.check << " after " << r.sql);
    BOOST_TEST(!app::all_ok(*checks));
  }
}

BOOST_AUTO_TEST_CASE(reports_are_kept_once_and_go_to_headquarters) {
  Shop shop;
  const auto id = shop.ids.next();
  const auto keep = [&](const Id& report, const std::string& body) {
    return shop.write([&](store::Tx& tx) {
      return app::keep_report(tx, report, "bay1", "bay1", "LSV123", tx.now_us, body);
    });
  };
  BOOST_REQUIRE(keep(id, R"({"codes": ["P0301"]})").ok());
  BOOST_REQUIRE(keep(id, R"({"codes": ["P0301"]})").ok());
  BOOST_TEST(keep(shop.ids.next(), "[1]").error().name == "bad-report");
  BOOST_TEST(keep(shop.ids.next(), "not json").error().name == "bad-report");
  BOOST_TEST(keep(shop.ids.next(), std::string(3 << 20, ' ')).error().name == "report-too-large");
  const auto list = shop.read([&](sqlite::Db& db) { return app::list_reports(db, shop.manager, 10, ""); });
  BOOST_REQUIRE(list->items.size() == 1u);
  BOOST_TEST(list->items[0].body.empty());
  BOOST_TEST(shop.read([&](sqlite::Db& db) { return app::get_report(db, shop.manager, id); })->body ==
             R"({"codes":["P0301"]})");
  shop.check_all_ok();
}
