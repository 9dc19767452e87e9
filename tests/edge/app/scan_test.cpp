// What a scan does: into the cart, refused in sight, or nothing at all.
#include "edge/app/screens.hpp"
#include "edge/app/settings.hpp"
#include "edge/base/gtin.hpp"
#include "edge/core/in_store_code.hpp"
#include "tests/edge/app/scanner.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

using namespace outpost;
using app::ScanEnd;
using outpost::test::Scanner;
using outpost::test::Shop;

BOOST_AUTO_TEST_CASE(a_scan_opens_the_cart_of_an_idle_station) {
  Shop shop;
  Scanner scan{shop};
  const auto first = scan("6901234567892");
  BOOST_CHECK(first.end == ScanEnd::accepted);
  BOOST_TEST(first.cart->station == "kiosk1");
  BOOST_TEST(first.cart->lines.size() == 1u);
  const auto event = nlohmann::json::parse(shop.take_events("scan").at(0).json);
  BOOST_TEST(event["type"] == "accepted");
  BOOST_TEST(event["line_id"] == first.cart->lines[0].id.text());
  const auto second = scan("6901234567892");
  BOOST_TEST(second.cart->lines[0].quantity_milli == 2'000);
  BOOST_CHECK(second.cart->id == first.cart->id);
}

BOOST_AUTO_TEST_CASE(a_reading_acts_once_also_after_a_restart) {
  Shop shop;
  Scanner scan{shop};
  BOOST_CHECK(scan.at(5, "6901234567892").end == ScanEnd::accepted);
  BOOST_CHECK(scan.at(5, "6901234567892").end == ScanEnd::repeated);
  shop.reopen();
  BOOST_CHECK(scan.at(5, "6901234567892").end == ScanEnd::repeated);
  BOOST_CHECK(scan.at(4, "6901234567892").end == ScanEnd::repeated);  // an older one out of order
  BOOST_CHECK(scan.at(6, "6901234567892").end == ScanEnd::accepted);
  scan.boot = shop.ids.next();
  BOOST_CHECK(scan.at(1, "6901234567892").end == ScanEnd::accepted);
}

BOOST_AUTO_TEST_CASE(what_was_seen_while_edge_was_away_is_dropped) {
  Shop shop;
  Scanner scan{shop};
  BOOST_CHECK(scan("6901234567892", "EAN-13", 2'000'001).end == ScanEnd::too_old);
  BOOST_CHECK(scan("6901234567892", "EAN-13", 2'000'000).end == ScanEnd::accepted);
  BOOST_CHECK(scan("6901234567892", "EAN-13", -60 * us_per_s).end == ScanEnd::too_old);
}

BOOST_AUTO_TEST_CASE(codes_that_are_no_product) {
  Shop shop;
  Scanner scan{shop};
  struct Row {
    const char *text, *symbology;
    ScanEnd end;
    const char* reason;
  };
  for (const auto& r : {Row{"6901234567809", "EAN-13", ScanEnd::unknown, "unknown-code"},
                        Row{"6901234567893", "EAN-13", ScanEnd::refused, "bad-check-digit"},
                        Row{"https://example.com/x", "QRCode", ScanEnd::unknown, "unknown-code"},
                        Row{"", "QRCode", ScanEnd::refused, "bad-code"},
                        Row{"RICE", "Code128", ScanEnd::refused, "weigh-first"},
                        Row{"\x01\x02", "QRCode", ScanEnd::refused, "bad-code"}}) {
    const auto result = scan(r.text, r.symbology);
    BOOST_CHECK_MESSAGE(result.end == r.end, r.text);
    BOOST_TEST(result.reason == r.reason, r.text);
  }
  BOOST_TEST(shop.read([&](sqlite::Db& db) { return app::current_cart(db, shop.kiosk); }).error().name ==
             "no-cart");
}

BOOST_AUTO_TEST_CASE(a_short_upc_is_not_taken_for_an_ean_8) {
  Shop shop(1, false);
  shop.load("sku,name,name_en,codes,price_yuan,unit,tax_rate,tax_code,category\nA,甲,A,042100005264,1.00,"
            "piece,13,1,x\n");
  Scanner scan{shop};
  BOOST_CHECK(scan("04252614", "UPC-E").end == ScanEnd::accepted);
  BOOST_CHECK(scan("042100005264", "UPC-A").end == ScanEnd::accepted);
  BOOST_CHECK(scan("0042100005264", "EAN-13").end == ScanEnd::accepted);
}

BOOST_AUTO_TEST_CASE(a_payment_code_that_begins_no_payment_says_why) {
  Shop shop;
  const auto order = shop.order(shop.kiosk, {{"TEA", 1'000}});
  std::uint64_t seq = 0;
  const Id boot = shop.ids.next();
  const auto scan = [&](const app::PayShown& pay) {
    const app::Scan seen{"cam1", "kiosk1", boot, ++seq, "134567890123456789", "CODE128", 1'000};
    return shop.write([&](store::Tx& tx) { return app::scan_to_cart(tx, seen, pay); }).value();
  };
  const auto busy = scan([](const Id&) -> Result<void> { return fail(Code::busy, "provider-busy", ""); });
  BOOST_TEST(busy.reason == "provider-busy");
  BOOST_CHECK(busy.order == order.id);
  BOOST_TEST(nlohmann::json::parse(shop.take_events("scan").at(0).json)["reason"] == "provider-busy");
  std::optional<Id> paid;
  BOOST_TEST(scan([&](const Id& shown) -> Result<void> {
               paid = shown;
               return {};
             }).reason == "");
  BOOST_CHECK(paid == order.id);
}

BOOST_AUTO_TEST_CASE(a_product_scanned_during_payment_is_refused_in_sight) {
  Shop shop;
  Scanner scan{shop};
  const auto order = shop.order(shop.kiosk, {{"TEA", 1'000}});
  const auto refused = scan("6901234567892");
  BOOST_CHECK(refused.end == ScanEnd::refused);
  BOOST_TEST(refused.reason == "paying");
  BOOST_TEST(nlohmann::json::parse(shop.take_events("scan").at(0).json)["type"] == "refused");
  shop.clock.advance(61 * us_per_s);  // "pay at the till": the next customer
  BOOST_CHECK(scan("6901234567892").end == ScanEnd::accepted);
  BOOST_REQUIRE(shop.cash(shop.till, order.id, 350).ok());
}

BOOST_AUTO_TEST_CASE(the_next_customers_code_never_pays_what_the_one_before_left) {
  Shop shop;
  Scanner scan{shop};
  const std::string code = "134567890123456789";
  const auto left = shop.order(shop.kiosk, {{"TEA", 1'000}});
  const auto step = [&](auto f, const app::Actor& actor, const Id& order) {
    return shop.write([&](store::Tx& tx) { return f(tx, actor, order); });
  };
  BOOST_CHECK(scan(code).order == left.id);
  BOOST_REQUIRE(step(app::leave_order, shop.kiosk, left.id).ok());  // "pay at the till"
  BOOST_TEST(scan(code).reason == "nothing-to-pay");
  BOOST_CHECK(scan("6901234567892").end == ScanEnd::accepted);  // the next customer, at once
  BOOST_TEST(scan(code).reason == "nothing-to-pay");            // held up too early
  const auto till_scan = [&] {
    const app::Scan seen{"gun1", shop.till.station, scan.boot, ++scan.seq, code, "QRCode", 1'000};
    return shop.write([&](store::Tx& tx) { return app::scan_to_cart(tx, seen); })->order;
  };
  BOOST_TEST(!till_scan());
  BOOST_REQUIRE(step(app::show_order, shop.till, left.id).ok());
  BOOST_CHECK(till_scan() == left.id);
  BOOST_REQUIRE(step(app::leave_order, shop.till, left.id).ok());
  BOOST_TEST(!till_scan());
  BOOST_REQUIRE(step(app::show_order, shop.till, left.id).ok());
  BOOST_REQUIRE(shop.cash(shop.till, left.id, 350).ok());
  BOOST_TEST(!till_scan());
  BOOST_TEST(step(app::show_order, shop.till, left.id).error().name == "order-closed");
}

BOOST_AUTO_TEST_CASE(a_cart_begun_after_it_hides_an_order_that_was_shown_again) {
  Shop shop;
  Scanner scan{shop};
  const auto left = shop.order(shop.kiosk, {{"TEA", 1'000}});
  BOOST_REQUIRE(shop.write([&](store::Tx& tx) { return app::show_order(tx, shop.kiosk, left.id); }).ok());
  BOOST_CHECK(scan("134567890123456789").order == left.id);
  shop.clock.advance(61 * us_per_s);  // gone, and the page said nothing
  BOOST_CHECK(scan("6901234567892").end == ScanEnd::accepted);
  BOOST_TEST(scan("134567890123456789").reason == "nothing-to-pay");
}

BOOST_AUTO_TEST_CASE(an_open_cart_hides_an_unpaid_order_of_the_station) {
  Shop shop;
  Scanner scan{shop};
  shop.order(shop.kiosk, {{"TEA", 1'000}});
  shop.clock.advance(61 * us_per_s);  // nobody said that the customer left
  BOOST_CHECK(scan("6901234567892").end == ScanEnd::accepted);
  BOOST_TEST(scan("134567890123456789").reason == "nothing-to-pay");
}

BOOST_AUTO_TEST_CASE(a_payment_code_goes_to_the_waiting_order_and_is_never_stored) {
  Shop shop;
  Scanner scan{shop};
  const std::string code = "134567890123456789";
  const auto early = scan(code, "Code128");
  BOOST_CHECK(early.end == ScanEnd::payment_code);
  BOOST_TEST(early.reason == "nothing-to-pay");
  const auto order = shop.order(shop.kiosk, {{"TEA", 1'000}});
  shop.take_events();
  const auto result = scan(code, "QRCode");
  BOOST_CHECK(result.end == ScanEnd::payment_code);
  BOOST_CHECK(result.order == order.id);
  const auto event = shop.take_events("scan").at(0).json;
  BOOST_TEST(event.find(code) == event.npos);
  BOOST_TEST(nlohmann::json::parse(event)["code"] == "13**************89");
  BOOST_CHECK(scan("2812345678901234567", "QRCode").end == ScanEnd::payment_code);  // Alipay
  shop.close();
  for (const auto& entry : std::filesystem::recursive_directory_iterator(shop.folder.path())) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    BOOST_TEST(bytes.find(code) == bytes.npos, entry.path());
  }
  shop.open();
}

BOOST_AUTO_TEST_CASE(labels_that_say_more_than_a_number) {
  Shop shop(1, false);
  shop.settings.in_store_masks = *core::in_store_masks("21:PPPPPWWWWW, 22:PPPPPVVVVV");
  shop.load("sku,name,name_en,codes,price_yuan,unit,tax_rate,tax_code,category\n"
            "TEA,绿茶,Tea,6901234567892 00007,3.50,piece,13,1,x\n"
            "MEAT,牛肉,Beef,00042 9520001000744,80.00,kg,9,1,x\n"
            "42,别的,Other,,1.00,piece,13,1,x\n");
  Scanner scan{shop};
  struct Row {
    std::string text, symbology;
    ScanEnd end;
    const char* reason;
    std::int64_t quantity_milli, amount_fen;
  };
  const std::string tea = "0106901234567892", meat = "0109520001000744";
  const auto own = [](const std::string& digits) { return digits + gs1_check_digit(digits); };
  for (const auto& r : {
           Row{"]C1" + tea + "17260101", "CODE128", ScanEnd::accepted, "", 1'000, 350},  // its last day
           Row{tea + "15260131", "DM", ScanEnd::accepted, "", 2'000, 700},
           Row{"https://shop.example/01/06901234567892/10/A?17=270101", "QR", ScanEnd::accepted, "", 3'000,
               1'050},
           Row{"]C1" + tea + "17251231", "CODE128", ScanEnd::refused, "expired", 0, 0},
           Row{"https://shop.example/01/06901234567892?15=251231", "QR", ScanEnd::refused, "expired", 0, 0},
           Row{own("210004201250"), "EAN13", ScanEnd::accepted, "", 1'250, 10'000},
           Row{own("210004200333"), "EAN13", ScanEnd::accepted, "", 333, 2'664},
           Row{"]C1" + meat + "3102000050", "CODE128", ScanEnd::accepted, "", 500, 4'000},
           Row{"]C1" + meat + "3102000050" + "39222000", "CODE128", ScanEnd::refused, "price-label", 0, 0},
           Row{"]C1" + meat + "3102000050" + "39224000", "CODE128", ScanEnd::accepted, "", 500, 4'000},
           Row{"]C1" + meat, "CODE128", ScanEnd::refused, "weigh-first", 0, 0},
           Row{own("210004200000"), "EAN13", ScanEnd::refused, "bad-quantity", 0, 0},
           Row{own("210000700100"), "EAN13", ScanEnd::refused, "not-by-weight", 0, 0},
           Row{own("219999900100"), "EAN13", ScanEnd::unknown, "unknown-code", 0, 0},
           Row{own("220004201250"), "EAN13", ScanEnd::refused, "price-label", 0, 0},
           Row{own("220000700350"), "EAN13", ScanEnd::accepted, "", 4'000, 1'400},
           Row{own("220000700351"), "EAN13", ScanEnd::refused, "price-label", 0, 0},
           Row{own("250000000001"), "EAN13", ScanEnd::unknown, "unknown-code", 0, 0},
           Row{"]C1" + tea + "1726", "CODE128", ScanEnd::refused, "bad-code", 0, 0},
           Row{"]C10106901234567893", "CODE128", ScanEnd::refused, "bad-check-digit", 0, 0},
           Row{"OPM1.m.1780000000.00", "QR", ScanEnd::refused, "member-forged", 0, 0},
       }) {
    const auto result = scan(r.text, r.symbology);
    BOOST_CHECK_MESSAGE(result.end == r.end, r.text);
    BOOST_TEST(result.reason == r.reason, r.text);
    if (result.end != ScanEnd::accepted) continue;
    BOOST_REQUIRE_MESSAGE(result.line, r.text);
    const auto line = std::find_if(result.cart->lines.begin(), result.cart->lines.end(),
                                   [&](const auto& l) { return l.id == *result.line; });
    BOOST_REQUIRE(line != result.cart->lines.end());
    BOOST_TEST(line->quantity_milli == r.quantity_milli, r.text);
    BOOST_TEST(line->amount_fen.v == r.amount_fen, r.text);
    BOOST_TEST(line->code.size() <= 14u, line->code);
  }
}

BOOST_AUTO_TEST_CASE(what_a_strange_code_says_is_shown_harmless_and_not_opened) {
  Shop shop;
  Scanner scan{shop};
  struct Row {
    std::string text, shown;
    ScanEnd end;
  };
  for (const auto& r : {Row{"javascript:alert(1)", "javascript:alert(1)", ScanEnd::unknown},
                        Row{"https://x.example/" + std::string(300, 'a'),
                            "https://x.example/" + std::string(181, 'a') + "…", ScanEnd::unknown},
                        Row{"'); DROP TABLE cart;--", "'); DROP TABLE cart;--", ScanEnd::unknown},
                        Row{"a\nb \u202Egpj", "a\\u000Ab \\u202Egpj", ScanEnd::refused},
                        Row{std::string(4'000, 'x'), std::string(199, 'x') + "…", ScanEnd::refused},
                        Row{"OPM1.m.1780000000.00", "OPM1.****", ScanEnd::refused},
                        Row{"]C0134567890123456789", "13**************89", ScanEnd::payment_code}}) {
    const auto result = scan(r.text, "QR");
    BOOST_CHECK_MESSAGE(result.end == r.end, r.text);
    BOOST_TEST(nlohmann::json::parse(shop.take_events("scan").at(0).json)["code"] == r.shown);
  }
}

BOOST_AUTO_TEST_CASE(templates_come_from_the_configuration_and_a_wrong_one_stops_the_start) {
  const auto settings = [](const std::string& templates) {
    const auto text = "[edge]\nstore_id = demo\nin_store_templates = " + templates + "\n";
    const auto config = config::Config::parse(text, "outpost.ini");
    BOOST_REQUIRE_MESSAGE(config.ok(), (config.ok() ? "" : config.error().text));
    return app::settings_from(config->section("edge"));
  };
  const auto good = settings("21:PPPPPWWWWW, 22:PPPPPCVVVV");
  BOOST_REQUIRE(good.ok());
  BOOST_TEST(good->in_store_masks.size() == 2u);
  BOOST_TEST(good->in_store_masks.at(1) == "22PPPPPCVVVV");
  BOOST_TEST(settings("").value().in_store_masks.empty());
  BOOST_TEST(settings("21:PPPPPWWWW").error().name == "bad-setting");
}

BOOST_AUTO_TEST_CASE(what_is_held_up_again_is_told_with_its_name_and_adds_nothing) {
  Shop shop;
  Scanner scan{shop};
  scan.again("6901234567892");  // nothing was taken yet
  BOOST_TEST(shop.take_events("scan").empty());
  const auto first = scan("6901234567892");
  shop.take_events();
  scan.again("6901234567892");
  const auto events = shop.take_events();
  BOOST_REQUIRE(events.size() == 1u);  // no `cart` event: nothing has changed
  const auto event = nlohmann::json::parse(events[0].json);
  BOOST_TEST(event["type"] == "again");
  BOOST_TEST(event["name"] == "绿茶 500 ml");
  BOOST_TEST(event["name_en"] == "Green tea");
  BOOST_TEST(event["line_id"] == first.line->text());
  const auto cart = shop.read([&](sqlite::Db& db) { return app::current_cart(db, shop.kiosk); });
  BOOST_TEST(cart->lines[0].quantity_milli == 1'000);
  BOOST_TEST(cart->version == first.cart->version);
}

BOOST_AUTO_TEST_CASE(what_was_not_taken_or_is_being_paid_is_not_told_as_scanned) {
  Shop shop;
  Scanner scan{shop};
  scan("6901234567892");
  scan("6901234567809");
  shop.take_events();
  for (const char* text : {"6901234567809", "6901234567893", "9520001000744", "134567890123456789",
                           "OPM1.m.1780000000.00", "https://example.com/x", ""})
    scan.again(text, "QR");
  BOOST_TEST(shop.take_events().empty());
  Shop paying;
  Scanner there{paying};
  paying.order(paying.kiosk, {{"TEA", 1'000}});
  paying.take_events();
  there.again("6901234567892");
  BOOST_TEST(paying.take_events().empty());
}

BOOST_AUTO_TEST_CASE(the_test_card_never_becomes_a_line) {
  Shop shop;
  Scanner scan{shop};
  for (const auto* text : {"2999999900027", "2999999900034", "2999999900041", "2999999900058",
                           "OUTPOST-TEST-CARD-QR", "OPCARD01"}) {
    const auto end = scan(text, "");
    BOOST_CHECK(end.end == ScanEnd::refused);
    BOOST_TEST(end.reason == "test-card");
    const auto event = nlohmann::json::parse(shop.take_events("scan").at(0).json);
    BOOST_TEST(event["type"] == "refused");
    BOOST_TEST(event["reason"] == "test-card");
  }
  BOOST_TEST(shop.take_events("cart").empty());
}
