#include "tests/sync/hq/hq_fixture.hpp"

using namespace outpost;
using namespace outpost::hq;
using namespace outpost::hq::test;

namespace {

wire::Event changed(const std::string& from, const std::string& to) {
  auto e = order_paid(1);
  const auto at = e.body.find(from);
  BOOST_REQUIRE(at != e.body.npos);
  e.body.replace(at, from.size(), to);
  return e;
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_order_becomes_rows) {
  const auto p = project(order_paid(7, 1'250));
  BOOST_REQUIRE(p.ok());
  const auto& o = std::get<OrderPaid>(*p);
  BOOST_TEST(o.receipt_no == "s1-1-7");
  BOOST_TEST(o.total_fen == 1'250);
  BOOST_TEST(o.created_us == 1'767'240'000'000'000);
  BOOST_REQUIRE(o.lines.size() == 1u);
  BOOST_TEST(o.lines[0].name == "可乐");
  BOOST_REQUIRE(o.payments.size() == 1u);
  BOOST_TEST(o.payments[0].tender == "cash");
}

BOOST_AUTO_TEST_CASE(a_report_becomes_a_row) {
  const auto p =
      project({"diagnostics.report", 1, 5, 0,
               R"({"report":{"codes":[]},"id":"0190a5c2-0000-7000-8000-000000000001","vin":"LSV1",)"
               R"("station":"bay1","unit":"bay1","at":"2026-01-01T00:00:00Z"})"});
  BOOST_REQUIRE(p.ok());
  BOOST_TEST(std::get<DiagnosticReport>(*p).vin == "LSV1");
}

BOOST_AUTO_TEST_CASE(what_is_not_known_yet_is_kept_and_not_refused) {
  for (const auto& e :
       {wire::Event{"payment.alarm", 1, 0, 0, "{}"}, wire::Event{"order.paid", 2, 0, 0, "{}"},
        wire::Event{"x", 1, 0, 0, "not json"}, wire::Event{"diagnostics.cleared", 1, 0, 0, "{}"}})
    BOOST_TEST(std::holds_alternative<Unread>(*project(e)));
}

BOOST_AUTO_TEST_CASE(a_body_that_breaks_its_promise_is_poison_with_a_reason) {
  struct Row {
    wire::Event event;
    std::string word;
  };
  auto no_json = order_paid(1), deep = order_paid(1);
  no_json.body = "{\"order\":";
  deep.body = std::string(100'000, '[');
  for (const auto& row :
       {Row{no_json, "JSON"}, Row{deep, "deep"}, Row{{"order.paid", 1, 0, 0, "[]"}, "object"},
        Row{{"order.paid", 1, 0, 0, "{}"}, "order"},
        Row{changed("\"total_fen\":350", "\"total_fen\":351"), "add up"},
        Row{changed("\"total_fen\":350", "\"total_fen\":350.5"), "total_fen"},
        Row{changed("\"total_fen\":350", "\"total_fen\":18446744073709551615"), "total_fen"},
        Row{changed("0190a5c2-0000", "nonsense-0"), "id"},
        Row{changed("\"state\":\"paid\"", "\"state\":5"), "state"},
        Row{changed("2026-01-01T04:00:00.000000Z", "yesterday"), "created_at"},
        Row{changed("\"lines\":[", "\"lines\":5,\"x\":["), "lines"}}) {
    const auto p = project(row.event);
    BOOST_REQUIRE_MESSAGE(!p.ok(), row.word);
    BOOST_TEST(p.error().name == "poison");
    BOOST_TEST(p.error().text.find(row.word) != std::string::npos, p.error().text);
  }
}
