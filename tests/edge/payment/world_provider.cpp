#include "tests/edge/payment/world_provider.hpp"

namespace outpost::payment_world {

using core::CodeAsk;
using core::CodeSay;
using core::ProviderReply;

namespace {
constexpr Micros s = us_per_s;
}

bool WorldProvider::has_money(const Trade& t, Micros now) {
  if (t.refunded || t.closed) return false;
  if (t.reversed_at >= 0) return t.back_at >= 0 && t.back_at <= now;
  return t.paid_at >= 0 && t.paid_at <= now;
}

bool WorldProvider::holds(const Id& attempt, Micros now) const {
  auto it = trades_.find(attempt);
  return it != trades_.end() && has_money(it->second, now);
}

Trade WorldProvider::new_trade(Fen amount, Micros now) {
  Trade t;
  t.asked_fen = amount.v, t.paid_at = now;
  t.lies = falls(odds_.lie), t.comes_back = falls(odds_.back), t.reversible = !falls(odds_.not_reversible);
  if (falls(odds_.refused)) return t.refused = true, t.paid_at = -1, t;
  if (falls(odds_.password)) {
    t.paying = true;
    t.paid_at = falls(500) ? now + static_cast<Micros>(dice_.next() % 40'000'000) : -1;
  } else if (falls(odds_.late_success)) {
    late_successes++;
    t.paid_at = now + 1 * s + static_cast<Micros>(dice_.next() % 70'000'000);
  }
  return t;
}

ProviderReply WorldProvider::stand(const Trade& t, Micros now) const {
  Fen told{t.asked_fen + (t.lies ? 100 : 0)};
  if (has_money(t, now)) return {CodeSay::paid, told, "42", ""};
  if (t.closed || t.reversed_at >= 0 || t.refunded) return {CodeSay::reversed, told, "42", ""};
  if (t.refused) return {CodeSay::refused, told, "42", "balance-too-low"};
  return {t.paying ? CodeSay::paying : CodeSay::unknown, told, "42", ""};
}

ProviderReply WorldProvider::charge(const app::ProviderOrder& order, Micros now) {
  auto [it, fresh] = trades_.try_emplace(order.attempt);
  if (fresh) it->second = new_trade(order.amount_fen, now);
  it->second.charges++;
  if (it->second.closed) return {CodeSay::refused, std::nullopt, "", "order-closed"};
  return stand(it->second, now);
}

ProviderReply WorldProvider::reverse(Trade& t, Micros now) {
  if (falls(odds_.stubborn)) return {};
  if (!t.reversible && has_money(t, now)) return {CodeSay::refused, std::nullopt, "", "too-late"};
  if (!t.closed && !t.refused && t.reversed_at < 0) {
    t.reversed_at = now;
    if (t.comes_back) t.back_at = now + static_cast<Micros>(dice_.next() % 30'000'000);
  }
  return stand(t, now);
}

ProviderReply WorldProvider::arrive(CodeAsk ask, const app::ProviderOrder& order, Micros now) {
  if (ask == CodeAsk::charge) return charge(order, now);
  auto it = trades_.find(order.attempt);
  if (it == trades_.end()) {
    if (ask != CodeAsk::close) return {CodeSay::not_found, std::nullopt, "", ""};
    trades_[order.attempt].closed = true;
    return {CodeSay::reversed, std::nullopt, "", ""};
  }
  Trade& t = it->second;
  if (ask == CodeAsk::reverse) return reverse(t, now);
  if (ask == CodeAsk::refund && has_money(t, now)) t.refunded = true, refunds++;
  return stand(t, now);
}

}  // namespace outpost::payment_world
