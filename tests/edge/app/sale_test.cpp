// A whole sale, and every way it can be refused.
#include "edge/app/shape_json.hpp"
#include "edge/store/outbox.hpp"
#include "tests/edge/app/shop.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

using namespace outpost;
using outpost::test::Shop;

namespace {

/// What the document says of an event's body.
std::string row_of_protocol(const std::string& kind) {
  std::ifstream in(OUTPOST_SOURCE_DIR "/sync/PROTOCOL.md");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("| `" + kind + "`")) return line;
  return {};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_sale_from_cart_to_receipt) {
  Shop shop;
  auto order = shop.order(shop.till, {{"TEA", 2'000}, {"RICE", 1'250}, {"BOOK", 1'000}});
  BOOST_TEST(order.total_fen.v == 700 + 906 + 4'500);  // 7.25 x 1.25 = 9.0625, half up
  BOOST_TEST(order.pickup_code.size() == 6u);
  BOOST_CHECK(order.state == data::OrderState::awaiting_payment);
  shop.take_events();

  const auto paid = shop.cash(shop.till, order.id, order.total_fen.v, Fen{10'000});
  BOOST_REQUIRE(paid.ok());
  BOOST_CHECK(paid->payment.state == data::PaymentState::approved);
  BOOST_TEST(paid->payment.change_fen.v == 10'000 - 6'106);
  BOOST_CHECK(paid->order.state == data::OrderState::paid);
  BOOST_TEST(paid->order.receipt_no == "demo-1-000001");
  BOOST_TEST(*paid->order.business_date == 20'260'101);

  const auto events = shop.take_events("order");
  BOOST_REQUIRE(events.size() == 1u);
  const auto event = nlohmann::json::parse(events[0].json);
  BOOST_TEST(event["type"] == "paid");
  BOOST_TEST(event["order"]["receipt_no"] == "demo-1-000001");

  const auto row = shop.read([&](sqlite::Db& db) -> Result<store::OutboxRow> {
    return store::read_outbox(db, store::current_head(db).inc, 1, 10, 1 << 20).at(0);
  });
  BOOST_REQUIRE(row.ok());
  BOOST_TEST(row->kind == "order.paid");
  BOOST_CHECK(row->ref == order.id);
  const auto body = nlohmann::json::parse(row->body);
  BOOST_TEST(body["order"]["state"] == "paid");
  BOOST_TEST(body["order"]["lines"].size() == 3u);
  BOOST_TEST(body["tax"].size() == 3u);
  BOOST_TEST(body["cashier"] == "ann");
  BOOST_TEST(body["paid_at_station"] == "till1");
  const auto documented = row_of_protocol("order.paid");
  for (const auto& [key, value] : body.items())
    BOOST_TEST(documented.find("\"" + key + "\"") != documented.npos, key << " is not in sync/PROTOCOL.md");
  shop.check_all_ok();
}

BOOST_AUTO_TEST_CASE(the_receipt_shows_what_was_sold) {
  Shop shop;
  const auto order = shop.order(shop.till, {{"OIL", 1'000}, {"RICE", 500}});
  const auto none =
      shop.read([&](sqlite::Db& db) { return app::get_receipt(db, shop.till, order.id, shop.settings); });
  BOOST_REQUIRE(!none.ok());
  BOOST_TEST(none.error().name == "not-paid");
  BOOST_REQUIRE(shop.cash(shop.till, order.id, 50'000).ok());
  const auto receipt =
      shop.read([&](sqlite::Db& db) { return app::get_receipt(db, shop.till, order.id, shop.settings); });
  BOOST_REQUIRE(receipt.ok());
  std::string text;
  for (const auto& line : receipt->text_lines) text += line + "\n";
  for (const auto* part : {"示范店", "demo-1-000001", "机油, 4 L", "398.00", "0.500 kg x 7.25", "3.63",
                           "找零", "税率 13%", "2026-01-01 08:00:00", "till1"})
    BOOST_TEST(text.find(part) != text.npos, part << " in\n" << text);
}

BOOST_AUTO_TEST_CASE(part_payments_add_up) {
  Shop shop;
  const auto order = shop.order(shop.till, {{"OIL", 1'000}});
  const auto first = shop.cash(shop.till, order.id, 10'000, Fen{20'000});
  BOOST_REQUIRE(first.ok());
  BOOST_TEST(first->payment.change_fen.v == 10'000);
  BOOST_CHECK(first->order.state == data::OrderState::awaiting_payment);
  BOOST_TEST(first->order.paid_fen.v == 10'000);
  const auto second = shop.cash(shop.till, order.id, 100'000);
  BOOST_REQUIRE(second.ok());
  BOOST_TEST(second->payment.amount_fen.v == 29'800);
  BOOST_TEST(second->payment.change_fen.v == 70'200);
  BOOST_CHECK(second->order.state == data::OrderState::paid);
  const auto third = shop.cash(shop.till, order.id, 1);
  BOOST_REQUIRE(!third.ok());
  BOOST_TEST(third.error().name == "order-paid");
  shop.check_all_ok();
}

BOOST_AUTO_TEST_CASE(cash_is_rounded_as_its_own_entry) {
  Shop shop;
  shop.settings.cash_rounding_fen = Fen{10};
  const auto down = shop.order(shop.till, {{"BUN", 2'000}});  // 1.98 -> 2.00
  const auto paid = shop.cash(shop.till, down.id, 200);
  BOOST_REQUIRE(paid.ok());
  BOOST_TEST(paid->payment.amount_fen.v == 200);
  BOOST_TEST(paid->order.cash_rounding_fen.v == -2);
  const auto up = shop.order(shop.till, {{"BUN", 4'000}, {"TEA", 1'000}});  // 7.46 -> 7.50
  BOOST_REQUIRE(shop.cash(shop.till, up.id, 1'000).ok());
  const auto three =
      shop.order(shop.till, {{"BUN", 3'000}, {"BAG", 1'000}});  // 2.97: part 1.00, then 1.97 -> 2.00
  BOOST_REQUIRE(shop.cash(shop.till, three.id, 100).ok());
  const auto rest = shop.cash(shop.till, three.id, 197);
  BOOST_REQUIRE(rest.ok());
  BOOST_TEST(rest->payment.amount_fen.v == 197);  // the exact rest is enough
  BOOST_TEST(rest->order.cash_rounding_fen.v == 0);
  shop.check_all_ok();
}

BOOST_AUTO_TEST_CASE(an_order_says_what_cash_pays_it) {
  Shop shop;
  shop.settings.cash_rounding_fen = Fen{10};
  const auto says = [](const app::Order& o, std::string_view what) {
    return app::to_json(o).find(what) != std::string::npos;
  };
  const auto order = shop.order(shop.till, {{"BUN", 3'000}});  // 2.97
  BOOST_TEST(says(order, R"("cash_due_fen":300,)"));
  const auto part = shop.cash(shop.till, order.id, 100);
  BOOST_REQUIRE(part.ok());
  BOOST_TEST(says(part->order, R"("cash_due_fen":200,)"));  // of 1.97
  const auto stored =
      shop.read([&](sqlite::Db& db) { return app::get_order(db, shop.till, order.id, shop.settings); });
  BOOST_REQUIRE(stored.ok());
  BOOST_TEST(says(*stored, R"("cash_due_fen":200,)"));
  const auto whole = shop.cash(shop.till, order.id, 197, Fen{500});
  BOOST_REQUIRE(whole.ok());
  BOOST_TEST(whole->payment.change_fen.v == 300);
  BOOST_TEST(!says(whole->order, "cash_due_fen"));
  BOOST_CHECK(whole->order.state == data::OrderState::paid);
}

BOOST_AUTO_TEST_CASE(an_order_of_nothing_is_paid_with_nothing) {
  Shop shop;
  const auto order = shop.order(shop.till, {{"BAG", 1'000}});
  BOOST_TEST(order.total_fen.v == 0);
  const auto paid = shop.cash(shop.till, order.id, 0);
  BOOST_REQUIRE(paid.ok());
  BOOST_CHECK(paid->order.state == data::OrderState::paid);
  shop.check_all_ok();
}

namespace {

struct BadPayment {
  const char* what;
  std::int64_t amount;
  std::optional<std::int64_t> tendered;
  const char* error;
};

}  // namespace

BOOST_AUTO_TEST_CASE(payments_that_are_refused) {
  Shop shop;
  const auto order = shop.order(shop.till, {{"TEA", 1'000}});
  const BadPayment table[] = {
      {"negative", -1, {}, "bad-amount"},
      {"nothing", 0, {}, "bad-amount"},
      {"2^63-1", INT64_MAX, {}, "bad-amount"},
      {"over the limit", max_amount_fen.v + 1, {}, "bad-amount"},
      {"less on the counter than asked", 350, 349, "tendered-too-little"},
      {"negative on the counter", 350, -5, "bad-amount"},
  };
  for (const auto& row : table) {
    const auto tendered = row.tendered ? std::optional(Fen{*row.tendered}) : std::nullopt;
    const auto result = shop.cash(shop.till, order.id, row.amount, tendered);
    BOOST_REQUIRE_MESSAGE(!result.ok(), row.what);
    BOOST_TEST(result.error().name == row.error, row.what);
  }
  const auto kiosk = shop.cash(shop.kiosk, order.id, 350);
  BOOST_REQUIRE(!kiosk.ok());
  BOOST_TEST(kiosk.error().name == "cash-at-till");
  BOOST_CHECK(kiosk.error().code == Code::denied);
  const auto unknown = shop.cash(shop.till, shop.ids.next(), 350);
  BOOST_TEST(unknown.error().name == "unknown-order");
  const auto more = shop.cash(shop.till, order.id, 700);  // twice the amount: change
  BOOST_REQUIRE(more.ok());
  BOOST_TEST(more->payment.change_fen.v == 350);
  shop.check_all_ok();
}

BOOST_AUTO_TEST_CASE(cancelling) {
  Shop shop;
  const auto order = shop.order(shop.till, {{"TEA", 1'000}});
  const auto cancel = [&](const Id& id) {
    return shop.write([&](store::Tx& tx) { return app::cancel_order(tx, shop.till, id); });
  };
  BOOST_REQUIRE(cancel(order.id).ok());
  BOOST_REQUIRE(cancel(order.id).ok());  // again changes nothing
  BOOST_TEST(shop.cash(shop.till, order.id, 350).error().name == "order-cancelled");
  const auto part = shop.order(shop.till, {{"OIL", 1'000}});
  BOOST_REQUIRE(shop.cash(shop.till, part.id, 100).ok());
  BOOST_TEST(cancel(part.id).error().name == "order-part-paid");
  BOOST_REQUIRE(shop.cash(shop.till, part.id, 39'700).ok());
  BOOST_TEST(cancel(part.id).error().name == "order-paid");
  shop.check_all_ok();
}

BOOST_AUTO_TEST_CASE(a_full_disk_refuses_new_orders_only) {
  Shop shop;
  const auto open = shop.order(shop.till, {{"TEA", 1'000}});
  const auto cart = shop.cart(shop.till, {{"TEA", 1'000}});
  const auto quote = shop.write([&](store::Tx& tx) { return app::make_quote(tx, shop.till, cart.id); });
  const auto refused = shop.write([&](store::Tx& tx) {
    tx.nearly_full = true;
    return app::create_order(tx, shop.till, quote->id, {});
  });
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST(refused.error().name == "store-full");
  BOOST_CHECK(refused.error().code == Code::unavailable);
  const auto paid = shop.write([&](store::Tx& tx) {
    tx.nearly_full = true;
    return app::pay_cash(tx, shop.till, open.id, {Fen{350}, {}}, {});
  });
  BOOST_TEST(paid.ok());
}
