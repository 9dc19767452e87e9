// The calls of one whole sale, as a till or a kiosk makes them: cart, lines, quote, order, payment.
#pragma once

#include "tests/e2e/harness/api.hpp"
#include "tests/e2e/harness/process.hpp"

#include <fstream>
#include <mutex>
#include <vector>

namespace outpost::e2e {

struct Item {
  std::string sku;
  std::int64_t quantity_milli = 1'000;
};

/// Every call of a run and its answer, one JSON line each, for reading after a failure. Any thread.
class History {
public:
  explicit History(const std::string& path) : out_(path, std::ios::app) {}
  void note(const std::string& who, const std::string& call, const std::string& key, const Tries& tries,
            const std::optional<Reply>& reply);

private:
  std::mutex mutex_;
  std::ofstream out_;
};

/// What a sale is to be.
struct Basket {
  std::vector<Item> items;
  int payments = 1;  ///< cash in so many parts, the last with change
  bool gives_up =
      false;  ///< sends the last payment once and never asks again, as a till whose plug was pulled
  bool asks_again = false;  ///< sends the last payment once more after its answer: it must be the same answer
};

enum class Outcome {
  acknowledged,  ///< a 2xx carried state: paid
  unknown,       ///< gave up without an answer
  wrong,         ///< an answer that cannot be: `trouble` says which
};

struct Sale {
  Outcome outcome = Outcome::unknown;
  Basket basket;
  std::string cart_id, order_id, receipt_no, key;  ///< key: of the last payment
  std::int64_t total_fen = 0;
  std::string trouble;
  int sent = 0, unanswered = 0, later = 0, replayed = 0;
};

/// A terminal that sells. One thread.
class Seller {
public:
  Seller(Api api, std::string name, milliseconds patience, History* history = nullptr)
      : api_(std::move(api)), name_(std::move(name)), patience_(patience), history_(history) {}

  /// Sells for cash; every call is repeated with its key until it is answered, within the patience.
  Sale sell(const Basket& basket);

private:
  std::optional<Reply> call(const std::string& method, const std::string& path, const json& body,
                            const std::string& key, bool one_try = false);
  json must(const std::string& method, const std::string& path, const json& body = json::object());
  std::string open_empty_cart();
  json place(const Basket& basket);
  void pay(const json& order);
  void finish(const std::string& path, const json& body);
  void same_again(const std::string& path, const json& body, const Reply& first);

  Api api_;
  std::string name_;
  milliseconds patience_;
  History* history_;
  Sale sale_;
};

/// The plain form for suites where nothing goes wrong: the paid order. Throws std::runtime_error.
json sell(const Api& api, const std::vector<Item>& items);

}  // namespace outpost::e2e
