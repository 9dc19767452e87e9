// Live events through the running server: what leaves after a commit, to whom, and again after a break.
#include "tests/edge/http/running_edge.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;

namespace {

test::Wire listen(const test::RunningEdge& edge, const std::string& token, const std::string& query = "",
                  const std::string& last = "") {
  test::Wire wire(edge.port());
  test::Call call{"GET", "/api/v1/events" + query, "", token};
  if (!last.empty()) call.headers["Last-Event-ID"] = last;
  wire.write(test::text_of(call, edge.port()));
  return wire;
}

std::string last_id(const std::string& text) {
  const auto at = text.rfind("id: ");
  return at == std::string::npos ? "" : text.substr(at + 4, text.find('\n', at) - at - 4);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(live)

BOOST_AUTO_TEST_CASE(a_sale_is_seen_by_its_station_and_by_the_staff) {
  test::RunningEdge edge;
  const auto kiosk1 = edge.token("kiosk", "kiosk1"), kiosk2 = edge.token("kiosk", "kiosk2"),
             till = edge.token("cashier", "till1");
  auto own = listen(edge, kiosk1), other = listen(edge, kiosk2), staff = listen(edge, till, "?topics=order");
  for (auto* w : {&own, &other, &staff})
    BOOST_REQUIRE(w->read_until("id: ").find("text/event-stream") != std::string::npos);
  const auto order = test::ordered(edge, kiosk1);
  edge.post("/api/v1/orders/" + order + "/payments", till, R"({"tender":"cash","amount_fen":350})");
  const auto seen = own.read_until("\"type\":\"paid\"");
  BOOST_TEST(seen.find("\"topic\":\"cart\"") != std::string::npos);
  BOOST_TEST(seen.find("\"type\":\"paid\"") != std::string::npos);
  const auto orders = staff.read_until("\"type\":\"paid\"");
  BOOST_TEST(orders.find("\"topic\":\"cart\"") == std::string::npos);
  BOOST_TEST(orders.find("\"type\":\"created\"") != std::string::npos);
  BOOST_TEST(other.read_until("data:", 300).find("data:") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_was_missed_is_sent_again_and_a_restart_means_reset) {
  test::RunningEdge edge;
  const auto till = edge.token("cashier", "till1");
  std::string last;
  {
    auto wire = listen(edge, till);
    edge.post("/api/v1/carts", till);
    auto text = wire.read_until("data: ");
    text += wire.read_until("\n\n", 300);
    last = last_id(text);
  }
  BOOST_REQUIRE(!last.empty());
  const auto order = test::ordered(edge, till);
  auto again = listen(edge, till, "", last);
  const auto missed = again.read_until("\"type\":\"created\"");
  BOOST_TEST(missed.find(order) != std::string::npos);
  BOOST_TEST(missed.find("reset") == std::string::npos);
  edge.stop(), edge.start();
  auto after = listen(edge, till, "", last);
  BOOST_TEST(after.read_until("event: reset").find("event: reset") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_refused_call_is_not_told) {
  test::RunningEdge edge;
  const auto till = edge.token("cashier", "till1");
  const auto cart = test::field(edge.post("/api/v1/carts", till).body, "id");
  auto wire = listen(edge, till);
  wire.read_until("id: ");
  edge.post("/api/v1/carts/" + cart + "/lines", till,
            "{\"code\":\"" + std::string(test::soap) + "\",\"quantity_milli\":-5}");
  BOOST_TEST(wire.read_until("data:", 300).find("data:") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_revoked_terminal_hears_nothing_more) {
  test::RunningEdge edge({.catalogue = false});
  const auto till = edge.token("cashier", "till1");
  auto wire = listen(edge, till);
  wire.read_until("id: ");
  const auto id = test::field(edge.get("/api/v1/session", till).body, "terminal");
  BOOST_TEST(edge.send("DELETE", "/api/v1/terminals/" + id, edge.owner()).status == 204);
  BOOST_TEST(wire.closed_within(3'000));
}

BOOST_AUTO_TEST_CASE(a_stream_too_many_is_told_so_and_calls_go_on) {
  test::RunningEdge edge({.catalogue = false});
  std::vector<test::Wire> wires;
  for (int n = 1; n <= 16; ++n) {
    const auto screen = edge.token("cashier", "till" + std::to_string(n));
    for (int i = 0; i < 8; ++i) wires.push_back(listen(edge, screen));
  }
  for (auto& w : wires) BOOST_REQUIRE(w.read_until("id: ").find("200 OK") != std::string::npos);
  const auto till = edge.token("cashier", "till17");
  auto one_more = listen(edge, till);
  BOOST_TEST(one_more.read().status == 503);
  for (int i = 0; i < 20; ++i) BOOST_TEST(edge.get("/api/v1/session", till).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
