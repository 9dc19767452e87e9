#include "sync/hq/api.hpp"
#include "tests/sync/hq/hq_fixture.hpp"

#include <nlohmann/json.hpp>

using namespace outpost;
using namespace outpost::hq;
using namespace outpost::hq::test;
using nlohmann::json;

namespace {

struct Desk {
  Hq hq;
  WriteGate gate;
  News news;
  ManualClock clock;
  std::string sick;
  Api api{*hq.db, gate, news, clock, ApiSetup{"token", "", 20 * us_per_s, [this] { return sick; }}};

  HttpReply get(const std::string& path, std::map<std::string, std::string> query = {},
                const std::string& bearer = "token") {
    return api.handle({"GET", path, std::move(query), bearer, "", ""});
  }
  HttpReply post(const std::string& path, const std::string& body, const std::string& key,
                 const std::string& bearer = "token") {
    return api.handle({"POST", path, {}, bearer, key, body});
  }
};

std::string type_of(const HttpReply& r) { return json::parse(r.body).value("type", ""); }

}  // namespace

BOOST_AUTO_TEST_CASE(only_the_admin_token_opens_the_api) {
  Desk d;
  for (const char* path : {"/api/v1/stores", "/api/v1/orders", "/api/v1/diagnostics", "/api/v1/quarantine"}) {
    BOOST_TEST(d.get(path).status == 200);
    for (const char* bearer : {"", "tokem", "token2", "toke"}) {
      const auto r = d.get(path, {}, bearer);
      BOOST_TEST(r.status == 401);
      BOOST_TEST(r.type == "application/problem+json");
    }
  }
  BOOST_TEST(d.post("/api/v1/prices", "{}", "k", "").status == 401);
  BOOST_TEST(d.get("/healthz", {}, "").status == 200);
  d.sick = "The appliers hang.";
  BOOST_TEST(d.get("/healthz", {}, "").status == 503);
}

BOOST_AUTO_TEST_CASE(unknown_addresses_and_methods_are_problems) {
  Desk d;
  BOOST_TEST(d.get("/api/v1/nothing").status == 404);
  BOOST_TEST(d.get("/").status == 404);
  BOOST_TEST(d.post("/api/v1/orders", "", "k").status == 405);
  BOOST_TEST(d.get("/api/v1/prices").status == 405);
}

BOOST_AUTO_TEST_CASE(orders_are_listed_page_by_page_newest_first) {
  Desk d;
  d.hq.add_store("s1", key_a);
  d.hq.add_store("s2", key_b);
  for (int n = 1; n <= 25; ++n)
    d.hq.take(n % 5 ? "s1" : "s2", inc_of(n % 5 ? 1 : 2),
              static_cast<std::uint64_t>(n % 5 ? n - n / 5 : n / 5), {order_paid(n)});
  d.hq.apply();
  std::set<std::string> seen;
  std::string after;
  int pages = 0;
  do {
    const auto r = d.get("/api/v1/orders", {{"limit", "10"}, {"after", after}});
    BOOST_REQUIRE(r.status == 200);
    const auto j = json::parse(r.body);
    for (const auto& o : j["items"]) {
      BOOST_TEST(seen.insert(o["id"]).second);
      BOOST_TEST(o["lines"].size() == 1u);
      BOOST_TEST(o["payments"][0]["tender"] == "cash");
      BOOST_TEST(o["total_fen"] == 350);
    }
    after = j["next"].is_null() ? "" : j["next"].get<std::string>();
    ++pages;
  } while (!after.empty() && pages < 10);
  BOOST_TEST(seen.size() == 25u);
  BOOST_TEST(pages == 3);
  BOOST_TEST(json::parse(d.get("/api/v1/orders", {{"store", "s2"}, {"limit", "100"}}).body)["items"].size() ==
             5u);
  for (const char* limit : {"0", "501", "-1", "x", "5x"})
    BOOST_TEST(type_of(d.get("/api/v1/orders", {{"limit", limit}})) == "/problems/bad-limit");
}

BOOST_AUTO_TEST_CASE(a_place_that_no_page_gave_is_refused_and_not_the_first_page_again) {
  Desk d;
  const std::string id(32, 'a');
  for (const char* list : {"orders", "diagnostics", "quarantine"}) {
    const auto ask = [&](const std::string& after) {
      return d.get("/api/v1/" + std::string(list), {{"after", after}});
    };
    for (const auto& after :
         {std::string("zzz"), std::string("'; DROP TABLE orders"), std::string("1.s1.beef.0"), "1.s1." + id,
          "1.s1." + id + ".0.0", "x.s1." + id + ".0", "1.S1." + id + ".0", "1.s1." + id + ".-1",
          std::string(19, '9') + ".s1." + id + ".0"}) {
      const auto r = ask(after);
      BOOST_TEST(r.status == 400, list << " " << after);
      BOOST_TEST(r.type == "application/problem+json");
      BOOST_TEST(type_of(r) == "/problems/bad-after");
    }
    BOOST_TEST(ask("").status == 200);
    BOOST_TEST(ask("1.s1." + id + ".0").status == 200);
  }
  BOOST_TEST(type_of(d.get("/api/v1/stores", {{"after", "No Store"}})) == "/problems/bad-after");
  BOOST_TEST(d.get("/api/v1/stores", {{"after", "s1"}}).status == 200);
}

