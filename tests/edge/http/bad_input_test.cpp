// What clients send that they should not: each line is answered with its own problem, and the shop goes on.
#include "tests/edge/http/running_edge.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

using namespace outpost;
using test::problem_name;

namespace {

struct Store {
  test::RunningEdge edge;
  std::string till = edge.token("cashier", "till1"), kiosk = edge.token("kiosk", "kiosk1");
  std::string cart(const std::string& token) {
    return test::field(edge.post("/api/v1/carts", token).body, "id");
  }
};

struct Shared {
  Store& get() {
    static Store store;
    return store;
  }
  Store& s = get();
  const test::RunningEdge& edge = s.edge;
};

void check(const test::Answer& a, int status, const std::string& name) {
  BOOST_TEST(a.status == status, a.body);
  BOOST_TEST(problem_name(a) == name);
  if (a.status >= 400) BOOST_TEST(a.headers.at("content-type") == "application/problem+json");
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(bad_input, Shared)

BOOST_AUTO_TEST_CASE(json_that_is_broken_deep_or_huge) {
  const auto path = "/api/v1/carts/" + s.cart(s.till) + "/lines";
  check(edge.post(path, s.till, "{\"code\":"), 400, "bad-json");
  check(edge.post(path, s.till, "{\"code\":\"\xff\xfe\"}"), 400, "bad-json");
  check(edge.post(path, s.till, "[]"), 400, "not-an-object");
  check(edge.post(path, s.till, "{\"a\":" + std::string(1'000, '[') + std::string(1'000, ']') + "}"), 400,
        "json-too-deep");
  check(edge.post(path, s.till, "{\"a\":\"" + std::string(10 << 20, 'x') + "\"}"), 413, "body-too-large");
  check(edge.post(path, s.till, "{}"), 400, "code-or-sku");
  check(edge.post(path, s.till, "{\"code\":\"1\",\"sku\":\"1\"}"), 400, "code-or-sku");
  check(edge.post(path, s.till, "{\"code\":7}"), 400, "bad-field");
  check(test::call(edge.port(),
                   {"POST", path, "code=1", s.till, test::fresh_key(), {{"Content-Type", "text/plain"}}}),
        400, "not-json");
}

BOOST_AUTO_TEST_CASE(goods_by_weight_that_nobody_weighed) {
  const auto scale = s.edge.token("cashier", "till-scale");
  const auto path = "/api/v1/carts/" + s.cart(scale) + "/lines";
  const std::string apples = "\"sku\":\"APPLE\"";
  check(edge.post(path, scale, "{" + apples + "}"), 422, "weigh-first");
  const auto weighed = edge.post(path, scale, "{" + apples + ",\"quantity_milli\":350}");
  BOOST_TEST(weighed.status == 201, weighed.body);
  BOOST_TEST(test::field(weighed.body, "total_fen") == "343");
}

BOOST_AUTO_TEST_CASE(codes_that_nobody_filed) {
  const auto path = "/api/v1/carts/" + s.cart(s.till) + "/lines";
  check(edge.post(path, s.till, "{\"code\":\"6901234567885\"}"), 404, "unknown-code");
  check(edge.post(path, s.till, "{\"code\":\"6901234567890\"}"), 422, "bad-check-digit");
  for (const auto& [code, status, name] :
       {std::tuple{"134567890123456789", 422, "payment-code"},
        {"OPM1.m-1.1780000000.00112233445566778899aabbccddeeff", 422, "member-forged"},
        {"]C1010690123456788517200101", 422, "expired"},
        {"https://shop.example/a/long/way/01/06901234567885/10/LOT-2026-000001/21/SERIAL-000000001?17=200101",
         422, "expired"},
        {"javascript:alert(document.cookie)", 404, "unknown-code"}}) {
    const auto answer = edge.post(path, s.till, nlohmann::json{{"code", code}}.dump());
    check(answer, status, name);
    BOOST_TEST(answer.body.find(code) == answer.body.npos);  // no code goes back in clear
  }
  check(edge.get("/api/v1/products/by-code/6901234567885", s.till), 404, "unknown-code");
  check(edge.get("/api/v1/products/by-code/6901234567890", s.till), 422, "bad-check-digit");
  BOOST_TEST(edge.get("/api/v1/products/by-code/" + std::string(test::soap), s.till).status == 200);
  check(edge.get("/api/v1/products?limit=0", s.till), 400, "bad-limit");
  check(edge.get("/api/v1/products?limit=100000", s.till), 400, "bad-limit");
  check(edge.get("/api/v1/products?limit=ten", s.till), 400, "bad-limit");
}

BOOST_AUTO_TEST_CASE(quantities_that_are_none) {
  const auto path = "/api/v1/carts/" + s.cart(s.till) + "/lines";
  const auto with = [&](const std::string& q) {
    return edge.post(path, s.till,
                     "{\"code\":\"" + std::string(test::soap) + "\",\"quantity_milli\":" + q + "}");
  };
  for (const char* q : {"0", "-1000", "1500", "1", "1000000001000", "9223372036854775807"})
    check(with(q), 422, "bad-quantity");
  for (const char* q : {"1.5", "1e3", "9223372036854775808", "\"1000\"", "true", "[]"})
    check(with(q), 400, "bad-field");
  const auto cart = nlohmann::json::parse(with("1000").body);
  BOOST_REQUIRE(cart["lines"].size() == 1u);
  const auto change = [&](const std::string& q) {
    return edge.send("PATCH", path + "/" + cart["lines"][0]["id"].get<std::string>(), s.till,
                     "{\"quantity_milli\":" + q + "}");
  };
  for (const char* q : {"0", "-1000", "1500", "9223372036854775807", "-9223372036854775808"})
    check(change(q), 422, "bad-quantity");
  for (const char* q : {"1.5", "9223372036854775808"}) check(change(q), 400, "bad-field");
  check(change("null"), 400, "missing-field");
  BOOST_TEST(test::field(change("3000").body, "total_fen") == "1050");
}

BOOST_AUTO_TEST_CASE(ids_that_are_none) {
  for (const std::string id : {"x", "0190a5c2-0000-7000-8000-000000000001", "%20", "..%5c"}) {
    check(edge.get("/api/v1/orders/" + id, s.till), 404, "unknown-order");
    check(edge.get("/api/v1/carts/" + id, s.till), 404, "unknown-cart");
  }
  check(edge.post("/api/v1/orders", s.till, "{\"quote_id\":\"nonsense\"}"), 400, "bad-field");
  check(edge.post("/api/v1/orders", s.till, "{\"quote_id\":\"0190a5c2-0000-7000-8000-000000000001\"}"), 404,
        "unknown-quote");
}

BOOST_AUTO_TEST_CASE(cash_of_less_more_and_twice_the_amount) {
  const auto till2 = s.edge.token("cashier", "till2");
  const auto order = test::ordered(edge, till2, 2);  // 7.00
  const auto path = "/api/v1/orders/" + order + "/payments";
  for (const char* amount : {"0", "-1", "9223372036854775807"})
    check(edge.post(path, s.till, "{\"tender\":\"cash\",\"amount_fen\":" + std::string(amount) + "}"), 422,
          "bad-amount");
  check(edge.post(path, s.till, R"({"tender":"cash","amount_fen":9223372036854775808})"), 400, "bad-field");
  check(edge.post(path, s.till, R"({"tender":"cash","amount_fen":7.0})"), 400, "bad-field");
  check(edge.post(path, s.till, R"({"tender":"cash"})"), 400, "missing-field");
  check(edge.post(path, s.till, R"({"tender":"gold","amount_fen":700})"), 400, "bad-tender");
  check(edge.post(path, s.till, R"({"tender":"cash","amount_fen":700,"tendered_fen":600})"), 422,
        "tendered-too-little");
  check(edge.get("/api/v1/orders/" + order + "/receipt", s.till), 409, "not-paid");

  const auto part = edge.post(path, s.till, R"({"tender":"cash","amount_fen":300})");
  BOOST_TEST(part.status == 201);
  BOOST_TEST(test::field(part.body, "order.state") == "awaiting_payment");
  const auto rest = edge.post(path, s.till, R"({"tender":"cash","amount_fen":1400})");  // of 4.00 left
  BOOST_TEST(rest.status == 201);
  BOOST_TEST(test::field(rest.body, "order.state") == "paid");
  BOOST_TEST(test::field(rest.body, "change_fen") == "1000");
  check(edge.post(path, s.till, R"({"tender":"cash","amount_fen":700})"), 409, "order-paid");
  BOOST_TEST(test::field(edge.get("/api/v1/orders/" + order, s.till).body, "paid_fen") == "700");
}

BOOST_AUTO_TEST_CASE(days_that_are_none) {
  for (const auto* date : {"2026-02-30", "20260131", "yesterday", "2026-01-31T00:00:00Z"})
    check(edge.get("/api/v1/orders?business_date=" + std::string(date), s.till), 400, "bad-date");
  BOOST_TEST(edge.get("/api/v1/orders?business_date=2026-01-31", s.till).status == 200);
}

BOOST_AUTO_TEST_CASE(a_kiosk_takes_no_cash_and_sees_only_itself) {
  const auto order = test::ordered(edge, s.kiosk);
  check(edge.post("/api/v1/orders/" + order + "/payments", s.kiosk, R"({"tender":"cash","amount_fen":350})"),
        403, "cash-at-till");
  const auto other = s.edge.token("kiosk", "kiosk2");
  check(edge.get("/api/v1/orders/" + order, other), 404, "unknown-order");
  check(edge.get("/api/v1/orders", s.kiosk), 403, "role-not-allowed");
  const auto paid =
      edge.post("/api/v1/orders/" + order + "/payments", s.till, R"({"tender":"cash","amount_fen":350})");
  BOOST_TEST(test::field(paid.body, "order.state") == "paid");
  BOOST_TEST(edge.get("/api/v1/orders/" + order + "/receipt", s.kiosk).status == 200);
}

BOOST_AUTO_TEST_CASE(code_payments_without_a_provider) {
  const auto order = test::ordered(edge, s.till);
  check(edge.post("/api/v1/orders/" + order + "/payments", s.till,
                  R"({"tender":"code","amount_fen":350,"auth_code":"134567890123456789"})"),
        422, "code-payment-off");
  check(edge.post("/api/v1/orders/" + order + "/payments", s.till, R"({"tender":"code","amount_fen":350})"),
        400, "missing-field");
}

BOOST_AUTO_TEST_CASE(no_token_a_foreign_token_no_key) {
  check(edge.get("/api/v1/session", ""), 401, "no-token");
  check(edge.get("/api/v1/session", "deadbeef"), 401, "unknown-token");
  check(test::call(edge.port(), {"POST", "/api/v1/carts", "", s.till}), 400, "idempotency-key-missing");
  check(edge.post("/api/v1/carts", s.till, "{}", std::string(129, 'k')), 400, "idempotency-key-bad");
  check(edge.post("/api/v1/carts", s.till, "{}", "with blank"), 400, "idempotency-key-bad");
  BOOST_TEST(edge.post("/api/v1/carts", s.till, "{}", std::string(128, 'k')).status == 201);
}

BOOST_AUTO_TEST_CASE(units_commands_and_printers_that_are_not_there) {
  check(edge.get("/api/v1/devices/nobody", s.till), 404, "unknown-unit");
  check(edge.post("/api/v1/devices/nobody/commands", edge.owner(), R"({"command":"tare"})"), 404,
        "unknown-unit");
  check(edge.post("/api/v1/bays/nobody/report", edge.owner()), 404, "unknown-unit");
  const auto order = test::ordered(edge, s.till);
  edge.post("/api/v1/orders/" + order + "/payments", s.till, R"({"tender":"cash","amount_fen":350})");
  check(edge.post("/api/v1/orders/" + order + "/receipt/print", s.till), 422, "no-printer");
  check(edge.post("/api/v1/orders/" + order + "/receipt/print", s.till, R"({"unit":"nobody"})"), 422,
        "no-printer");
}

BOOST_AUTO_TEST_CASE(a_catalogue_with_faults_changes_nothing) {
  const auto send = [&](const std::string& csv) {
    const auto begun = test::call(edge.port(), {"POST",
                                                "/api/v1/imports/products",
                                                csv,
                                                edge.owner(),
                                                test::fresh_key(),
                                                {{"Content-Type", "text/csv"}}});
    if (begun.status != 202) return begun;
    test::Answer a;
    do {
      a = edge.get("/api/v1/imports/" + test::field(begun.body, "id"), edge.owner());
    } while (test::field(a.body, "state") == "running");
    return a;
  };
  auto bad = test::test_catalogue();
  bad += "TEA,茶,Tea,6901234567823,-1.00,piece,13,1030301000000000000,食品\n";
  const auto failed = send(bad);
  BOOST_TEST(test::field(failed.body, "state") == "failed");
  BOOST_TEST(test::field(failed.body, "errors").find("\"line\":5") != std::string::npos, failed.body);
  check(edge.get("/api/v1/products/by-code/6901234567823", s.till), 404, "unknown-code");
  BOOST_TEST(test::field(send("nonsense").body, "state") == "failed");
  check(test::call(edge.port(), {"POST",
                                 "/api/v1/imports/products",
                                 "{}",
                                 edge.owner(),
                                 test::fresh_key(),
                                 {{"Content-Type", "application/json"}}}),
        400, "not-csv");
  for (const std::map<std::string, std::string>& headers :
       {std::map<std::string, std::string>{}, {{"Content-Type", "text/csv"}}})
    check(test::call(edge.port(),
                     {"POST", "/api/v1/imports/products", "", edge.owner(), test::fresh_key(), headers}),
          400, "empty-file");
  check(edge.get("/api/v1/imports/0190a5c2-0000-7000-8000-000000000001", edge.owner()), 404,
        "unknown-import");
  BOOST_TEST(test::field(send(test::test_catalogue()).body, "state") == "done");
}

BOOST_AUTO_TEST_CASE(strangers_may_send_little) {
  check(edge.post("/api/v1/sessions", "", "{\"password\":\"" + std::string(10'000, 'x') + "\"}"), 413,
        "body-too-large");
  check(edge.post("/api/v1/sessions", "", "{\"password\":\"" + std::string(300, 'x') + "\"}"), 400,
        "bad-field");
  check(test::call(edge.port(),
                   {"POST", "/api/v1/carts", std::string(900'000, 'x'), "", test::fresh_key(), {}}),
        401, "no-token");
}

BOOST_AUTO_TEST_CASE(a_head_only_call_gets_no_body) {
  test::Wire wire(edge.port());
  const auto a = test::call(wire, edge.port(), {"GET", "/healthz"});
  wire.write(test::text_of({"HEAD", "/healthz"}, edge.port()));
  const auto head = wire.read_until("\r\n\r\n");
  BOOST_TEST(head.starts_with("HTTP/1.1 200"));
  BOOST_TEST(head.ends_with("\r\n\r\n"));
}

BOOST_AUTO_TEST_CASE(addresses_and_methods_that_are_not_there) {
  check(edge.get("/api/v1/nothing", s.till), 404, "no-such-route");
  check(edge.send("PUT", "/api/v1/carts", s.till), 405, "method-not-allowed");
  check(edge.get("/nothing.html", ""), 404, "no-pages");
}

BOOST_AUTO_TEST_SUITE_END()
