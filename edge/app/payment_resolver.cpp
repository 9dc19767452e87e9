#include "edge/app/payment_resolver.hpp"

#include <algorithm>
#include <chrono>

namespace outpost::app {
namespace {

// A due moment is in boot time, a condition variable waits by another clock: look again at least this often.
constexpr Micros longest_nap_us = 1 * us_per_s;

core::ProviderReply put(Provider& provider, const Question& q) {
  switch (q.ask) {
  case core::CodeAsk::charge: return provider.charge(q.order, q.code);
  case core::CodeAsk::query: return provider.query(q.order);
  case core::CodeAsk::reverse: return provider.reverse(q.order);
  case core::CodeAsk::close: return provider.close(q.order);
  case core::CodeAsk::refund: return provider.refund(q.order);
  }
  return {};
}

}  // namespace

PaymentResolver::PaymentResolver(AttemptStore& store, Provider& provider, Clock& clock,
                                 core::CodeTimings timings)
    : state_(std::make_shared<State>(timings, clock)), store_(store), provider_(provider) {}

PaymentResolver::~PaymentResolver() { stop(); }

Result<void> PaymentResolver::start() {
  OUTPOST_TRY(auto open, store_.open_attempts());
  Lock lock(state_->mutex);
  for (const auto& attempt : open) state_->desk.resume(attempt, state_->clock.boot_us());
  state_->store = &store_;
  state_->running = true;
  for (int i = 0; i < threads; i++) threads_.emplace_back([this] { work(); });
  return {};
}

void PaymentResolver::stop() {
  {
    Lock lock(state_->mutex);
    state_->running = false;
    state_->store = nullptr;
  }
  provider_.cancel();
  state_->wake_workers.notify_all();
  state_->changed.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
  // The writer's thread may be on its way into the store, too: it must not outlive what it calls.
  Lock lock(state_->mutex);
  state_->changed.wait(lock, [&] { return state_->saves_under_way == 0; });
}

Result<void> PaymentResolver::check_room() const {
  if (open() < most_open) return {};
  return fail(Code::busy, "provider-busy", "too many code payments are still open; take cash");
}

void PaymentResolver::charge(const Id& attempt, Fen amount_fen, AuthCode code) {
  Lock lock(state_->mutex);
  if (!state_->running) return;
  state_->desk.begin(attempt, amount_fen, std::move(code), state_->clock.boot_us());
  state_->wake_workers.notify_one();
}

bool PaymentResolver::wait_decided(const Id& attempt, int timeout_ms) {
  Lock lock(state_->mutex);
  auto done = [&] { return !state_->running || state_->desk.decided(attempt); };
  state_->changed.wait_for(lock, std::chrono::milliseconds(timeout_ms), done);
  return state_->running && state_->desk.decided(attempt);
}

std::size_t PaymentResolver::open() const {
  Lock lock(state_->mutex);
  return state_->desk.open();
}

void PaymentResolver::work() {
  Lock lock(state_->mutex);
  while (state_->running) {
    if (do_one(lock)) continue;
    bool others = state_->others_under_way < threads - threads_for_charges;
    Micros now_us = state_->clock.boot_us();
    Micros until_us = state_->desk.next_due_us(others).value_or(now_us + longest_nap_us);
    Micros nap_us = std::clamp<Micros>(until_us - now_us, 1, longest_nap_us);
    state_->wake_workers.wait_for(lock, std::chrono::microseconds(nap_us));
  }
}

bool PaymentResolver::do_one(Lock& lock) {
  Micros now_us = state_->clock.boot_us();
  if (auto change = state_->desk.take_unsaved(now_us)) {
    save(state_, lock, std::move(*change));
    return true;
  }
  bool charges_only = state_->others_under_way >= threads - threads_for_charges;
  auto question = state_->desk.take_question(now_us, charges_only);
  if (!question) return false;
  ask(lock, std::move(*question));
  return true;
}

void PaymentResolver::ask(Lock& lock, Question question) {
  bool other = question.ask != core::CodeAsk::charge;
  state_->others_under_way += other;
  lock.unlock();
  auto reply = put(provider_, question);
  question.code.wipe();
  lock.lock();
  state_->others_under_way -= other;
  auto change = state_->desk.take_reply(question.order.attempt, reply, state_->clock.boot_us());
  if (change)
    save(state_, lock, std::move(*change));
  else
    state_->wake_workers.notify_one();
}

void PaymentResolver::save(const std::shared_ptr<State>& state, Lock& lock, AttemptChange change) {
  AttemptStore* store = state->store;
  if (!store) return;  // stopping: the row stays open and the next start asks again
  ++state->saves_under_way;
  lock.unlock();
  store->save(change, [state, id = change.id](Result<void> result) { on_saved(state, id, result); });
  lock.lock();
  if (--state->saves_under_way == 0) state->changed.notify_all();
}

void PaymentResolver::on_saved(const std::shared_ptr<State>& state, const Id& attempt,
                               const Result<void>& result) {
  Lock lock(state->mutex);
  if (!state->store) return;  // stopped: all but the state may be gone, the clock too
  auto change = state->desk.saved(attempt, result, state->clock.boot_us());
  if (change) save(state, lock, std::move(*change));
  state->wake_workers.notify_one();
  state->changed.notify_all();
}

}  // namespace outpost::app
