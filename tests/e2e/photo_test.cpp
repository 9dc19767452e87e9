// A picture dropped into the camera's folder: the real camera program, decoder child and all, up to a row in
// headquarters' database.
#include "edge/base/gtin.hpp"
#include "edge/base/id.hpp"
#include "edge/base/sqlite/db.hpp"
#include "tests/e2e/harness/live.hpp"
#include "tests/e2e/harness/picture.hpp"
#include "tests/e2e/harness/sale.hpp"
#include "tests/e2e/harness/suite.hpp"

#include <filesystem>

using namespace outpost::e2e;

namespace {

constexpr milliseconds soon{20'000};

/// The real photo: a product in the hand before a phone (see the sample data's manifest).
const std::string photo_name = "zj_ean13-1_1.webp", photo_code = "8413000065504";
/// Ours, drawn by harness/picture; from GS1's demonstration range.
const std::string drawn_code = "9529999012340", unknown_code = "9529999055552";

ShopOptions with_camera() {
  ShopOptions about;
  about.name = "outpost-photo";
  about.stations = {"kiosk1", "till1"};
  about.units = {{"cam1", "scan_camera", "folder:$DIR/cam1", "kiosk1", {}}};
  about.catalogue = small_catalogue() + "PHOTO,照片里的商品,The product in the photo," + photo_code +
                    ",12.34,piece,13,1070101010000000000,test\nDRAWN,画出来的商品,The drawn product," +
                    drawn_code + ",5.00,piece,9,1070101010000000000,test\n";
  return about;
}

/// By rename, as a camera's own software would: half a file is never seen.
void drop(const Shop& shop, const std::string& bytes, const std::string& name) {
  write_file(shop.data() + "/dropped.part", bytes);
  std::filesystem::rename(shop.data() + "/dropped.part", shop.data() + "/cam1/" + name);
}

/// A scan that is made before the camera has found edge is dropped, as it should be: wait for it.
void start_with_camera(Shop& shop) {
  shop.start();
  BOOST_REQUIRE(
      eventually(soon, [&] { return shop.owner().get("/api/v1/devices/cam1")["state"] == "ready"; }));
}

bool scanned(Live& live, const std::string& type, const std::string& code) {
  return live
      .next(
          [&](const LiveEvent& e) {
            return e.data["topic"] == "scan" && e.data["type"] == type && e.data["code"] == code;
          },
          soon)
      .has_value();
}

/// The cart of an event with a line of this SKU, or null.
json cart_with(Live& live, const std::string& sku) {
  const auto event = live.next(
      [&](const LiveEvent& e) {
        if (e.data["topic"] != "cart") return false;
        for (const auto& line : e.data["cart"]["lines"])
          if (line["sku"] == sku) return true;
        return false;
      },
      soon);
  return event ? event->data["cart"] : json();
}

/// Kiosk: quote and order; till: cash. The paid order.
json buy(const Shop& shop, const json& cart) {
  const Api kiosk = shop.station("kiosk1");
  const json quote = kiosk.post("/api/v1/carts/" + cart["id"].get<std::string>() + "/quote");
  const json order = kiosk.post("/api/v1/orders", {{"quote_id", quote["id"]}});
  const json paid = shop.till(1).post("/api/v1/orders/" + order["id"].get<std::string>() + "/payments",
                                      {{"tender", "cash"}, {"amount_fen", order["total_fen"]}});
  return paid["order"];
}

/// Rows of this order and SKU in headquarters' database.
std::int64_t rows_at_hq(const Shop& shop, const json& order, const std::string& sku) {
  outpost::sqlite::Db db(shop.hq_data() + "/hq.db", outpost::sqlite::Access::read_only);
  auto row = db.prepare(
      "SELECT count(*) FROM orders o JOIN order_lines l ON l.store_id = o.store_id AND "
      "l.order_id = o.id WHERE o.store_id = 'e2e' AND o.id = ? AND l.sku = ? AND o.state = 'paid'");
  row.with(*outpost::parse_id(order["id"].get<std::string>()), sku);
  row.step();
  return row.i64(0);
}

/// From the picture in the folder to the row at headquarters.
void picture_becomes_a_sale(CaseShop& shop, const std::string& bytes, const std::string& name,
                            const std::string& code, const std::string& sku) {
  const Api kiosk = shop.station("kiosk1");
  Live live(kiosk, "cart,scan");
  drop(shop, bytes, name);
  const json cart = cart_with(live, sku);
  BOOST_REQUIRE_MESSAGE(cart.is_object(), name << ": no line appeared on the kiosk");
  BOOST_TEST(cart["lines"].size() == 1u);
  BOOST_TEST(cart["lines"][0]["code"] == code);
  BOOST_TEST(cart["lines"][0]["quantity_milli"] == 1'000);
  const json order = buy(shop, cart);
  BOOST_TEST(order["state"] == "paid");
  const json receipt = kiosk.get("/api/v1/orders/" + order["id"].get<std::string>() + "/receipt");
  BOOST_TEST(receipt["receipt_no"] == order["receipt_no"]);
  BOOST_TEST(shop.await_synced(soon));
  BOOST_TEST(rows_at_hq(shop, order, sku) == 1);
  std::printf("photo        %s -> %s -> receipt %s -> 1 row at headquarters\n", name.c_str(), code.c_str(),
              receipt["receipt_no"].get<std::string>().c_str());
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_real_photo_becomes_a_row_at_headquarters) {
  const std::string data = data_folder();
  const std::string path = data + "/barcodes/" + photo_name;
  if (data.empty() || !std::filesystem::exists(path))
    return skipped("the sample photos are not there (OUTPOST_DATA)");
  CaseShop shop(with_camera());
  start_with_camera(shop);
  picture_becomes_a_sale(shop, read_file(path), photo_name, photo_code, "PHOTO");
}

BOOST_AUTO_TEST_CASE(a_drawn_picture_becomes_a_row_at_headquarters) {
  BOOST_REQUIRE(outpost::is_gtin(drawn_code));
  CaseShop shop(with_camera());
  start_with_camera(shop);
  picture_becomes_a_sale(shop, ean13_png(drawn_code), "drawn.png", drawn_code, "DRAWN");
}

BOOST_AUTO_TEST_CASE(what_is_no_picture_or_no_product_does_no_harm) {
  BOOST_REQUIRE(outpost::is_gtin(unknown_code));
  CaseShop shop(with_camera());
  start_with_camera(shop);
  const auto pid = shop.pid("cam1");
  const Api kiosk = shop.station("kiosk1");
  Live live(kiosk, "cart,scan");
  const std::string good = ean13_png(drawn_code);
  drop(shop, "this is a text", "text.png");
  drop(shop, good.substr(0, good.size() / 2), "half.png");
  drop(shop, "", "empty.jpg");
  drop(shop, ean13_png(unknown_code), "unknown.png");
  BOOST_TEST(scanned(live, "unknown", unknown_code));
  drop(shop, good, "good.png");
  BOOST_TEST(cart_with(live, "DRAWN").is_object());
  BOOST_TEST(kiosk.get("/api/v1/carts/current")["lines"].size() == 1u);
  BOOST_TEST(shop.pid("cam1") == pid, "the camera program was lost");
}

BOOST_AUTO_TEST_CASE(a_scan_made_while_edge_was_away_is_not_in_the_next_cart) {
  CaseShop shop(with_camera());
  start_with_camera(shop);
  const Api kiosk = shop.station("kiosk1");
  const auto camera_up = [&] { return shop.owner().get("/api/v1/devices/cam1")["state"] == "ready"; };
  const int rounds = full_size() ? 20 : 3;
  for (int round = 0; round < rounds; ++round) {
    shop.kill9("edge");
    drop(shop, ean13_png(drawn_code), "away-" + std::to_string(round) + ".png");
    pause(milliseconds{1'500});  // time for the camera to read it and to queue it, if it would
    shop.start_one("edge");
    BOOST_TEST(eventually(soon, camera_up), "the camera did not come back");
    pause(milliseconds{2'500});
    BOOST_TEST(kiosk.post("/api/v1/carts")["lines"].empty(),
               "a scan of the time without edge is in the cart");
  }
  Live live(kiosk, "cart,scan");  // and the camera still works
  drop(shop, ean13_png(drawn_code), "here.png");
  BOOST_TEST(cart_with(live, "DRAWN").is_object());
}

BOOST_AUTO_TEST_CASE(a_code_that_comes_back_before_its_release_is_told_and_adds_nothing) {
  auto about = with_camera();
  about.name = "outpost-again";
  // The drawn code is away for a second and a half between two crossings; here it is not released meanwhile.
  about.units = {
      {"cam1", "scan_camera", "pattern:ean13?fps=15&code=" + drawn_code, "kiosk1", {{"release_ms", "8000"}}}};
  CaseShop shop(about);
  shop.start();
  const Api kiosk = shop.station("kiosk1");
  Live live(kiosk, "cart,scan");
  BOOST_TEST(scanned(live, "accepted", drawn_code));
  for (int crossing = 0; crossing < 2; ++crossing) {
    const auto again = live.next(
        [](const LiveEvent& e) { return e.data["topic"] == "scan" || e.data["topic"] == "cart"; }, soon);
    BOOST_REQUIRE(again.has_value());
    BOOST_TEST(again->data["type"] == "again");
    BOOST_TEST(again->data["name_en"] == "The drawn product");
  }
  const json cart = kiosk.get("/api/v1/carts/current");
  BOOST_TEST(cart["lines"].size() == 1u);
  BOOST_TEST(cart["lines"][0]["quantity_milli"] == 1'000);
}
