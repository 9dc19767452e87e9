// Terminals, their codes, the owner, and how often one may be wrong.
#include "edge/app/terminals.hpp"
#include "tests/edge/app/shop.hpp"

#include <cctype>
#include <fstream>

using namespace outpost;
using app::Role;
using outpost::test::Shop;

namespace {

Result<app::Enrolled> enrol(Shop& shop, const std::string& code) {
  return shop.write([&](store::Tx& tx) { return app::enrol(tx, code); });
}

Result<app::Enrolment> invite(Shop& shop, Role role, const std::string& station) {
  return shop.write([&](store::Tx& tx) { return app::invite_terminal(tx, shop.manager, role, station, ""); });
}

/// Newest first.
std::vector<std::string> states(Shop& shop) {
  const auto list =
      shop.read([&](sqlite::Db& db) { return app::list_terminals(db, shop.manager, shop.clock.wall_us()); });
  BOOST_REQUIRE(list.ok());
  std::vector<std::string> out;
  for (const auto& terminal : list->items) out.push_back(terminal.state);
  return out;
}

Result<app::Actor> who(Shop& shop, const std::string& token) {
  return shop.read([&](sqlite::Db& db) { return app::actor_of(db, token, shop.clock.wall_us()); });
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_code_makes_one_terminal_once) {
  Shop shop(1, false);
  const auto invited = invite(shop, Role::cashier, "till1");
  BOOST_REQUIRE(invited.ok());
  BOOST_TEST(invited->code.size() == 8u);
  auto typed = invited->code.substr(0, 4) + " - " + invited->code.substr(4);
  for (auto& c : typed) c = static_cast<char>(std::tolower(c));
  const auto enrolled = enrol(shop, typed);
  BOOST_REQUIRE(enrolled.ok());
  BOOST_TEST(enrolled->token.size() == 64u);
  const auto actor = who(shop, enrolled->token);
  BOOST_REQUIRE(actor.ok());
  BOOST_CHECK(actor->role == Role::cashier);
  BOOST_TEST(actor->station == "till1");
  BOOST_TEST(enrol(shop, invited->code).error().name == "wrong-code");
  // The token is nowhere in the database.
  shop.close();
  std::ifstream in(shop.folder.path() + "/store.db", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  BOOST_TEST(bytes.find(enrolled->token) == bytes.npos);
  shop.open();
}

BOOST_AUTO_TEST_CASE(codes_run_out_and_tokens_are_revoked) {
  Shop shop(1, false);
  const auto late = invite(shop, Role::kiosk, "kiosk1");
  shop.clock.advance(app::enrolment_life_us + 1);
  BOOST_TEST(enrol(shop, late->code).error().name == "wrong-code");
  const auto added =
      shop.write([&](store::Tx& tx) { return app::add_terminal(tx, Role::kiosk, "kiosk1", "demo"); });
  BOOST_TEST(who(shop, added->token).ok());
  BOOST_REQUIRE(
      shop.write([&](store::Tx& tx) { return app::revoke_terminal(tx, shop.manager, added->terminal); })
          .ok());
  BOOST_TEST(who(shop, added->token).error().name == "unknown-token");
  BOOST_TEST(who(shop, "").error().name == "unknown-token");
  BOOST_TEST(who(shop, std::string(64, '0')).error().name == "unknown-token");
  BOOST_TEST(
      shop.write([&](store::Tx& tx) { return app::revoke_terminal(tx, shop.manager, shop.ids.next()); })
          .error()
          .name == "unknown-terminal");
  BOOST_CHECK(states(shop) == (std::vector<std::string>{"revoked", "expired"}));
}

BOOST_AUTO_TEST_CASE(an_invitation_runs_out_and_is_forgotten_later) {
  using States = std::vector<std::string>;
  Shop shop(1, false);
  const auto used = enrol(shop, invite(shop, Role::cashier, "till1")->code);
  const auto late = invite(shop, Role::kiosk, "kiosk1");
  BOOST_CHECK(states(shop) == (States{"invited", "active"}));
  shop.clock.advance(app::enrolment_life_us + 1);
  BOOST_CHECK(states(shop) == (States{"expired", "active"}));
  BOOST_REQUIRE(invite(shop, Role::kiosk, "kiosk2").ok());
  BOOST_CHECK(states(shop) == (States{"invited", "expired", "active"}));
  shop.clock.advance(25LL * 3600 * us_per_s);
  const auto next = invite(shop, Role::kiosk, "kiosk3");
  BOOST_CHECK(states(shop) == (States{"invited", "active"}));
  BOOST_TEST(enrol(shop, late->code).error().name == "wrong-code");
  BOOST_TEST(enrol(shop, next->code).ok());
  BOOST_TEST(who(shop, used->token).ok());
}

BOOST_AUTO_TEST_CASE(an_enrolled_screen_that_signs_out_is_no_terminal_any_more) {
  Shop shop(1, false);
  const auto till = enrol(shop, invite(shop, Role::cashier, "till1")->code);
  const auto other = enrol(shop, invite(shop, Role::cashier, "till2")->code);
  const auto actor = who(shop, till->token);
  BOOST_REQUIRE(actor.ok());
  BOOST_REQUIRE(shop.write([&](store::Tx& tx) { return app::sign_out(tx, *actor); }).ok());
  BOOST_TEST(who(shop, till->token).error().name == "unknown-token");
  BOOST_TEST(who(shop, other->token).ok());
  BOOST_CHECK(states(shop) == (std::vector<std::string>{"active", "revoked"}));
}

BOOST_AUTO_TEST_CASE(bad_invitations) {
  Shop shop(1, false);
  BOOST_TEST(invite(shop, Role::owner, "office").error().name == "bad-role");
  BOOST_TEST(invite(shop, Role::device, "office").error().name == "bad-role");
  for (const auto* station : {"", "Till 1", "../x", "till1\n", "tillx123456789012345678901234567890"})
    BOOST_TEST(invite(shop, Role::cashier, station).error().name == "bad-station");
}

BOOST_AUTO_TEST_CASE(guessing_codes_is_slowed_down_and_a_restart_forgives_nothing) {
  Shop shop(1, false);
  const auto good = invite(shop, Role::cashier, "till1");
  for (int i = 0; i < 10; ++i) BOOST_TEST(enrol(shop, "AAAAAAAA").error().name == "wrong-code");
  BOOST_TEST(enrol(shop, good->code).error().name == "too-many-tries");
  shop.reopen();
  BOOST_TEST(enrol(shop, good->code).error().name == "too-many-tries");
  shop.clock.advance(61 * us_per_s);
  BOOST_TEST(enrol(shop, good->code).ok());
}

BOOST_AUTO_TEST_CASE(the_owner_sets_a_password_once) {
  Shop shop(1, false);
  const auto code = shop.write([](store::Tx& tx) { return app::fresh_owner_code(tx); });
  BOOST_REQUIRE(code.ok());
  for (const auto* weak : {"", "short", "aaaaaaaaaaaa"})
    BOOST_TEST(app::hash_password(weak).error().name == "weak-password");
  const auto hash = app::hash_password("correct horse");
  BOOST_REQUIRE(hash.ok());
  BOOST_TEST(hash->starts_with("$argon2id$"));
  BOOST_TEST(app::password_matches(*hash, "correct horse"));
  BOOST_TEST(!app::password_matches(*hash, "correct horsE"));
  BOOST_TEST(!app::password_matches("", "x"));
  const auto set_up = [&](const std::string& typed) {
    return shop.write([&](store::Tx& tx) { return app::set_up_owner(tx, typed, *hash); });
  };
  BOOST_TEST(set_up("WRONGCOD").error().name == "wrong-code");
  const auto owner = set_up(*code);
  BOOST_REQUIRE(owner.ok());
  BOOST_CHECK(who(shop, owner->token)->role == Role::owner);
  BOOST_TEST(set_up(*code).error().name == "setup-done");
  BOOST_TEST(shop.write([](store::Tx& tx) { return app::fresh_owner_code(tx); }).error().name ==
             "setup-done");
  shop.clock.advance(13LL * 3600 * us_per_s);
  BOOST_TEST(who(shop, owner->token).error().name == "unknown-token");  // a session, not a terminal
}

BOOST_AUTO_TEST_CASE(wrong_passwords_lock_longer_and_longer) {
  Shop shop(1, false);
  const auto code = shop.write([](store::Tx& tx) { return app::fresh_owner_code(tx); });
  BOOST_REQUIRE(shop.write([&](store::Tx& tx) { return app::set_up_owner(tx, *code, "hash"); }).ok());
  const auto sign_in = [&](bool right) {
    return shop.write([&](store::Tx& tx) { return app::end_sign_in(tx, right, ""); });
  };
  const auto locked = [&] {
    return !shop.read([&](sqlite::Db& db) { return app::owner_hash(db, shop.clock.wall_us()); }).ok();
  };
  for (int i = 0; i < 5; ++i) BOOST_TEST(sign_in(false).error().name == "wrong-password");
  BOOST_TEST(locked());
  BOOST_TEST(sign_in(true).error().name == "too-many-tries");
  shop.clock.advance(61 * us_per_s);
  BOOST_TEST(!locked());
  BOOST_TEST(sign_in(false).error().name == "wrong-password");
  shop.clock.advance(61 * us_per_s);
  BOOST_TEST(locked());  // the second lock is 120 s
  shop.clock.advance(60 * us_per_s);
  const auto in = sign_in(true);
  BOOST_REQUIRE(in.ok());
  BOOST_REQUIRE(shop.write([&](store::Tx& tx) {
                      return app::sign_out(tx, {in->terminal, "", Role::owner, "office", "owner"});
                    })
                    .ok());
  BOOST_TEST(who(shop, in->token).error().name == "unknown-token");
  BOOST_TEST(sign_in(false).error().name == "wrong-password");  // counted from the beginning again
  BOOST_TEST(!locked());
}
