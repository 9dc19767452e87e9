#include "tests/e2e/harness/sale.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <stdexcept>

namespace outpost::e2e {
namespace {

/// Leaves the sale with an outcome; caught in sell().
struct Stop {
  Outcome outcome;
  std::string why;
};

}  // namespace

void History::note(const std::string& who, const std::string& call, const std::string& key,
                   const Tries& tries, const std::optional<Reply>& reply) {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  json line{{"at_us", std::chrono::duration_cast<std::chrono::microseconds>(since).count()},
            {"who", who},
            {"call", call},
            {"key", key},
            {"sent", tries.sent},
            {"unanswered", tries.unanswered},
            {"later", tries.later},
            {"answer", reply ? json(reply->text()) : json()}};
  if (reply && reply->replayed()) line["replayed"] = true;
  const std::lock_guard lock(mutex_);
  out_ << line.dump() << '\n';
}

std::optional<Reply> Seller::call(const std::string& method, const std::string& path, const json& body,
                                  const std::string& key, bool one_try) {
  Tries tries;
  const std::string text = method == "DELETE" ? "" : body.dump();
  std::optional<Reply> reply;
  if (one_try) {
    reply = api_.once(method, path, text, key);
    tries = {1, reply ? 0 : 1, 0};
  } else {
    reply = api_.until_answered(method, path, text, key, patience_, &tries);
  }
  sale_.sent += tries.sent;
  sale_.unanswered += tries.unanswered;
  sale_.later += tries.later;
  sale_.replayed += reply && reply->replayed();
  if (history_) history_->note(name_, method + " " + path, key, tries, reply);
  return reply;
}

json Seller::must(const std::string& method, const std::string& path, const json& body) {
  const auto reply = call(method, path, body, Api::new_key());
  if (!reply) throw Stop{Outcome::unknown, fmt::format("{} {}: no answer within the patience", method, path)};
  if (!reply->ok())
    throw Stop{Outcome::wrong, fmt::format("{} {}: {} {}", method, path, reply->text(), reply->body)};
  return json::parse(reply->body);
}

/// A station has one open cart: what an earlier sale left behind is put away first.
std::string Seller::open_empty_cart() {
  json cart = must("POST", "/api/v1/carts");
  if (!cart["lines"].empty()) {
    must("DELETE", "/api/v1/carts/" + cart["id"].get<std::string>());
    cart = must("POST", "/api/v1/carts");
  }
  return cart["id"];
}

json Seller::place(const Basket& basket) {
  sale_.cart_id = open_empty_cart();
  const std::string cart = "/api/v1/carts/" + sale_.cart_id;
  for (const auto& item : basket.items)
    must("POST", cart + "/lines", {{"sku", item.sku}, {"quantity_milli", item.quantity_milli}});
  const json quote = must("POST", cart + "/quote");
  const json order = must("POST", "/api/v1/orders", {{"quote_id", quote["id"]}});
  sale_.order_id = order["id"];
  sale_.total_fen = order["total_fen"];
  return order;
}

void Seller::pay(const json& order) {
  const std::string path = "/api/v1/orders/" + sale_.order_id + "/payments";
  std::int64_t rest = order["total_fen"];
  const std::int64_t part = rest / sale_.basket.payments;
  for (int i = 1; i < sale_.basket.payments && part > 0; ++i, rest -= part)
    must("POST", path, {{"tender", "cash"}, {"amount_fen", part}});
  constexpr std::int64_t note_fen = 100;  // handed over: the next whole yuan
  finish(path,
         {{"tender", "cash"}, {"amount_fen", rest}, {"tendered_fen", (rest / note_fen + 1) * note_fen}});
}

/// The payment that makes the order paid.
void Seller::finish(const std::string& path, const json& body) {
  sale_.key = Api::new_key();
  const auto reply = call("POST", path, body, sale_.key, sale_.basket.gives_up);
  if (!reply || (sale_.basket.gives_up && reply->status == 503))
    throw Stop{Outcome::unknown, "no answer to the payment"};
  if (!reply->ok())
    throw Stop{Outcome::wrong, fmt::format("POST {}: {} {}", path, reply->text(), reply->body)};
  const json paid = json::parse(reply->body);
  if (paid["order"]["state"] != "paid")
    throw Stop{Outcome::wrong,
               "the whole sum was paid and the order is " + paid["order"]["state"].get<std::string>()};
  sale_.receipt_no = paid["order"]["receipt_no"];
  sale_.outcome = Outcome::acknowledged;
  if (sale_.basket.asks_again) same_again(path, body, *reply);
}

void Seller::same_again(const std::string& path, const json& body, const Reply& first) {
  const auto again = call("POST", path, body, sale_.key);
  if (!again) return;  // the sale is acknowledged; that edge is away now is not its fault
  if (again->status != first.status || again->body != first.body || !again->replayed())
    sale_.trouble = fmt::format("the same key was answered {} first and {}{} then", first.text(),
                                again->text(), again->body == first.body ? "" : " with other bytes");
}

Sale Seller::sell(const Basket& basket) {
  sale_ = {};
  sale_.basket = basket;
  try {
    pay(place(basket));
  } catch (const Stop& stop) {
    sale_.outcome = stop.outcome;
    sale_.trouble = stop.why;
  } catch (const json::exception& e) {
    sale_.outcome = Outcome::wrong;
    sale_.trouble = std::string("an answer without its fields: ") + e.what();
  }
  return sale_;
}

json sell(const Api& api, const std::vector<Item>& items) {
  Basket basket;
  basket.items = items;
  const Sale sale = Seller(api, "test", milliseconds{15'000}).sell(basket);
  if (sale.outcome != Outcome::acknowledged) throw std::runtime_error("the sale failed: " + sale.trouble);
  return api.get("/api/v1/orders/" + sale.order_id);
}

}  // namespace outpost::e2e
