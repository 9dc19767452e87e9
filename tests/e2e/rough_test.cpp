// What goes wrong around the programs: locks, ports, versions, settings, keys, disks, start order. Each case
// has a store of its own.
#include "edge/base/sqlite/db.hpp"
#include "tests/e2e/harness/checker.hpp"
#include "tests/e2e/harness/disk.hpp"
#include "tests/e2e/harness/sale.hpp"
#include "tests/e2e/harness/suite.hpp"

#include <Poco/Net/ServerSocket.h>
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

using namespace outpost::e2e;

namespace {

constexpr milliseconds soon{20'000};

ShopOptions alone(const std::string& name) {
  ShopOptions about;
  about.name = name;
  about.stations = {"till1"};
  about.headquarters = false;
  return about;
}

/// Starts edge of this shop again as a second program, with another configuration.
Told second_edge(const Shop& shop, const std::string& config) {
  return run(program_path("outpost-edge"), {"--config", config, "--data", shop.data()}, milliseconds{15'000});
}

/// One sentence, a non-zero exit, no crash; with each of `words` in it.
void refused_clearly(const Told& told, const std::vector<std::string>& words) {
  BOOST_TEST(told.ending.code == 1, told.ending.text() << "\n" << told.err);
  BOOST_TEST(!told.err.empty());
  BOOST_TEST(std::count(told.err.begin(), told.err.end(), '\n') <= 3, told.err);
  for (const auto& word : words)
    BOOST_TEST(told.err.find(word) != std::string::npos, "no \"" << word << "\" in: " << told.err);
}

std::string with_port(const Shop& shop, std::uint16_t port) {
  std::string ini = read_file(shop.config());
  const std::string was = fmt::format("http_port = {}", shop.edge_port());
  ini.replace(ini.find(was), was.size(), fmt::format("http_port = {}", port));
  const std::string path = shop.folder() + "/second.ini";
  write_file(path, ini);
  return path;
}

/// Every file of a folder with its bytes.
std::map<std::string, std::string> bytes_of(const std::string& folder) {
  std::map<std::string, std::string> out;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder))
    if (file.is_regular_file()) out[file.path().string()] = read_file(file.path().string());
  return out;
}

void verified(Shop& shop) {
  for (const auto& text : shop.stop()) BOOST_ERROR(text);
  const Told verify = shop.tool("outpost-store", {"verify"});
  BOOST_TEST(verify.ending.code == 0, verify.out << verify.err);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_second_edge_on_the_same_store_is_refused) {
  CaseShop shop(alone("outpost-second"));
  shop.start();
  refused_clearly(second_edge(shop, with_port(shop, free_port())), {shop.data()});
  BOOST_TEST(sell(shop.till(1), {{"E2E-01"}})["state"] == "paid");
  verified(shop);
}

BOOST_AUTO_TEST_CASE(a_store_of_a_newer_version_is_refused_and_not_touched) {
  CaseShop shop(alone("outpost-newer"));
  {
    outpost::sqlite::Db db(shop.data() + "/store.db", outpost::sqlite::Access::read_write);
    db.exec("PRAGMA user_version = 9999");
    db.checkpoint_truncate();
  }
  const std::string store = shop.data() + "/store.db", before = read_file(store);
  refused_clearly(second_edge(shop, shop.config()), {"newer"});
  BOOST_TEST((read_file(store) == before));
  const Told tool = shop.tool("outpost-store", {"verify"});
  BOOST_TEST(!tool.ending.clean());
  BOOST_TEST((read_file(store) == before));
  for (const auto& [path, bytes] : bytes_of(shop.data()))
    BOOST_TEST((path.find("pre-") == std::string::npos), "a copy was made: " << path);
}

BOOST_AUTO_TEST_CASE(a_port_in_use_is_named) {
  CaseShop shop(alone("outpost-port"));
  const Poco::Net::ServerSocket taken(Poco::Net::SocketAddress("127.0.0.1", shop.edge_port()));
  refused_clearly(second_edge(shop, shop.config()), {std::to_string(shop.edge_port())});
}

BOOST_AUTO_TEST_CASE(an_unknown_setting_stops_the_start_with_file_and_line) {
  CaseShop shop(alone("outpost-setting"));
  const std::string ini = "[edge]\nstore_id = e2e\nhttp_prot = 1\n";
  const std::string path = shop.folder() + "/wrong.ini";
  write_file(path, ini);
  for (const char* program : {"outpost-edge", "outpost-sync", "outpost-hq"})
    refused_clearly(run(program_path(program), {"--config", path, "--data", shop.data()}),
                    {path, ":3", "http_prot"});
  refused_clearly(
      run(program_path("outpost-device"), {"--config", path, "--data", shop.data(), "--unit", "bay1"}),
      {path, ":3", "http_prot"});
}

BOOST_AUTO_TEST_CASE(a_read_only_folder_is_refused) {
  const Folder place("outpost-ro");
  SmallDisk disk(place.path() + "/disk", 32 << 20);
  if (!disk.why_not().empty()) return skipped(disk.why_not());
  ShopOptions about = alone("outpost-readonly");
  about.data_dir = disk.path() + "/store";
  CaseShop shop(about);
  BOOST_REQUIRE(disk.read_only(true));
  refused_clearly(second_edge(shop, shop.config()), {"ead-only"});
  BOOST_REQUIRE(disk.read_only(false));
  shop.start();
  BOOST_TEST(sell(shop.till(1), {{"E2E-01"}})["state"] == "paid");
  verified(shop);
}

BOOST_AUTO_TEST_CASE(a_full_disk_refuses_clearly_and_loses_nothing) {
  const Folder place("outpost-fd");
  SmallDisk disk(place.path() + "/disk", 24 << 20);
  if (!disk.why_not().empty()) return skipped(disk.why_not());
  ShopOptions about = alone("outpost-full");
  about.data_dir = disk.path() + "/store";
  about.stations = {"till1", "till2"};
  CaseShop shop(about);
  shop.start();
  const auto pid = shop.pid("edge");
  std::vector<Sale> sales;
  Seller till(shop.till(1), "till1", milliseconds{0});  // one try a call: a refusal is an answer here
  std::int64_t serial = 0;
  const auto sell_some = [&](int count) {
    int sold = 0;
    for (int i = 0; i < count; ++i) {
      Basket basket;
      basket.items = {{"E2E-01"}, serial_item(++serial)};
      sales.push_back(till.sell(basket));
      sold += sales.back().outcome == Outcome::acknowledged;
    }
    return sold;
  };
  BOOST_TEST(sell_some(20) == 20);
  for (int round = 0; round < 3; ++round) {
    disk.fill();
    std::optional<Reply> refused;
    for (int i = 0; i < 3'000 && !refused; ++i) {
      sell_some(1);
      disk.fill();  // what a checkpoint gave back
      const auto reply = shop.till(2).once("POST", "/api/v1/carts", "{}", Api::new_key());
      BOOST_REQUIRE_MESSAGE(reply, "edge does not answer on a full disk");
      if (!reply->ok()) refused = reply;
    }
    BOOST_REQUIRE_MESSAGE(refused, "3,000 sales on a full disk and no refusal");
    BOOST_TEST(refused->text() == "503 storage-full");
    BOOST_TEST(shop.till(1).get("/api/v1/products?q=E2E-01")["items"].size() == 1u);  // reading goes on
    disk.free();
    BOOST_TEST(eventually(milliseconds{5'000}, [&] { return sell_some(1) == 1; }));
    BOOST_TEST(sell_some(5) == 5);
  }
  BOOST_TEST(shop.pid("edge") == pid, "edge was restarted");
  std::printf("full disk    %zu sales asked for, refused in 3 rounds, edge stayed up\n", sales.size());
  verified(shop);
  for (auto& sale : sales)
    if (sale.outcome == Outcome::wrong) sale.trouble.clear();  // 404 and 409 after a refusal are right here
  const Checked checked = check(sales, shop.data(), "");
  checked.print();
  BOOST_TEST(checked.findings.empty());
}

BOOST_AUTO_TEST_CASE(a_key_that_headquarters_does_not_know_is_refused_and_the_shop_goes_on) {
  ShopOptions about;
  about.name = "outpost-stranger";
  about.stations = {"till1"};
  CaseShop shop(about);
  for (const char* file : {"/secrets/curve.key", "/secrets/curve.pub"})
    std::filesystem::remove(shop.data() + file);
  const Told keys = run(program_path("outpost-sync"), {"keys", "--data", shop.data()});
  BOOST_REQUIRE(keys.ending.clean());
  shop.start();
  json sync;
  BOOST_TEST(
      eventually(soon, [&] { return (sync = shop.owner().get("/api/v1/sync"))["hq"]["state"] == "refused"; }),
      sync.dump());
  const json order = sell(shop.till(1), {{"E2E-01"}});
  BOOST_TEST(order["state"] == "paid");
  BOOST_TEST(shop.hq().get("/api/v1/orders")["items"].empty());
  // The key is registered: the line comes up by itself and the sale arrives.
  const Told add = run(program_path("outpost-hq"), {"store", "add", "e2e", "--key", keys.out.substr(0, 40),
                                                    "--config", shop.config(), "--data", shop.hq_data()});
  BOOST_TEST(add.ending.clean(), add.err);
  BOOST_TEST(shop.await_synced(milliseconds{60'000}), "nothing arrived after the key was registered");
  verified(shop);
}

BOOST_AUTO_TEST_CASE(programs_may_come_and_go_in_any_order) {
  ShopOptions about;
  about.name = "outpost-order";
  about.stations = {"till1"};
  about.units = {{"shelf1", "shelf_stream", "sim:shelf?lanes=8", "shelf1", {}}};
  CaseShop shop(about);
  std::vector<std::string> order{"edge", "hq", "shelf1", "sync"};
  int orders = 0;
  do {
    for (const auto& name : order) shop.start_one(name, false);
    for (const auto& name : order) shop.await_ready(name);
    const json sale = sell(shop.till(1), {{"E2E-01"}});
    BOOST_TEST(shop.await_synced(soon), "the sale did not arrive");
    const auto shelf_up = [&] {
      const json device = shop.owner().get("/api/v1/devices/shelf1");
      return device["state"] == "ready";
    };
    BOOST_TEST(eventually(soon, shelf_up), "the shelf did not come up");
    for (const auto& name : order) shop.kill9(name);
    ++orders;
  } while (std::next_permutation(order.begin(), order.end()) && (full_size() || orders < 8));
  std::printf("start order  %d orders of four programs, each killed and started again\n", orders);
  shop.start();
  BOOST_TEST(shop.await_synced(soon));
  verified(shop);
}
