// One store with every device, from the till to headquarters and back. The cases share one running store and
// may be run in any order.
#include "tests/e2e/harness/live.hpp"
#include "tests/e2e/harness/sale.hpp"
#include "tests/e2e/harness/suite.hpp"

#include <algorithm>
#include <filesystem>

using namespace outpost::e2e;

namespace {

constexpr milliseconds soon{20'000};

ShopOptions whole_store() {
  ShopOptions about;
  about.name = "outpost-smoke";
  about.stations = {"kiosk1", "till1", "till2"};
  about.units = {{"printer-till1", "escpos", "sim:printer", "till1", {{"copy_dir", "$DIR/receipts"}}},
                 {"bay1", "obd_bay", "sim:elm327?car=petrol-2014", "bay1", {}},
                 {"shelf1", "shelf_stream", "sim:shelf?lanes=8", "shelf1", {{"calibration", "2.5@0"}}},
                 {"cam1", "scan_camera", "folder:$DIR/cam1", "kiosk1", {}}};
  return about;
}

/// The running store of all cases.
struct Running {
  static Shop* shop;
  Shop made{whole_store()};
  Running() {
    made.start();
    shop = &made;
  }
  ~Running() {
    if (!all_passed()) made.keep();
  }
};
Shop* Running::shop = nullptr;
Shop& shop() { return *Running::shop; }

std::string at(const std::string& path, const json& id) { return path + id.get<std::string>(); }

/// The item of a list whose `key` is `value`, or null.
json find(const json& list, const std::string& key, const json& value) {
  for (const auto& item : list["items"])
    if (item.value(key, json()) == value) return item;
  return nullptr;
}

bool applied(const json& order) {
  return eventually(
      soon, [&] { return shop().owner().get(at("/api/v1/orders/", order["id"]))["sync"] == "applied"; });
}

json ended(const Api& api, const json& command) {
  json now;
  eventually(soon, [&] {
    now = api.get(at("/api/v1/commands/", command["id"]));
    return now["state"] == "done" || now["state"] == "failed" || now["state"] == "unknown";
  });
  return now;
}

std::size_t files_in(const std::string& folder, const std::string& ending) {
  if (!std::filesystem::is_directory(folder)) return 0;
  const std::filesystem::directory_iterator files(folder);
  return static_cast<std::size_t>(std::count_if(begin(files), end(files), [&](const auto& file) {
    return file.path().string().ends_with(ending) && std::filesystem::file_size(file) > 0;
  }));
}

}  // namespace

BOOST_TEST_GLOBAL_FIXTURE(Running);

BOOST_AUTO_TEST_CASE(a_till_sells_for_cash_and_headquarters_has_the_row) {
  const json before = shop().owner().get("/api/v1/today");
  const json order = sell(shop().till(1), {{"E2E-01", 2'000}, {"E2E-06", 250}});
  BOOST_TEST(order["state"] == "paid");
  BOOST_TEST(order["total_fen"] ==
             order["paid_fen"].get<std::int64_t>() + order["cash_rounding_fen"].get<std::int64_t>());
  const json receipt = shop().till(1).get(at("/api/v1/orders/", order["id"]) + "/receipt");
  BOOST_TEST(receipt["receipt_no"] == order["receipt_no"]);
  BOOST_TEST(receipt["text_lines"].dump().find(order["receipt_no"].get<std::string>()) != std::string::npos);
  const json today = shop().owner().get("/api/v1/today");
  BOOST_TEST(today["orders"].get<int>() == before["orders"].get<int>() + 1);
  BOOST_TEST(today["sales_fen"].get<int>() == before["sales_fen"].get<int>() + order["total_fen"].get<int>());
  BOOST_TEST(applied(order));
  const json row = find(shop().hq().get("/api/v1/orders?store=e2e&limit=100"), "id", order["id"]);
  BOOST_REQUIRE(row.is_object());
  BOOST_TEST(row["total_fen"] == order["total_fen"]);
  BOOST_TEST(row["receipt_no"] == order["receipt_no"]);
  BOOST_TEST(row["lines"].size() == 2u);
  const json store = find(shop().hq().get("/api/v1/stores"), "id", "e2e");
  BOOST_TEST(store["state"] == "online");
  BOOST_TEST(store["quarantined"] == 0);
}

BOOST_AUTO_TEST_CASE(a_kiosk_order_is_paid_at_the_till_by_its_code) {
  const Api kiosk = shop().station("kiosk1"), till = shop().till(2);
  Live live(kiosk, "order");
  const json cart = kiosk.post("/api/v1/carts");
  kiosk.post(at("/api/v1/carts/", cart["id"]) + "/lines", {{"sku", "E2E-03"}});
  const json quote = kiosk.post(at("/api/v1/carts/", cart["id"]) + "/quote");
  const json order = kiosk.post("/api/v1/orders", {{"quote_id", quote["id"]}});
  BOOST_TEST(order["state"] == "awaiting_payment");
  const std::string payments = at("/api/v1/orders/", order["id"]) + "/payments";
  const json cash{{"tender", "cash"}, {"amount_fen", order["total_fen"]}};
  const Reply refused = kiosk.ask("POST", payments, cash);
  BOOST_TEST(refused.text() == "403 cash-at-till");
  const json list = till.get("/api/v1/orders?state=awaiting_payment&pickup_code=" +
                             order["pickup_code"].get<std::string>());
  BOOST_REQUIRE(list["items"].size() == 1u);
  BOOST_TEST(list["items"][0]["id"] == order["id"]);
  const json paid = till.post(payments, cash);
  BOOST_TEST(paid["state"] == "approved");
  BOOST_TEST(paid["order"]["state"] == "paid");
  // The kiosk learns of it by itself and may show the receipt.
  BOOST_TEST(live.next(
                     [&](const LiveEvent& e) {
                       return e.data["type"] == "paid" && e.data["order"]["id"] == order["id"];
                     },
                     soon)
                 .has_value());
  BOOST_TEST(kiosk.get(at("/api/v1/orders/", order["id"]) + "/receipt")["order_id"] == order["id"]);
  BOOST_TEST(applied(order));
}

BOOST_AUTO_TEST_CASE(a_receipt_is_printed_by_the_real_driver) {
  const Api till = shop().till(2);  // its station has no printer: nothing prints by itself
  const json order = sell(till, {{"E2E-02"}});
  const std::size_t before = files_in(shop().data() + "/receipts", ".png");
  const json command =
      till.post(at("/api/v1/orders/", order["id"]) + "/receipt/print", {{"unit", "printer-till1"}});
  BOOST_TEST(ended(till, command)["state"] == "done");
  BOOST_TEST(eventually(soon, [&] { return files_in(shop().data() + "/receipts", ".png") == before + 1; }));
}

BOOST_AUTO_TEST_CASE(a_price_set_at_headquarters_reaches_the_store) {
  const Api till = shop().till(1);
  const auto price = [&] {
    return find(till.get("/api/v1/products?q=E2E-11"), "sku", "E2E-11")["price_fen"].get<int>();
  };
  const int fresh = price() + 123;
  shop().hq().post("/api/v1/prices", {{"items", {{{"sku", "E2E-11"}, {"price_fen", fresh}}}}});
  BOOST_TEST(eventually(soon, [&] { return price() == fresh; }));
  BOOST_TEST(sell(till, {{"E2E-11"}})["total_fen"] == fresh);
}

BOOST_AUTO_TEST_CASE(a_report_of_the_bay_reaches_headquarters) {
  const Api owner = shop().owner();
  BOOST_REQUIRE(eventually(soon, [&] {
    const json bay = find(owner.get("/api/v1/bays"), "unit", "bay1");
    return bay.is_object() && bay["state"] == "ready" && bay["vin"].is_string();
  }));
  const json command = ended(owner, owner.post("/api/v1/bays/bay1/report"));
  BOOST_TEST(command["state"] == "done");
  json reports;
  BOOST_REQUIRE(eventually(soon, [&] { return !(reports = owner.get("/api/v1/reports"))["items"].empty(); }));
  const json report = owner.get(at("/api/v1/reports/", reports["items"][0]["id"]));
  BOOST_TEST(report["vin"].get<std::string>().size() == 17u);
  BOOST_TEST(report["report"].is_object());
  json row;
  BOOST_TEST(eventually(soon, [&] {
    return (row = find(shop().hq().get("/api/v1/diagnostics"), "id", report["id"])).is_object();
  }));
  BOOST_TEST(row["vin"] == report["vin"]);
}

BOOST_AUTO_TEST_CASE(the_shelf_is_weighed) {
  const auto weighed = [] {
    const json shelf = find(shop().owner().get("/api/v1/shelves"), "unit", "shelf1");
    return shelf.is_object() && shelf["channels"].size() == 8 &&
           std::all_of(shelf["channels"].begin(), shelf["channels"].end(),
                       [](const json& lane) { return lane["weight_mg"].is_number(); });
  };
  BOOST_TEST(eventually(soon, weighed));
}

BOOST_AUTO_TEST_CASE(every_unit_is_listed_and_comes_up) {
  const auto up = [](const char* unit) {
    return eventually(soon, [&] {
      const json device = find(shop().owner().get("/api/v1/devices"), "unit", unit);
      return device.is_object() && (device["state"] == "ready" || device["state"] == "busy");
    });
  };
  for (const char* unit : {"printer-till1", "bay1", "shelf1", "cam1"})
    BOOST_TEST(up(unit), unit << " is not ready");
}

BOOST_AUTO_TEST_CASE(nobody_gets_in_without_the_right_token) {
  const Api nobody(shop().edge_port(), ""), stranger(shop().edge_port(), "0123456789abcdef0123456789abcdef");
  BOOST_TEST(nobody.ask("GET", "/api/v1/products").status == 401);
  BOOST_TEST(stranger.ask("GET", "/api/v1/products").status == 401);
  BOOST_TEST(shop().station("kiosk1").ask("GET", "/api/v1/orders").status == 403);
  BOOST_TEST(Api(shop().hq_port(), "").ask("GET", "/api/v1/orders").status == 401);
  BOOST_TEST(Api(shop().hq_port(), shop().owner().token()).ask("GET", "/api/v1/orders").status == 401);
}

BOOST_AUTO_TEST_CASE(everything_ends_cleanly_and_comes_back) {
  Live before(shop().till(1), "order");
  const json order = sell(shop().till(1), {{"E2E-04"}});
  const auto seen =
      before.next([&](const LiveEvent& e) { return e.data["order"]["id"] == order["id"]; }, soon);
  BOOST_REQUIRE(seen);
  for (const auto& text : shop().stop()) BOOST_ERROR(text);
  const Told verify = shop().tool("outpost-store", {"verify"});
  BOOST_TEST(verify.ending.code == 0, verify.out << verify.err);
  shop().start();
  BOOST_TEST(applied(order));
  // A screen that comes back with an event of the boot before must fetch everything anew.
  Live after(shop().till(1), "order", seen->id);
  BOOST_TEST(after.next([](const LiveEvent& e) { return e.event == "reset"; }, soon).has_value());
}
