// What the till's page is told: what cash pays an order, and alarms that a person ends.
#include "edge/base/clock.hpp"
#include "edge/base/sqlite/db.hpp"
#include "tests/edge/http/running_edge.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <thread>

using namespace outpost;
using nlohmann::json;
using test::problem_name;

BOOST_AUTO_TEST_SUITE(what_the_till_is_told)

BOOST_AUTO_TEST_CASE(an_order_names_the_cash_that_pays_it) {
  test::RunningEdge edge({.edge_lines = "cash_rounding_fen = 100"});
  const auto till = edge.token("cashier", "till1");
  const auto order = test::ordered(edge, till);  // 3.50, half up
  BOOST_TEST(test::field(edge.get("/api/v1/orders/" + order, till).body, "cash_due_fen") == "400");
  const auto paid = edge.post("/api/v1/orders/" + order + "/payments", till,
                              R"({"tender":"cash","amount_fen":350,"tendered_fen":1000})");
  BOOST_REQUIRE(paid.status == 201);
  BOOST_TEST(test::field(paid.body, "change_fen") == "600");
  BOOST_TEST(test::field(paid.body, "order.cash_rounding_fen") == "-50");
  BOOST_TEST(test::field(paid.body, "order.cash_due_fen") == "");
  BOOST_TEST(test::field(edge.get("/api/v1/orders/" + order, till).body, "cash_due_fen") == "");
}

BOOST_AUTO_TEST_CASE(an_alarm_is_raised_by_the_program_and_ended_by_the_manager) {
  test::RunningEdge edge;
  edge.stop();
  {
    sqlite::Db db(edge.dir() + "/store.db", sqlite::Access::read_write);
    db.prepare("UPDATE outbox_head SET latest_us=?").with(SystemClock().wall_us() + 86'400 * us_per_s).run();
  }
  edge.start();
  edge.tick();
  const auto manager = edge.token("manager", "office");
  json open;
  for (int i = 0; i < 500 && open.empty(); ++i) {
    open = json::parse(edge.get("/api/v1/alarms", manager).body)["items"];
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  BOOST_REQUIRE(open.size() == 1u);
  BOOST_TEST(open[0]["name"] == "clock-wrong");
  BOOST_TEST(open[0]["cleared_at"].is_null());
  const std::string path = "/api/v1/alarms/" + open[0]["id"].get<std::string>() + "/clear";
  BOOST_TEST(problem_name(edge.post(path, edge.token("cashier", "till1"))) == "role-not-allowed");
  const auto ended = edge.post(path, manager, "{}", "clear-1");
  BOOST_TEST(ended.status == 200);
  BOOST_TEST(test::field(ended.body, "cleared_at") != "null");
  const auto again = edge.post(path, manager, "{}", "clear-1");
  BOOST_TEST(again.body == ended.body);
  BOOST_TEST(again.headers.contains("idempotency-replayed"));
  BOOST_TEST(edge.post(path, manager).body == ended.body);  // by another person, a moment later
  BOOST_TEST(json::parse(edge.get("/api/v1/alarms", manager).body)["items"].empty());
  BOOST_TEST(problem_name(edge.post("/api/v1/alarms/0190a5c2-0000-7000-8000-000000000001/clear", manager)) ==
             "unknown-alarm");
}

BOOST_AUTO_TEST_SUITE_END()
