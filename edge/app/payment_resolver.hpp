// Owns every code payment that is not final, from the commit of its row to its settlement, across restarts. A
// few threads ask the provider; the writer only ever sees the short transactions that save what was heard.
#pragma once

#include "edge/app/attempt_desk.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace outpost::app {

class PaymentResolver {
public:
  /// Questions under way at once. Half of the threads are kept for charges, so that a hundred old attempts at
  /// a dead provider do not make a customer wait.
  static constexpr int threads = 16;
  static constexpr int threads_for_charges = 8;
  /// Open attempts that a new charge may add to; beyond that code payments are refused (the provider has been
  /// away for a long time).
  static constexpr std::size_t most_open = 1'000;

  /// Everything given must outlive the resolver.
  PaymentResolver(AttemptStore& store, Provider& provider, Clock& clock, core::CodeTimings timings);
  ~PaymentResolver();  ///< stops
  PaymentResolver(const PaymentResolver&) = delete;
  PaymentResolver& operator=(const PaymentResolver&) = delete;

  /// Loads the attempts that an earlier run left and starts the threads. Call once, before the first charge.
  Result<void> start();
  /// Cancels the questions under way and ends the threads, within 3 s. Open attempts stay in the store.
  void stop();

  /// Error `provider-busy` (429) when too many attempts are open. Ask before the attempt's row is written.
  Result<void> check_room() const;
  /// The charge of an attempt whose row is committed. Any thread; returns at once. Before `start` or after
  /// `stop` the attempt stays in the store and the next start resolves it.
  void charge(const Id& attempt, Fen amount_fen, AuthCode code);
  /// Waits until the attempt is approved, declined or reversed and saved, at most `timeout_ms`. True when it
  /// is. Any thread. For the reply to POST payments, which may wait for three seconds and no longer.
  bool wait_decided(const Id& attempt, int timeout_ms);
  std::size_t open() const;

private:
  // Shared with callbacks of the store that may come after the resolver's end.
  struct State {
    State(core::CodeTimings timings, Clock& c) : desk(timings), clock(c) {}
    mutable std::mutex mutex;
    std::condition_variable wake_workers, changed;
    AttemptDesk desk;
    Clock& clock;
    AttemptStore* store = nullptr;  // null once stopped
    int saves_under_way = 0;        // calls of `store` that have not returned
    int others_under_way = 0;       // questions that are not charges
    bool running = false;
  };
  using Lock = std::unique_lock<std::mutex>;

  void work();
  bool do_one(Lock& lock);
  void ask(Lock& lock, Question question);
  static void save(const std::shared_ptr<State>& state, Lock& lock, AttemptChange change);
  static void on_saved(const std::shared_ptr<State>& state, const Id& attempt, const Result<void>& result);

  std::shared_ptr<State> state_;
  AttemptStore& store_;
  Provider& provider_;
  std::vector<std::thread> threads_;
};

}  // namespace outpost::app
