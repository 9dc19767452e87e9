#include "tests/bench/commit/shop.hpp"

#include "edge/app/import_products.hpp"
#include "edge/store/outbox.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <future>
#include <iostream>
#include <sstream>
#include <unistd.h>

namespace outpost::bench {
namespace {

constexpr int goods = 2'000, lines = 5;
constexpr std::int64_t log_limit_bytes = 4 << 20;  // as the writer's

template <class T> T must(Result<T> r) {
  if (!r.ok()) {
    std::cerr << "bench: " << r.error().text << "\n";
    std::exit(1);
  }
  if constexpr (!std::is_void_v<T>) return std::move(r).value();
}

BareLine good(int i) {
  return {fmt::format("SKU-{:05}", i), fmt::format("全合成机油 0W-20 {} L", i),
          fmt::format("Full synthetic engine oil 0W-20, {} L", i), 100 + i};
}

std::string catalogue() {
  std::string csv = "sku,name,name_en,codes,price_yuan,unit,tax_rate,tax_code,category\n";
  for (int i = 0; i < goods; ++i) {
    const auto g = good(i);
    csv += fmt::format("{},{},\"{}\",,{},piece,13,1070101,oil\n", g.sku, g.name, g.name_en,
                       yuan_text(Fen{g.price_fen}));
  }
  return csv;
}

std::vector<BareLine> basket(int first) {
  std::vector<BareLine> out;
  for (int i = 0; i < lines; ++i) out.push_back(good((first + i * 397) % goods));
  return out;
}

}  // namespace

double fdatasync_ms(const std::string& dir) {
  const auto path = dir + "/outpost-bench-sync";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600);
  const std::string block(8'192, 'x');
  std::vector<double> ms;
  for (int i = 0; i < 200 && fd >= 0; ++i) {
    const auto begun = std::chrono::steady_clock::now();
    if (::write(fd, block.data(), block.size()) < 0 || ::fdatasync(fd) != 0) break;
    ms.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count());
  }
  ::close(fd);
  ::unlink(path.c_str());
  if (ms.empty()) return 0;
  std::sort(ms.begin(), ms.end());
  return ms[ms.size() / 2];
}

Ground::Ground(const std::string& dir) : path_(dir + "/outpost-bench-XXXXXX") {
  if (!::mkdtemp(path_.data())) {
    std::cerr << "bench: no folder can be made in " << dir << "\n";
    std::exit(1);
  }
  settings_.store_id = "bench";
  auto opened = must(store::open_store(path_, settings_.store_id, ids_, random_, clock_));
  lock_ = std::make_unique<store::StoreLock>(std::move(opened.lock));
  db_ = std::move(opened.db);
  std::istringstream csv(catalogue());
  store::Writer writer(std::move(db_), settings_, clock_, ids_, random_, {});
  must(app::import_products(writer, csv, [](const app::ImportProgress&) {}));
  writer.stop();
  db_ = std::make_unique<sqlite::Db>(path_ + "/store.db", sqlite::Access::read_write);
  rows_before_ = rows();
}

Ground::~Ground() {
  db_.reset();
  std::error_code none;
  std::filesystem::remove_all(path_, none);
}

std::int64_t Ground::rows() const {
  sqlite::Db db(path_ + "/store.db", sqlite::Access::read_only);
  std::int64_t n = 0;
  for (const auto* table : {"cart", "cart_line", "quote", "orders", "order_line", "payment", "pay_l",
                            "cash_l", "stock_l", "receipt", "outbox"})
    n += db.scalar_i64(std::string("SELECT count(*) FROM ") + table);
  return n;
}

Shop::Shop(const std::string& dir) : Ground(dir) {
  writer_ = std::make_unique<store::Writer>(std::move(db_), settings_, clock_, ids_, random_,
                                            [](std::vector<store::LiveEvent>&&) {});
  const auto first = prepare(0, 1);
  std::promise<void> sold;
  sell(first, 0, [&] { sold.set_value(); });
  sold.get_future().wait();
  sqlite::Db db(path_ + "/store.db", sqlite::Access::read_only);
  event_bytes_ = store::read_outbox(db, store::current_head(db).inc, 1, 1, 1).at(0).body.size();
}

double Shop::counted(const std::function<double()>& work) {
  const auto before = writer_->stats();
  const double seconds = work();
  const auto after = writer_->stats();
  commits_ += static_cast<double>(after.commits - before.commits);
  counted_ += static_cast<double>(after.items - before.items);
  return seconds;
}

Shop::~Shop() { writer_->stop(); }

Basket Shop::prepare(int till, int sales) {
  Basket out;
  out.actor = {{}, "till", app::Role::cashier, fmt::format("till{}", till), "ann"};
  for (int i = 0; i < sales; ++i) {
    auto& sale = out.sales.emplace_back();
    for (const auto& g : basket(prepared_++ % goods)) sale.lines.push_back({"", g.sku, 1'000});
    const auto id = ids_.next().text();
    sale.order_key = {"till", "order-" + id, "POST /api/v1/orders", {}};
    sale.payment_key = {"till", "payment-" + id, "POST /api/v1/payments", {}};
  }
  return out;
}

void Shop::sell(const Basket& basket, std::size_t i, std::function<void()> done) {
  ++sold_;
  writer_->submit(
      store::Lane::sales,
      [&basket, i](store::Tx& tx) -> Result<void> {
        const auto result = app::sell_prepared(tx, basket.actor, basket.sales[i]);
        if (!result.ok()) return result.error();
        return {};
      },
      [done = std::move(done)](const Result<void>& end) {
        must(end);
        done();
      });
}

BareShop::BareShop(const std::string& dir, std::size_t event_bytes) : Ground(dir) {
  sales_ = std::make_unique<BareSales>(*db_, ids_, basket(1), event_bytes);
}
BareShop::~BareShop() { sales_.reset(); }

double BareShop::seconds(int commits, int sales) {
  return seconds_of([&] {
    for (int i = 0; i < commits; ++i) commit(sales);
  });
}

void BareShop::commit(int sales) {
  sales_->commit(sales);
  sold_ += sales;
  std::error_code none;
  const auto log = std::filesystem::file_size(path_ + "/store.db-wal", none);
  if (!none && static_cast<std::int64_t>(log) > log_limit_bytes && sold_ % 256 < sales)
    db_->checkpoint_passive();
}

}  // namespace outpost::bench
