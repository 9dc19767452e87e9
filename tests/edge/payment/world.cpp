#include "tests/edge/payment/world.hpp"

#include "tests/edge/payment/world_provider.hpp"

#include <fmt/core.h>

namespace outpost::payment_world {
namespace {

using app::AttemptChange;
using core::CodeAsk;
using core::CodePhase;
using core::CodeSay;
using core::CodeView;

constexpr Micros s = us_per_s;
constexpr Micros ms = us_per_ms;
constexpr Micros client_waits_us = 10 * s;  // as the HTTP client
constexpr int most_tries = 3;               // attempts for one order before the customer goes away
constexpr Micros patience_us = 3'600 * s;   // by then every attempt is decided, or the checker says so

struct StoredAttempt {
  std::uint64_t order = 0;
  Fen amount_fen;
  CodePhase phase = CodePhase::charging;
  CodeView view = CodeView::pending;
};

class World {
public:
  World(std::uint64_t seed, int orders, int tills, const Odds& odds, Plant plant)
      : dice_(seed), odds_(odds), plant_(plant), provider_(dice_, odds_), orders_left_(orders) {
    report_.seed = seed;
    for (int i = 0; i < tills; i++) at(pick(0, 5 * s), [this] { next_customer(); });
    start_edge();
    plan_crash();
  }

  Report run() {
    while (!events_.empty()) {
      Event event = std::move(const_cast<Event&>(events_.top()));
      events_.pop();
      now_ = event.at_us;
      event.act();
    }
    check();
    return report_;
  }

private:
  struct Event {
    Micros at_us;
    std::uint64_t n;
    std::function<void()> act;
    bool operator<(const Event& o) const { return at_us != o.at_us ? at_us > o.at_us : n > o.n; }
  };

  bool falls(int of_thousand) { return static_cast<int>(dice_.next() % 1000) < of_thousand; }
  Micros pick(Micros least, Micros most) {
    return least + static_cast<Micros>(dice_.next() % static_cast<std::uint64_t>(most - least + 1));
  }
  void at(Micros delay_us, std::function<void()> act) {
    events_.push({now_ + delay_us, counter_++, std::move(act)});
  }
  /// The same, but only if edge has not crashed since `life`.
  void at_life(std::uint64_t life, Micros delay_us, std::function<void()> act) {
    at(delay_us, [this, life, act = std::move(act)] {
      if (life == life_ && desk_) act();
    });
  }
  void at_alive(Micros delay_us, std::function<void()> act) { at_life(life_, delay_us, std::move(act)); }

