// Code payments of the real programs against the pretended provider: every kind of customer, kill -9 in the
// middle, a provider that is dead or silent. What the provider holds must be what the store calls paid.
#include "tests/e2e/harness/sale.hpp"
#include "tests/e2e/harness/suite.hpp"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

using namespace outpost::e2e;

namespace {

constexpr milliseconds decided_within{60'000};
constexpr int limit_s = 12;  // of an attempt; every other wait scales with it
using Steady = std::chrono::steady_clock;

struct Customer {
  std::string digits, end, alarm;
};

/// The table of outpost-provider-sim, and what must become of each.
const std::vector<Customer> customers = {{"01", "approved", ""},
                                         {"02", "declined", ""},
                                         {"03", "approved", ""},
                                         {"04", "approved", ""},
                                         {"05", "reversed", ""},
                                         {"06", "approved", ""},
                                         {"07", "reversed", "provider-amount"},
                                         {"08", "approved", ""},
                                         {"09", "approved", ""},
                                         {"10", "reversed", ""},
                                         {"11", "reversed", "payment-after-reverse"},
                                         {"12", "reversed", ""},
                                         {"13", "reversed", "payment-not-reversible"},
                                         {"14", "reversed", ""},
                                         {"15", "approved", ""},
                                         {"16", "approved", ""},
                                         {"17", "declined", ""},
                                         {"18", "declined", ""},
                                         {"19", "approved", ""}};

std::string station_of(const Customer& c) { return "till" + c.digits; }
std::string code_of(const std::string& digits) { return "1000000000000000" + digits; }

ShopOptions with_provider(bool headquarters) {
  ShopOptions about;
  about.name = "outpost-code";
  about.provider = true;
  about.headquarters = headquarters;
  about.edge = {{"code_limit_s", std::to_string(limit_s)}};
  about.stations = {"kiosk1"};
  for (const auto& c : customers) about.stations.push_back(station_of(c));
  return about;
}

/// An order that awaits its money.
json order_of(const Api& api) {
  const json cart = api.post("/api/v1/carts");
  const std::string path = "/api/v1/carts/" + cart["id"].get<std::string>();
  api.post(path + "/lines", {{"sku", "E2E-01"}});
  const json quote = api.post(path + "/quote");
  return api.post("/api/v1/orders", {{"quote_id", quote["id"]}});
}

struct Paying {
  Customer customer;
  json order, payment;
  std::string path, key = Api::new_key();
  json body;
  milliseconds took{0};
};

/// Sends the payment once; `payment` stays null when there is no answer.
Paying start_paying(const Shop& shop, const Customer& c) {
  const Api api = shop.station(station_of(c));
  Paying p{c, order_of(api), nullptr, "", Api::new_key(), nullptr};
  p.path = "/api/v1/orders/" + p.order["id"].get<std::string>() + "/payments";
  p.body = {{"tender", "code"}, {"amount_fen", p.order["total_fen"]}, {"auth_code", code_of(c.digits)}};
  const auto begin = Steady::now();
  const auto reply = api.once("POST", p.path, p.body.dump(), p.key);
  p.took = std::chrono::duration_cast<milliseconds>(Steady::now() - begin);
  if (reply && reply->ok()) p.payment = json::parse(reply->body);
  return p;
}

std::vector<Paying> all_at_once(const Shop& shop, const std::vector<Customer>& who) {
  std::vector<Paying> out(who.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < who.size(); i++)
    threads.emplace_back([&, i] {
      try {
        out[i] = start_paying(shop, who[i]);
      } catch (const std::exception&) {
        out[i].customer = who[i];  // edge was killed before the order stood
      }
    });
  for (auto& t : threads) t.join();
  return out;
}

json order_now(const Shop& shop, const Paying& p) {
  return shop.owner().get("/api/v1/orders/" + p.order["id"].get<std::string>());
}

bool open_payment(const json& order) {
  for (const auto& p : order["payments"])
    if (p["state"] == "pending" || p["state"] == "unknown") return true;
  return false;
}

json decided_order(const Shop& shop, const Paying& p) {
  json order;
  eventually(
      decided_within,
      [&] {
        order = order_now(shop, p);
        return !open_payment(order);
      },
      milliseconds{100});
  return order;
}

json provider_ledger(const Shop& shop) {
  const auto reply = exchange(shop.provider_port(), {"GET", "/ledger", "", {}});
  BOOST_REQUIRE(reply.has_value());
  return json::parse(reply->body);
}

std::string without_dashes(std::string id) {
  std::erase(id, '-');
  return id;
}

/// Provider's truth against the store's, payment by payment; each charged once ("twice" is delivered twice).
void compare(const Shop& shop, const std::vector<Paying>& all) {
  const json ledger = provider_ledger(shop);
  std::map<std::string, json> trades;
  for (const auto& t : ledger["items"]) trades[t["trade_no"]] = t;
  std::int64_t approved_fen = 0;
  for (const auto& p : all) {
    if (p.order.is_null()) continue;
    const json order = order_now(shop, p);
    bool paid = false;
    for (const auto& payment : order["payments"]) {
      const json trade = trades[without_dashes(payment["id"])];
      const bool approved = payment["state"] == "approved";
      const std::int64_t held = trade.is_null() ? 0 : trade["held_fen"].get<std::int64_t>();
      BOOST_TEST(held == (approved ? payment["amount_fen"].get<std::int64_t>() : 0), p.customer.digits);
      if (!trade.is_null())
        BOOST_TEST(trade["charges"].get<int>() <= (p.customer.digits == "06" ? 2 : 1), p.customer.digits);
      if (approved) approved_fen += payment["amount_fen"].get<std::int64_t>();
      paid = paid || approved;
    }
    BOOST_TEST((order["state"] == "paid") == paid, p.customer.digits << " " << order["state"]);
  }
  BOOST_TEST(ledger["held_fen"].get<std::int64_t>() == approved_fen);
}

std::vector<std::string> files_with(const std::string& folder, const std::string& needle) {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (text.view().find(needle) != std::string_view::npos) found.push_back(entry.path());
  }
  return found;
}

void clean(Shop& shop) {
  for (const auto& trouble : shop.stop()) BOOST_ERROR(trouble);
  const Told verify = shop.tool("outpost-store", {"verify"});
  BOOST_TEST(verify.ending.clean(), verify.out + verify.err);
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_customer_ends_right_and_leaves_no_code_behind) {
  CaseShop shop(with_provider(true));
  shop.start();
  const auto paying = all_at_once(shop, customers);
  std::set<std::string> alarms, expected;
  for (const auto& p : paying) {
    BOOST_REQUIRE_MESSAGE(!p.payment.is_null(), p.customer.digits << ": no answer");
    BOOST_TEST(p.took.count() < 3'000, p.customer.digits << " took " << p.took.count() << " ms");
    const json order = decided_order(shop, p);
    BOOST_REQUIRE(order["payments"].size() == 1u);
    BOOST_TEST(order["payments"][0]["state"] == p.customer.end, p.customer.digits);
    if (p.customer.end != "approved") BOOST_TEST(order["state"] == "awaiting_payment");
    if (!p.customer.alarm.empty()) expected.insert(p.customer.alarm);
  }
  // A late success comes after "reversed" was told: wait until it was seen and given back.
  const bool given_back = eventually(decided_within, [&] {
    alarms.clear();
    const json open = shop.owner().get("/api/v1/alarms");
    for (const auto& a : open["items"])
      if (expected.contains(a["name"])) alarms.insert(a["name"].get<std::string>());
    const json ledger = provider_ledger(shop);
    return alarms == expected &&
           std::none_of(ledger["items"].begin(), ledger["items"].end(),
                        [](const json& t) { return t["behaviour"] == "11" && t["refunded_fen"] == 0; });
  });
  BOOST_TEST(given_back);
  compare(shop, paying);
  BOOST_TEST(shop.await_synced(milliseconds{20'000}));
  clean(shop);
  const auto found = files_with(shop.folder(), "10000000000000");
  BOOST_TEST(found.empty(), (found.empty() ? "" : found.front()));
  BOOST_TEST(!files_with(shop.folder(), "code_limit_s").empty());  // the search does find
}

BOOST_AUTO_TEST_CASE(a_key_again_asks_the_provider_nothing) {
  CaseShop shop(with_provider(false));
  shop.start();
  const Api till = shop.station("till01");
  Paying p = start_paying(shop, customers[0]);
  BOOST_REQUIRE(!p.payment.is_null());
  BOOST_TEST(p.payment["state"] == "approved");
  for (int i = 0; i < 3; i++) {
    if (i == 1) shop.kill9("edge"), shop.start_one("edge");
    const Reply again = till.ask("POST", p.path, p.body, p.key);
    BOOST_TEST(again.status == 201);
    BOOST_TEST(again.replayed());
    BOOST_TEST(json::parse(again.body)["id"] == p.payment["id"]);
  }
  json other = p.body;
  other["auth_code"] = code_of("02");
  BOOST_TEST(till.ask("POST", p.path, other, p.key).text() == "409 idempotency-mismatch");
  compare(shop, {p});
  clean(shop);
}

BOOST_AUTO_TEST_CASE(payments_that_are_refused_by_rule) {
  CaseShop shop(with_provider(false));
  shop.start();
  const Api kiosk = shop.station("kiosk1");
  const json order = order_of(kiosk);
  const std::string path = "/api/v1/orders/" + order["id"].get<std::string>() + "/payments";
  const std::int64_t total = order["total_fen"];
  const auto refusal = [&](std::int64_t amount, const std::string& code) {
    return kiosk.ask("POST", path, {{"tender", "code"}, {"amount_fen", amount}, {"auth_code", code}}).text();
  };
  BOOST_TEST(refusal(total + 1, code_of("01")) == "422 payment-too-much");
  BOOST_TEST(refusal(total * 2, code_of("01")) == "422 payment-too-much");
  BOOST_TEST(refusal(total, "6901234567892") == "422 bad-auth-code");
  BOOST_TEST(refusal(total, "not a code") == "422 bad-auth-code");
  BOOST_TEST(refusal(0, code_of("01")).substr(0, 3) == "422");
  BOOST_TEST(refusal(-1, code_of("01")).substr(0, 3) == "422");
  BOOST_TEST(provider_ledger(shop)["items"].empty());
  // A part by code, and while one attempt is undecided no other payment.
  const json half{{"tender", "code"}, {"amount_fen", 1}, {"auth_code", code_of("01")}};
  BOOST_TEST(kiosk.post(path, half)["order"]["state"] == "awaiting_payment");
  const json typing{{"tender", "code"}, {"amount_fen", total - 1}, {"auth_code", code_of("03")}};
  BOOST_TEST(kiosk.post(path, typing)["state"] == "pending");
  const json cash{{"tender", "cash"}, {"amount_fen", total - 1}};
  BOOST_TEST(shop.station("till01").ask("POST", path, cash).text() == "409 payment-in-progress");
  clean(shop);
}

/// kill -9 at each moment of a payment: before, while and after the provider is asked.
BOOST_AUTO_TEST_CASE(edge_is_killed_in_the_middle_of_everything) {
  CaseShop shop(with_provider(false));
  shop.start();
  std::vector<Paying> all;
  const int rounds = full_size() ? 20 : 3;
  for (int round = 0; round < rounds; round++) {
    std::vector<Paying> paying;
    std::thread customers_come([&] { paying = all_at_once(shop, customers); });
    pause(milliseconds{150 + 400 * (round % 7)});
    shop.kill9("edge");
    customers_come.join();
    shop.start_one("edge");
    for (auto& p : paying) {
      if (p.order.is_null()) continue;
      // The till sends the same call again: the attempt is found, nobody is charged again.
      const auto again = shop.station(station_of(p.customer))
                             .until_answered("POST", p.path, p.body.dump(), p.key, milliseconds{20'000});
      BOOST_REQUIRE(again.has_value());
      BOOST_TEST(again->status == 201, again->text());
      all.push_back(p);
    }
    for (const auto& p : all) BOOST_TEST(!open_payment(decided_order(shop, p)), p.customer.digits);
  }
  BOOST_TEST_MESSAGE(all.size() << " payments across " << rounds << " kills");
  BOOST_TEST(all.size() >= static_cast<std::size_t>(rounds));
  // Late successes after a reversal are given back within the two looks.
  const bool equal = eventually(
      decided_within,
      [&] {
        std::int64_t approved_fen = 0;
        for (const auto& p : all) {
          const json order = order_now(shop, p);
          for (const auto& payment : order["payments"])
            if (payment["state"] == "approved") approved_fen += payment["amount_fen"].get<std::int64_t>();
        }
        return provider_ledger(shop)["held_fen"] == approved_fen;
      },
      milliseconds{500});
  BOOST_TEST(equal);
  compare(shop, all);
  clean(shop);
}

BOOST_AUTO_TEST_CASE(a_dead_provider_is_told_at_once_and_cash_goes_on) {
  CaseShop shop(with_provider(false));
  shop.start();
  Paying first = start_paying(shop, customers[0]);
  shop.kill9("provider");
  Paying p = start_paying(shop, customers[1]);
  BOOST_REQUIRE(!p.payment.is_null());
  BOOST_TEST(p.payment["state"] == "declined");
  BOOST_TEST(p.payment["reason"] == "provider-away");
  const json cash{{"tender", "cash"}, {"amount_fen", p.order["total_fen"]}};
  BOOST_TEST(shop.station("till02").post(p.path, cash)["order"]["state"] == "paid");
  shop.start_one("provider");
  BOOST_TEST(provider_ledger(shop)["items"].size() == 1u);  // its own truth is still there
  Paying later = start_paying(shop, customers[5]);
  BOOST_TEST(later.payment["state"] == "approved");
  clean(shop);
}

BOOST_AUTO_TEST_CASE(a_silent_provider_keeps_no_other_till_waiting) {
  CaseShop shop(with_provider(false));
  shop.start();
  const auto fault = exchange(shop.provider_port(), {"POST", "/admin/faults", "{\"delay_ms\":60000}", {}});
  BOOST_REQUIRE(fault && fault->ok());
  std::vector<Paying> stuck;
  std::thread customers_come([&] { stuck = all_at_once(shop, customers); });
  pause(milliseconds{1'000});
  const auto begin = Steady::now();
  for (int i = 0; i < 20; i++) sell(shop.owner(), {{"E2E-01"}});
  const auto took = std::chrono::duration_cast<milliseconds>(Steady::now() - begin);
  customers_come.join();
  BOOST_TEST_MESSAGE("20 cash sales beside " << stuck.size() << " silent payments: " << took.count()
                                             << " ms");
  BOOST_TEST(took.count() < 10'000);
  for (const auto& p : stuck) {
    BOOST_REQUIRE(!p.payment.is_null());
    BOOST_TEST(p.took.count() < 3'500, p.customer.digits);
    const std::string state = p.payment["state"];
    BOOST_TEST((state == "pending" || state == "unknown"), state);
  }
  BOOST_TEST(shop.stop_one("edge").clean());  // within 3 s, also with questions under way
}
