// GET products/by-code reads a code as the cart does: the same goods, the same refusals.
#include "edge/base/bytes.hpp"
#include "edge/base/gtin.hpp"
#include "tests/edge/http/running_edge.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

using namespace outpost;
using test::field;

namespace {

std::string percent(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    const auto byte = static_cast<std::uint8_t>(c);
    out += plain ? std::string(1, c) : "%" + to_hex(ByteView(&byte, 1));
  }
  return out;
}

struct Store {
  test::RunningEdge edge{{.edge_lines = "in_store_templates = 21:PPPPPWWWWW, 22:PPPPPVVVVV"}};
  std::string till = edge.token("cashier", "till1"), kiosk = edge.token("kiosk", "kiosk1");

  test::Answer look(const std::string& code, const std::string& more = "") const {
    return edge.get("/api/v1/products/by-code/" + percent(code) + more, kiosk);
  }
  /// What the same code does as a line.
  test::Answer add(const std::string& code) const {
    const auto cart = field(edge.post("/api/v1/carts", till).body, "id");
    const auto answer =
        edge.post("/api/v1/carts/" + cart + "/lines", till, nlohmann::json{{"code", code}}.dump());
    edge.send("DELETE", "/api/v1/carts/" + cart, till);
    return answer;
  }
};

const std::string soap = std::string("01") + "06901234567892", apples = std::string("01") + "06901234567816";
std::string own(const std::string& digits) { return digits + gs1_check_digit(digits); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(code_lookup, Store)

BOOST_AUTO_TEST_CASE(a_code_that_says_more_than_a_number_names_its_product) {
  struct Row {
    std::string code, sku;
    int quantity_milli;
  };
  for (const auto& r :
       {Row{test::soap, "SOAP", 1'000}, Row{"SOAP", "SOAP", 1'000},
        Row{"]C1" + soap + "10A\x1D" + "17491231", "SOAP", 1'000},
        Row{"https://shop.example/01/06901234567892/10/A%2F7?17=491231", "SOAP", 1'000},
        Row{"HTTPS://shop.example/01/06901234567892", "SOAP", 1'000},
        Row{"]C1" + apples + "3103000500", "APPLE", 500}, Row{"6901234567816", "APPLE", 1'000}}) {
    const auto answer = look(r.code);
    BOOST_TEST(answer.status == 200, r.code << ": " << answer.body);
    BOOST_TEST(field(answer.body, "sku") == r.sku, r.code);
    BOOST_TEST(field(answer.body, "quantity_milli") == std::to_string(r.quantity_milli), r.code);
    BOOST_TEST(field(answer.body, "codes").find("690123") != std::string::npos, r.code);
  }
}

BOOST_AUTO_TEST_CASE(the_same_refusals_as_the_cart) {
  struct Row {
    std::string code;
    int status;
    const char* name;
  };
  for (const auto& r :
       {Row{"6901234567893", 422, "bad-check-digit"}, Row{"6901234567885", 404, "unknown-code"},
        Row{"]C1" + soap + "17250101", 422, "expired"},
        Row{"https://shop.example/01/06901234567892?15=250101", 422, "expired"},
        Row{"https://shop.example/01/06901234567893", 422, "bad-check-digit"},
        Row{"https://shop.example/other", 404, "unknown-code"},
        Row{"]C1" + soap + "39220100", 422, "price-label"}, Row{"]C1" + soap + "1726", 400, "bad-code"},
        Row{own("219999900100"), 404, "unknown-code"}, Row{"134567890123456789", 422, "payment-code"}}) {
    const auto seen = look(r.code), line = add(r.code);
    BOOST_TEST(seen.status == r.status, r.code << ": " << seen.body);
    BOOST_TEST(test::problem_name(seen) == r.name, r.code);
    BOOST_TEST(line.status == seen.status, r.code);
    BOOST_TEST(test::problem_name(line) == test::problem_name(seen), r.code);
    BOOST_TEST(seen.body.find(r.code) == seen.body.npos, r.code);  // no code goes back in clear
  }
  BOOST_TEST(test::problem_name(look("OPM1.m.1780000000.00")) == "member-code");
}

BOOST_AUTO_TEST_CASE(a_symbology_can_be_told) {
  BOOST_TEST(look("04252614").status == 422);                                              // not an EAN-8
  BOOST_TEST(test::problem_name(look("04252614", "?symbology=UPC-E")) == "unknown-code");  // 042100005264
  BOOST_TEST(look(test::soap, "?symbology=EAN-13").status == 200);
}

BOOST_AUTO_TEST_CASE(addresses_that_cannot_be) {
  BOOST_TEST(look("").status == 404);
  BOOST_TEST(look("a/b").status == 404);
  BOOST_TEST(test::problem_name(look(std::string(65, 'x'))) == "bad-code");
  BOOST_TEST(test::problem_name(look(std::string("\x01"))) == "bad-code");
  BOOST_TEST(test::problem_name(look(std::string(4'000, '9'))) == "bad-code");
  BOOST_TEST(edge.get("/api/v1/products/by-code/a/b", kiosk).status == 404);
  BOOST_TEST(edge.get("/api/v1/products%2Fby-code%2F" + std::string(test::soap), kiosk).status == 404);
}

BOOST_AUTO_TEST_SUITE_END()
