// A store in a temporary folder, with a writer and readers, on a clock that the test moves.
#pragma once

#include "edge/app/carts.hpp"
#include "edge/app/import_products.hpp"
#include "edge/app/orders.hpp"
#include "edge/app/payments.hpp"
#include "edge/app/verify.hpp"
#include "edge/store/open.hpp"
#include "edge/store/readers.hpp"
#include "edge/store/writer.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <mutex>
#include <sstream>

namespace outpost::test {

/// A clock that several threads may look at while the test moves it.
class SharedClock final : public Clock {
public:
  Micros wall_us() override { return wall_; }
  Micros boot_us() override { return boot_; }
  void advance(Micros us) { wall_ += us, boot_ += us; }
  void set_wall(Micros us) { wall_ = us; }

private:
  std::atomic<Micros> wall_{1'767'225'600 *
                            us_per_s};  // 2026-01-01T00:00:00Z, eight in the morning in Shanghai
  std::atomic<Micros> boot_{us_per_s};
};

class Folder {
public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "outpost-test-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp");
    path_ = name;
  }
  ~Folder() {
    std::error_code none;
    std::filesystem::remove_all(path_, none);
  }
  Folder(const Folder&) = delete;
  const std::string& path() const { return path_; }

private:
  std::string path_;
};

inline constexpr const char* small_catalogue =
    "sku,name,name_en,codes,price_yuan,unit,tax_rate,tax_code,category\n"
    "TEA,绿茶 500 ml,Green tea,6901234567892,3.50,piece,13,1030307,饮料\n"
    "OIL,\"机油, 4 L\",\"Engine oil, 4 l\",9520001000744 96385074,398.00,piece,13,1070101,油液\n"
    "BUN,馒头,Bun,IN-STORE-7,0.99,piece,9,1030201,面点\n"
    "RICE,大米,Rice,,7.25,kg,9,1030101,粮油\n"
    "BOOK,养护手册,Manual,9787302511854,45.00,piece,exempt,1060201,图书\n"
    "BAG,购物袋,Bag,,0.00,piece,0,1070601,其他\n";

/// The store of most tests. Everything runs as the products would: over the writer.
struct Shop {
  Folder folder;
  SharedClock clock;
  SeededRandom random;
  IdSource ids{clock, random};
  store::Settings settings;
  std::mutex events_mutex;
  std::vector<store::LiveEvent> events;
  std::unique_ptr<store::StoreLock> lock;
  std::unique_ptr<store::Writer> writer;
  std::unique_ptr<store::Readers> readers;
  store::WriterOptions options;
  bool new_incarnation = false;

  app::Actor till{{}, "till 1", app::Role::cashier, "till1", "ann"};
  app::Actor till2{{}, "till 2", app::Role::cashier, "till2", "bob"};
  app::Actor kiosk{{}, "kiosk 1", app::Role::kiosk, "kiosk1", ""};
  app::Actor manager{{}, "office", app::Role::manager, "office", "meg"};

  explicit Shop(std::uint64_t seed = 1, bool with_catalogue = true) : random(seed) {
    settings.store_id = "demo";
    settings.store_name = "示范店";
    settings.code_payments = true;
    open();
    if (with_catalogue) load(small_catalogue);
  }
  ~Shop() { close(); }

  void open() {
    auto opened = store::open_store(folder.path(), settings.store_id, ids, random, clock);
    BOOST_REQUIRE_MESSAGE(opened.ok(), (opened.ok() ? "" : opened.error().text));
    lock = std::make_unique<store::StoreLock>(std::move(opened->lock));
    new_incarnation = opened->new_incarnation;
    writer = std::make_unique<store::Writer>(
        std::move(opened->db), settings, clock, ids, random,
        [this](std::vector<store::LiveEvent>&& more) {
          const std::lock_guard guard(events_mutex);
          for (auto& e : more) events.push_back(std::move(e));
        },
        options);
    readers = std::make_unique<store::Readers>(folder.path() + "/store.db", 4);
  }
  void close() {
    if (writer) writer->stop();
    writer.reset();
    readers.reset();
    lock.reset();
  }
  void reopen() { close(), open(); }

  template <class F> auto write(F work) { return writer->call(store::Lane::sales, work); }
  template <class F> auto read(F work) { return readers->read(work); }

  app::ImportResult load(const std::string& csv) {
    std::istringstream in(csv);
    auto result = app::import_products(*writer, in, [](const app::ImportProgress&) {});
    BOOST_REQUIRE_MESSAGE(result.ok(), (result.ok() ? "" : result.error().text));
    return *result;
  }

  std::vector<store::LiveEvent> take_events(std::string_view topic = "") {
    const std::lock_guard guard(events_mutex);
    std::vector<store::LiveEvent> out;
    for (auto& e : events)
      if (topic.empty() || e.topic == topic) out.push_back(e);
    events.clear();
    return out;
  }

  app::CallKey key(const std::string& text, const std::string& call = "POST /x") {
    return {"terminal", text, call, {}};
  }

  app::Cart cart(const app::Actor& actor, const std::vector<std::pair<std::string, std::int64_t>>& lines) {
    auto opened = write([&](store::Tx& tx) { return app::open_cart(tx, actor); });
    BOOST_REQUIRE(opened.ok());
    app::Cart cart = *opened;
    for (const auto& [sku, quantity] : lines) {
      auto more = write([&, sku = sku, quantity = quantity](store::Tx& tx) {
        return app::add_line(tx, actor, cart.id, {"", sku, quantity});
      });
      BOOST_REQUIRE_MESSAGE(more.ok(), (more.ok() ? "" : more.error().text));
      cart = *more;
    }
    return cart;
  }

  app::Order order(const app::Actor& actor, const std::vector<std::pair<std::string, std::int64_t>>& lines) {
    const auto filled = cart(actor, lines);
    const auto quote = write([&](store::Tx& tx) { return app::make_quote(tx, actor, filled.id); });
    BOOST_REQUIRE(quote.ok());
    auto made = write([&](store::Tx& tx) { return app::create_order(tx, actor, quote->id, {}); });
    BOOST_REQUIRE_MESSAGE(made.ok(), (made.ok() ? "" : made.error().text));
    return *made;
  }

  Result<app::PaymentResult> cash(const app::Actor& actor, const Id& order, std::int64_t amount,
                                  std::optional<Fen> tendered = {}, const std::string& with_key = "") {
    return write([&](store::Tx& tx) {
      return app::pay_cash(tx, actor, order, {Fen{amount}, tendered}, key(with_key));
    });
  }

  void check_all_ok() {
    sqlite::Db db(folder.path() + "/store.db", sqlite::Access::read_only);
    const auto checks = app::verify(db);
    BOOST_REQUIRE(checks.ok());
    for (const auto& c : *checks) BOOST_TEST(c.ok, c.name << ": " << c.detail);
  }
};

}  // namespace outpost::test
