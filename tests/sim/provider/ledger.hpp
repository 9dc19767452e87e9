// The provider's truth: every order it has seen and what it did with the customer's money. On disk as JSON
// lines, each the whole record of an order after a change, synced before the change is told; the last line
// counts.
#pragma once

#include "edge/base/money.hpp"
#include "edge/base/result.hpp"
#include "tests/sim/provider/behaviour.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace outpost::provider_sim {

enum class TradeState { paying, system_error, success, refused, reversed, closed, not_found };
std::string_view name_of(TradeState state);

struct Trade {
  std::string trade_no;
  std::string behaviour;  ///< two digits
  std::string masked_code;
  std::int64_t asked_fen = 0;
  Micros charged_us = 0;  ///< wall time
  Micros success_us = never_us;
  Micros reversed_us = never_us;
  Micros back_us = never_us;  ///< taken after the reversal
  std::int64_t refunded_fen = 0;
  bool closed = false;  ///< burnt without a charge
  int charges = 0;      ///< deliveries of the charge
  int reversals = 0;    ///< tries
};

/// What is told about an order.
struct Told {
  TradeState state = TradeState::not_found;
  std::int64_t amount_fen = 0;
  std::string reason;
};

class Ledger {
public:
  /// Opens DIR/ledger.jsonl and reads what an earlier run wrote (a torn last line is dropped). Waits of the
  /// behaviours are taken `pace_percent` of their length. Errors `bad-folder`, `bad-ledger`.
  static Result<std::unique_ptr<Ledger>> open(const std::string& dir, Clock& clock, int pace_percent);
  ~Ledger();

  /// Any thread; each returns when the change is on disk.
  Told charge(const std::string& trade_no, std::int64_t amount_fen, const std::string& auth_code);
  Told query(const std::string& trade_no);
  Told reverse(const std::string& trade_no);
  Told close(const std::string& trade_no);
  Told refund(const std::string& trade_no, std::int64_t amount_fen);

  /// Two digits of the behaviour of a known order, "" of an unknown one.
  std::string behaviour(const std::string& trade_no) const;
  /// `{items:[{trade_no, behaviour, asked_fen, held_fen, state, charges, reversals, refunded_fen}],
  /// held_fen}`: `held_fen` is what the provider has of the customer's money at this moment.
  std::string report() const;
  Micros paced(Micros us) const { return us < 0 ? us : us * pace_percent_ / 100; }

private:
  Ledger(int fd, Clock& clock, int pace_percent) : fd_(fd), clock_(clock), pace_percent_(pace_percent) {}
  Result<void> load(const std::string& path);
  void keep(const Trade& trade);
  Told told(const Trade& trade, TradeState state, std::string reason = "") const;
  TradeState state_of(const Trade& trade, Micros now_us) const;
  bool has_money(const Trade& trade, Micros now_us) const;

  int fd_;
  Clock& clock_;
  const int pace_percent_;
  mutable std::mutex mutex_;
  std::map<std::string, Trade> trades_;
};

}  // namespace outpost::provider_sim
