// A store is put back to an older state behind its own back: somebody copies the database file, or a whole
// disk image, over it. What was sold since must reach headquarters all the same, once.
#include "tests/e2e/harness/sale.hpp"
#include "tests/e2e/harness/suite.hpp"

#include <algorithm>
#include <filesystem>

using namespace outpost::e2e;
namespace fs = std::filesystem;

namespace {

constexpr milliseconds soon{30'000};

ShopOptions one_till() {
  ShopOptions about;
  about.name = "outpost-put-back";
  about.stations = {"till1"};
  return about;
}

/// Files of a store that is not running, as they were.
struct Image {
  Image(const Shop& shop, std::vector<std::string> files) : data(shop.data()), kept(shop.folder() + "/kept") {
    fs::create_directories(kept + "/secrets");
    for (const auto& file : files)
      if (fs::exists(data + "/" + file))
        names.push_back(file), fs::copy_file(data + "/" + file, kept + "/" + file);
  }
  void put_back() const {
    for (const auto* file : {"/store.db-wal", "/store.db-shm"}) fs::remove(data + file);
    for (const auto& file : names)
      fs::copy_file(kept + "/" + file, data + "/" + file, fs::copy_options::overwrite_existing);
  }
  std::string data, kept;
  std::vector<std::string> names;
};

std::string id_of(const json& order) { return order["id"]; }

/// Waits until headquarters has exactly these orders.
bool has_exactly(const Shop& shop, std::vector<std::string> ids) {
  std::sort(ids.begin(), ids.end());
  return eventually(soon, [&] {
    const json orders = shop.hq().get("/api/v1/orders?limit=100");
    std::vector<std::string> there;
    for (const auto& order : orders["items"]) there.push_back(order["id"]);
    std::sort(there.begin(), there.end());
    return there == ids;
  });
}

bool applied(const Shop& shop, const json& order) {
  return eventually(soon,
                    [&] { return shop.owner().get("/api/v1/orders/" + id_of(order))["sync"] == "applied"; });
}

void check_whole(Shop& shop) {
  for (const auto& text : shop.stop()) BOOST_ERROR(text);
  const Told verify = shop.tool("outpost-store", {"verify"});
  BOOST_TEST(verify.ending.code == 0, verify.out << verify.err);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_database_file_that_is_copied_back_is_noticed_and_no_sale_is_missing) {
  CaseShop shop(one_till());
  shop.start();
  std::vector<std::string> sold{id_of(sell(shop.till(1), {{"E2E-01"}}))};
  BOOST_TEST(shop.await_synced(soon));
  shop.stop_one("edge");
  const Image image(shop, {"store.db", "store.db-wal"});
  shop.start_one("edge");
  sold.push_back(id_of(sell(shop.till(1), {{"E2E-02"}})));
  BOOST_TEST(shop.await_synced(soon));
  shop.stop_one("edge");
  image.put_back();
  shop.start_one("edge");
  json last;
  for (int i = 0; i < 3; ++i) sold.push_back(id_of(last = sell(shop.till(1), {{"E2E-03"}})));
  BOOST_TEST(has_exactly(shop, sold));
  BOOST_TEST(applied(shop, last));
  check_whole(shop);
}

BOOST_AUTO_TEST_CASE(a_disk_image_that_is_put_back_is_a_fork_that_one_command_ends) {
  CaseShop shop(one_till());
  shop.start();
  std::vector<std::string> sold{id_of(sell(shop.till(1), {{"E2E-01"}}))};
  BOOST_TEST(shop.await_synced(soon));
  shop.stop_one("sync");
  shop.stop_one("edge");
  const Image image(shop, {"store.db", "store.db-wal", "secrets/boot.token"});
  shop.start();
  sold.push_back(id_of(sell(shop.till(1), {{"E2E-02"}})));
  BOOST_TEST(shop.await_synced(soon));
  shop.stop_one("sync");
  shop.stop_one("edge");
  image.put_back();
  shop.start_one("edge");
  const json hidden = sell(shop.till(1), {{"E2E-03"}});  // under the number of the sale before
  shop.start_one("sync");

  const auto refused = [&] {
    return shop.owner().get("/api/v1/sync")["hq"]["state"] == "refused" &&
           shop.hq().get("/api/v1/stores")["items"][0]["state"] == "refused";
  };
  BOOST_TEST(eventually(soon, refused));
  BOOST_TEST(shop.owner().get("/api/v1/orders/" + id_of(hidden))["sync"] == "local");
  BOOST_TEST(shop.owner().get("/api/v1/sync")["hq"]["reason"] == "refused-fork");
  const std::string why = shop.hq().get("/api/v1/stores")["items"][0]["refusal"];
  BOOST_TEST(why.find("outpost-store renew") != std::string::npos, why);

  const Told open = shop.tool("outpost-store", {"renew"});
  BOOST_TEST(open.ending.code == 1);  // edge runs
  shop.stop_one("edge");
  const Told renewed = shop.tool("outpost-store", {"renew"});
  BOOST_TEST(renewed.ending.clean(), renewed.err);
  shop.start_one("edge");
  sold.push_back(id_of(hidden));
  sold.push_back(id_of(sell(shop.till(1), {{"E2E-04"}})));
  shop.stop_one("sync");  // it would try again in a minute
  shop.start_one("sync");
  BOOST_TEST(has_exactly(shop, sold));
  BOOST_TEST(applied(shop, hidden));
  BOOST_TEST(
      eventually(soon, [&] { return shop.hq().get("/api/v1/stores")["items"][0]["refusal"].is_null(); }));
  check_whole(shop);
}