BOOST_AUTO_TEST_CASE(stores_say_how_far_and_how_they_are) {
  Desk d;
  d.hq.add_store("s1", key_a);
  d.hq.add_store("s2", key_b);
  d.hq.take("s1", inc_of(1), 1, {order_paid(1), order_paid(2)});
  d.hq.in_work([&] { d.hq.db->registry().note_contact("s1", d.clock.wall_us()); });
  auto items = json::parse(d.get("/api/v1/stores").body)["items"];
  BOOST_REQUIRE(items.size() == 2u);
  BOOST_TEST(items[0]["state"] == "online");
  BOOST_TEST(items[0]["received_seq"] == 2);
  BOOST_TEST(items[0]["applied_seq"] == 0);
  BOOST_TEST(items[0]["lag_events"] == 2);
  BOOST_TEST(items[1]["state"] == "never");
  d.hq.apply();
  d.clock.advance(60 * us_per_s);
  d.hq.in_work([&] { d.hq.db->intake().note_refused("s2", "two boxes", 1); });
  items = json::parse(d.get("/api/v1/stores").body)["items"];
  BOOST_TEST(items[0]["state"] == "offline");
  BOOST_TEST(items[0]["lag_events"] == 0);
  BOOST_TEST(items[1]["state"] == "refused");
  BOOST_TEST(items[1]["refusal"] == "two boxes");
  BOOST_TEST(json::parse(d.get("/api/v1/stores", {{"limit", "1"}}).body)["next"] == "s1");
  d.hq.in_work([&] { BOOST_TEST(d.hq.db->registry().revoke("s2", "").ok()); });
  BOOST_TEST(json::parse(d.get("/api/v1/stores").body)["items"][1]["state"] == "revoked");
}

BOOST_AUTO_TEST_CASE(prices_are_published_once_per_key) {
  Desk d;
  d.hq.add_store("s1");
  const std::string body = R"({"items":[{"sku":"cola","price_fen":400}]})";
  const auto first = d.post("/api/v1/prices", body, "k1");
  BOOST_TEST(first.status == 201);
  BOOST_TEST(json::parse(first.body)["seq"] == 1);
  BOOST_TEST(d.news.take().for_all);
  d.clock.advance(us_per_s);
  const auto again = d.post("/api/v1/prices", body, "k1");
  BOOST_TEST(again.status == 201);
  BOOST_TEST(again.body == first.body);
  BOOST_TEST(again.headers.at("Idempotency-Replayed") == "true");
  BOOST_TEST(type_of(d.post("/api/v1/prices", R"({"items":[{"sku":"tea","price_fen":1}]})", "k1")) ==
             "/problems/idempotency-mismatch");
  BOOST_TEST(type_of(d.post("/api/v1/prices", body, "")) == "/problems/idempotency-key-missing");
  BOOST_TEST(type_of(d.post("/api/v1/prices", body, "with blank")) == "/problems/idempotency-key-missing");
  BOOST_TEST(d.hq.count("SELECT count(*) FROM publication") == 1);
  BOOST_TEST(d.post("/api/v1/catalogue", R"({"items":[{"sku":"x","removed":true}]})", "k1").status == 201);
}

BOOST_AUTO_TEST_CASE(prices_for_an_unknown_store_are_refused_as_a_whole) {
  Desk d;
  d.hq.add_store("s1");
  const auto r =
      d.post("/api/v1/prices", R"({"items":[{"sku":"cola","price_fen":400}],"stores":["s1","ghost"]})", "k");
  BOOST_TEST(r.status == 422);
  BOOST_TEST(d.hq.count("SELECT count(*) FROM publication") == 0);
  BOOST_TEST(d.post("/api/v1/prices", R"({"items":[{"sku":"cola","price_fen":-4}]})", "k2").status == 422);
}

BOOST_AUTO_TEST_CASE(the_quarantine_shows_what_and_why_and_not_the_bytes) {
  Desk d;
  d.hq.add_store("s1");
  auto broken = order_paid(1);
  broken.body = "secret 13800138000";
  d.hq.take("s1", inc_of(1), 1, {broken, broken});
  d.hq.apply();
  const auto r = d.get("/api/v1/quarantine", {{"limit", "1"}});
  const auto j = json::parse(r.body);
  BOOST_TEST(j["items"][0]["kind"] == "order.paid");
  BOOST_TEST(r.body.find("13800138000") == std::string::npos);
  const auto rest = json::parse(d.get("/api/v1/quarantine", {{"after", j["next"].get<std::string>()}}).body);
  BOOST_TEST(rest["items"].size() == 1u);
}
