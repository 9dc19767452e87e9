// Carts of stations: what may be in them, who sees them, and what freezes their price.
#include "edge/app/catalogue.hpp"
#include "edge/store/catalogue.hpp"
#include "tests/edge/app/shop.hpp"

#include <limits>

using namespace outpost;
using outpost::test::Shop;

namespace {

Result<app::Cart> add(Shop& shop, const app::Actor& actor, const Id& cart, const app::LineRequest& request) {
  return shop.write([&](store::Tx& tx) { return app::add_line(tx, actor, cart, request); });
}

Result<app::Quote> quote(Shop& shop, const app::Actor& actor, const Id& cart) {
  return shop.write([&](store::Tx& tx) { return app::make_quote(tx, actor, cart); });
}

Result<app::Order> order(Shop& shop, const app::Actor& actor, const Id& quote_id) {
  return shop.write([&](store::Tx& tx) { return app::create_order(tx, actor, quote_id, {}); });
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_station_has_one_open_cart) {
  Shop shop;
  const auto first = shop.cart(shop.till, {});
  BOOST_CHECK(shop.cart(shop.till, {}).id == first.id);
  BOOST_CHECK(shop.cart(shop.till2, {}).id != first.id);
  const auto current = shop.read([&](sqlite::Db& db) { return app::current_cart(db, shop.till); });
  BOOST_CHECK(current->id == first.id);
  BOOST_TEST(shop.read([&](sqlite::Db& db) { return app::current_cart(db, shop.kiosk); }).error().name ==
             "no-cart");
}

BOOST_AUTO_TEST_CASE(a_cart_belongs_to_its_station) {
  Shop shop;
  const auto cart = shop.cart(shop.till, {{"TEA", 1'000}});
  const auto get = [&](const app::Actor& actor) {
    return shop.read([&](sqlite::Db& db) { return app::get_cart(db, actor, cart.id); });
  };
  BOOST_TEST(get(shop.till).ok());
  BOOST_TEST(get(shop.manager).ok());
  BOOST_TEST(get(shop.till2).error().name == "unknown-cart");
  BOOST_TEST(add(shop, shop.kiosk, cart.id, {"", "TEA", 1'000}).error().name == "unknown-cart");
}

BOOST_AUTO_TEST_CASE(pieces_of_a_product_share_a_line_and_weighings_do_not) {
  Shop shop;
  const auto cart = shop.cart(shop.till, {{"TEA", 1'000}, {"RICE", 500}, {"TEA", 2'000}, {"RICE", 345}});
  BOOST_REQUIRE(cart.lines.size() == 3u);
  BOOST_TEST(cart.lines[0].quantity_milli == 3'000);
  BOOST_TEST(cart.lines[0].amount_fen.v == 1'050);
  BOOST_TEST(cart.lines[1].amount_fen.v == 363);
  BOOST_TEST(cart.lines[2].amount_fen.v == 250);
  BOOST_TEST(cart.total_fen.v == 1'663);
  const auto stored = shop.read([&](sqlite::Db& db) { return app::get_cart(db, shop.till, cart.id); });
  BOOST_TEST(stored->total_fen.v == 1'663);
  BOOST_TEST(stored->version == cart.version);
}

BOOST_AUTO_TEST_CASE(bad_lines) {
  Shop shop;
  const auto cart = shop.cart(shop.till, {});
  constexpr auto huge = std::numeric_limits<std::int64_t>::max();
  struct Row {
    const char* what;
    app::LineRequest request;
    const char* error;
    Code code;
  };
  for (const auto& r : {
           Row{"unknown code", {"6901234567809", "", 1'000}, "unknown-code", Code::not_found},
           Row{"wrong check digit", {"6901234567893", "", 1'000}, "bad-check-digit", Code::refused},
           Row{"unknown sku", {"", "NONE", 1'000}, "unknown-code", Code::not_found},
           Row{"neither", {"", "", 1'000}, "bad-line", Code::invalid},
           Row{"both", {"6901234567892", "TEA", 1'000}, "bad-line", Code::invalid},
           Row{"control character", {std::string("a\x01"), "", 1'000}, "bad-code", Code::invalid},
           Row{"payment code", {"134567890123456789", "", 1'000}, "payment-code", Code::refused},
           Row{"member code", {"OPM1.m.1.0", "", 1'000}, "member-forged", Code::refused},
           Row{"past its date", {"01069012345678921725123110A", "", 1'000}, "expired", Code::refused},
           Row{"wrong digit in a link",
               {"https://x.example/01/06901234567893", "", 1'000},
               "bad-check-digit",
               Code::refused},
           Row{"endless code", {std::string(1'000, '9'), "", 1'000}, "bad-code", Code::invalid},
           Row{"zero", {"", "TEA", 0}, "bad-quantity", Code::refused},
           Row{"negative", {"", "TEA", -1'000}, "bad-quantity", Code::refused},
           Row{"half a bottle", {"", "TEA", 500}, "bad-quantity", Code::refused},
           Row{"2^63-1", {"", "TEA", huge}, "bad-quantity", Code::refused},
           Row{"goods by weight that nobody weighed", {"", "RICE"}, "weigh-first", Code::refused},
           Row{"-2^63",
               {"", "RICE", std::numeric_limits<std::int64_t>::min()},
               "bad-quantity",
               Code::refused},
       }) {
    const auto result = add(shop, shop.till, cart.id, r.request);
    BOOST_REQUIRE_MESSAGE(!result.ok(), r.what);
    BOOST_TEST(result.error().name == r.error, r.what);
    BOOST_CHECK_MESSAGE(result.error().code == r.code, r.what);
  }
  BOOST_TEST(shop.read([&](sqlite::Db& db) { return app::get_cart(db, shop.till, cart.id); })->lines.empty());
}

BOOST_AUTO_TEST_CASE(what_nobody_says_is_one_piece_and_never_a_kilogram) {
  Shop shop(1, false);
  shop.load("sku,name,name_en,codes,price_yuan,unit,tax_rate,tax_code,category\n"
            "TEA,绿茶,Tea,6901234567892,3.50,piece,13,1030307,饮料\n"
            "APL,苹果,Apples,9520001088063,13.60,kg,9,1010112,生鲜\n");
  const auto cart = shop.cart(shop.till, {});
  const auto tea = add(shop, shop.till, cart.id, {"6901234567892", ""});
  BOOST_REQUIRE(tea.ok());
  BOOST_TEST(tea->lines[0].quantity_milli == 1'000);
  for (const auto& unsaid : {app::LineRequest{"9520001088063", ""}, app::LineRequest{"", "APL"}})
    BOOST_TEST(add(shop, shop.till, cart.id, unsaid).error().name == "weigh-first");
  const auto said = add(shop, shop.till, cart.id, {"", "APL", 1'000});
  BOOST_REQUIRE(said.ok());
  BOOST_TEST(said->lines[1].amount_fen.v == 1'360);
  const auto label = add(shop, shop.till, cart.id, {"]C10109520001088063310300035010A", ""});
  BOOST_REQUIRE_MESSAGE(label.ok(), (label.ok() ? "" : label.error().text));
  BOOST_TEST(label->lines[2].quantity_milli == 350);
}

BOOST_AUTO_TEST_CASE(quantities_can_be_changed_and_lines_removed) {
  Shop shop;
  auto cart = shop.cart(shop.till, {{"TEA", 1'000}, {"BUN", 1'000}, {"OIL", 1'000}});
  const auto middle = cart.lines[1].id;
  const auto set = [&](const Id& line, std::int64_t quantity) {
    return shop.write(
        [&](store::Tx& tx) { return app::set_quantity(tx, shop.till, cart.id, line, quantity); });
  };
  BOOST_TEST(set(middle, 4'000)->total_fen.v == 350 + 396 + 39'800);
  BOOST_TEST(set(middle, 0).error().name == "bad-quantity");
  BOOST_TEST(set(middle, 1'500).error().name == "bad-quantity");
  BOOST_TEST(set(shop.ids.next(), 1'000).error().name == "unknown-line");
  const auto removed =
      shop.write([&](store::Tx& tx) { return app::remove_line(tx, shop.till, cart.id, middle); });
  BOOST_REQUIRE(removed.ok());
  BOOST_TEST(removed->total_fen.v == 40'150);
  BOOST_TEST(removed->lines.size() == 2u);
  // The last line goes and comes again, more than once.
  for (int i = 0; i < 3; ++i) {
    cart = *shop.read([&](sqlite::Db& db) { return app::get_cart(db, shop.till, cart.id); });
    BOOST_REQUIRE(shop.write([&](store::Tx& tx) {
                        return app::remove_line(tx, shop.till, cart.id, cart.lines.back().id);
                      })
                      .ok());
    BOOST_REQUIRE(add(shop, shop.till, cart.id, {"", "OIL", 1'000}).ok());
  }
  BOOST_TEST(quote(shop, shop.till, cart.id)->total_fen.v == 40'150);
}

BOOST_AUTO_TEST_CASE(a_frozen_price_stays_and_a_changed_cart_kills_its_quote) {
  Shop shop;
  const auto cart = shop.cart(shop.till, {{"TEA", 1'000}});
  BOOST_TEST(quote(shop, shop.till2, cart.id).error().name == "unknown-cart");
  const auto first = quote(shop, shop.till, cart.id);
  BOOST_REQUIRE(first.ok());
  shop.load("sku,name,name_en,codes,price_yuan,unit,tax_rate,tax_code,category\nTEA,茶,Tea,6901234567892,9."
            "99,piece,13,1,x\n");
  BOOST_TEST(order(shop, shop.till, first->id)->total_fen.v == 350);  // as it was quoted
  const auto second = shop.cart(shop.till, {{"TEA", 1'000}});
  const auto stale = quote(shop, shop.till, second.id);
  BOOST_TEST(stale->total_fen.v == 999);
  BOOST_REQUIRE(add(shop, shop.till, second.id, {"", "TEA", 1'000}).ok());
  BOOST_TEST(order(shop, shop.till, stale->id).error().name == "quote-stale");
  const auto third = quote(shop, shop.till, second.id);
  shop.clock.advance(16 * 60 * us_per_s);
  BOOST_TEST(order(shop, shop.till, third->id).error().name == "quote-expired");
  const auto fourth = quote(shop, shop.till, second.id);
  BOOST_REQUIRE(order(shop, shop.till, fourth->id).ok());
  BOOST_TEST(order(shop, shop.till, fourth->id).error().name == "cart-closed");
  BOOST_TEST(order(shop, shop.till, shop.ids.next()).error().name == "unknown-quote");
}

BOOST_AUTO_TEST_CASE(a_quote_brings_the_cart_to_the_book_of_now) {
  Shop shop;
  const auto cart = shop.cart(shop.till, {{"TEA", 2'000}, {"BUN", 1'000}});
  BOOST_REQUIRE(shop.write([&](store::Tx& tx) -> Result<void> {
                      store::put_price(tx.db, "TEA", Fen{300}, tx.now_us);
                      return {};
                    })
                    .ok());
  const auto q = quote(shop, shop.till, cart.id);
  BOOST_TEST(q->total_fen.v == 699);
  BOOST_TEST(q->lines[0].unit_price_fen.v == 300);
  BOOST_REQUIRE(shop.write([&](store::Tx& tx) -> Result<void> {
                      store::remove_product(tx.db, store::live_version(tx.db), "BUN");
                      return {};
                    })
                    .ok());
  BOOST_TEST(quote(shop, shop.till, cart.id).error().name == "not-for-sale");
  BOOST_TEST(quote(shop, shop.till2, shop.cart(shop.till2, {}).id).error().name == "empty-cart");
}

BOOST_AUTO_TEST_CASE(a_clock_set_back_does_not_bring_an_old_price_again) {
  Shop shop;
  const auto now = shop.clock.wall_us();
  BOOST_REQUIRE(shop.write([&](store::Tx& tx) -> Result<void> {
                      store::put_price(tx.db, "TEA", Fen{300}, now + 3600 * us_per_s);
                      return {};
                    })
                    .ok());
  shop.clock.set_wall(now + 7200 * us_per_s);
  BOOST_TEST(shop.cart(shop.till, {{"TEA", 1'000}}).total_fen.v == 300);
  shop.clock.set_wall(now - 24 * 3600 * us_per_s);
  BOOST_TEST(shop.cart(shop.till2, {{"TEA", 1'000}}).total_fen.v == 300);
}

BOOST_AUTO_TEST_CASE(abandoned_and_too_large_carts) {
  Shop shop;
  const auto cart = shop.cart(shop.till, {{"TEA", 1'000}});
  const auto abandon = [&] {
    return shop.write([&](store::Tx& tx) { return app::abandon_cart(tx, shop.till, cart.id); });
  };
  BOOST_REQUIRE(abandon().ok());
  BOOST_REQUIRE(abandon().ok());
  BOOST_TEST(add(shop, shop.till, cart.id, {"", "TEA", 1'000}).error().name == "cart-closed");
  BOOST_CHECK(shop.cart(shop.till, {}).id != cart.id);
  const auto heavy = shop.cart(shop.till2, {{"RICE", max_quantity_milli}});
  BOOST_TEST(heavy.total_fen.v == 725'000'000);
  const auto oil = shop.cart(shop.kiosk, {{"OIL", max_quantity_milli}});
  BOOST_TEST(add(shop, shop.kiosk, oil.id, {"", "OIL", 1'000}).error().name == "bad-quantity");
}

BOOST_AUTO_TEST_CASE(products_are_found_by_every_form_of_their_code) {
  Shop shop;
  struct Row {
    const char *code, *sku, *error;
  };
  for (const auto& r : {Row{"6901234567892", "TEA", ""}, Row{"06901234567892", "TEA", ""},
                        Row{"96385074", "OIL", ""}, Row{"IN-STORE-7", "BUN", ""}, Row{"RICE", "RICE", ""},
                        Row{"6901234567893", "", "bad-check-digit"}, Row{"0000000000000", "", "unknown-code"},
                        Row{"nothing", "", "unknown-code"}, Row{"", "", "bad-code"}}) {
    const auto product =
        shop.read([&](sqlite::Db& db) { return app::product_by_code(db, r.code, shop.clock.wall_us()); });
    BOOST_TEST((product.ok() ? product->sku : "") == r.sku, r.code);
    BOOST_TEST((product.ok() ? "" : product.error().name) == r.error, r.code);
  }
}
