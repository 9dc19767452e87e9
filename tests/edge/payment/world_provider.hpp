// The provider of the payment world: what it does when a question arrives, and what it holds.
#pragma once

#include "edge/app/provider.hpp"
#include "tests/edge/payment/world.hpp"

namespace outpost::payment_world {

struct Trade {
  std::int64_t asked_fen = 0;
  Micros paid_at = -1;  ///< -1: never by itself
  bool refused = false, closed = false, paying = false, lies = false, reversible = true;
  Micros reversed_at = -1, back_at = -1;
  bool comes_back = false, refunded = false;
  int charges = 0;
};

class WorldProvider {
public:
  WorldProvider(SeededRandom& dice, const Odds& odds) : dice_(dice), odds_(odds) {}

  /// The question arrives at `now`; what is answered (if the answer arrives is the network's affair).
  core::ProviderReply arrive(core::CodeAsk ask, const app::ProviderOrder& order, Micros now);
  bool holds(const Id& attempt, Micros now) const;
  const std::map<Id, Trade>& trades() const { return trades_; }
  std::uint64_t late_successes = 0;
  int refunds = 0;

private:
  bool falls(int of_thousand) { return static_cast<int>(dice_.next() % 1000) < of_thousand; }
  Trade new_trade(Fen amount, Micros now);
  core::ProviderReply stand(const Trade& trade, Micros now) const;
  core::ProviderReply charge(const app::ProviderOrder& order, Micros now);
  core::ProviderReply reverse(Trade& trade, Micros now);
  static bool has_money(const Trade& trade, Micros now);

  SeededRandom& dice_;
  const Odds& odds_;
  std::map<Id, Trade> trades_;
};

}  // namespace outpost::payment_world
