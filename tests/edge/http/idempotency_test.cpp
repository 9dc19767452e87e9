#include "edge/base/sqlite/db.hpp"
#include "edge/http/in_flight.hpp"
#include "tests/edge/http/running_edge.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <thread>

using namespace outpost;
using test::problem_name;

BOOST_AUTO_TEST_SUITE(idempotency)

BOOST_AUTO_TEST_CASE(the_same_call_twice_is_done_once_also_after_a_restart) {
  test::RunningEdge edge;
  const auto till = edge.token("cashier", "till1");
  const auto order = test::ordered(edge, till);
  const std::string path = "/api/v1/orders/" + order + "/payments",
                    body = R"({"tender":"cash","amount_fen":350})";
  const auto first = edge.post(path, till, body, "pay-1");
  BOOST_REQUIRE(first.status == 201);
  BOOST_TEST(!first.headers.contains("idempotency-replayed"));
  for (int i = 0; i < 3; ++i) {
    if (i == 2) edge.stop(), edge.start();
    const auto again = edge.post(path, till, body, "pay-1");
    BOOST_TEST(again.status == 201);
    BOOST_TEST(again.body == first.body);
    BOOST_TEST(again.headers.at("idempotency-replayed") == "true");
  }
  BOOST_TEST(problem_name(edge.post(path, till, R"({"tender":"cash","amount_fen":300})", "pay-1")) ==
             "idempotency-mismatch");
  BOOST_TEST(problem_name(edge.post("/api/v1/carts", till, body, "pay-1")) == "idempotency-mismatch");
  BOOST_TEST(test::field(edge.get("/api/v1/orders/" + order, till).body, "paid_fen") == "350");
}

BOOST_AUTO_TEST_CASE(refusals_by_rule_are_kept_and_input_errors_are_not) {
  test::RunningEdge edge;
  const auto till = edge.token("cashier", "till1");
  const auto cart = test::field(edge.post("/api/v1/carts", till).body, "id");
  const auto first = edge.post("/api/v1/carts/" + cart + "/quote", till, "{}", "quote-1");
  BOOST_TEST(problem_name(first) == "empty-cart");
  edge.post("/api/v1/carts/" + cart + "/lines", till, "{\"code\":\"" + std::string(test::soap) + "\"}");
  const auto again = edge.post("/api/v1/carts/" + cart + "/quote", till, "{}", "quote-1");
  BOOST_TEST(again.status == 422);
  BOOST_TEST(again.body == first.body);
  BOOST_TEST(again.headers.at("idempotency-replayed") == "true");
  BOOST_TEST(edge.post("/api/v1/carts/" + cart + "/quote", till, "{", "quote-2").status == 400);
  BOOST_TEST(edge.post("/api/v1/carts/" + cart + "/quote", till, "{}", "quote-2").status == 201);
}

BOOST_AUTO_TEST_CASE(another_terminal_may_use_the_same_key) {
  test::RunningEdge edge;
  const auto one = edge.token("cashier", "till1"), two = edge.token("cashier", "till2");
  const auto a = edge.post("/api/v1/carts", one, "{}", "k"), b = edge.post("/api/v1/carts", two, "{}", "k");
  BOOST_TEST(a.status == 201);
  BOOST_TEST(b.status == 201);
  BOOST_TEST(test::field(a.body, "id") != test::field(b.body, "id"));
}

BOOST_AUTO_TEST_CASE(twenty_at_once_make_one) {
  test::RunningEdge edge;
  const auto till = edge.token("cashier", "till1");
  const auto order = test::ordered(edge, till);
  std::vector<test::Answer> answers(20);
  std::vector<std::thread> threads;
  for (auto& a : answers)
    threads.emplace_back([&] {
      a = edge.post("/api/v1/orders/" + order + "/payments", till, R"({"tender":"cash","amount_fen":350})",
                    "once");
    });
  for (auto& t : threads) t.join();
  std::set<std::string> ids;
  int replayed = 0;
  for (const auto& a : answers) {
    BOOST_TEST(a.status == 201, a.body);
    ids.insert(test::field(a.body, "id"));
    replayed += a.headers.contains("idempotency-replayed");
  }
  BOOST_TEST(ids.size() == 1u);
  BOOST_TEST(replayed == 19);
}

BOOST_AUTO_TEST_CASE(a_call_in_flight_is_waited_for_and_then_told) {
  http::InFlight calls(std::chrono::milliseconds(200));
  auto first = calls.enter("a");
  BOOST_REQUIRE(first.ok());
  BOOST_TEST(calls.enter("b").ok());
  const auto second = calls.enter("a");
  BOOST_REQUIRE(!second.ok());
  BOOST_TEST(second.error().name == "request-in-progress");
  std::thread later([held = std::make_shared<http::InFlight::Ticket>(std::move(first).value())]() mutable {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    held.reset();
  });
  BOOST_TEST(calls.enter("a").ok());
  later.join();
}

BOOST_AUTO_TEST_CASE(who_repeats_a_call_that_takes_too_long_is_told_so_and_it_is_done_once) {
  test::RunningEdge edge;
  const auto till = edge.token("cashier", "till1");
  const auto order = test::ordered(edge, till);
  const std::string path = "/api/v1/orders/" + order + "/payments",
                    body = R"({"tender":"cash","amount_fen":350})";
  sqlite::Db slow_disk(edge.dir() + "/store.db", sqlite::Access::read_write);
  slow_disk.exec("BEGIN IMMEDIATE");  // the writer waits for it
  test::Answer first;
  std::thread impatient([&] { first = edge.post(path, till, body, "slow"); });
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  const auto begun = std::chrono::steady_clock::now();
  const auto second = edge.post(path, till, body, "slow");
  const auto waited = std::chrono::steady_clock::now() - begun;
  slow_disk.exec("ROLLBACK");
  impatient.join();
  BOOST_TEST(second.status == 409);
  BOOST_TEST(problem_name(second) == "request-in-progress");
  BOOST_TEST((waited >= std::chrono::seconds(3) && waited < std::chrono::seconds(5)));
  BOOST_TEST(first.status == 201, first.body);
  const auto third = edge.post(path, till, body, "slow");
  BOOST_TEST(third.body == first.body);
  BOOST_TEST(third.headers.at("idempotency-replayed") == "true");
  BOOST_TEST(test::field(edge.get("/api/v1/orders/" + order, till).body, "paid_fen") == "350");
}

BOOST_AUTO_TEST_SUITE_END()
