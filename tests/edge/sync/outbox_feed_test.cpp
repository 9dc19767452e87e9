#include "edge/app/outbox_feed.hpp"

#include "edge/app/orders.hpp"
#include "edge/app/reports.hpp"
#include "edge/app/verify.hpp"
#include "edge/contract/sync/frame.hpp"
#include "edge/store/open.hpp"
#include "edge/store/outbox.hpp"
#include "sync/hq/projection.hpp"
#include "tests/edge/app/shop.hpp"

#include <nlohmann/json.hpp>

using namespace outpost;
using outpost::test::Shop;
namespace local = outpost::wire::local;

namespace {

const Id gen = *parse_id("11111111-2222-4333-8444-555555555555");
const Id gen2 = *parse_id("99999999-2222-4333-8444-555555555555");

Id sell(Shop& shop) {
  const auto order = shop.order(shop.till, {{"TEA", 1'000}, {"RICE", 1'250}});
  BOOST_REQUIRE(shop.cash(shop.till, order.id, order.total_fen.v).ok());
  return order.id;
}

/// Events that no use case makes: holes, strange kinds.
void append(Shop& shop, const std::string& kind, const std::string& body) {
  BOOST_REQUIRE(shop.write([&](store::Tx& tx) -> Result<int> {
                      store::append_outbox(tx.db, store::current_head(tx.db), kind, 1, 5, body,
                                           tx.ids.next());
                      return 0;
                    })
                    .ok());
}

void sql(Shop& shop, const std::string& text) {
  BOOST_REQUIRE(shop.write([&](store::Tx& tx) -> Result<int> {
                      tx.db.exec(text);
                      return 0;
                    })
                    .ok());
}

void renew(Shop& shop) {
  BOOST_REQUIRE(shop.write([&](store::Tx& tx) -> Result<int> {
                      store::begin_incarnation(tx.db, tx.ids, tx.now_us);
                      return 0;
                    })
                    .ok());
}

local::State state(Shop& shop) {
  return *shop.read([&](sqlite::Db& db) -> Result<local::State> { return app::feed_state(db, "demo", 99); });
}

local::Rows fetch(Shop& shop, std::uint64_t after, std::uint32_t events = 100,
                  std::uint32_t bytes = 1 << 20) {
  const Id inc = state(shop).incs.back().inc;
  const auto rows = shop.read([&](sqlite::Db& db) {
    return app::feed_rows(db, {7, inc, after, events, bytes});
  });
  BOOST_REQUIRE(rows.ok());
  return *rows;
}

void ack(Shop& shop, const Id& from, std::uint64_t received, std::uint64_t applied) {
  const Id inc = state(shop).incs.back().inc;
  BOOST_REQUIRE(shop.write([&](store::Tx& tx) -> Result<int> {
                      OUTPOST_CHECK(app::keep_ack(tx, {from, {{inc, received, applied, received, 0}}}));
                      return 0;
                    })
                    .ok());
}

store::SyncCursor cursor(Shop& shop) {
  const Id inc = state(shop).incs.back().inc;
  return *shop.read([&](sqlite::Db& db) -> Result<store::SyncCursor> {
    return store::sync_cursor(db, inc).value_or(store::SyncCursor{});
  });
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_real_sale_and_a_real_report_are_readable_at_headquarters) {
  Shop shop;
  const Id order = sell(shop);
  const Id report = shop.ids.next();
  BOOST_REQUIRE(shop.write([&](store::Tx& tx) {
                      return app::keep_report(tx, report, "bay1", "bay1", "LSVAA1234", shop.clock.wall_us(),
                                              R"({"codes":["P0301"]})");
                    })
                    .ok());
  const auto events = wire::decode_events(fetch(shop, 0).records);
  BOOST_REQUIRE(events.ok());
  BOOST_REQUIRE(events->size() == 2u);
  const auto sale = hq::project((*events)[0]);
  BOOST_REQUIRE_MESSAGE(sale.ok(), (sale.ok() ? "" : sale.error().text));
  const auto& paid = std::get<hq::OrderPaid>(*sale);
  BOOST_TEST((paid.id == order));
  BOOST_TEST(paid.total_fen == 350 + 906);
  BOOST_TEST(paid.lines.size() == 2u);
  BOOST_TEST(paid.payments.size() == 1u);
  BOOST_TEST(paid.receipt_no == "demo-1-000001");
  const auto car = hq::project((*events)[1]);
  BOOST_REQUIRE_MESSAGE(car.ok(), (car.ok() ? "" : car.error().text));
  BOOST_TEST((std::get<hq::DiagnosticReport>(*car).id == report));
  BOOST_TEST(std::get<hq::DiagnosticReport>(*car).vin == "LSVAA1234");
}

BOOST_AUTO_TEST_CASE(rows_follow_the_cursor_within_their_bounds) {
  Shop shop;
  for (int n = 0; n < 5; ++n) sell(shop);
  auto rows = fetch(shop, 2, 2);
  BOOST_TEST(rows.first == 3u);
  BOOST_TEST(rows.count == 2u);
  BOOST_TEST(rows.last == 5u);
  BOOST_TEST(rows.request == 7u);
  BOOST_REQUIRE(rows.prev.has_value());
  const auto all = wire::decode_events(fetch(shop, 0).records);
  BOOST_TEST((*rows.prev == wire::hash_of(all->at(1))));
  BOOST_TEST(!fetch(shop, 0).prev.has_value());
  BOOST_TEST(fetch(shop, 0, 100, 1).count == 1u);  // the first comes even when it is larger
  rows = fetch(shop, 5);
  BOOST_TEST(rows.count == 0u);
  BOOST_TEST(rows.first == 0u);
}

BOOST_AUTO_TEST_CASE(a_hole_in_the_outbox_is_shown_and_not_waited_for) {
  Shop shop;
  for (int n = 0; n < 6; ++n) append(shop, "x", "{}");
  sql(shop, "DELETE FROM outbox WHERE seq IN (2, 3, 6)");
  const auto rows = fetch(shop, 0);
  BOOST_TEST(rows.count == 5u);
  const auto events = wire::decode_events(rows.records);
  const std::vector<std::string> kinds = {"x", "outbox.missing", "outbox.missing", "x", "x"};
  for (std::size_t i = 0; i < kinds.size(); ++i) BOOST_TEST(events->at(i).kind == kinds[i]);
  const auto tail = fetch(shop, 5);
  BOOST_TEST(wire::decode_events(tail.records)->at(0).kind == "outbox.missing");
  BOOST_TEST((*fetch(shop, 2).prev == wire::hash_of(events->at(1))));
}

BOOST_AUTO_TEST_CASE(what_cannot_travel_goes_as_a_note_of_itself) {
  Shop shop;
  append(shop, "huge", "\"" + std::string(wire::max_event_bytes, 'x') + "\"");
  append(shop, std::string(65, 'k'), "{}");
  append(shop, "fine", "{}");
  std::vector<std::string> kinds;
  for (std::uint64_t at = 0; at < 3;) {
    const auto rows = fetch(shop, at);
    const auto more = wire::decode_events(rows.records);
    BOOST_REQUIRE(more.ok());
    for (const auto& e : *more) kinds.push_back(e.kind);
    at += rows.count;
  }
  BOOST_TEST(kinds[0] == "outbox.unsendable");
  BOOST_TEST(kinds[1] == "outbox.unsendable");
  BOOST_TEST(kinds[2] == "fine");
}

BOOST_AUTO_TEST_CASE(cursors_rise_within_a_generation_and_are_replaced_by_another) {
  Shop shop;
  for (int n = 0; n < 5; ++n) sell(shop);
  ack(shop, gen, 4, 2);
  ack(shop, gen, 3, 1);  // late
  BOOST_TEST(cursor(shop).received_seq == 4);
  BOOST_TEST(cursor(shop).applied_seq == 2);
  ack(shop, gen, 99, 99);  // nobody can have what was never written
  BOOST_TEST(cursor(shop).received_seq == 5);
  BOOST_TEST((state(shop).gen == gen));
  BOOST_TEST(state(shop).incs.back().acked == 5u);
  ack(shop, gen2, 1, 0);  // headquarters was put back
  BOOST_TEST(cursor(shop).received_seq == 1);
  BOOST_TEST(cursor(shop).applied_seq == 0);
}

BOOST_AUTO_TEST_CASE(screens_hear_of_orders_that_arrived) {
  Shop shop;
  const Id order = sell(shop);
  ack(shop, gen, 0, 0);
  shop.take_events();
  ack(shop, gen, 1, 0);
  auto events = shop.take_events("order");
  BOOST_REQUIRE(events.size() == 1u);
  auto j = nlohmann::json::parse(events[0].json);
  BOOST_TEST(j["type"] == "sync");
  BOOST_TEST(j["order"]["id"] == order.text());
  BOOST_TEST(j["order"]["sync"] == "received");
  ack(shop, gen, 1, 1);
  events = shop.take_events("order");
  BOOST_REQUIRE(events.size() == 1u);
  BOOST_TEST(nlohmann::json::parse(events[0].json)["order"]["sync"] == "applied");
}

BOOST_AUTO_TEST_CASE(a_backlog_is_not_told_order_by_order) {
  Shop shop;
  for (int n = 0; n < 30; ++n) sell(shop);
  ack(shop, gen, 0, 0);
  shop.take_events();
  ack(shop, gen, 30, 30);
  BOOST_TEST(shop.take_events("order").empty());
}

BOOST_AUTO_TEST_CASE(what_was_not_confirmed_goes_on_under_the_new_numbers) {
  Shop shop;
  std::vector<Id> sold;
  for (int n = 0; n < 4; ++n) sold.push_back(sell(shop));
  ack(shop, gen, 2, 1);
  renew(shop);
  sold.push_back(sell(shop));
  renew(shop);  // nothing was confirmed in between: all three move once more
  sold.push_back(sell(shop));
  const auto s = state(shop);
  BOOST_REQUIRE(s.incs.size() == 3u);
  BOOST_TEST(s.incs[0].last == 2u);
  BOOST_TEST(s.incs[1].last == 0u);
  BOOST_TEST(s.incs[2].last == 4u);
  const auto rows = fetch(shop, 0);
  BOOST_TEST(rows.count == 4u);
  const auto records = *wire::split_records(rows.records);
  for (std::size_t n = 0; n < records.size(); ++n) {
    const auto event = wire::decode_record(records[n]);
    BOOST_TEST(nlohmann::json::parse(event->body)["order"]["id"] == sold[n + 2].text());
  }
  const auto sync = [&](std::size_t n) {
    return data::name_of(
        shop.read([&](sqlite::Db& db) { return app::get_order(db, shop.till, sold[n], shop.settings); })
            ->sync);
  };
  BOOST_TEST(sync(0) == "applied");
  BOOST_TEST(sync(1) == "received");
  for (std::size_t n = 2; n < 6; ++n) BOOST_TEST(sync(n) == "local");
  ack(shop, gen, 3, 2);
  BOOST_TEST(sync(2) == "applied");
  BOOST_TEST(sync(3) == "applied");
  BOOST_TEST(sync(4) == "received");
  BOOST_TEST(sync(5) == "local");
  const auto checks = shop.read([](sqlite::Db& db) { return app::verify(db); });
  for (const auto& check : *checks) BOOST_TEST(check.ok, check.name << ": " << check.detail);
}

BOOST_AUTO_TEST_CASE(a_cursor_at_another_event_than_ours_is_not_taken) {
  Shop shop;
  for (int n = 0; n < 3; ++n) sell(shop);
  ack(shop, gen, 1, 1);
  const Id inc = state(shop).incs.back().inc;
  const auto told = [&](const std::optional<wire::Hash>& tail) {
    return shop.write([&](store::Tx& tx) -> Result<int> {
      OUTPOST_CHECK(app::keep_ack(tx, {gen, {{inc, 2, 2, 0, 0, tail}}}));
      return 0;
    });
  };
  const auto ours = fetch(shop, 2).prev;
  auto other = *ours;
  other[0] ^= 1;
  const auto refused = told(other);
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST(refused.error().name == "fork");
  BOOST_TEST(refused.error().text.find("outpost-store renew") != std::string::npos);
  BOOST_TEST(cursor(shop).received_seq == 1);
  BOOST_TEST(told(ours).ok());
  BOOST_TEST(cursor(shop).received_seq == 2);
}

BOOST_AUTO_TEST_CASE(a_restored_store_shows_both_of_its_lives) {
  Shop shop;
  sell(shop);
  ack(shop, gen, 1, 1);
  renew(shop);
  sell(shop);
  const auto s = state(shop);
  BOOST_REQUIRE(s.incs.size() == 2u);
  BOOST_TEST(!s.incs[0].current);
  BOOST_TEST(s.incs[0].last == 1u);
  BOOST_TEST(s.incs[1].current);
  BOOST_TEST(s.incs[1].last == 1u);
  BOOST_TEST(s.down.size() == 2u);
  BOOST_TEST(s.free_bytes == 99);
  const auto head = shop.read([&](sqlite::Db& db) -> Result<local::Head> { return app::feed_head(db); });
  BOOST_TEST((head->inc == s.incs[1].inc));
  const auto none = shop.read([&](sqlite::Db& db) { return app::feed_rows(db, {1, gen, 0, 1, 1}); });
  BOOST_TEST(none.error().name == "unknown-inc");
}