  // customers
  void next_customer() {
    if (orders_left_ == 0) return;
    orders_left_--;
    std::uint64_t order = ++order_number_;
    report_.orders++;
    try_to_pay(order, Fen{pick(1, 100'000)}, most_tries);
  }

  void try_to_pay(std::uint64_t order, Fen amount, int tries) {
    if (!desk_) return at(1 * s, [=, this] { try_to_pay(order, amount, tries); });
    // The row is committed; then edge may crash before the charge leaves.
    Id id = ids_.next();
    open_.insert(id);
    attempts_[id] = {order, amount, CodePhase::charging, CodeView::pending};
    report_.attempts++;
    at_alive(pick(0, 3 * ms), [=, this] {
      desk_->begin(id, amount, app::AuthCode("100000000000000001"), now_);
      turn();
    });
    wait_for(id, order, amount, tries, now_ + patience_us);
  }

  /// The till looks every second; a new attempt only once the old one is decided.
  void wait_for(const Id& id, std::uint64_t order, Fen amount, int tries, Micros until) {
    at(1 * s, [=, this] {
      CodeView view = attempts_.at(id).view;
      bool open = view == CodeView::pending || view == CodeView::unknown;
      if (open && now_ < until) return wait_for(id, order, amount, tries, until);
      if (!open && view != CodeView::approved && tries > 1) return try_to_pay(order, amount, tries - 1);
      next_customer();
    });
  }

  // edge
  void start_edge() {
    life_++;
    next_turn_ = 0;
    desk_ = std::make_unique<app::AttemptDesk>(core::code_timings());
    for (const auto& id : open_) {
      const auto& a = attempts_.at(id);
      desk_->resume({id, a.amount_fen, a.phase, a.view}, now_);
    }
    turn();
  }

  /// By the clock, not by what happens: each restart asks about all that is open, and more work must not mean
  /// more crashes.
  void plan_crash() {
    if (odds_.restart_every_s == 0) return;
    at(pick(1, 2 * odds_.restart_every_s * s), [this] {
      if (orders_left_ == 0 && open_.empty()) return;
      if (desk_) crash();
      plan_crash();
    });
  }

  void crash() {
    report_.restarts++;
    life_++;
    desk_.reset();
    at(pick(100 * ms, 20 * s), [this] { start_edge(); });
  }

  /// Takes whatever is due, then sleeps until the next thing is.
  void turn() {
    while (auto change = desk_->take_unsaved(now_)) save(*change);
    while (auto question = desk_->take_question(now_, false)) ask(*question);
    auto due = desk_->next_due_us(true);
    if (due && (*due < next_turn_ || next_turn_ <= now_)) {
      next_turn_ = *due;
      at_alive(*due - now_, [this] { turn(); });
    }
  }

  void ask(const app::Question& q) {
    report_.questions++;
    CodeAsk ask = q.ask;
    app::ProviderOrder order = q.order;
    Micros there = falls(odds_.late_arrival) ? pick(5 * s, 60 * s) : pick(5 * ms, 400 * ms);
    bool lost = falls(odds_.lost_request);
    std::uint64_t life = life_;
    auto answered = std::make_shared<bool>(false);
    auto hear = [=, this](const core::ProviderReply& reply) {
      if (std::exchange(*answered, true)) return;
      take(order.attempt, reply);
    };
    at_alive(client_waits_us, [=] { hear({}); });
    if (lost) return;
    at(there, [=, this] {
      auto reply = provider_.arrive(ask, order, now_);
      if (falls(odds_.lost_reply)) {
        report_.lost_replies++;
        return;
      }
      at_life(life, pick(5 * ms, 400 * ms), [=] { hear(reply); });
    });
  }

  void take(const Id& id, core::ProviderReply reply) {
    if (plant_ == Plant::not_found_is_final && reply.say == CodeSay::not_found) reply.say = CodeSay::refused;
    if (auto change = desk_->take_reply(id, reply, now_)) save(*change);
    turn();
  }

  // the store
  void commit(const AttemptChange& c) {
    auto& a = attempts_.at(c.id);
    a.phase = c.phase, a.view = c.view;
    if (a.phase == CodePhase::final) open_.erase(c.id);
    if (c.view == CodeView::approved) report_.paid++;
    report_.alarms += !c.alarm.empty();
  }

  void save(const AttemptChange& change) {
    if (falls(2))  // the disk is full for a moment
      return at_alive(1 * ms,
                      [=, this] { told(change.id, fail(Code::unavailable, "storage-full", "no space")); });
    bool forgets = plant_ == Plant::answer_before_commit ||
                   (plant_ == Plant::reversing_not_durable && change.phase == CodePhase::reversing);
    if (forgets) {
      at_alive(1 * ms, [=, this] { told(change.id, {}); });
      return at_alive(pick(1 * s, 20 * s), [=, this] { commit(change); });
    }
    // A crash between COMMIT and its answer leaves a commit that nobody was told about.
    at_alive(pick(100, 5 * ms), [=, this] {
      commit(change);
      at_alive(pick(0, 1 * ms), [=, this] { told(change.id, {}); });
    });
  }

  void told(const Id& id, const Result<void>& result) {
    if (auto again = desk_->saved(id, result, now_)) save(*again);
    turn();
  }

  // the checker
  void check() {
    std::map<std::uint64_t, int> held;
    for (const auto& [id, a] : attempts_) {
      bool money = provider_.holds(id, now_), paid = a.view == CodeView::approved;
      held[a.order] += money;
      report_.paid_without_money += paid && !money;
      report_.money_without_order += money && !paid;
      report_.not_final += a.phase != CodePhase::final;
    }
    for (const auto& [order, times] : held) report_.double_charges += times > 1;
    for (const auto& [id, trade] : provider_.trades()) report_.charged_again += trade.charges > 1;
    report_.late_successes = provider_.late_successes;
    report_.refunds = provider_.refunds;
  }

  SeededRandom dice_;
  const Odds odds_;
  const Plant plant_;
  WorldProvider provider_;
  Report report_;
  std::priority_queue<Event> events_;
  std::uint64_t counter_ = 0, life_ = 0, order_number_ = 0;
  Micros now_ = 0, next_turn_ = 0;
  int orders_left_;
  ManualClock clock_;
  SeededRandom id_dice_{7};
  IdSource ids_{clock_, id_dice_};
  std::map<Id, StoredAttempt> attempts_;
  std::set<Id> open_;  // those that are not final
  std::unique_ptr<app::AttemptDesk> desk_;
};

}  // namespace

std::string Report::text() const {
  return fmt::format("seed {}: {} orders, {} attempts, {} paid, {} questions, {} replies lost, {} late "
                     "successes, {} restarts, "
                     "{} refunds, {} alarms; double charges {}, paid without money {}, money without order "
                     "{}, not final {}, "
                     "charged again {}",
                     seed, orders, attempts, paid, questions, lost_replies, late_successes, restarts, refunds,
                     alarms, double_charges, paid_without_money, money_without_order, not_final,
                     charged_again);
}

Report run(std::uint64_t seed, int orders, int tills, const Odds& odds, Plant plant) {
  return World(seed, orders, tills, odds, plant).run();
}

}  // namespace outpost::payment_world
