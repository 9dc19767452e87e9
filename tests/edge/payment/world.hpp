// A whole payment world in one thread on a fake clock: customers, the desk of edge, a store that forgets what
// it had not committed, a network that loses, delays and reorders, and a provider with a truth of its own.
// The checker compares the provider's truth with the store's.
#pragma once

#include "edge/app/attempt_desk.hpp"

#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <string>
#include <vector>

namespace outpost::payment_world {

struct Odds {
  int lost_request = 50;  // of 1,000 questions
  int lost_reply = 100;
  int late_arrival = 20;  // arrives up to a minute later, when the client has long given up
  int late_success = 50;  // of 1,000 charges: unknown or paying first, paid later
  int refused = 50;
  int password = 150;        // half of them typed in time
  int lie = 5;               // tells another amount
  int back = 5;              // taken all the same after the reversal
  int stubborn = 100;        // of 1,000 reversals: system error
  int not_reversible = 3;    // of 1,000 charges
  int restart_every_s = 60;  // seconds between two crashes, on average; 0: never
};

/// Ways to break the product, which the checker must notice.
enum class Plant {
  none,
  not_found_is_final,     ///< an order that the provider does not know is taken as refused
  reversing_not_durable,  ///< the decision to reverse is lost in a crash
  answer_before_commit,   ///< the store says saved, and saves later, if it lives
};

struct Report {
  std::uint64_t seed = 0;
  int orders = 0, attempts = 0, paid = 0, restarts = 0, refunds = 0, alarms = 0;
  std::uint64_t questions = 0, lost_replies = 0, late_successes = 0;
  // what must be nothing
  int double_charges = 0;       ///< orders for which the provider holds more than one payment
  int paid_without_money = 0;   ///< paid in the store, nothing held by the provider
  int money_without_order = 0;  ///< held by the provider, not paid in the store
  int not_final = 0;
  int charged_again = 0;  ///< a trade number was charged twice
  bool clean() const {
    return double_charges + paid_without_money + money_without_order + not_final + charged_again == 0;
  }
  std::string text() const;
};

/// Runs `orders` orders from `tills` customers at a time until all is quiet.
Report run(std::uint64_t seed, int orders, int tills, const Odds& odds, Plant plant = Plant::none);

}  // namespace outpost::payment_world
