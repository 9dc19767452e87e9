// A member shows a code: whose cart it is, once and for a minute, up to the event for headquarters.
#include "edge/core/member_code.hpp"
#include "tests/edge/app/scanner.hpp"

#include <nlohmann/json.hpp>

#include <fstream>

using namespace outpost;
using app::ScanEnd;
using outpost::test::Scanner;
using outpost::test::Shop;

namespace {

struct MemberShop : Shop {
  Scanner scan{*this};

  MemberShop() {
    settings.member_key = Bytes(core::member_key_bytes, 7);
    reopen();
  }
  std::int64_t now_s() { return clock.wall_us() / us_per_s; }
  std::string code(const std::string& member, std::int64_t age_s = 0) {
    return core::member_code(member, now_s() - age_s, settings.member_key);
  }
  Result<app::Cart> type(const app::Actor& actor, const std::string& text) {
    auto cart = write([&](store::Tx& tx) { return app::open_cart(tx, actor); });
    BOOST_REQUIRE(cart.ok());
    return write([&](store::Tx& tx) { return app::add_line(tx, actor, cart->id, {text, "", 1'000}); });
  }
  app::Order order_of(const app::Actor& actor, const Id& cart) {
    const auto quote = write([&](store::Tx& tx) { return app::make_quote(tx, actor, cart); });
    BOOST_REQUIRE(quote.ok());
    auto made = write([&](store::Tx& tx) { return app::create_order(tx, actor, quote->id, {}); });
    BOOST_REQUIRE(made.ok());
    return *made;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(members, MemberShop)

BOOST_AUTO_TEST_CASE(a_member_is_on_the_cart_the_order_and_the_event_for_headquarters) {
  const auto shown = code("M-0001");
  const auto first = scan(shown, "QR");
  BOOST_CHECK(first.end == ScanEnd::member);
  BOOST_TEST((first.cart->member_id == "M-0001"));
  const auto told = nlohmann::json::parse(take_events("scan").at(0).json);
  BOOST_TEST(told["type"] == "member");
  BOOST_TEST(told["code"] == "OPM1.****");
  scan("6901234567892");
  const auto order = order_of(kiosk, first.cart->id);
  BOOST_TEST((order.member_id == "M-0001"));
  const auto paid = cash(till, order.id, 350);
  BOOST_REQUIRE(paid.ok());
  BOOST_TEST((paid->order.member_id == "M-0001"));
  sqlite::Db db(folder.path() + "/store.db", sqlite::Access::read_only);
  const auto body = db.scalar_text("SELECT body FROM outbox WHERE kind='order.paid'");
  BOOST_TEST(nlohmann::json::parse(body)["order"]["member_id"] == "M-0001");
  check_all_ok();
}

BOOST_AUTO_TEST_CASE(an_order_of_nobody_says_so) {
  const auto order = this->order(kiosk, {{"TEA", 1'000}});
  BOOST_TEST(!order.member_id);
}

BOOST_AUTO_TEST_CASE(a_code_counts_once_also_after_a_restart_and_at_another_station) {
  const auto shown = code("M-0001");
  BOOST_CHECK(scan(shown, "QR").end == ScanEnd::member);
  const auto refused = scan(shown, "QR");
  BOOST_CHECK(refused.end == ScanEnd::refused);
  BOOST_TEST(refused.reason == "member-used");
  reopen();
  BOOST_TEST(scan(shown, "QR").reason == "member-used");
  BOOST_TEST(type(till, shown).error().name == "member-used");
  clock.advance(61 * us_per_s);
  BOOST_TEST(scan(shown, "QR").reason == "member-expired");
  BOOST_CHECK(scan(code("M-0001"), "QR").end == ScanEnd::member);
  sqlite::Db db(folder.path() + "/store.db", sqlite::Access::read_only);
  BOOST_TEST(db.scalar_i64("SELECT count(*) FROM member_code_used") == 1);  // the old one was forgotten
}

BOOST_AUTO_TEST_CASE(each_refusal_has_its_name_and_opens_no_cart) {
  auto forged = code("M-0001");
  forged.back() = forged.back() == '0' ? '1' : '0';
  for (const auto& [text, name] : {std::pair{forged, "member-forged"},
                                   {std::string("OPM1."), "member-forged"},
                                   {code("M-0001", 61), "member-expired"},
                                   {code("M-0001", -61), "member-expired"}}) {
    const auto result = scan(text, "QR");
    BOOST_CHECK(result.end == ScanEnd::refused);
    BOOST_TEST(result.reason == name);
    const auto event = take_events("scan").at(0).json;
    BOOST_TEST((text.size() < 8 || event.find(text.substr(5)) == event.npos));
    BOOST_TEST(nlohmann::json::parse(event)["reason"] == name);
  }
  BOOST_TEST(read([&](sqlite::Db& db) { return app::current_cart(db, kiosk); }).error().name == "no-cart");
}

BOOST_AUTO_TEST_CASE(too_many_codes_at_once_are_refused_until_their_time_is_over) {
  const auto until = std::to_string(clock.wall_us() + 60 * us_per_s);
  BOOST_REQUIRE(write([&](store::Tx& tx) -> Result<void> {
                  tx.db.exec("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<4096) "
                             "INSERT INTO member_code_used SELECT 'x'||i," +
                             until + " FROM n");
                  return {};
                }).ok());
  BOOST_TEST(scan(code("M-0001"), "QR").reason == "member-busy");
  clock.advance(61 * us_per_s);
  BOOST_CHECK(scan(code("M-0001"), "QR").end == ScanEnd::member);
}

BOOST_AUTO_TEST_CASE(a_typed_member_code_is_no_line) {
  const auto cart = type(till, code("M-0002"));
  BOOST_REQUIRE_MESSAGE(cart.ok(), (cart.ok() ? "" : cart.error().name));
  BOOST_TEST(cart->lines.empty());
  BOOST_TEST((cart->member_id == "M-0002"));
  BOOST_TEST((type(till, code("M-0003"))->member_id == "M-0003"));  // the last one shown
}

BOOST_AUTO_TEST_CASE(a_code_shown_during_payment_is_refused_and_stays_good) {
  const auto order = this->order(kiosk, {{"TEA", 1'000}});
  const auto shown = code("M-0001");
  BOOST_TEST(scan(shown, "QR").reason == "paying");
  BOOST_REQUIRE(cash(till, order.id, 350).ok());
  BOOST_CHECK(scan(shown, "QR").end == ScanEnd::member);
}

BOOST_AUTO_TEST_CASE(a_member_goes_on_with_what_an_order_was_taken_back_to) {
  const auto cart = scan(code("M-0001"), "QR").cart;
  scan("6901234567892");
  const auto order = order_of(kiosk, cart->id);
  const auto open = [&](const app::Actor& actor, const Id& after) {
    return write([&](store::Tx& tx) { return app::open_cart(tx, actor, after); });
  };
  BOOST_TEST(!open(till, order.id)->member_id);  // not yet taken back, and not of this station
  BOOST_REQUIRE(write([&](store::Tx& tx) { return app::cancel_order(tx, kiosk, order.id); }).ok());
  BOOST_TEST(!open(till2, order.id)->member_id);
  const auto next = open(kiosk, order.id);
  BOOST_TEST((next->member_id == "M-0001"));
  BOOST_REQUIRE(write([&](store::Tx& tx) { return app::abandon_cart(tx, kiosk, next->id); }).ok());
  BOOST_TEST(!open(kiosk, ids.next())->member_id);
}

BOOST_AUTO_TEST_CASE(a_store_without_a_key_knows_no_members) {
  const auto shown = code("M-0001");
  settings.member_key.clear();
  reopen();
  BOOST_TEST(scan(shown, "QR").reason == "member-forged");
}

BOOST_AUTO_TEST_CASE(no_code_is_stored_whole) {
  const auto shown = code("M-0001");
  scan(shown, "QR");
  BOOST_REQUIRE(type(till, code("M-0002")).ok());
  close();
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    BOOST_TEST(bytes.find(shown) == bytes.npos, entry.path());
    BOOST_TEST(bytes.find("OPM1.") == bytes.npos, entry.path());
  }
  open();
}

BOOST_AUTO_TEST_SUITE_END()
