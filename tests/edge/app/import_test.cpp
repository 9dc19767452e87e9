// A products file is taken whole or not at all.
#include "edge/app/catalogue.hpp"
#include "edge/store/catalogue.hpp"
#include "tests/edge/app/shop.hpp"

#include <chrono>
#include <thread>

using namespace outpost;
using outpost::test::Shop;

namespace {

const std::string head = "sku,name,name_en,codes,price_yuan,unit,tax_rate,tax_code,category\n";

Result<app::ImportResult> import(Shop& shop, const std::string& csv) {
  std::istringstream in(csv);
  return app::import_products(*shop.writer, in, [](const app::ImportProgress&) {});
}

std::int64_t count(Shop& shop) {
  return *shop.read([](sqlite::Db& db) -> Result<std::int64_t> { return store::count_products(db); });
}

Result<app::Product> find(Shop& shop, const std::string& code) {
  return shop.read([&](sqlite::Db& db) { return app::product_by_code(db, code, shop.clock.wall_us()); });
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_good_file) {
  Shop shop(1, false);
  const auto result = import(shop, outpost::test::small_catalogue);
  BOOST_REQUIRE(result.ok());
  BOOST_TEST(result->rows == 6);
  BOOST_TEST(result->codes == 5);
  const auto oil = find(shop, "9520001000744");
  BOOST_TEST(oil->name == "机油, 4 L");
  BOOST_TEST(oil->tax_rate_bp == 1'300);
  BOOST_TEST(oil->codes.size() == 2u);
  BOOST_CHECK(find(shop, "BOOK")->tax_kind == data::TaxKind::exempt);
  BOOST_CHECK(find(shop, "BAG")->tax_kind == data::TaxKind::zero);
}

BOOST_AUTO_TEST_CASE(errors_name_their_lines_and_nothing_is_changed) {
  Shop shop;
  const auto before = count(shop);
  const auto result = import(shop, head + "A,甲,A,,1.00,piece,13,1,x\n"          // 2
                                          "B,乙,B,,1.005,piece,13,1,x\n"         // 3: three decimals
                                          "C,\"两\n行\",C,,1.00,piece,13,1,x\n"  // 4: a control character
                                          "D,丁,D,,1.00,litre,13,1,x\n"          // 6
                                          "A,戊,E,,1.00,piece,13,1,x\n"          // 7: sku of line 2
                                          "F,己,F,6901234567893,1.00,piece,13,1,x\n"  // 8: check digit
                                          "G,庚,G,690 690,-1,piece,13,1,x\n"          // 9
                                          "H,辛,H,,1.00,piece,101,1,x\n"              // 10
                                          ",壬,I,,1.00,piece,13,1,x\n"                // 11
                                          "J,癸,J,,1.00,piece,13,1\n"                 // 12: a field short
                                          "K,,K,,1.00,piece,13,1,x\n");               // 13
  BOOST_REQUIRE(result.ok());
  std::vector<std::int64_t> lines;
  for (const auto& e : result->errors) lines.push_back(e.line);
  BOOST_TEST(lines == (std::vector<std::int64_t>{3, 4, 6, 7, 8, 9, 10, 11, 12, 13}),
             boost::test_tools::per_element());
  BOOST_TEST(count(shop) == before);
  BOOST_TEST(!find(shop, "A").ok());
}

BOOST_AUTO_TEST_CASE(columns) {
  Shop shop(1, false);
  struct Row {
    const char *csv, *part;
  };
  for (const auto& r :
       {Row{"", "empty"}, Row{"sku,name\nA,B\n", "missing"},
        Row{"sku,name,name_en,codes,price_yuan,unit,tax_rate,tax_code,category,colour\n", "colour"},
        Row{"sku,sku,name,name_en,codes,price_yuan,unit,tax_rate,tax_code,category\n", "twice"},
        Row{"sku,name,name_en,codes,price_yuan,unit,tax_rate,tax_code,category\n", "no products"}}) {
    const auto result = import(shop, r.csv);
    BOOST_REQUIRE(result.ok());
    BOOST_REQUIRE(result->errors.size() == 1u);
    BOOST_TEST(result->errors[0].text.find(r.part) != std::string::npos, result->errors[0].text);
  }
  const auto other_order = import(
      shop, "name,sku,category,tax_code,tax_rate,unit,price_yuan,codes,name_en\n甲,A,x,1,13,piece,2.5,,A\n");
  BOOST_TEST(other_order->errors.empty());
  BOOST_TEST(find(shop, "A")->price_fen.v == 250);
}

BOOST_AUTO_TEST_CASE(a_second_file_changes_what_it_names_and_leaves_the_rest) {
  Shop shop;
  const auto before = count(shop);
  BOOST_REQUIRE(
      import(shop, head + "TEA,绿茶,Tea,4006381333931,4.00,piece,13,1,x\nNEW,新,New,,1.00,piece,13,1,x\n")
          ->errors.empty());
  BOOST_TEST(count(shop) == before + 1);
  BOOST_TEST(find(shop, "4006381333931")->price_fen.v == 400);
  BOOST_TEST(!find(shop, "6901234567892").ok());  // its code of before
  BOOST_TEST(find(shop, "OIL").ok());
}

BOOST_AUTO_TEST_CASE(an_import_that_was_cut_off_leaves_no_trace) {
  Shop shop;
  BOOST_REQUIRE(shop.write([](store::Tx& tx) -> Result<void> {
                      const auto version = store::begin_staging(tx.db);
                      store::ProductRow p;
                      p.sku = "GHOST", p.name = "ghost", p.price_fen = Fen{1};
                      p.codes = {"6901234567892"};
                      store::put_product(tx.db, *version, p, {tx.now_us, true});
                      return {};
                    })
                    .ok());
  BOOST_TEST(import(shop, head + "A,甲,A,,1.00,piece,13,1,x\n").error().name == "catalogue-busy");
  shop.reopen();  // nobody can be importing into a store that was closed
  BOOST_REQUIRE(import(shop, head + "A,甲,A,,1.00,piece,13,1,x\n").ok());
  BOOST_TEST(!find(shop, "GHOST").ok());
  BOOST_TEST(find(shop, "6901234567892")->sku == "TEA");
}

BOOST_AUTO_TEST_CASE(selling_goes_on_beside_an_import) {
  Shop shop;
  std::string csv = head;
  for (int i = 0; i < 20'000; ++i) {
    const auto n = std::to_string(i);
    csv += "S" + n + ",商品 " + n + ",Product " + n + ",X" + n + ",1.00,piece,13,1,x\n";
  }
  std::atomic<bool> ended{false};
  bool imported = false;  // Boost.Test speaks on one thread only
  double seconds = 0;
  std::thread importer([&] {
    const auto begun = std::chrono::steady_clock::now();
    imported = import(shop, csv).ok();
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    ended = true;
  });
  int sold = 0;
  double worst = 0;
  while (!ended) {
    const auto begun = std::chrono::steady_clock::now();
    const auto order = shop.order(shop.till, {{"TEA", 1'000}});
    BOOST_REQUIRE(shop.cash(shop.till, order.id, 350).ok());
    worst = std::max(
        worst, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count());
    ++sold;
  }
  importer.join();
  BOOST_TEST(imported);
  BOOST_TEST_MESSAGE("20,000 products in " << seconds << " s");
  BOOST_TEST_MESSAGE(sold << " sales meanwhile, the longest took " << worst << " ms");
  BOOST_TEST(sold > 0);
  BOOST_TEST(count(shop) == 20'006);
  shop.check_all_ok();
}
