// One key, many calls, across real crashes. Unit tests hold the rules; here the same bytes must come back
// from another process that read them from the disk.
#include "tests/e2e/harness/sale.hpp"
#include "tests/e2e/harness/suite.hpp"

#include <random>
#include <thread>

using namespace outpost::e2e;

namespace {

ShopOptions edge_alone() {
  ShopOptions about;
  about.name = "outpost-keys";
  about.stations = {"till1", "till2"};
  about.headquarters = false;
  return about;
}

/// A call that can be sent again as it was.
struct Call {
  std::string method, path;
  json body;
  std::string key = Api::new_key();
  std::optional<Reply> first{};

  Reply send(const Api& api) const { return api.ask(method, path, body, key); }
};

/// All mutating calls of one sale, each with its first answer.
std::vector<Call> one_sale(const Api& till) {
  std::vector<Call> calls;
  const auto send = [&](const std::string& path, const json& body) {
    Call call{"POST", path, body};
    call.first = call.send(till);
    BOOST_REQUIRE_MESSAGE(call.first->ok(), path << ": " << call.first->text());
    calls.push_back(call);
    return json::parse(call.first->body);
  };
  const std::string cart = "/api/v1/carts/" + send("/api/v1/carts", json::object())["id"].get<std::string>();
  send(cart + "/lines", {{"sku", "E2E-01"}});
  send(cart + "/lines", {{"sku", "E2E-12"}, {"quantity_milli", 333}});
  const json quote = send(cart + "/quote", json::object());
  const json order = send("/api/v1/orders", {{"quote_id", quote["id"]}});
  send("/api/v1/orders/" + order["id"].get<std::string>() + "/payments",
       {{"tender", "cash"}, {"amount_fen", order["total_fen"]}});
  return calls;
}

void same_answer(const Call& call, const Reply& again) {
  BOOST_TEST(again.status == call.first->status, call.path);
  BOOST_TEST(again.body == call.first->body, call.path);
  BOOST_TEST(again.replayed(), call.path);
  BOOST_TEST(!call.first->replayed(), call.path);
}

void restart(Shop& shop) {
  shop.kill9("edge");
  shop.start_one("edge");
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_same_key_gives_the_same_bytes_after_kill_9) {
  CaseShop shop(edge_alone());
  shop.start();
  const auto calls = one_sale(shop.till(1));
  for (int crash = 0; crash < 3; ++crash) {
    restart(shop);
    for (const auto& call : calls) same_answer(call, call.send(shop.till(1)));
  }
  BOOST_TEST(shop.owner().get("/api/v1/today")["orders"] == 1);
}

BOOST_AUTO_TEST_CASE(the_same_key_with_another_body_is_refused_also_after_kill_9) {
  CaseShop shop(edge_alone());
  shop.start();
  auto calls = one_sale(shop.till(1));
  for (int crash = 0; crash < 2; ++crash) {
    for (auto call : calls) {
      call.body["surprise"] = 1;
      BOOST_TEST(call.send(shop.till(1)).text() == "409 idempotency-mismatch", call.path);
    }
    restart(shop);
  }
  Call elsewhere = calls[0];  // the same key and body for another thing
  elsewhere.path = calls[3].path;
  BOOST_TEST(elsewhere.send(shop.till(1)).text() == "409 idempotency-mismatch");
}

BOOST_AUTO_TEST_CASE(a_refusal_by_rule_is_kept_and_a_mistake_is_not) {
  CaseShop shop(edge_alone());
  shop.start();
  const Api till = shop.till(1);
  const json order = sell(till, {{"E2E-01"}});
  Call late{"POST",
            "/api/v1/orders/" + order["id"].get<std::string>() + "/payments",
            {{"tender", "cash"}, {"amount_fen", 100}}};
  late.first = late.send(till);
  BOOST_TEST(late.first->status / 100 == 4);
  BOOST_TEST((late.first->status == 409 || late.first->status == 422), late.first->text());
  const json cart = till.post("/api/v1/carts");
  Call wrong{"POST",
             "/api/v1/carts/" + cart["id"].get<std::string>() + "/lines",
             {{"sku", "E2E-01"}, {"quantity_milli", "three"}}};
  BOOST_TEST(wrong.send(till).status == 400);
  restart(shop);
  same_answer(late, late.send(till));
  wrong.body["quantity_milli"] = 1'000;  // the key is free: nothing was kept for it
  BOOST_TEST(wrong.send(till).status == 201);
  BOOST_TEST(till.ask("POST", "/api/v1/carts", json::object(), "").text() == "400 idempotency-key-missing");
}

BOOST_AUTO_TEST_CASE(a_key_belongs_to_its_terminal) {
  CaseShop shop(edge_alone());
  shop.start();
  const Call call{"POST", "/api/v1/carts", json::object()};
  const Reply one = call.send(shop.till(1)), two = call.send(shop.till(2));
  BOOST_TEST((one.status == 201 && two.status == 201));
  BOOST_TEST(!two.replayed());
  BOOST_TEST(json::parse(one.body)["station"] == "till1");
  BOOST_TEST(json::parse(two.body)["station"] == "till2");
}

BOOST_AUTO_TEST_CASE(calls_in_flight_with_one_key_do_their_work_once) {
  CaseShop shop(edge_alone());
  shop.start();
  const Api till = shop.till(1);
  const std::string cart = "/api/v1/carts/" + till.post("/api/v1/carts")["id"].get<std::string>();
  constexpr int rounds = 20, at_once = 8;
  for (int round = 1; round <= rounds; ++round) {
    const Call call{"POST", cart + "/lines", {{"sku", "E2E-01"}}};
    std::vector<Reply> replies(at_once);
    std::vector<std::thread> threads;
    for (auto& reply : replies) threads.emplace_back([&] { reply = call.send(till); });
    for (auto& thread : threads) thread.join();
    int fresh = 0;
    for (const auto& reply : replies) {
      BOOST_TEST(reply.status == 201, reply.text());
      BOOST_TEST(reply.body == replies[0].body);
      fresh += !reply.replayed();
    }
    BOOST_TEST(fresh == 1);
    BOOST_TEST(till.get(cart)["lines"][0]["quantity_milli"] == 1'000 * round);
  }
}

BOOST_AUTO_TEST_CASE(a_payment_cut_off_by_kill_9_is_made_once) {
  CaseShop shop(edge_alone());
  shop.start();
  const Api till = shop.till(1);
  std::mt19937 random(20'261'121);
  int cut = 0, replayed = 0;
  const int rounds = full_size() ? 200 : 15;
  for (int round = 0; round < rounds; ++round) {
    const json cart = till.post("/api/v1/carts");
    till.post("/api/v1/carts/" + cart["id"].get<std::string>() + "/lines", {{"sku", "E2E-02"}});
    const json quote = till.post("/api/v1/carts/" + cart["id"].get<std::string>() + "/quote");
    const json order = till.post("/api/v1/orders", {{"quote_id", quote["id"]}});
    const std::string path = "/api/v1/orders/" + order["id"].get<std::string>();
    const std::string body = json{{"tender", "cash"}, {"amount_fen", order["total_fen"]}}.dump(),
                      key = Api::new_key();
    std::optional<Reply> first;
    std::thread payer([&] { first = till.once("POST", path + "/payments", body, key); });
    std::this_thread::sleep_for(std::chrono::microseconds(std::uniform_int_distribution(0, 6'000)(random)));
    shop.kill9("edge");
    payer.join();
    shop.start_one("edge");
    const auto then = till.until_answered("POST", path + "/payments", body, key, milliseconds{10'000});
    BOOST_REQUIRE(then);
    BOOST_TEST(then->status == 201, then->text());
    if (first) BOOST_TEST(first->body == then->body);
    BOOST_TEST((!first || then->replayed()));
    cut += !first;
    replayed += then->replayed();
    const json now = till.get(path);
    BOOST_TEST(now["state"] == "paid");
    BOOST_TEST(now["payments"].size() == 1u);
  }
  std::printf("payments     %d, %d cut off by kill -9, %d answered from the key afterwards\n", rounds, cut,
              replayed);
  for (const auto& text : shop.stop()) BOOST_ERROR(text);
  const Told verify = shop.tool("outpost-store", {"verify"});
  BOOST_TEST(verify.ending.code == 0, verify.out << verify.err);
}
