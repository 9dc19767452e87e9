// Catalogue versions, codes that move, dated prices.
#include "edge/store/catalogue.hpp"
#include "tests/edge/store/folder.hpp"

using namespace outpost;
using outpost::test::Box;
using outpost::test::Folder;

namespace {

store::ProductRow product(const std::string& sku, std::int64_t price, std::vector<std::string> codes) {
  store::ProductRow p;
  p.sku = sku, p.name = "name of " + sku, p.name_en = "Name " + sku, p.price_fen = Fen{price};
  p.codes = std::move(codes);
  return p;
}

struct Shelf {
  Folder folder;
  Box box;
  store::OpenStore store = box.must_open(folder.path());
  sqlite::Db& db = *store.db;

  std::int64_t price(const std::string& sku, Micros now = 1'000) {
    const auto p = store::product_by_sku(db, sku, now);
    return p ? p->price_fen.v : -1;
  }
  std::string sku_of(const std::string& code) {
    const auto p = store::product_by_filed_code(db, code, 1'000);
    return p ? p->sku : "";
  }
  void sweep() {
    for (store::CatalogueSweep s; !s.done;) store::sweep_catalogue(db, s, 3);
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_staged_version_is_unseen_until_it_is_published) {
  Shelf s;
  store::put_product(s.db, store::live_version(s.db), product("A", 100, {"111", "112"}), {0, true});
  const auto version = store::begin_staging(s.db);
  BOOST_REQUIRE(version.ok());
  BOOST_TEST(store::begin_staging(s.db).error().name == "catalogue-busy");
  store::put_product(s.db, *version, product("A", 200, {"112", "113"}), {0, true});
  store::put_product(s.db, *version, product("B", 300, {"111"}), {0, true});
  BOOST_TEST(s.price("A") == 100);
  BOOST_TEST(s.price("B") == -1);
  BOOST_TEST(s.sku_of("111") == "A");
  BOOST_TEST(s.sku_of("113") == "");
  store::publish_staging(s.db, *version);
  BOOST_TEST(s.price("A") == 200);
  BOOST_TEST(s.sku_of("111") == "B");
  BOOST_TEST(s.sku_of("112") == "A");
  BOOST_TEST(s.sku_of("113") == "A");
  BOOST_TEST(store::product_by_sku(s.db, "A", 0, true)->codes == (std::vector<std::string>{"112", "113"}),
             boost::test_tools::per_element());
  const auto rows = s.db.scalar_i64("SELECT count(*) FROM product");
  s.sweep();
  BOOST_TEST(s.db.scalar_i64("SELECT count(*) FROM product") == rows - 1);
  BOOST_TEST(s.price("A") == 200);
  BOOST_TEST(s.sku_of("111") == "B");
}

BOOST_AUTO_TEST_CASE(what_was_dropped_never_comes_to_light) {
  Shelf s;
  for (int i = 0; i < 10; ++i)
    store::put_product(s.db, store::live_version(s.db),
                       product("P" + std::to_string(i), 100, {"c" + std::to_string(i)}), {0, true});
  const auto first = store::begin_staging(s.db);
  for (int i = 0; i < 20; ++i)
    store::put_product(s.db, *first, product("P" + std::to_string(i), 999, {"d" + std::to_string(i)}),
                       {0, true});
  store::drop_staging(s.db);
  BOOST_TEST(store::has_dropped_rows(s.db));
  const auto second = store::begin_staging(s.db);
  BOOST_TEST(*second > *first);
  s.sweep();
  BOOST_TEST(!store::has_dropped_rows(s.db));
  store::put_product(s.db, *second, product("P0", 150, {"c0"}), {0, true});
  store::publish_staging(s.db, *second);
  BOOST_TEST(s.price("P0") == 150);
  BOOST_TEST(s.price("P1") == 100);
  BOOST_TEST(s.price("P15") == -1);
  BOOST_TEST(s.sku_of("d3") == "");
  BOOST_TEST(s.sku_of("c3") == "P3");
}

BOOST_AUTO_TEST_CASE(dated_prices_switch_by_themselves) {
  Shelf s;
  const auto live = store::live_version(s.db);
  store::put_product(s.db, live, product("A", 100, {}), {1'000, true});
  store::put_price(s.db, "A", Fen{80}, 5'000);
  store::put_price(s.db, "A", Fen{90}, 9'000);
  store::put_price(s.db, "A", Fen{1}, 500);  // older than the product's own price
  BOOST_TEST(s.price("A", 4'999) == 100);
  BOOST_TEST(s.price("A", 5'000) == 80);
  BOOST_TEST(s.price("A", 9'000) == 90);
  store::put_price(s.db, "A", Fen{85}, 9'000);  // corrected
  BOOST_TEST(s.price("A", 10'000) == 85);
  store::put_product(s.db, live, product("A", 120, {}),
                     {20'000, true});  // imported later: the newest word counts
  BOOST_TEST(s.price("A", 30'000) == 120);
}

BOOST_AUTO_TEST_CASE(between_an_import_and_headquarters_the_later_word_counts_whatever_their_clocks_say) {
  Shelf s;
  const auto live = store::live_version(s.db);
  store::put_product(s.db, live, product("A", 100, {}), {10'000, true});  // by a clock that is fast
  store::put_price(s.db, "A", Fen{80}, 9'000, 11'000);
  BOOST_TEST(s.price("A", 12'000) == 80);
  store::put_product(s.db, live, product("A", 120, {}), {20'000, true});
  store::put_price(s.db, "A", Fen{80}, 9'000, 21'000);  // the same told again: no newer word
  BOOST_TEST(s.price("A", 30'000) == 120);
  store::put_price(s.db, "A", Fen{70}, 9'000, 22'000);  // another price is one
  BOOST_TEST(s.price("A", 30'000) == 70);
  store::put_product(s.db, live, product("A", 130, {}), {25'000, false});  // headquarters' own: one clock
  store::put_price(s.db, "A", Fen{60}, 24'000, 40'000);
  BOOST_TEST(s.price("A", 50'000) == 130);
}

BOOST_AUTO_TEST_CASE(removed_products_are_gone) {
  Shelf s;
  const auto live = store::live_version(s.db);
  store::put_product(s.db, live, product("A", 100, {"111"}), {0, true});
  store::remove_product(s.db, live, "A");
  BOOST_TEST(s.price("A") == -1);
  BOOST_TEST(s.sku_of("111") == "");
  BOOST_TEST(store::search_products(s.db, "", "", 10, 0).empty());
}

BOOST_AUTO_TEST_CASE(search) {
  Shelf s;
  const auto live = store::live_version(s.db);
  for (int i = 0; i < 25; ++i)
    store::put_product(s.db, live,
                       product("SKU" + std::to_string(100 + i), i, {"690000000" + std::to_string(100 + i)}),
                       {0, true});
  store::put_product(s.db, live, product("50%", 1, {}), {0, true});
  BOOST_TEST(store::search_products(s.db, "sku1", "", 100, 0).size() == 25u);
  BOOST_TEST(store::search_products(s.db, "Name SKU11", "", 100, 0).size() == 10u);
  BOOST_TEST(store::search_products(s.db, "000000124", "", 100, 0).size() == 1u);
  BOOST_TEST(store::search_products(s.db, "%", "", 100, 0).size() == 1u);
  BOOST_TEST(store::search_products(s.db, "_", "", 100, 0).empty());
  BOOST_TEST(store::search_products(s.db, "nothing", "", 100, 0).empty());
  const auto page = store::search_products(s.db, "", "SKU110", 3, 0);
  BOOST_REQUIRE(page.size() == 3u);
  BOOST_TEST(page[0].sku == "SKU111");
}

BOOST_AUTO_TEST_CASE(codes_are_filed_canonically) {
  BOOST_TEST(store::filed_code("6901234567892") == "6901234567892");
  BOOST_TEST(store::filed_code("036000291452") == "0036000291452");    // UPC-A
  BOOST_TEST(store::filed_code("00036000291452") == "0036000291452");  // GTIN-14 of the same
  BOOST_TEST(store::filed_code("96385074") == "0000096385074");        // EAN-8
  BOOST_TEST(store::filed_code("IN-STORE-7") == "IN-STORE-7");
}
