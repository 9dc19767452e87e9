// A store to sell in, and a twin for the bare arm.
#pragma once

#include "edge/app/actor.hpp"
#include "edge/app/prepared_sale.hpp"
#include "edge/store/open.hpp"
#include "edge/store/writer.hpp"
#include "tests/bench/commit/bare.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace outpost::bench {

template <class F> double seconds_of(F work) {
  const auto begun = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

/// Median milliseconds of fdatasync after a small write into a file under `dir`.
double fdatasync_ms(const std::string& dir);

/// What both arms share: a folder that goes away, an open store, the growth of its log.
class Ground {
public:
  explicit Ground(const std::string& dir);
  ~Ground();
  double rows_per_sale() const {
    return sold_ ? static_cast<double>(rows() - rows_before_) / static_cast<double>(sold_) : 0;
  }

protected:
  std::int64_t rows() const;
  std::string path_;  ///< of the data folder
  SystemClock clock_;
  SystemRandom random_;
  IdSource ids_{clock_, random_};
  store::Settings settings_;
  std::unique_ptr<store::StoreLock> lock_;
  std::unique_ptr<sqlite::Db> db_;
  std::vector<BareLine> goods_;
  std::atomic<std::int64_t> sold_{0};
  std::int64_t rows_before_ = 0;
};

/// Sales of one till, ready to be handed in.
struct Basket {
  app::Actor actor;
  std::vector<app::PreparedSale> sales;
};

class Shop : public Ground {
public:
  explicit Shop(const std::string& dir);
  ~Shop();
  Basket prepare(int till, int sales);
  /// Hands in one sale; `done` is called on the writer thread after its COMMIT.
  void sell(const Basket& basket, std::size_t i, std::function<void()> done);
  /// Bytes that went into the write-ahead log so far.
  double log_bytes() const { return static_cast<double>(writer_->stats().log_bytes); }
  std::size_t event_bytes() const { return event_bytes_; }
  /// Runs `work` and counts what it committed, for sales_per_commit.
  double counted(const std::function<double()>& work);
  double sales_per_commit() const { return commits_ ? counted_ / commits_ : 0; }

private:
  double commits_ = 0, counted_ = 0;
  int prepared_ = 0;
  std::unique_ptr<store::Writer> writer_;
  std::size_t event_bytes_ = 0;
};

class BareShop : public Ground {
public:
  BareShop(const std::string& dir, std::size_t event_bytes);
  ~BareShop();
  /// Of `commits` transactions with `sales` sales each.
  double seconds(int commits, int sales);

private:
  void commit(int sales);
  std::unique_ptr<BareSales> sales_;
};

}  // namespace outpost::bench
