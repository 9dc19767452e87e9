#include "sync/hq/publish_input.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::hq;

namespace {

constexpr Micros now = 1'767'225'600'000'000;

std::string error_of(const Result<PublishOrder>& r) { return r.ok() ? "" : r.error().name; }

}  // namespace

BOOST_AUTO_TEST_CASE(a_price_without_a_date_counts_from_now_and_replaces_the_one_before) {
  const auto order = read_prices(R"({"items":[{"sku":"cola","price_fen":350}]})", now);
  BOOST_REQUIRE(order.ok());
  BOOST_TEST(order->items.at(0).key == "cola");
  BOOST_TEST(order->items[0].body ==
             R"({"price_fen":350,"sku":"cola","valid_from":"2026-01-01T00:00:00.000000Z"})");
  BOOST_TEST(order->stores.empty());
}

BOOST_AUTO_TEST_CASE(a_dated_price_stands_beside_the_others) {
  const auto order = read_prices(
      R"({"items":[{"sku":"cola","price_fen":350,"valid_from":"2026-02-01T00:00:00+08:00"}],"stores":["b","a","b"]})",
      now);
  BOOST_REQUIRE(order.ok());
  BOOST_TEST(order->items.at(0).key == "cola\n2026-01-31T16:00:00.000000Z");
  BOOST_TEST(order->stores.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_price_whose_date_has_passed_counts_from_now) {
  const auto order =
      read_prices(R"({"items":[{"sku":"cola","price_fen":350,"valid_from":"2025-12-31T00:00:00Z"}]})", now);
  BOOST_REQUIRE(order.ok());
  BOOST_TEST(order->items.at(0).key == "cola");
  BOOST_TEST(order->items[0].body.find("2026-01-01T00:00:00.000000Z") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(bad_prices_are_named) {
  struct Row {
    std::string body, name;
  };
  std::string many = R"({"items":[)";
  for (int i = 0; i <= 10'000; ++i) many += std::string(i ? "," : "") + R"({"sku":"a","price_fen":1})";
  many += "]}";
  for (const auto& row : {Row{"", "bad-request"}, Row{"[]", "bad-request"}, Row{"{}", "bad-request"},
                          Row{R"({"items":[]})", "bad-request"},
                          Row{R"({"items":[{"sku":"a","price_fen":1}],"stores":[]})", "bad-request"},
                          Row{R"({"items":[{"sku":"a","price_fen":1}],"stores":["A B"]})", "bad-request"},
                          Row{R"({"items":[{"sku":"","price_fen":1}]})", "bad-price"},
                          Row{R"({"items":[{"sku":"a"}]})", "bad-price"},
                          Row{R"({"items":[{"sku":"a","price_fen":-1}]})", "bad-price"},
                          Row{R"({"items":[{"sku":"a","price_fen":1.5}]})", "bad-price"},
                          Row{R"({"items":[{"sku":"a","price_fen":"1"}]})", "bad-price"},
                          Row{R"({"items":[{"sku":"a","price_fen":9223372036854775808}]})", "bad-price"},
                          Row{R"({"items":[{"sku":"a","price_fen":1,"valid_from":"soon"}]})", "bad-price"},
                          Row{R"({"items":[{"sku":"a","price_fen":1,"valid_from":5}]})", "bad-price"},
                          Row{R"({"items":[5]})", "bad-price"}, Row{many, "too-many-items"},
                          Row{std::string(10'000, '['), "bad-request"}})
    BOOST_TEST(error_of(read_prices(row.body, now)) == row.name, row.body.substr(0, 80));
}

BOOST_AUTO_TEST_CASE(products_are_whole_or_refused) {
  const std::string good =
      R"({"items":[{"sku":"cola","name":"可乐","price_fen":350,"unit":"piece","tax_rate_bp":1300,)"
      R"("codes":["6901234567892"]}]})";
  BOOST_TEST(read_catalogue(good, now)->topic == "catalogue");
  BOOST_TEST(read_catalogue(R"({"items":[{"sku":"cola","removed":true}]})", now).ok());
  struct Row {
    std::string from, to;
  };
  for (const auto& row :
       {Row{"\"name\":\"可乐\",", ""}, Row{"\"unit\":\"piece\"", "\"unit\":\"litre\""}, Row{"1300", "10001"},
        Row{"[\"6901234567892\"]", "[5]"}, Row{"[\"6901234567892\"]", "\"x\""}, Row{"350", "-1"},
        Row{"\"unit\"", "\"tax_kind\":\"free\",\"unit\""}}) {
    std::string body = good;
    body.replace(body.find(row.from), row.from.size(), row.to);
    BOOST_TEST(error_of(read_catalogue(body, now)) == "bad-product", body);
  }
}
